"""About and help: what this library is, how to use it, and what it knows of its readers."""

from __future__ import annotations

from kb.choices import Kind
from webui.contexts import AboutPage, HelpPage, render
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


def how_to() -> str:
    """Say how to search, read, keep, subscribe and contribute."""
    return render(HelpPage(title="Help", kinds=tuple(Kind)))
