"""Links of pages to the web: which there are, and what is wrong with those that were asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag

from kb.checks.subject import Subject
from kb.page import EntryHead, EventHead, PersonHead
from kb.problems import Problem, Severity
from kb.web_links import Answer, Verdict

_WEB = ("http://", "https://")
_At = tuple[str | int, ...]


def web_links(subject: Subject) -> set[str]:
    """Return the web addresses in a page's text and head, without their anchors."""
    return {urldefrag(address).url for address, _ in _written(subject) if address}


def link_faults(subject: Subject, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Yield the links of a page that are dead, have moved, or can't be reached."""
    for address, at in _written(subject):
        answer = answers.get(urldefrag(address).url)
        if answer is None or answer.verdict is Verdict.FINE:
            continue
        code, severity, message, remedy = _said(address, answer)
        if at:
            yield subject.in_head(code, severity, at, message, remedy)
        else:
            yield subject.in_body(code, severity, subject.place_of(address), message, remedy)


def _said(address: str, answer: Answer) -> tuple[str, Severity, str, str]:
    if answer.verdict is Verdict.DEAD:
        remedy = "Find its new address, or an archived copy, or drop the link."
        return "dead-link", Severity.WARNING, f"nothing is at {address!r} any more ({answer.detail})", remedy
    if answer.verdict is Verdict.MOVED:
        return "moved-link", Severity.NOTE, f"{address!r} has moved for good", f"Write {answer.detail}"
    return "unreachable-link", Severity.NOTE, f"{address!r} can't be checked: {answer.detail}", "Look at it yourself."


def _written(subject: Subject) -> Iterator[tuple[str, _At]]:
    """Yield each web address of a page with the path of the value that holds it, empty for the text."""
    in_text = (link.href.strip() for link in subject.rendered.links if not link.target.page)
    yield from ((href, ()) for href in dict.fromkeys(in_text) if href.lower().startswith(_WEB))
    head = subject.page.head
    found: list[tuple[str, _At]] = [(head.source_url, ("source_url",))]
    if isinstance(head, EntryHead):
        found += [(source.url, ("evidence", number)) for number, source in enumerate(head.evidence)]
    if isinstance(head, EventHead):
        found.append((head.url, ("url",)))
    if isinstance(head, PersonHead):
        found.append((head.contact.url, ("contact",)))
    yield from ((address, at) for address, at in found if address.lower().startswith(_WEB))
