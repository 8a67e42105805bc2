"""Atom feeds of what is new: in the whole library, or in any search, which is how a reader subscribes to it.

`/feed.xml` takes the same parameters as `/search`. Practitioners are in no feed: that somebody has a page is no news.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from flask import Response, render_template, request

from indexer import Facet, PageSummary, Searcher, Sort
from kb.choices import Kind
from webui import labels
from webui.contexts import Feed, FeedEntry
from webui.search import Names
from webui.search_params import SearchParams
from webui.site import searcher, site

NEWEST = 30
_NEWS = tuple(kind.value for kind in Kind if kind is not Kind.PERSON)


def feed() -> Response:
    """Send the newest pages of a search."""
    engine = searcher()
    params = SearchParams.from_args(request.args).understood(engine)
    kinds = tuple(kind for kind in params.filters.get(Facet.KIND, _NEWS) if kind in _NEWS)
    query = replace(params.query(), filters={**params.filters, Facet.KIND: kinds}, sort=Sort.NEWEST, k=NEWEST, offset=0)
    pages = [hit.page for hit in engine.search(query).hits] if kinds else []
    created = engine.stats().created
    entries = [_entry(page, _day(engine, page, created)) for page in pages if page.published]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    found = Feed(
        title=_title(params, Names(engine, None)),
        subtitle="Newest first. Pages without a date are not listed.",
        id=urljoin(request.url_root, params.feed_url()),
        home=urljoin(request.url_root, params.url() if params.text or params.narrowed else "/"),
        updated=_moment(created),
        entries=tuple(entries),
    )
    return Response(render_template("feed.xml", feed=found), mimetype="application/atom+xml")


def _title(params: SearchParams, names: Names) -> str:
    parts = [f"“{params.text}”"] if params.text else []
    parts += [names.of(facet, value) for facet, value in params.chosen()]
    parts += [f"from {labels.day(params.after)} on"] if params.after else []
    parts += [f"before {labels.day(params.before)}"] if params.before else []
    return " – ".join([", ".join(parts), site().config.settings.title] if parts else [site().config.settings.title])


def _entry(page: PageSummary, day: str) -> FeedEntry:
    return FeedEntry(page=page, url=urljoin(request.url_root, page.url), updated=_moment(day))


def _day(engine: Searcher, page: PageSummary, created: str) -> str:
    """Return since when a page is news: for what is dated ahead not that day, but when it was announced."""
    today = site().today()
    if page.published <= today.isoformat():
        return page.published
    announced = engine.head(page.id).published
    return announced.isoformat() if announced and announced <= today else created


def _moment(day: str) -> str:
    """Return an ISO day or moment as Atom wants it, with a time zone."""
    moment = datetime.fromisoformat(day)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
