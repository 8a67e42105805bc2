"""The first page: what this library is for, a place to ask, its domains and what is new."""

from __future__ import annotations

from webui.contexts import HomePage, render
from webui.site import searcher, site


def home() -> str:
    """Show the first page."""
    settings = site().config.settings
    return render(
        HomePage(
            title="",
            description=settings.description,
            search_in_header=False,
            heading=settings.description or settings.title,
            overview=site().overviews.of(searcher()),
        )
    )
