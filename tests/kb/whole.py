"""Whole libraries for tests."""

from __future__ import annotations

from collections.abc import Mapping

from kb.config import Config
from kb.faults import faults_in
from kb.library import Library
from kb.render_pool import RenderPool
from kb.rendering import Rendered


def rendered_whole(library: Library, config: Config) -> dict[str, Rendered]:
    """Render all pages, and add what is wrong with them to the library's problems."""
    with RenderPool() as pool:
        rendered = pool.render(library, config, list(library.pages.values()))
    add_faults(library, config, rendered)
    return rendered


def add_faults(library: Library, config: Config, rendered: Mapping[str, Rendered]) -> None:
    """Add what is wrong with rendered pages to the library's problems."""
    for page_id, result in rendered.items():
        library.problems.extend(faults_in(library.pages[page_id], result, library, config.settings.content))
