"""A page of the library at its own address, whatever its kind; former addresses lead to the present one."""

from __future__ import annotations

from flask import redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from indexer import Searcher, StoredPage, TocItem
from kb.choices import Kind
from kb.errors import UnknownPageError
from kb.links import page_url
from kb.page import CollectionHead, DomainHead, EntryHead, PersonHead
from webui import labels, people
from webui.blocks import Block, Contact, Fact, Link, PageList, People, RelatedList
from webui.contexts import ContentPage, render
from webui.facts import facts, tags
from webui.kinds import SHOWN_PAGES, around_body, issue_links
from webui.site import searcher

CONTENTS_FROM = 4  # headings; shorter pages are seen at a glance
_PEOPLE = {
    Kind.DOMAIN: "Practitioners",
    Kind.COMMUNITY: "Practitioners near this",
    Kind.PERSON: "Others who know about this",
    Kind.EVENT: "People who may know more",
}


def show_page(page_id: str) -> str | Response:
    """Show the page with this id.

    Raises UnknownPageError where neither a page nor a former address is called so.
    """
    engine = searcher()
    try:
        stored = engine.page(page_id)
    except UnknownPageError:
        target = engine.redirect(page_id) or _trimmed(engine, page_id)
        if target is None:
            raise
        return redirect(url_for("page", page_id=target), 301)
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
    before, after = around_body(engine, stored)
    after = [*after, *_around(engine, stored)]
    return ContentPage(
        title=page.title,
        description=page.summary,
        kind=labels.kind(head.kind if isinstance(head, PersonHead) else page.kind),
        summary=page,
        crumbs=_crumbs(stored),
        lede=_lede(stored),
        facts=_facts(engine, stored),
        tags=tags(head),
        before=tuple(filter(_has_content, before)),
        body=body,
        contents=_contents(stored),
        after=tuple(filter(_has_content, after)),
        problem=stored.problem,
        empty="" if stored.html.strip() else "Nobody has written the text of this page yet.",
    )


def _lede(stored: StoredPage) -> str:
    head = stored.head
    own = head.outcome if isinstance(head, DomainHead) else head.purpose if isinstance(head, CollectionHead) else ""
    return own or stored.summary.summary


def _crumbs(stored: StoredPage) -> tuple[Link, ...]:
    page = stored.summary
    domains = page.domains if page.kind is not Kind.DOMAIN else ()
    return (Link("Home", "/"), *(Link(title, page_url(page_id)) for page_id, title in domains[:1]))


def _facts(engine: Searcher, stored: StoredPage) -> tuple[Fact, ...]:
    found = facts(stored)
    issues = issue_links(engine, stored)
    if not issues:
        return found
    at = next((number for number, fact in enumerate(found, 1) if fact.label.startswith("Domain")), len(found))
    return (*found[:at], Fact("Issue" if len(issues) == 1 else "Issues", issues), *found[at:])


def _around(engine: Searcher, stored: StoredPage) -> list[Block]:
    """Return what the library knows around a page: who may help, what is near, what links here."""
    page = stored.summary
    cards = tuple(people.suggested(engine, person) for person in engine.people_for_page(page.id))
    written = {link.entry for link in stored.head.related} if isinstance(stored.head, EntryHead) else set()
    near = tuple(item for item in engine.related(page.id) if item.page.id not in written)
    linking = stored.backlinks
    more = Link(f"{len(linking) - SHOWN_PAGES:,} more are not shown") if len(linking) > SHOWN_PAGES else None
    mentions = f"Pages that mention {page.title}" if page.kind is Kind.PERSON else "What links here"
    return [
        People(id="_people", heading=_PEOPLE.get(page.kind, "People who may know"), items=cards),
        RelatedList(id="_related", heading="Related", items=near),
        PageList(id="_backlinks", heading=mentions, items=linking[:SHOWN_PAGES], more=more),
    ]


def _has_content(block: Block) -> bool:
    return isinstance(block, Contact) or bool(block.items)


def _contents(stored: StoredPage) -> tuple[TocItem, ...]:
    """Return the headings of a long page."""
    own = [item for item in stored.toc if item.level == 2]
    return tuple(own) if len(own) >= CONTENTS_FROM else ()
