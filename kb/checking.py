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
from kb.checks.external import link_faults, web_links
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
from kb.scope import Scope, below, changed, within
from kb.web_links import Answer

# Called with the name of a step, the amount just done and the amount in all.
Progress = Callable[[str, int, int], object]
# Finds out about addresses on the web.
Ask = Callable[[Sequence[str]], Mapping[str, Answer]]


@dataclass(frozen=True)
class Checked:
    """What a check found: problems, the number of pages, and how many of them are how far."""

    problems: Problems
    pages: int
    levels: Mapping[Level, int] = field(default_factory=dict)


def check_library(
    config: Config, paths: Sequence[Path], progress: Progress, *, today: date, ask: Ask | None = None
) -> Checked:
    """Check the library, or with `paths` only these files and folders.

    All heads are read in any case, since references lead anywhere; only the wanted pages are rendered. `ask` finds out
    about links to the web, which are left alone without it.

    Raises ConfigError for a path that isn't below the content folder, and where `paths` hold no page at all.
    """
    scope = below(config.settings.content, paths)
    library = read_library(config, lambda files: progress("Reading", 1, files))
    ids = _ids(library, scope)
    if paths and not ids and not _has_more(library, config.settings.vocabulary, scope):
        message = "no page is there: `exclude` or `[[kinds]]` in kb.toml leaves it out, or it is a README.md"
        raise ConfigError(", ".join(map(str, paths)), "", message, "Mend kb.toml, or name another file or folder.")
    with RenderPool() as pool:
        subjects, rendered = _rendered(config, library, ids, progress, pool)
    levels = _check_pages(config, library, subjects, rendered, today)
    if ask:
        library.problems.extend(_asked(subjects, ask))
    return Checked(_within(library.problems, scope), len(ids), levels)


def check_changes(
    config: Config, changes: Changes, progress: Progress, *, today: date, ask: Ask | None = None
) -> Checked:
    """Check the files that have changed, and what their change broke in others; all of them where kb.toml changed."""
    content = config.settings.content
    scope = changed(content, changes, config.source)
    if scope.wanted is None:
        return check_library(config, [], progress, today=today, ask=ask)
    if not scope.wanted:
        return Checked(Problems(), 0)
    before = {name: changes.before[path] for name, path in within(content, changes.before).items()}
    library = read_library(config, lambda files: progress("Reading", 1, files))
    ids = _ids(library, scope)
    with RenderPool() as pool:
        broken = list(broken_elsewhere(config, library, scope.wanted, before, pool))
        subjects, rendered = _rendered(config, library, ids, progress, pool)
    levels = _check_pages(config, library, subjects, rendered, today)
    if ask:
        library.problems.extend(_asked(subjects, ask))
    return Checked(Problems([*_within(library.problems, scope), *broken]), len(ids), levels)


def _ids(library: Library, scope: Scope) -> list[str]:
    return [page.id for page in library.pages.values() if page.path and scope.covers(page.path)]


def _within(problems: Problems, scope: Scope) -> Problems:
    return Problems(problem for problem in problems if scope.covers(problem.path))


def _rendered(
    config: Config, library: Library, ids: Sequence[str], progress: Progress, pool: RenderPool
) -> tuple[list[Subject], dict[str, Rendered]]:
    """Return these pages, and all that are rendered: they, and those to whose headings they link."""
    pages = [library.pages[page_id] for page_id in ids]
    rendered = pool.render(library, config, pages, lambda: progress("Rendering", 1, len(pages)))
    linked = sorted(wanted_pages(rendered) - rendered.keys())
    subjects = [Subject(page, library.sources[page.id], rendered[page.id]) for page in pages]
    return subjects, rendered | pool.render(library, config, [library.pages[page_id] for page_id in linked])


def _check_pages(
    config: Config, library: Library, subjects: Sequence[Subject], rendered: Mapping[str, Rendered], today: date
) -> Mapping[Level, int]:
    """Add what is wrong with these pages to the library's problems; return how many of them are how far."""
    library.problems.extend(tags_spelt_apart(library))
    library.problems.extend(colliding_redirects(library))
    library.problems.extend(alike_ids(library))
    templates, levels = Templates(config), Counter[Level]()
    for subject in subjects:
        library.problems.extend(_faults(subject, library, rendered, config))
        library.problems.extend(faults_of_its_own(subject, today, templates))
        if found := level_of(subject, templates):
            levels[found[0]] += 1
    return levels


def _asked(subjects: Sequence[Subject], ask: Ask) -> Iterator[Problem]:
    answers = ask(sorted(set().union(*map(web_links, subjects))))
    for subject in subjects:
        yield from link_faults(subject, answers)


def _faults(subject: Subject, library: Library, rendered: Mapping[str, Rendered], config: Config) -> Iterator[Problem]:
    content = config.settings.content
    yield from faults_in(subject.page, subject.rendered, library, content)
    yield from missing_anchors(subject, rendered, library)
    yield from missing_images(subject, content, config.settings.site)


def faults_of_its_own(subject: Subject, today: date, templates: Templates) -> Iterator[Problem]:
    """Yield what a page shows by itself, whatever else is in its library: the form on the site asks the same."""
    yield from headings_out_of_order(subject)
    yield from personal_data(subject)
    yield from dates_in_the_future(subject, today)
    yield from overdue_review(subject, today)
    if found := level_of(subject, templates):
        yield from unfinished(subject, found)


def _has_more(library: Library, vocabulary: str, scope: Scope) -> bool:
    """Whether the wanted files hold something to tell of, or are read, although no page is among them."""
    return scope.covers(vocabulary) or len(_within(library.problems, scope)) > 0
