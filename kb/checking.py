"""Check a library, or some of its files: what reading and rendering find, and the families of `kb.checks`.

Called by `kb check`. What concerns the whole library (addresses, tags) is looked at whole, and reported for the files
asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.changes import Changes
from kb.checks.addresses import alike_ids, colliding_redirects
from kb.checks.anchors import missing_anchors, wanted_pages
from kb.checks.completeness import Level, Templates, level_of, unfinished
from kb.checks.dates import dates_in_the_future, overdue_review
from kb.checks.headings import headings_out_of_order
from kb.checks.images import missing_images
from kb.checks.knock_on import broken_elsewhere
from kb.checks.personal import personal_data
from kb.checks.subject import Subject
from kb.checks.tags import tags_spelt_apart
from kb.config import Config
from kb.errors import ConfigError
from kb.faults import faults_in
from kb.library import Library, read_library
from kb.problems import Problem, Problems
from kb.render_pool import RenderPool
from kb.rendering import Rendered

# Called with the name of a step, the amount just done and the amount in all.
Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class Checked:
    """What a check found: problems, the number of pages, and how many of them are how far."""

    problems: Problems
    pages: int
    levels: Mapping[Level, int] = field(default_factory=dict)


def check_library(config: Config, paths: Sequence[Path], progress: Progress, *, today: date) -> Checked:
    """Check the library, or with `paths` only these files and folders.

    All heads are read in any case, since references lead anywhere; only the wanted pages are rendered.

    Raises ConfigError for a path that isn't below the content folder, and where `paths` hold no page at all.
    """
    wanted = [_below(config.settings.content, path) for path in paths]
    library = read_library(config, lambda files: progress("Reading", 1, files))
    ids = [page.id for page in library.pages.values() if page.path and _is_wanted(page.path, wanted)]
    if wanted and not ids and not _has_more(library, config.settings.vocabulary, wanted):
        message = "no page is there: `exclude` or `[[kinds]]` in kb.toml leaves it out, or it is a README.md"
        raise ConfigError(", ".join(map(str, paths)), "", message, "Mend kb.toml, or name another file or folder.")
    with RenderPool() as pool:
        levels = _check_pages(config, library, ids, progress, today, pool)
    problems = Problems(problem for problem in library.problems if _is_wanted(problem.path, wanted))
    return Checked(problems, len(ids), levels)


def check_changes(config: Config, changes: Changes, progress: Progress, *, today: date) -> Checked:
    """Check the files that have changed, and what their change broke in others; all of them where kb.toml changed.

    Raises ConfigError where the content folder can't be read.
    """
    if config.source in changes.now or config.source in changes.before:
        return check_library(config, [], progress, today=today)
    content = config.settings.content.resolve()
    now = {_within(path, content) for path in changes.now} - {""}
    before = {name: held for path, held in changes.before.items() if (name := _within(path, content))}
    changed = frozenset(now | before.keys())
    if not changed:
        return Checked(Problems(), 0)
    library = read_library(config, lambda files: progress("Reading", 1, files))
    ids = [page.id for page in library.pages.values() if page.path in changed]
    with RenderPool() as pool:
        broken = list(broken_elsewhere(config, library, changed, before, pool))
        levels = _check_pages(config, library, ids, progress, today, pool)
    own = (problem for problem in library.problems if problem.path in changed)
    return Checked(Problems([*own, *broken]), len(ids), levels)


def _within(path: Path, content: Path) -> str:
    """Return a path from the content folder, empty where it isn't in there."""
    return path.relative_to(content).as_posix() if path.is_relative_to(content) else ""


def _check_pages(
    config: Config, library: Library, ids: Sequence[str], progress: Progress, today: date, pool: RenderPool
) -> Mapping[Level, int]:
    """Add what is wrong with these pages to the library's problems; return how many of them are how far."""
    pages = [library.pages[page_id] for page_id in ids]
    rendered = pool.render(library, config, pages, lambda: progress("Rendering", 1, len(pages)))
    linked = sorted(wanted_pages(rendered) - rendered.keys())
    rendered |= pool.render(library, config, [library.pages[page_id] for page_id in linked])
    library.problems.extend(tags_spelt_apart(library))
    library.problems.extend(colliding_redirects(library))
    library.problems.extend(alike_ids(library))
    templates, levels = Templates(config), Counter[Level]()
    for page_id in ids:
        subject = Subject(library.pages[page_id], library.sources[page_id], rendered[page_id])
        library.problems.extend(_faults(subject, library, rendered, config))
        library.problems.extend(_dated(subject, today))
        if found := level_of(subject, templates):
            levels[found[0]] += 1
            library.problems.extend(unfinished(subject, found))
    return levels


def _faults(subject: Subject, library: Library, rendered: Mapping[str, Rendered], config: Config) -> Iterator[Problem]:
    content = config.settings.content
    yield from faults_in(subject.page, subject.rendered, library, content)
    yield from missing_anchors(subject, rendered, library)
    yield from missing_images(subject, content, config.settings.site)
    yield from headings_out_of_order(subject)
    yield from personal_data(subject)


def _dated(subject: Subject, today: date) -> Iterator[Problem]:
    yield from dates_in_the_future(subject, today)
    yield from overdue_review(subject, today)


def _below(content: Path, path: Path) -> str:
    """Return `path`, given from the working directory or from the content folder, relative to the latter."""
    for candidate in (path.absolute(), content / path):
        if candidate.exists() and candidate.resolve().is_relative_to(content.resolve()):
            return candidate.resolve().relative_to(content.resolve()).as_posix()
    raise ConfigError(str(path), "", f"there is no such file below {content}", "Name a file or folder of the content.")


def _has_more(library: Library, vocabulary: str, wanted: Sequence[str]) -> bool:
    """Whether the wanted files hold something to tell of, or are read, although no page is among them."""
    return vocabulary in wanted or any(_is_wanted(problem.path, wanted) for problem in library.problems)


def _is_wanted(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(one in {path, "."} or path.startswith(f"{one}/") for one in wanted)
