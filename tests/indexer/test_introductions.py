"""Whom to introduce: the rules by themselves, against a slow oracle and by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from indexer import introductions
from indexer.introductions import FLOORS, MOST, Pair, Party, Problem, alone, chosen, elsewhere, pairs
from indexer.words import unit


def by_hand(problems: list[Problem], vectors: np.ndarray, parties: list[Party]) -> dict[tuple[int, int], float]:
    """The largest margin of each pair of strangers, every problem of one compared with every one of the other."""
    found: dict[tuple[int, int], float] = {}
    for a, one in enumerate(parties):
        for b, other in enumerate(parties):
            if a >= b or one.groups & other.groups or one.example != other.example:
                continue
            if one.organisation == other.organisation:
                continue
            margins = [
                round(float(np.float32(vectors[p] @ vectors[q]).round(4)) - FLOORS[first.ask + second.ask], 4)
                for p, first in enumerate(problems)
                for q, second in enumerate(problems)
                if p != q and a in first.holders and b in second.holders and (first.counts or second.counts)
            ]
            if margins and max(margins) >= 0:
                found[a, b] = max(margins)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_pairs_are_what_comparing_all_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pair of strangers with near problems is found once, by its nearest problems, the strongest first."""
    monkeypatch.setattr(introductions, "_BLOCK", 7)
    random = np.random.default_rng(seed)
    parties = [
        Party(frozenset(random.integers(0, 12, 2).tolist()), random.choice(["", "A", "B", "C"]), random.random() < 0.2)
        for _ in range(14)
    ]
    problems = [
        Problem(tuple(sorted(set(random.integers(0, 14, 2).tolist()))), random.random() < 0.4, random.random() < 0.7)
        for _ in range(30)
    ]
    vectors = unit(random.standard_normal((30, 4)).astype(np.float32))
    found = pairs(problems, vectors, parties)
    assert found
    expected = by_hand(problems, vectors, parties)
    assert {pair.people for pair in found} == set(expected)
    assert all(pair.margin == pytest.approx(expected[pair.people], abs=2e-4) for pair in found)
    assert [pair.margin for pair in found] == sorted((pair.margin for pair in found), reverse=True)
    assert all(pair.people[n] in problems[pair.problems[n]].holders for pair in found for n in (0, 1))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("Leeds Council", "Hull Council", True),
        ("Leeds Council", "", True),
        ("", "", False),
        ("The Leeds Council", "leeds  council", False),
        ("Leeds Council", "Housing at Leeds Council", False),
        ("Works (a charity)", "Works", False),
        ("Art", "Smart Homes", True),
    ],
)
def test_who_works_elsewhere(first: str, second: str, apart: bool) -> None:
    """Names that hold each other are one house, whatever their case; of two unknown ones nobody can tell."""
    parties = [Party(organisation=first), Party(organisation=second)]
    problems = [Problem((0,), ask=False), Problem((1,), ask=False)]
    assert bool(pairs(problems, np.ones((2, 1), np.float32), parties)) is apart
    assert elsewhere(("a",), ("a", "b")) is False


def pair(a: int, b: int, margin: float) -> Pair:
    return Pair((a, b), (0, 1), margin + 0.6, margin)


def test_nobody_is_asked_too_often() -> None:
    """The strongest of somebody whom everybody resembles are made; the others of the pairs go on to the next."""
    star = [pair(0, other, 0.3 - other / 100) for other in range(1, 8)]
    kept = chosen([*star, pair(6, 7, 0.1)], isolated=())
    assert kept == [*star[:MOST], pair(6, 7, 0.1)]
    had = Counter(person for one in kept for person in one.people)
    assert max(had.values()) == MOST


def test_who_stands_alone_goes_first() -> None:
    """Their one introduction isn't lost because the other has stronger ones."""
    star = [pair(0, other, 0.3 - other / 100) for other in range(1, 8)]
    kept = chosen(star, isolated={7})
    assert kept == [*star[: MOST - 1], star[-1]]


def test_alone_is_who_shares_no_page_with_anybody() -> None:
    """A page that only one person has to do with ties nobody."""
    parties = [Party(frozenset({1, 2})), Party(frozenset({2})), Party(frozenset({3})), Party()]
    assert alone(parties, Counter({1: 1, 2: 2, 3: 1})) == [2, 3]
    assert alone(parties, Counter({1: 1, 2: 2, 3: 2})) == [3], "the other one of page 3 may be unlisted"


def test_colleagues_do_not_stand_in_the_way_of_strangers() -> None:
    """Where two large houses have the same problem, those of the other are found behind all of one's own."""
    problems = [Problem((place,), ask=False) for place in range(120)]
    parties = [Party(organisation="Leeds Council" if place < 60 else "Hull Trust") for place in range(120)]
    vectors = np.zeros((120, 2), np.float32)
    vectors[:60], vectors[60:] = (1, 0), (0.8, 0.6)
    assert len(pairs(problems, vectors, parties)) >= 60
