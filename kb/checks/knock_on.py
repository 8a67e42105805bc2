"""What a change broke in pages that it didn't touch: the library is looked at as it was and as it is.

A page that is removed, renamed or made a draft leaves links and references that lead nowhere in pages which are no part
of the change. Whatever of this was wrong before is not reported; remedies don't count, since they name what is nearest
now.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from kb.checks.addresses import colliding_redirects
from kb.checks.anchors import missing_anchors, wanted_pages
from kb.checks.subject import Subject
from kb.config import Config
from kb.cross_references import pages_of
from kb.faults import faults_in
from kb.library import KindFinder, Library
from kb.page import Page
from kb.problems import Problem, Problems
from kb.reading import Source, read_page
from kb.render_pool import RenderPool

_REFERENCES = {"dangling-reference", "inexact-reference", "redirect-clash"}
_LINKS = {"dangling-link", "dangling-anchor", "link-to-draft"}
_Key = tuple[str, int, int, str, str, str]


def broken_elsewhere(
    config: Config, library: Library, changed: frozenset[str], before: Mapping[str, bytes], pool: RenderPool
) -> Iterator[Problem]:
    """Yield what is wrong now, and wasn't before, in files that are not `changed`.

    Files are named by their path from the content folder; `before` has what changed ones held.
    """
    was = _library_before(config, library, changed, before)
    here = Problems([*library.problems, *colliding_redirects(library)])
    there = {_key(problem) for problem in [*was.problems, *colliding_redirects(was)]}
    yield from (p for p in here if p.code in _REFERENCES and p.path not in changed and _key(p) not in there)
    linking = _linking(library, changed, _names(library, was, changed))
    found = _link_faults(config, library, linking, pool)
    known = {_key(problem) for problem in _link_faults(config, was, linking, pool)}
    yield from (problem for problem in found if _key(problem) not in known)


def _key(problem: Problem) -> _Key:
    return problem.path, problem.line, problem.column, problem.code, problem.field, problem.message


def _library_before(config: Config, library: Library, changed: frozenset[str], before: Mapping[str, bytes]) -> Library:
    """Return the library as it was: its files that haven't changed, and the others with what they held."""
    sources = {key: source for key, source in library.sources.items() if source.page.path not in changed}
    for source in _sources_of(config, before):
        sources.setdefault(source.page.id, source)
    ordered = dict(sorted(sources.items(), key=lambda item: item[1].page.path))
    problems = Problems()
    return replace(library, pages=pages_of(config, ordered, problems), problems=problems, sources=ordered)


def _sources_of(config: Config, files: Mapping[str, bytes]) -> Iterator[Source]:
    kind_of = KindFinder(config.kinds)
    with tempfile.TemporaryDirectory(prefix="practice-commons-") as folder:
        for number, (path, data) in enumerate(files.items()):
            rule = kind_of(path)
            if rule is None:
                continue
            file = Path(folder, str(number), path)
            file.parent.mkdir(parents=True)
            file.write_bytes(data)
            source = read_page(Path(folder, str(number)), path, rule, config.settings.max_page_bytes, Problems())
            if source is not None:
                yield source


def _names(library: Library, was: Library, changed: frozenset[str]) -> set[str]:
    """Return the last parts of all addresses of pages that changed: a link to one of them holds one of these."""
    names: set[str] = set()
    for source in [*library.sources.values(), *was.sources.values()]:
        page = source.page
        if page.path in changed:
            addresses = [page.id, page.path, *page.head.redirect_from]
            names.update(PurePosixPath(address.strip("/")).stem for address in addresses)
    return names - {"", "index", "_index"}


def _linking(library: Library, changed: frozenset[str], names: set[str]) -> list[Page]:
    """Return the pages that are not changed and whose text may link to a page with one of these names."""
    if not names:
        return []
    spelt = {form for name in names for form in (name, quote(name))}
    wanted = re.compile("|".join(map(re.escape, sorted(spelt))))
    pages = (page for page in library.pages.values() if page.path and page.path not in changed)
    return [page for page in pages if wanted.search(page.body)]


def _link_faults(config: Config, library: Library, pages: Sequence[Page], pool: RenderPool) -> list[Problem]:
    """Return what is wrong with the links of these pages in a library that has them."""
    there = [library.pages[page.id] for page in pages if page.id in library.pages]
    rendered = pool.render(library, config, there)
    linked = sorted(wanted_pages(rendered) - rendered.keys())
    rendered |= pool.render(library, config, [library.pages[page_id] for page_id in linked])
    found: list[Problem] = []
    for page in there:
        found += faults_in(page, rendered[page.id], library, config.settings.content)
        found += missing_anchors(Subject(page, library.sources[page.id], rendered[page.id]), rendered, library)
    return [problem for problem in found if problem.code in _LINKS]
