"""Whom to convene, by numbers: the objective, its bound, and what makes two people alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.convening import BALANCES, FLOOR, KEPT, Side, convened, likeness, likenesses, seated
from kb.choices import Sector

EIGHTHS = st.integers(0, 8).map(lambda eighths: eighths / 8)  # sums of them are exact, so that ties are ties


def gain(place: int, before: Sequence[int], relevance: Sequence[float], alike: np.ndarray, balance: float) -> float:
    """The objective as its definition has it."""
    nearest = max((float(alike[place, other]) for other in before), default=0.0)
    return balance * relevance[place] - (1 - balance) * nearest


def test_seats_by_hand() -> None:
    """The second best is 0.7 like the first, and so has 0.6 · 0.9 - 0.4 · 0.7 = 0.26; the third has 0.6 · 0.5."""
    relevance = np.array([1, 0.9, 0.5], np.float32)
    alike = np.array([[1, 0.7, 0], [0.7, 1, 0], [0, 0, 1]], np.float32)
    assert seated(relevance, alike, 3, 0.6) == (0, 2, 1)
    assert seated(relevance, alike, 2, 0.8) == (0, 1), "0.8 · 0.9 - 0.2 · 0.7 = 0.58 against 0.4"
    assert seated(relevance, alike, 3, 1.0) == (0, 1, 2)


@given(st.data())
def test_of_all_orders_the_best_is_taken(data: st.DataObject) -> None:
    """Of all orders of all people it is the one whose gains are greatest, the first seat's first, ties by place."""
    people = data.draw(st.integers(1, 5))
    size = data.draw(st.integers(1, people))
    relevance = data.draw(st.lists(EIGHTHS, min_size=people, max_size=people))
    balance = data.draw(EIGHTHS)
    alike = np.ones((people, people), np.float32)
    for first in range(people):
        for second in range(first):
            alike[first, second] = alike[second, first] = data.draw(EIGHTHS)

    def gains(order: tuple[int, ...]) -> list[tuple[float, int]]:
        return [(gain(p, order[:at], relevance, alike, balance), -p) for at, p in enumerate(order)]

    best = max(permutations(range(people), size), key=gains)
    assert seated(np.array(relevance, np.float32), alike, size, balance) == best


SIDES = st.builds(
    Side,
    st.sampled_from(["", "council", "charity", "clinic"]),
    st.sampled_from([None, *Sector]),
    st.frozensets(st.sampled_from(["nurse", "officer", "lead"])),
    st.frozensets(st.integers(0, 5)),
)


@given(st.lists(st.tuples(st.floats(0.001, 3), SIDES), max_size=25), st.integers(1, 10))
def test_relevance_falls_by_no_more_than_is_stated(people: list[tuple[float, Side]], size: int) -> None:
    """Whoever they are: at least the stated share of what the plain best have, nobody too far off, nobody twice."""
    people.sort(key=lambda one: -one[0])
    scores, sides = [score for score, _ in people], [side for _, side in people]
    found = convened(scores, sides, size)
    near = [score for score in scores if np.float32(score) / np.float32(scores[0]) >= np.float32(FLOOR)]
    assert len(set(found.chosen)) == len(found.chosen) == min(size, len(near))
    if not people:
        return
    assert min(scores[place] for place in found.chosen) >= near[-1]
    plain = np.mean(near[:size])
    assert np.mean([scores[place] for place in found.chosen]) >= KEPT * plain - 1e-5


@pytest.mark.parametrize(("far", "balance", "guests"), [(0.85, 0.5, 4), (0.7, 0.8, 0)])
def test_the_strongest_balance_within_the_bound_is_taken(far: float, balance: float, guests: int) -> None:
    """Five of one council are close, one of each other sector less so: they come in while the bound allows it."""
    council = [Side("council", Sector.PUBLIC)] * 5
    others = [Side(sector, sector) for sector in Sector if sector is not Sector.PUBLIC]
    scores, sides = [1.0, 0.95, 0.95, 0.95, 0.95, *[far] * 5], [*council, *others]
    found = convened(scores, sides, 5)
    relevance, alike = np.array(scores, np.float32), likenesses(sides)
    shares = {b: relevance[list(seated(relevance, alike, 5, b))].mean() / relevance[:5].mean() for b in BALANCES}
    assert found.balance == next(b for b in BALANCES if shares[b] >= KEPT) == balance
    assert len([place for place in found.chosen if place >= 5]) == guests


def test_nobody_comes_in_for_the_sake_of_balance_alone() -> None:
    """The only councillor is not near to the problem at all: the seat stays empty."""
    sides = [Side("council", Sector.PUBLIC), Side("council", Sector.PUBLIC), Side("assembly", Sector.ELECTED)]
    assert convened([1.0, 0.9, FLOOR - 0.01], sides, 3).chosen == (0, 1)
    assert set(convened([1.0, 0.9, FLOOR + 0.01], sides, 3).chosen) == {0, 1, 2}
    assert convened([], [], 3).chosen == ()
    assert convened([0.0], sides[:1], 3).chosen == ()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Side("a", Sector.PUBLIC), Side("a", Sector.PUBLIC), 0.7),
        (Side("a", Sector.PUBLIC), Side("b", Sector.PUBLIC), 0.3),
        (Side("a", Sector.PUBLIC), Side("a", Sector.ELECTED), 0.4),
        (Side(), Side(), 0.0),
        (Side("", None), Side("", Sector.PUBLIC), 0.0),
        (Side(role=frozenset({"hous", "offic"})), Side(role=frozenset({"offic"})), 0.075),
        (Side(work=frozenset({1, 2, 3})), Side(work=frozenset({3, 4})), 0.0375),
        (Side("a", Sector.PUBLIC, frozenset("x"), frozenset({1})), Side("b", Sector.PUBLIC, frozenset("x")), 0.45),
    ],
)
def test_likeness_by_hand(first: Side, second: Side, expected: float) -> None:
    """Organisation .4, sector .3, role and work .15 each by what both have in common; the unknown is never the same."""
    assert likeness(first, second) == pytest.approx(expected)
    assert likeness(second, first) == likeness(first, second)
    assert likenesses([first, second])[0, 1] == pytest.approx(expected)
