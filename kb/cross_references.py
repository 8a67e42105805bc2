"""Resolve the references of all pages of a library to the ids of the pages they mean, and report those that mean none.

`kb.library` does so for a library as it is, `kb.checks.knock_on` once more for a library as it was before a change.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace

from kb.choices import Kind
from kb.config import Config, Unlisted
from kb.page import DomainHead, EntryHead, IssueRef, Page, PersonHead, Ref
from kb.problems import Problems, Severity
from kb.reading import Source
from kb.references import References, slug
from kb.resolving import resolve_references

_SHOWN = 5  # of the pages that a reference may mean


def page_among(
    config: Config, source: Source, references: References, pages: Mapping[str, Page], problems: Problems
) -> Page:
    """Return one page as it is among the `pages` of a library, whose names are in `references`."""
    return _Resolver(config, {source.page.id: source}, references, problems).page(source, pages)


def pages_of(config: Config, sources: Mapping[str, Source], problems: Problems) -> dict[str, Page]:
    """Return the pages of a library by id, with those that its rules make of unlisted people and domains."""
    references = References((source.page, source.names) for source in sources.values())
    return _Resolver(config, sources, references, problems).pages()


class _Resolver:
    """Resolves the references of all pages, creating pages for unlisted people and domains where the rules say so."""

    def __init__(
        self, config: Config, sources: Mapping[str, Source], references: References, problems: Problems
    ) -> None:
        self._rules = {Kind.PERSON: config.unlisted.person, Kind.DOMAIN: config.unlisted.domain}
        self._sources = sources
        self._problems = problems
        self._references = references
        self._created: dict[str, Page] = {}

    def pages(self) -> dict[str, Page]:
        resolved = {page_id: self._resolved(source) for page_id, source in self._sources.items()}
        pages = {**resolved, **self._created}
        return {page_id: self._with_known_issues(page, pages) for page_id, page in pages.items()}

    def page(self, source: Source, pages: Mapping[str, Page]) -> Page:
        resolved = self._resolved(source)
        return self._with_known_issues(resolved, ChainMap(self._created, dict(pages)))

    def _resolved(self, source: Source) -> Page:
        def lookup(reference: str, mark: Ref | IssueRef, field: str) -> str | None:
            return reference if isinstance(mark, IssueRef) else self._lookup(source, reference, mark, field)

        return replace(source.page, head=resolve_references(source.page.head, lookup))

    def _lookup(self, source: Source, reference: str, mark: Ref, field: str) -> str | None:
        match = self._references.resolve(reference, mark.kinds)
        if match and match.exact:
            return match.id
        at = place_in_head(source, reference, field)
        if match:
            message = f"{reference!r} was taken to mean {match.id}"
            self._problems.add(
                source.placing.problem("inexact-reference", Severity.WARNING, at, message, f"Write {match.id!r}.")
            )
            return match.id
        sharing = self._references.sharing(reference, mark.kinds)
        if not sharing and (rule := self._rule(mark)) is not Unlisted.REPORT:
            return self._create(mark.kinds[0], reference) if rule is Unlisted.CREATE else None
        message, remedy = self._explained(reference, mark.kinds, sharing)
        self._problems.add(source.placing.problem("dangling-reference", Severity.ERROR, at, message, remedy))
        return None

    def _rule(self, mark: Ref) -> Unlisted:
        """Return what happens to a reference that fits no page: where it may be of several kinds, none is guessed."""
        return self._rules.get(mark.kinds[0], Unlisted.REPORT) if len(mark.kinds) == 1 else Unlisted.REPORT

    def _explained(self, reference: str, kinds: tuple[Kind, ...], sharing: list[str]) -> tuple[str, str]:
        """Return why a reference means no page, and what to do."""
        if sharing:
            ids = " or ".join(sharing[:_SHOWN])
            return f"several {_plural(kinds)} are called {reference!r}", f"Write the id: {ids}."
        expected = " or ".join(kinds) if len(kinds) < len(Kind) else "page"
        near = " or ".join(self._references.nearest(reference, kinds))
        add = "page" if expected == "page" else f"{expected} page"
        remedy = f"Did you mean {near}?" if near else f"Add the {add}, or remove the reference."
        return f"no {expected} is called {reference!r}", remedy

    def _create(self, kind: Kind, reference: str) -> str | None:
        name = slug(reference)
        if not name:
            return None
        page_id = f"{kind.folder}/{name}"
        if page_id not in self._created and page_id not in self._sources:
            if kind is Kind.PERSON:
                self._created[page_id] = Page(page_id, kind, PersonHead(title=reference), "", "")
            else:
                title = reference.replace("-", " ").replace("_", " ")
                self._created[page_id] = Page(page_id, kind, DomainHead(title=title[:1].upper() + title[1:]), "", "")
        return page_id

    def _with_known_issues(self, page: Page, pages: Mapping[str, Page]) -> Page:
        if not isinstance(page.head, EntryHead) or not page.head.issues:
            return page
        known: set[str] = set()
        for domain in page.head.domains:
            head = pages[domain].head
            if isinstance(head, DomainHead):
                known.update(issue.id for issue in head.issues)
        source = self._sources[page.id]
        for issue in page.head.issues:
            if issue not in known:
                remedy = f"Its domains have: {', '.join(sorted(known)) or 'no issues'}."
                at = place_in_head(source, issue, "issues")
                message = f"none of the page's domains has an issue {issue!r}"
                self._problems.add(source.placing.problem("dangling-reference", Severity.ERROR, at, message, remedy))
        kept = tuple(issue for issue in page.head.issues if issue in known)
        return replace(page, head=page.head.model_copy(update={"issues": kept}))


def _plural(kinds: tuple[Kind, ...]) -> str:
    if len(kinds) > 1:
        return "pages"
    return f"{kinds[0].removesuffix('y')}ies" if kinds[0].endswith("y") else f"{kinds[0]}s"


def place_in_head(source: Source, reference: str, field: str) -> tuple[str | int, ...]:
    """Return the path of the value that holds `reference`: items before it may have been dropped since it was read."""
    placing = source.placing
    items = placing.split.values.get(placing.keys.get(field, field))
    if isinstance(items, list):
        for number, item in enumerate(items):
            if item == reference or (isinstance(item, dict) and reference in item.values()):
                return (field, number)
    return (field,)
