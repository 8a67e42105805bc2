"""Check a library, or some of its files: everything that reading and rendering find. Called by `kb check`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kb.config import Config
from kb.errors import ConfigError
from kb.faults import faults_in
from kb.library import Library, read_library
from kb.problems import Problems
from kb.render_pool import RenderPool

# Called with the name of a step, the amount just done and the amount in all.
Progress = Callable[[str, int, int], object]


def check_library(config: Config, paths: Sequence[Path], progress: Progress) -> tuple[Problems, int]:
    """Return the problems of the library and the number of pages checked; with `paths`, only theirs.

    All heads are read in any case, since references lead anywhere; only the wanted pages are rendered.

    Raises ConfigError for a path that isn't below the content folder, and where `paths` hold no page at all.
    """
    wanted = [below(config.settings.content, path) for path in paths]
    library = read_library(config, lambda files: progress("Reading", 1, files))
    pages = [page for page in library.pages.values() if page.path and _is_wanted(page.path, wanted)]
    if wanted and not pages and not _has_more(library, config.settings.vocabulary, wanted):
        message = "no page is there: `exclude` or `[[kinds]]` in kb.toml leaves it out, or it is a README.md"
        raise ConfigError(", ".join(map(str, paths)), "", message, "Mend kb.toml, or name another file or folder.")
    with RenderPool() as pool:
        rendered = pool.render(library, config, pages, lambda: progress("Rendering", 1, len(pages)))
    for page in pages:
        library.problems.extend(faults_in(page, rendered[page.id], library, config.settings.content))
    problems = Problems(problem for problem in library.problems if _is_wanted(problem.path, wanted))
    return problems, len(pages)


def below(content: Path, path: Path) -> str:
    """Return `path`, given from the working directory or from the content folder, relative to the latter.

    Raises ConfigError for one that isn't below the content folder.
    """
    for candidate in (path.absolute(), content / path):
        if candidate.exists() and candidate.resolve().is_relative_to(content.resolve()):
            return candidate.resolve().relative_to(content.resolve()).as_posix()
    raise ConfigError(str(path), "", f"there is no such file below {content}", "Name a file or folder of the content.")


def _has_more(library: Library, vocabulary: str, wanted: Sequence[str]) -> bool:
    """Whether the wanted files hold something to tell of, or are read, although no page is among them."""
    return vocabulary in wanted or any(_is_wanted(problem.path, wanted) for problem in library.problems)


def _is_wanted(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(one in {path, "."} or path.startswith(f"{one}/") for one in wanted)
