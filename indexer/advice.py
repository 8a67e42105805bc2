"""What a contributor is told about a page before it is published: values that `kb suggest` prints."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.results import PageSummary, PersonSuggestion
from kb.mentions import Mention


@dataclass(frozen=True)
class NearCopy:
    """A page that says nearly the same.

    `near` is the share of this page's passages that come near to one there, `words` the share of its runs of three
    words that stand there, too. `shared` are sentences that both have, `new` is what only this page has: sections, and
    sentences of its lead.
    """

    page: PageSummary
    near: float
    words: float
    shared: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class SuggestedValue:
    """A domain, issue or tag that near pages carry; `pages` are the nearest of them."""

    value: str
    label: str
    pages: tuple[PageSummary, ...]


@dataclass(frozen=True)
class SuggestedPractice:
    """A practice that a page seems to use, and what speaks for it."""

    page: PageSummary
    reason: str


@dataclass(frozen=True)
class SuggestedLink:
    """Words that could link to a page."""

    page: PageSummary
    mention: Mention


@dataclass(frozen=True)
class Advice:
    """All that there is to suggest for one page. `notice` says what could not be looked at."""

    id: str
    title: str
    path: str
    near_copies: tuple[NearCopy, ...] = ()
    domains: tuple[SuggestedValue, ...] = ()
    issues: tuple[SuggestedValue, ...] = ()
    tags: tuple[SuggestedValue, ...] = ()
    practices: tuple[SuggestedPractice, ...] = ()
    people: tuple[PersonSuggestion, ...] = ()
    links: tuple[SuggestedLink, ...] = ()
    notice: str = ""
