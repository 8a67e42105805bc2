"""The query language: words, "phrases", -excluded words, and fields such as kind:story or after:2019.

A mistake in it is never an error: what can't be understood is read as words or left out, and said. `indexer.filters`
turns what it asks for into masks, `indexer.query` finds the worth of its words.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer import analysis
from indexer.asked import Facet
from indexer.results import Ignored

MAX_CHARACTERS = 2000
# A longer text was pasted, or told as a story: what looks like an operator in it is part of what somebody wrote.
LONGEST_WITH_OPERATORS = 15
MAX_OPERATORS = 20


class Limit(StrEnum):
    """A field that bounds the day on which a page was published."""

    AFTER = "after"
    BEFORE = "before"


FIELDS: dict[str, Facet | Limit] = {
    **{facet.value: facet for facet in Facet},
    **{limit.value: limit for limit in Limit},
}
# What people call a field besides its name.
_ALSO: dict[str, Facet | Limit] = {
    "author": Facet.PERSON,
    "by": Facet.PERSON,
    "people": Facet.PERSON,
    "topic": Facet.TAG,
    "tags": Facet.TAG,
    "org": Facet.ORGANISATION,
    "organization": Facet.ORGANISATION,
    "location": Facet.PLACE,
    "type": Facet.KIND,
    "since": Limit.AFTER,
}
_DAY = re.compile(r"(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
# How alike a word has to be to a field's name to be taken for it, misspelt.
_NEAR = 0.75
_MARKS = '"“”„'
_PART = re.compile(
    rf"""
    (?<!\S)(?P<empty>[^\W\d_]+):(?!\S)
    | (?P<minus>(?<!\S)-)? (?:
        (?P<field>[^\W\d_]+):(?!//) (?: [{_MARKS}](?P<named>[^{_MARKS}]*)[{_MARKS}] | (?P<value>[^\s{_MARKS}]+) )
        | (?<![^\s(\-])[{_MARKS}](?P<quoted>[^{_MARKS}]*)[{_MARKS}](?!\w)
        | (?P<plain>[^\s{_MARKS}]+) )
    | [{_MARKS}]
    """,
    re.VERBOSE,
)
# What nobody sees within a word: soft hyphens, joiners, marks of direction. A space of no width parts words.
_UNSEEN = re.compile(r"[\u00ad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


@dataclass(frozen=True)
class FieldTerm:
    """A field with its value, as in place:Leeds; `excluded` after a minus. `start` and `end` are its place."""

    field: Facet | Limit
    value: str
    excluded: bool
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """What a text asks for. `written` is all of it, cleaned and bounded.

    `text` is what is ranked by, words and those of phrases; `phrases` and `excluded` are sequences of terms that an
    answer has to hold, and must not. `cuts` are the places of what is written and not in `text`.
    """

    written: str
    text: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    fields: tuple[FieldTerm, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()

    def written_as(self, terms: tuple[str, ...]) -> str:
        """Return the words that a phrase's terms were written as."""
        tokens = analysis.tokens(self.text)
        for at in range(len(tokens)):
            if tuple(token.term for token in tokens[at : at + len(terms)]) == terms:
                return self.text[tokens[at].start : tokens[at + len(terms) - 1].end]
        return " ".join(terms)

    def without(self, fields: Iterable[FieldTerm]) -> str:
        """Return what is written less these fields."""
        return _cut(self.written, [(field.start, field.end) for field in fields])


def read_question(text: str) -> Question:
    """Read a text of any length and kind. At most `MAX_OPERATORS` parts of it are taken for operators."""
    written, ignored = _cleaned(text)
    reading = _Reading(written, ignored)
    parts = [part for part in _PART.finditer(written) if _is_operator(part)]
    if len(written.split()) > LONGEST_WITH_OPERATORS:
        if parts:
            why = f"in a text of more than {LONGEST_WITH_OPERATORS} words, signs and fields are read as words"
            ignored.append(Ignored(_shown(part[0] for part in parts), why))
        return Question(written, written, ignored=tuple(ignored))
    for part in parts[:MAX_OPERATORS]:
        reading.take(part)
    if parts[MAX_OPERATORS:]:
        rest = _shown(part[0] for part in parts[MAX_OPERATORS:])
        ignored.append(Ignored(rest, f"only the first {MAX_OPERATORS} signs and fields are understood"))
    return reading.question()


class _Reading:
    """A question while its operators are read, one after the other."""

    def __init__(self, written: str, ignored: list[Ignored]) -> None:
        self._written, self._ignored = written, ignored
        self._cuts: list[tuple[int, int]] = []
        self._phrases: list[tuple[str, ...]] = []
        self._excluded: list[tuple[str, ...]] = []
        self._fields: list[FieldTerm] = []

    def question(self) -> Question:
        unique = dict.fromkeys
        return Question(
            self._written,
            _cut(self._written, self._cuts),
            tuple(unique(self._phrases)),
            tuple(unique(self._excluded)),
            tuple(self._fields),
            tuple(self._ignored),
            tuple(self._cuts),
        )

    def take(self, part: re.Match[str]) -> None:
        value = part["quoted"] if part["quoted"] is not None else part["plain"]
        if part["field"]:
            self._take_field(part, (part["value"] if part["named"] is None else part["named"]).strip(" ,;"))
        elif part["empty"]:
            self._ignore(
                part, f"write the value right behind the colon, as in {example_of(FIELDS[part['empty'].casefold()])}"
            )
        elif value is None:
            self._ignore(part, "the quotation mark has no partner")
        elif (terms := tuple(analysis.terms(value))) or part["minus"]:
            self._take_words(part, terms)
        elif part["quoted"] is not None and not value.strip():
            self._ignore(part, "there is nothing between the quotation marks")
        else:
            self._note(part, "such common words can't be looked for in their order")

    def _take_words(self, part: re.Match[str], terms: tuple[str, ...]) -> None:
        if not part["minus"]:
            self._phrases.append(terms)
            self._cut_marks(part, "quoted")
        elif terms:
            self._excluded.append(terms)
            self._cuts.append(part.span())
        else:
            self._ignore(part, "so common a word can't be excluded")

    def _take_field(self, part: re.Match[str], value: str) -> None:
        name = part["field"].casefold()
        field = _named(name)
        if field is None:
            near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=_NEAR)
            known = f"did you mean {near[0]}:?" if near else f"there are {', '.join(FIELDS)}"
            self._note(part, f"there is no field {name}, so it is read as words; {known}")
            if part["named"] is not None:
                self._cut_marks(part, "named")
        elif not value:
            self._ignore(part, f"expected a value, as in {example_of(field)}")
        elif isinstance(field, Limit) and not _DAY.fullmatch(value):
            self._ignore(part, f"expected a year or a day, as in {field}:2019 or {field}:2019-05-31")
        elif isinstance(field, Limit) and part["minus"]:
            other = Limit.BEFORE if field is Limit.AFTER else Limit.AFTER
            self._ignore(part, f"write {other}:{value} for it")
        else:
            self._fields.append(FieldTerm(field, value, bool(part["minus"]), *part.span()))
            self._cuts.append(part.span())

    def _cut_marks(self, part: re.Match[str], name: str) -> None:
        start, end = part.span(name)
        self._cuts += [(start - 1, start), (end, end + 1)]

    def _ignore(self, part: re.Match[str], why: str) -> None:
        self._note(part, why)
        self._cuts.append(part.span())

    def _note(self, part: re.Match[str], why: str) -> None:
        self._ignored.append(Ignored(_shown([part[0]]), why))


def is_day(text: str) -> bool:
    """Whether a text is a year, a month or a day as the fields `after` and `before` take it."""
    return bool(_DAY.fullmatch(text))


def example_of(field: Facet | Limit) -> str:
    """Return how a field is written."""
    examples = {Facet.KIND: "story", Facet.STAGE: "planned", Facet.OUTCOME: "failed", Facet.PLACE: "Leeds"}
    value = "2019" if isinstance(field, Limit) else examples.get(field, f'"name of the {field}"')
    return f"{field}:{value}"


def _is_operator(part: re.Match[str]) -> bool:
    """Whether a part is more than a word: hyphens alone, and words before a colon that name no field, are none."""
    if part["empty"]:
        return part["empty"].casefold() in FIELDS
    if part["plain"] is None:
        return True
    return bool(part["minus"]) and bool(re.match(r"\w", part["plain"]))


def _named(name: str) -> Facet | Limit | None:
    return FIELDS.get(name.casefold()) or _ALSO.get(name.casefold())


def _cleaned(text: str) -> tuple[str, list[Ignored]]:
    """Return a text in one line without characters that nobody sees, and what was cut off its end."""
    text = text.strip()
    seen = _UNSEEN.sub("", text[: 2 * MAX_CHARACTERS])
    clean = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in seen[: MAX_CHARACTERS + 1])
    clean = " ".join(clean.split())
    if len(text) <= MAX_CHARACTERS:
        return clean, []
    clean = clean[:MAX_CHARACTERS].rsplit(" ", 1)[0]
    return clean, [Ignored(f"{clean[-30:]} …", f"only the first {MAX_CHARACTERS:,} characters are read")]


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without these spans, which part what stands before and after them."""
    return " ".join("".join(_left(text, spans)).split())


def _left(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for start, end in sorted(spans):
        yield text[at:start]
        yield "" if end - start == 1 else " "  # a mark, or a part of its own
        at = end
    yield text[at:]


def _shown(parts: Iterable[str]) -> str:
    return " ".join(parts)[:80]
