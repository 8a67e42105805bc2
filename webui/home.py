"""The first page: what this library is for, a place to ask, its domains and what is new."""

from __future__ import annotations

from webui.contexts import HomePage, render
from webui.kinds.lists import events
from webui.site import searcher, site

SHOWN_EVENTS = 3


def home() -> str:
    """Show the first page."""
    settings = site().config.settings
    overview = site().overviews.of(searcher())
    coming, _ = events(overview.events, site().today())
    return render(
        HomePage(
            title="",
            description=settings.description,
            search_in_header=False,
            heading=settings.description or settings.title,
            overview=overview,
            events=coming.items[:SHOWN_EVENTS],
        )
    )
