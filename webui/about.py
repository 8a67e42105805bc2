"""About: what this library is, how it works, and what it knows of its readers."""

from __future__ import annotations

from webui.contexts import AboutPage, render
from webui.site import searcher, site


def about() -> str:
    """Say what this library is and how it works."""
    engine = searcher()
    stats = engine.stats()
    return render(
        AboutPage(
            title="About this library",
            overview=site().overviews.of(engine),
            model=stats.model,
            keyword_engine=stats.keyword_engine,
        )
    )
