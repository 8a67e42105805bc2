"""Suggestions while somebody types: what is found, in which order, what is marked, and who is left in peace."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import BuildReport, Facet, Searcher
from indexer.suggestions import LONGEST, Named, Suggestion, SuggestionIndex, marks
from kb.choices import Kind

NAMED = [
    Named("Design", Kind.DOMAIN, 0),
    Named("Désirée Ames", Kind.PERSON, 1),
    Named("design", Facet.TAG, count=3),
    Named("desks", Facet.TAG, count=7),
    Named("Desk research, briefly", Kind.PRACTICE, 2, "2024-05-01"),
    Named("Describe the design", Kind.PRACTICE, 3, "2025-05-01"),
    Named("How to describe", Kind.STORY, 4, "2026-01-01"),
    Named("Desperate days", Kind.STORY, 5, "2026-01-01", archived=True),
    Named("Undated desk", Kind.STORY, 6),
    Named("Ward clerks’ desk", Kind.COMMUNITY, 7),
    Named("???", Kind.STORY, 8),
]


def found(typed: str, k: int = 20) -> list[str]:
    """Return the texts that are found among those above."""
    return [item.text for item in SuggestionIndex(NAMED).find(typed, k)]


def test_the_order() -> None:
    """What begins so comes first: domains, people, tags by their pages, titles by age; archived pages come last."""
    assert found("des") == [
        "Design",
        "Désirée Ames",
        "desks",
        "design",
        "Describe the design",
        "Desk research, briefly",
        "How to describe",
        "Undated desk",
        "Ward clerks’ desk",
        "Desperate days",
    ]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("DESIREE", ["Désirée Ames"]),
        ("de\u0301sire\u0301", ["Désirée Ames"]),
        ("ames des", ["Désirée Ames"]),
        ("desk res", ["Desk research, briefly"]),
        ("research: BRIEF!", ["Desk research, briefly"]),
        ("esign", []),
        ("desk nothing", []),
        ("clerk's", ["Ward clerks’ desk"]),
        ("d", []),
        ("d.", []),
        ("", []),
        (" \t\x00\x1b ", []),
        ("??", []),
        ("desk\x00res", ["Desk research, briefly"]),
        ("\ud800de\udfffsk", []),
        ("x" * 100_000, []),
        ("de " * 40_000, []),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_is_found(typed: str, texts: list[str]) -> None:
    """Every word typed begins a word, in any order, whatever the accents; a letter or a long story finds nothing."""
    assert found(typed) == texts


def test_the_longest_that_is_looked_up() -> None:
    """Up to there a word repeated, or two letters of two words, are looked up like any other."""
    assert found("desk " * (LONGEST // 5)) == found("desk") != []
    assert found("d r") == ["Desk research, briefly"]


def test_no_kind_crowds_out_the_others() -> None:
    """However many people are called so, the one domain and the one story are there; alone they fill the list."""
    people = [Named(f"Sam {number:03}", Kind.PERSON, number) for number in range(300)]
    others = [Named("Samples", Kind.DOMAIN, 900), Named("How we took samples", Kind.STORY, 901, "2020-01-01")]
    assert [item.kind for item in SuggestionIndex(people + others).find("sam", 5)] == [
        Kind.DOMAIN,
        *[Kind.PERSON] * 3,
        Kind.STORY,
    ]
    assert [item.text for item in SuggestionIndex(people).find("sam", 3)] == ["Sam 000", "Sam 001", "Sam 002"]


def test_a_library_without_pages() -> None:
    """Nothing is suggested where there is nothing."""
    assert SuggestionIndex([]).find("anything", 8) == []


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Map the issues that matter", "ma iss", ["Ma", "iss", "ma"]),
        ("Mapping maps", "map mapp", ["Mapp", "map"]),
        ("Désirée", "desi", ["Dési"]),
        ("De\u0301sire\u0301e", "desire", ["De\u0301sire\u0301"]),
        ("Straße", "stras", ["Straß"]),
        ("ﬁnding", "fi", ["ﬁ"]),
        ("Don’t wait", "dont w", ["Don’t", "w"]),
        ("Don’t wait", "don", ["Don"]),
        ("Nothing of it", "else", []),
    ],
)
def test_what_is_marked(text: str, typed: str, marked: list[str]) -> None:
    """The part of each word that was typed is marked as it is written, its accents included; of several the longest."""
    suggestion = Suggestion(text, Kind.STORY, marks(text, typed))
    assert [piece for piece, was_typed in suggestion.pieces() if was_typed] == marked
    assert "".join(piece for piece, _ in suggestion.pieces()) == text


# --- against the plainest way to do it ---

_TEXTS = st.lists(st.text(alphabet="abÁß", min_size=1, max_size=4), max_size=4).map(" - ".join)
_DAYS = st.sampled_from(["", "2024-01-01", "2025-06-30"])


@st.composite
def libraries(draw: st.DrawFn) -> list[Named]:
    """Some pages and tags with names that have much in common."""
    numbers = count()
    pages = [
        Named(text, kind, next(numbers), day, archived)
        for text, kind, day, archived in draw(
            st.lists(st.tuples(_TEXTS, st.sampled_from(Kind), _DAYS, st.booleans()), max_size=25)
        )
    ]
    tags = draw(st.dictionaries(_TEXTS, st.integers(1, 3), max_size=8))
    return draw(st.permutations([*pages, *(Named(text, Facet.TAG, count=pages) for text, pages in tags.items())]))


def plain_words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("-", " ").split()


def plainly(named: Sequence[Named], typed: str, k: int) -> list[Named]:
    """Look at everything, sort it by all that counts, and let each kind take its turn."""
    words = plain_words(typed)
    if len("".join(words)) < 2:
        return []

    def fits(item: Named) -> bool:
        return all(any(word.startswith(start) for word in plain_words(item.text)) for start in words)

    def order(item: Named) -> tuple[object, ...]:
        begins = " ".join(plain_words(item.text)).startswith(" ".join(words))
        groups: dict[Kind | Facet, int] = {Kind.DOMAIN: 0, Kind.PERSON: 1, Facet.TAG: 2}
        group = groups.get(item.kind, 3)
        day = int(item.published.replace("-", "") or 0) if group == 3 else 0
        return item.archived, not begins, group, -item.count, -day, plain_words(item.text), item.text, item.page or 0

    ranked = sorted(filter(fits, named), key=order)
    of_kind = {kind: [item for item in ranked if item.kind is kind] for kind in (*Kind, Facet.TAG)}
    turns = sorted(ranked, key=lambda item: (item.archived, of_kind[item.kind].index(item)))
    return [item for item in ranked if item in turns[:k]]


@settings(deadline=None, derandomize=True, max_examples=400)
@given(libraries(), _TEXTS, st.integers(0, 9))
def test_the_same_as_looking_at_everything(named: list[Named], typed: str, k: int) -> None:
    """Halving and arithmetic find the same, in the same order, as comparing what was typed with every word of all."""
    assert SuggestionIndex(named).find(typed, k) == plainly(named, typed, k)


# --- in a library ---


def test_pages_and_tags_of_a_library(
    write: Callable[..., Path], build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> None:
    """A page is suggested with its address and what it is; a tag once, as most pages spell it, without an address."""
    write("practices/huddle", "title: Morning huddle\ntags: [Huddles, wards]\nexample: true")
    write("stories/first", "title: Our first huddle\ntags: [huddles]\nstatus: archived")
    write("stories/second", "title: Huddle again\ntags: [huddles]")
    write("stories/third", "title: Huddle in secret\nstatus: draft")
    build()
    assert opened().suggestions("hud") == (
        Suggestion("huddles", Facet.TAG, ((0, 3),)),
        Suggestion("Huddle again", Kind.STORY, ((0, 3),), "/stories/second"),
        Suggestion("Morning huddle", Kind.PRACTICE, ((8, 11),), "/practices/huddle", example=True),
        Suggestion("Our first huddle", Kind.STORY, ((10, 13),), "/stories/first", archived=True),
    )


def test_who_is_not_to_be_suggested_is_not(
    write: Callable[..., Path], build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> None:
    """Neither who asked for it, nor whose flag can't be read, nor who has left, though all of them have pages."""
    write("people/ada", "title: Ada Shah")
    write("people/shy", "title: Ada Lowe\nrecommendable: false")
    write("people/odd", "title: Ada Odd\nrecommendable: perhaps")
    write("people/gone", "title: Ada Roe\nstatus: archived")
    build()
    searcher = opened()
    assert [suggestion.text for suggestion in searcher.suggestions("ada")] == ["Ada Shah"]
    assert len(searcher.pages_of_kind(Kind.PERSON)) == 4
