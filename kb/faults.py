"""What is wrong with a page's body, known once it has been rendered, located in its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.choices import Status
from kb.left_open import is_element, place_of
from kb.library import Library
from kb.page import Page
from kb.places import Place, places_of
from kb.problems import Problem, Severity
from kb.rendering import Link, Rendered

# So many tags of a page are named.
_TAGS = 10


def faults_in(page: Page, rendered: Rendered, library: Library, content: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a page's body: shapes that can't be rendered, links to nowhere, images without words.

    `content` is the folder of the library's files.
    """
    return tuple(_faults_in(page, rendered, library, lambda: _text_of(content / page.path)))


def faults_in_text(page: Page, rendered: Rendered, library: Library, text: str) -> tuple[Problem, ...]:
    """Return the same for a page that is in no file yet, but was read from `text`."""
    return tuple(_faults_in(page, rendered, library, lambda: text))


def _faults_in(page: Page, rendered: Rendered, library: Library, text: Callable[[], str]) -> Iterator[Problem]:
    if rendered.problem:
        message = f"could not be rendered, and is shown as plain text: {rendered.problem}"
        yield Problem(
            page.path, page.body_line, 1, "unrenderable", Severity.ERROR, "", message, "Simplify the Markdown."
        )
    faults = [(link.href, fault) for link in rendered.links if (fault := _fault(link, page, library))]
    faults += [(source, _missing_alt(source)) for source in rendered.undescribed]
    for name in rendered.shown_as_text[:_TAGS]:
        yield _shown_as_text(page, name, text())
    if not faults:
        return
    places = _places(text(), {address for address, _ in faults})
    for address, (code, severity, message, remedy) in faults:
        found = places[address]
        place = found.pop(0) if len(found) > 1 else found[0] if found else Place(page.body_line)
        yield Problem(page.path, place.line, place.column, code, severity, "", message, remedy)


def _fault(link: Link, page: Page, library: Library) -> tuple[str, Severity, str, str] | None:
    """Return code, severity, message and remedy of what is wrong with a link."""
    said = f"the link {link.href!r}"
    if not link.target.href:
        if link.href.startswith("#"):
            remedy = "Write a heading's words in lower case, with hyphens between them."
            return "dangling-link", Severity.ERROR, f"{said} leads to no heading of this page", remedy
        remedy = "Write the path of the file, relative to this one, or the id of the page."
        return "dangling-link", Severity.ERROR, f"{said} leads to no page of the library", remedy
    target = library.pages.get(link.target.page)
    if target and target.head.status is Status.DRAFT and page.head.status is not Status.DRAFT:
        return "link-to-draft", Severity.WARNING, f"{said} leads to a draft", "Publish the draft, or drop the link."
    return None


def _missing_alt(source: str) -> tuple[str, Severity, str, str]:
    remedy = "Write what it shows between the brackets: ![…](…)."
    return "missing-alt", Severity.WARNING, f"the image {source!r} has no description", remedy


def _shown_as_text(page: Page, name: str, text: str) -> Problem:
    place = place_of(name, text) or Place(page.body_line)
    code, severity, said = "unknown-tag", Severity.WARNING, f"HTML has no <{name}>: it is shown as text"
    if is_element(name):
        code, severity, said = (
            "left-open",
            Severity.WARNING,
            f"<{name} is never closed: it is shown, or it would hide text",
        )
    remedy = "Put it between backticks where it is meant to be read; otherwise close it, or take it out."
    return Problem(page.path, place.line, place.column, code, severity, "", said, remedy)


def _places(text: str, addresses: set[str]) -> defaultdict[str, list[Place]]:
    """Return where in a file's text links to these addresses stand: a body may come from keys of its head."""
    return defaultdict(list, {address: places_of(address, text) for address in addresses})


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # gone since it was read
        return ""
