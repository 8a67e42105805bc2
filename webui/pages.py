"""A page of the library at its own address, whatever its kind; former addresses lead to the present one."""

from __future__ import annotations

from urllib.parse import quote

from flask import redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from indexer import Facet, Searcher, StoredPage, TocItem
from kb.choices import ENTRY_KINDS, Kind
from kb.config import PATH_MARK
from kb.errors import UnknownPageError
from kb.links import page_url
from kb.page import CollectionHead, DomainHead, PersonHead
from webui import labels
from webui.blocks import Block, Fact, Link
from webui.browse import listing
from webui.contexts import ContentPage, Keep, Tools, render
from webui.facts import facts, tags, when
from webui.kept_list import kept_ids
from webui.kinds import around_body
from webui.kinds.domain import issue_links
from webui.reading import PARAMETER, along, reading_path
from webui.search_params import SearchParams
from webui.site import searcher, site

CONTENTS_FROM = 4  # headings; shorter pages are seen at a glance
_NO_TEXT = "Nobody has written the text of this page yet."


def show_page(page_id: str) -> str | Response:
    """Show the page with this id.

    Raises UnknownPageError where neither a page nor a former address is called so.
    """
    engine = searcher()
    try:
        stored = engine.page(page_id)
    except UnknownPageError:
        target = engine.redirect(page_id) or _trimmed(engine, page_id)
        if target is not None:
            query = request.query_string.decode("ascii", "replace")
            return redirect(f"{page_url(target)}?{query}" if query else page_url(target), 301)
        if (way := listing(page_id)) is not None:
            return way
        raise
    return render(_context(engine, stored))


def _trimmed(engine: Searcher, page_id: str) -> str | None:
    """Return the id that is meant by an address with slashes at its end."""
    trimmed = page_id.rstrip("/")
    if trimmed == page_id:
        return None
    try:
        engine.head(trimmed)
    except UnknownPageError:
        return engine.redirect(trimmed)
    return trimmed


def _context(engine: Searcher, stored: StoredPage) -> ContentPage:
    page, head = stored.summary, stored.head
    body = Markup(stored.html)  # noqa: S704 - cleaned by nh3 when the page was rendered
    around = around_body(engine, stored, site().today())
    before, after = _shown(around.before), _shown(around.after)
    collection = request.args.get(PARAMETER, "")
    path = reading_path(engine, page.id, collection)
    return ContentPage(
        title=page.title,
        description=page.summary,
        feed=_feed(stored),
        path=path,
        tools=_tools(stored, collection if path else ""),
        kind=labels.kind(head.kind if isinstance(head, PersonHead) else page.kind),
        summary=page,
        crumbs=_crumbs(stored),
        lede=_lede(stored),
        when=when(head),
        facts=_facts(engine, stored),
        tags=tags(head),
        before=before,
        body=body,
        contents=_contents(stored, before, after),
        after=after,
        problem=stored.problem,
        empty=_NO_TEXT if page.kind in ENTRY_KINDS and not stored.html.strip() else "",
    )


def _lede(stored: StoredPage) -> str:
    head = stored.head
    own = head.outcome if isinstance(head, DomainHead) else head.purpose if isinstance(head, CollectionHead) else ""
    return own or stored.summary.summary


def _crumbs(stored: StoredPage) -> tuple[Link, ...]:
    page = stored.summary
    domains = page.domains if page.kind is not Kind.DOMAIN else ()
    above = next((Link(title, page_url(page_id)) for page_id, title in domains), None)
    return (Link("Home", "/"), above or Link(labels.kinds(page.kind), f"/{page.kind.folder}"))


def _facts(engine: Searcher, stored: StoredPage) -> tuple[Fact, ...]:
    found = facts(stored, engine.history(stored.summary.id))
    issues = issue_links(engine, stored)
    if not issues:
        return found
    at = next((number for number, fact in enumerate(found, 1) if fact.label.startswith("Domain")), len(found))
    return (*found[:at], Fact("Issue" if len(issues) == 1 else "Issues", issues), *found[at:])


def _shown(blocks: list[Block]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.items or block.empty)


def _contents(stored: StoredPage, before: tuple[Block, ...], after: tuple[Block, ...]) -> tuple[TocItem, ...]:
    """Return the headings of a long page: those of its text, and of the blocks around it."""
    own = [item for item in stored.toc if item.level == 2]
    around = ([TocItem(block.id, block.heading, 2) for block in blocks] for blocks in (before, after))
    first, last = around
    found = (*first, *own, *last)
    return found if len(found) >= CONTENTS_FROM else ()


def _feed(stored: StoredPage) -> str:
    """Return the feed of what is new: in a domain its own, elsewhere that of the library."""
    if stored.summary.kind is not Kind.DOMAIN:
        return SearchParams().feed_url()
    return SearchParams(filters={Facet.DOMAIN: (stored.summary.id,)}).feed_url()


def _tools(stored: StoredPage, path: str) -> Tools:
    page, template, is_file = stored.summary, site().config.settings.edit_url, bool(stored.source_path)
    edit = template.replace(PATH_MARK, quote(stored.source_path)) if template else f"/contribute/edit{page.url}"
    back = along(page.url, path) if path else page.url
    return Tools(
        Keep(page.id, page.id in kept_ids(), back),
        f"{page.url}.md",
        edit if is_file else "",
        f"/contribute/used{page.url}" if is_file and page.kind in ENTRY_KINDS else "",
        f"/contribute/outdated{page.url}" if is_file else "",
    )
