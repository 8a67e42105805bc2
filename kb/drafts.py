"""A page that is in no file yet: read, checked and rendered as it would be within its library.

The site's form asks, with the pages of its index; what is found is what `kb check` will find. Only whether images are
there is left out, since nobody has to learn from a form which files a server has, and how the library spells its tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kb.checking import faults_of_its_own
from kb.checks.completeness import Templates
from kb.checks.subject import Subject
from kb.config import Config
from kb.cross_references import page_among
from kb.faults import faults_in_text
from kb.head import HeadError, split_file
from kb.library import KindFinder, Library
from kb.page import Page
from kb.problems import Problem, Problems, Severity
from kb.reading import Source, page_from
from kb.references import References
from kb.render_pool import RenderPool, renderer_file


@dataclass(frozen=True)
class Draft:
    """What came of a text: its problems, in order, and page and HTML unless its head can't be read."""

    problems: tuple[Problem, ...]
    page: Page | None = None
    html: str = ""

    @property
    def has_errors(self) -> bool:
        """Whether something that was written would be lost."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


class DraftDesk:
    """Checks drafts against the pages of one library. Used by one thread; its children start with the first draft."""

    def __init__(self, config: Config, pages: Sequence[Page]) -> None:
        """Take the pages, of which only names, addresses, status and issues are needed."""
        self._config = config
        self._library = Library({page.id: page for page in pages}, Problems(), 0)
        self._references = References((page, ()) for page in pages)
        self._templates = Templates(config)
        self._open = ExitStack()
        self._pool = self._open.enter_context(RenderPool())
        self._kind_of = KindFinder(config.kinds)

    def close(self) -> None:
        """End the children."""
        self._open.close()

    def check(self, path: str, text: str, today: date) -> Draft:
        """Return what would become of `text` in the file `path` of the library, which has to be one of a kind."""
        rule = self._kind_of(path)
        if rule is None:
            message, remedy = "no kind of page is kept there", "Choose another kind."
            return Draft((Problem(path, 1, 1, "no-kind", Severity.WARNING, "", message, remedy),))
        problems = Problems()
        try:
            source = page_from(split_file(text), path, rule, problems)
        except HeadError as error:
            at = error.line, error.column
            fault = Problem(path, *at, "unreadable-head", Severity.ERROR, "", error.message, error.remedy)
            return Draft((fault,))
        page = page_among(self._config, source, self._references, self._library.pages, problems)
        return self._rendered(page, source, text, problems, today)

    @cached_property
    def _renderer(self) -> str:
        return self._open.enter_context(renderer_file(self._library.pages.values(), self._config))

    def _rendered(self, page: Page, source: Source, text: str, problems: Problems, today: date) -> Draft:
        seconds = self._config.settings.render_seconds
        rendered = self._pool.render_with(self._renderer, [page], seconds)[page.id]
        subject = Subject(page, replace(source, page=page), rendered)
        problems.extend(faults_in_text(page, rendered, self._library, text))
        problems.extend(faults_of_its_own(subject, today, self._templates))
        return Draft(tuple(problems), page, rendered.html)
