"""Read one file as the page it would be in its library, whether or not an index has it.

Called by `kb suggest` and `kb check --suggest`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.choices import Status
from kb.config import Config
from kb.errors import UnreadablePageError
from kb.library import Library, read_library
from kb.page import Page
from kb.problems import Severity
from kb.render_pool import RenderPool
from kb.rendering import Rendered
from kb.scope import path_below


@dataclass(frozen=True)
class DraftFile:
    """A page as its file has it now, rendered; `pages` are all of the library by id but for other drafts."""

    page: Page
    rendered: Rendered
    pages: Mapping[str, Page]


def read_draft_file(config: Config, path: Path) -> DraftFile:
    """Read the page in the file `path`, given from the working directory or from the content folder.

    The heads of all other pages are read, since references lead anywhere. Raises ConfigError for a path that isn't
    below the content folder, and UnreadablePageError where no page can be had from it.
    """
    file = path_below(config.settings.content, path)
    library = read_library(config)
    drafts = _drafts(config, library, [file])
    if not drafts:
        raise _unreadable(file, library)
    return drafts[0]


def read_draft_files(config: Config, paths: Sequence[Path]) -> list[DraftFile]:
    """Read several pages as `read_draft_file` does, the library once for all; what is no page is left out."""
    return _drafts(config, read_library(config), [path_below(config.settings.content, path) for path in paths])


def _drafts(config: Config, library: Library, files: Sequence[str]) -> list[DraftFile]:
    by_path = {page.path: page for page in library.pages.values()}
    pages = [by_path[file] for file in files if file in by_path]
    with RenderPool() as pool:
        rendered = pool.render(library, config, pages)
    published = {page.id: page for page in library.pages.values() if page.head.status is not Status.DRAFT}
    return [DraftFile(page, rendered[page.id], {**published, page.id: page}) for page in pages]


def _unreadable(file: str, library: Library) -> UnreadablePageError:
    """Return why a file is no page: the first problem found in it says it."""
    found = [problem for problem in library.problems if problem.path == file]
    found.sort(key=lambda problem: (problem.severity is not Severity.ERROR, problem.line))
    if not found:
        reason = "it is no page, since kb.toml or its name leaves it out"
        return UnreadablePageError(file, 1, reason, "Name a Markdown file that `kb check` reads.")
    return UnreadablePageError(file, found[0].line, found[0].message, found[0].remedy)
