"""One line of reason for each relation: a fact that both entries share, else the nearest sentence of the other.

Facts come first since a reader can check them. Sentences are as they were written, cut at a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.results import Tie
from indexer.shared_facts import Entry, Issue
from kb.choices import Outcome
from kb.page import DomainHead, Page

QUOTED = 160
_CAME_OF_IT = {
    Outcome.WORKED: "it worked",
    Outcome.PARTLY: "it partly worked",
    Outcome.FAILED: "it did not work",
    Outcome.TOO_EARLY: "it is too early to say",
}


@dataclass(frozen=True)
class Names:
    """What to call things in reasons: titles of pages, by id, and of issues; `telling` are practices worth naming."""

    titles: Mapping[str, str]
    issues: Mapping[Issue, str]
    telling: frozenset[str]

    @classmethod
    def of(cls, pages: Mapping[str, Page], telling: frozenset[str]) -> Names:
        """Take the names from the published pages."""
        heads = ((page.id, page.head) for page in pages.values())
        issues = {
            (n, issue.id): issue.title for n, head in heads if isinstance(head, DomainHead) for issue in head.issues
        }
        return cls({page.id: page.title for page in pages.values()}, issues, telling)


def needs_quote(first: Entry, other: Entry, tie: Tie, names: Names) -> bool:
    """Return whether no fact says why the two are tied, so that a sentence has to."""
    return not _fact(first, other, tie, names)


def reason_for(first: Entry, other: Entry, tie: Tie, names: Names, quote: str = "") -> str:
    """Return why `other` is named on the page of `first`, in a line; `quote` is a sentence of it."""
    fact = _fact(first, other, tie, names)
    if fact:
        return fact
    lead = _lead(other, tie, names)
    if quote:
        return f"{lead}: “{quote}”" if lead else f"“{quote}”"
    return f"{lead}." if lead else _in_common(first, other, names)


def _fact(first: Entry, other: Entry, tie: Tie, names: Names) -> str:
    practice = _shared_practice(first, other, names)
    issue = next((names.issues[shared] for shared in sorted(first.issues & other.issues)), "")
    if tie is Tie.FROM_ELSEWHERE:
        return ""
    if practice:
        return f"“{practice}”{_where(other)}{_ending(other)}"
    if not issue or tie is Tie.OTHER_PLACE:
        return ""
    by = next((names.titles[used] for used in other.head.uses if used in names.telling and used in names.titles), "")
    means = f", by other means (“{by}”)" if by else ", by other means"
    return f"On the same question, “{issue}”{means if tie is Tie.OTHER_APPROACH else ''}{_ending(other)}"


def _shared_practice(first: Entry, other: Entry, names: Names) -> str:
    shared = sorted(set(first.head.uses) & set(other.head.uses) & names.telling)
    return next((names.titles[practice] for practice in shared if practice in names.titles), "")


def _where(entry: Entry) -> str:
    if entry.head.place:
        return f" in {entry.head.place}"
    return f" at {entry.head.organisation}" if entry.head.organisation else ""


def _ending(entry: Entry) -> str:
    return f": {_CAME_OF_IT[entry.head.outcome]}." if entry.head.outcome else "."


def _lead(other: Entry, tie: Tie, names: Names) -> str:
    """Return what stands before a sentence, or alone."""
    match tie:
        case Tie.OTHER_PLACE:
            outcome = f", where {_CAME_OF_IT[other.head.outcome]}" if other.head.outcome else ""
            return f"In a like way{_where(other)}{outcome}"
        case Tie.FROM_ELSEWHERE:
            domain = next((names.titles[one] for one in other.head.domains if one in names.titles), "")
            return f"From “{domain}”" if domain else ""
        case Tie.OTHER_APPROACH:
            return "The problem there"
        case _:
            return ""


def _in_common(first: Entry, other: Entry, names: Names) -> str:
    domain = next((one for one in first.head.domains if one in other.head.domains and one in names.titles), "")
    tags = [tag for tag in first.head.tags if tag in other.head.tags]
    if tags:
        return f"Both are about {tags[0]}."
    return f"Both belong to “{names.titles[domain]}”." if domain else "Near in what it tells of."


def shortened(text: str, length: int = QUOTED) -> str:
    """Return `text` in one line, cut at a word before `length`, with an ellipsis where something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return f"{text[:length].rsplit(' ', 1)[0].rstrip('.,;:')[: length - 1]}…"


def reason_for_link(first: Entry, other: Entry, by_use: bool) -> str:
    """Return why `other`, which refers to `first` in its text or as what it used, is named."""
    if by_use:
        return f"Applied it{_where(other)}{_ending(other)}"
    return f"Refers to “{first.head.title}” in its text."
