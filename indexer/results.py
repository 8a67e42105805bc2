"""What the search engine answers with: plain values that the command line prints and the site shows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.asked import Facet, Mode, Query
from kb.choices import ContactPolicy, Kind, Role
from kb.page import Contact, Head

_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")
_URL = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)


class Via(StrEnum):
    """What ties a page to another: a link in its body, or the key of its head that names it; for people their role."""

    BODY = "body"
    USES = "uses"
    USED_BY = "used_by"
    RELATED = "related"
    AUTHOR = "author"
    PRACTITIONER = "practitioner"
    CONTACT = "contact"
    EDITOR = "editor"
    DOMAINS = "domains"
    COORDINATORS = "coordinators"
    START_HERE = "start_here"
    MEMBERS = "members"
    CURATOR = "curator"
    ITEMS = "items"
    COMMUNITIES = "communities"
    SPEAKERS = "speakers"
    ENTRIES = "entries"


class Tie(StrEnum):
    """How one entry stands to another, in the order in which readers see them.

    The first three are an author's word, as a see-also may be, too; the last is that the other refers to this one.
    """

    CONTRADICTS = "contradicts"
    ALTERNATIVE = "alternative"
    NEXT = "next"
    OTHER_APPROACH = "other-approach"
    OTHER_PLACE = "other-place"
    FROM_ELSEWHERE = "from-elsewhere"
    SEE_ALSO = "see-also"
    LINKED_FROM = "linked-from"


class Reason(StrEnum):
    """Why a page was found."""

    EXACT_WORDS = "exact words"
    SIMILAR_MEANING = "similar meaning"


@dataclass(frozen=True)
class Ignored:
    """A part of the query that was not used, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Expansion:
    """An expression of the question as written, and what was also looked for since it means the same here."""

    text: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Snippet:
    """An extract of a passage; `marks` are the spans (start, end) of the words that matched.

    `start` is where its weightiest word stands in the passage, without any match where the extract begins.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    start: int = 0

    def pieces(self) -> list[tuple[str, bool]]:
        """Return the extract in pieces, each with whether it matched."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [(text, marked) for text, marked in [*pieces, (self.text[at:], False)] if text]

    def as_html(self) -> str:
        """Return the extract as safe HTML with the matched words in `<mark>`."""
        return "".join(
            f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text) for text, marked in self.pieces()
        )


@dataclass(frozen=True)
class PageSummary:
    """What a list needs to show of a page.

    `domains` are ids with titles, `issues` ids of issues of these domains; dates are ISO days or empty. `start` and
    `end` are the first and the last day of an event, which has its start for `published`, too.
    """

    id: str
    kind: Kind
    title: str
    url: str
    summary: str
    organisation: str = ""
    place: str = ""
    stage: str = ""
    outcome: str = ""
    published: str = ""
    reviewed: str = ""
    archived: bool = False
    example: bool = False
    domains: tuple[tuple[str, str], ...] = ()
    issues: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Place:
    """A part of a page: the address of the heading it stands under, and the heading, empty for the page's lead."""

    url: str
    section: str


@dataclass(frozen=True)
class Hit:
    """A page that answers, with its best passage. `url` leads to the heading that the passage stands under.

    `words` are those of the question that the passage holds, `missing` those that it doesn't, as they were asked.
    `nearest` is where the page says what is nearest in meaning, if that is under another heading. `steps` has what went
    into the score, by name, in order.
    """

    rank: int
    page: PageSummary
    url: str
    score: float
    snippet: Snippet
    section: str
    reasons: tuple[Reason, ...]
    words: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    nearest: Place | None = None
    steps: Mapping[str, float] = field(default_factory=dict)

    @property
    def by_meaning_alone(self) -> bool:
        """Whether the passage says it in other words than the question."""
        return self.reasons == (Reason.SIMILAR_MEANING,)


@dataclass(frozen=True)
class Quote:
    """Sentences of an entry that answer a question, as written. `url` leads to the heading that they stand under."""

    page: PageSummary
    url: str
    section: str
    snippet: Snippet
    cosine: float


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the number of results that have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class PersonReason:
    """An entry that speaks for a person: what they did there, and what it says."""

    page: PageSummary
    role: Role | None
    url: str
    snippet: Snippet


@dataclass(frozen=True)
class ContactWay:
    """How to reach a person under their own policy. Addresses are only given where the policy is public."""

    policy: ContactPolicy
    url: str = ""
    email: str = ""

    @classmethod
    def of(cls, contact: Contact) -> ContactWay:
        """Return what a person's contact details allow to be shown; what is no address is none."""
        if contact.policy is not ContactPolicy.PUBLIC:
            return cls(contact.policy)
        email = contact.email if _EMAIL.fullmatch(contact.email) else ""
        return cls(contact.policy, contact.url if _URL.fullmatch(contact.url) else "", email)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that lead to the person: that of a mailbox, then that of a page, as far as they are such."""
        email = (self.email,) if _EMAIL.fullmatch(self.email) else ()
        return (*email, self.url) if _URL.fullmatch(self.url) else email


@dataclass(frozen=True)
class PersonSuggestion:
    """A practitioner recommended for a query or an entry."""

    page: PageSummary
    role: str
    offers: tuple[str, ...]
    contact: ContactWay
    score: float
    reasons: tuple[PersonReason, ...]


@dataclass(frozen=True)
class RelatedPage:
    """A page tied to another, with the reasons in words. `score` is the cosine between them, 0 without a model.

    `by_author` is whether the author of either wrote it down.
    """

    page: PageSummary
    score: float
    reasons: tuple[str, ...]
    relation: Tie = Tie.SEE_ALSO
    by_author: bool = False


@dataclass(frozen=True)
class WordWeight:
    """A word of the question as word search counts it: its term, the passages that hold it, its IDF."""

    word: str
    term: str
    passages: int
    idf: float


@dataclass(frozen=True)
class Explanation:
    """By what a question is answered or not.

    `best` has the best that the library holds for it: `cosine`, that of the nearest passage, `support`, the mean of the
    nearest three, `coverage`, the greatest share of the weight of its words in one passage. It is answered where one
    reaches what `answers` says; passages make their pages results from what `results` says on. Without a model there is
    only coverage. `alpha` is the weight of meaning against words.
    """

    words: tuple[WordWeight, ...]
    alpha: float
    best: Mapping[str, float]
    answers: Mapping[str, float]
    results: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """The answer to a query. Where `answered` is False there are no hits, and `near_misses` hold what came closest.

    A facet that is filtered by is counted as if it were not: its counts are what each value would give in its place.
    `did_you_mean` is the question with words that pages have for those that none has, empty where none is near.
    `expanded` has what the library's vocabulary added to it. `quotes` answer it in the words of pages; there are none
    where nothing is near enough, and none beyond the first hits. `notice` says in words when something limits the
    answer (no embedding model, say).
    """

    query: Query
    mode: Mode
    answered: bool
    total: int
    hits: tuple[Hit, ...]
    near_misses: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[FacetValue, ...]]
    people: tuple[PersonSuggestion, ...]
    quotes: tuple[Quote, ...]
    ignored: tuple[Ignored, ...]
    notice: str
    took_ms: float
    explanation: Explanation
    expanded: tuple[Expansion, ...] = ()
    did_you_mean: str = ""


@dataclass(frozen=True)
class TocItem:
    """A heading of a page, for its table of contents."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True)
class Backlink:
    """A page that refers to another, and by what."""

    page: PageSummary
    via: Via


@dataclass(frozen=True)
class StoredPage:
    """A page as the generation holds it: validated head, Markdown, safe HTML, contents, and what it links with.

    `linked` has the summaries of all pages that head or body refer to, by id; `backlinks` the pages whose body or head
    refer to this one, those that only belong to it as to their domain left out: `Searcher.pages_with` lists them.
    """

    summary: PageSummary
    head: Head
    html: str
    toc: tuple[TocItem, ...]
    source_path: str
    words: int
    linked: Mapping[str, PageSummary]
    backlinks: tuple[Backlink, ...]
    markdown: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Stats:
    """Counts and identity of the open generation."""

    generation: str
    created: str
    title: str
    pages: Mapping[str, int]
    entries: int
    people: int
    passages: int
    terms: int
    model: str
    runtime: str
    dimensions: int
    keyword_engine: str
    bytes: int
    sizes: Mapping[str, int]
    problems: Mapping[str, int]
    settings: Mapping[str, object] = field(default_factory=dict)
