"""What neighbours vote for: by hand, and against the definition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.votes import PRIOR_POWER, STEEPNESS, neighbours, plain_votes, votes


def test_neighbours_are_the_nearest_allowed() -> None:
    """What isn't allowed takes no place, and ties go to the smaller number."""
    nearness = np.array([0.5, 0.9, 0.5, 0.7], np.float32)
    assert neighbours(nearness, np.array([True, False, True, True]), 2).tolist() == [3, 0]
    assert neighbours(nearness, np.zeros(4, np.bool_)).tolist() == []


def test_plain_votes_are_counted() -> None:
    """Two of three pages have x; y and z have one vote each, and the nearer page's comes first."""
    found = plain_votes(np.array([2, 0, 1]), {0: ["x"], 1: ["x", "z"], 2: ["y"]})
    assert [(vote.value, vote.score, vote.pages) for vote in found] == [
        ("x", 2, (0, 1)), ("y", 1, (2,)), ("z", 1, (1,)),
    ]  # fmt: skip


def test_a_near_page_outweighs_a_far_one() -> None:
    """Half as near a vote is worth a quarter, whatever the scale of nearness."""
    nearness = np.array([0.8, 0.4, 0.1], np.float32)
    carried = {0: ["x"], 1: ["y"], 2: ["z"]}
    x, y = votes(np.array([0, 1]), nearness, carried)
    assert (x.value, y.value) == ("x", "y")
    assert x.share == pytest.approx(4 / 5, abs=1e-4)
    assert x.score / y.score == pytest.approx(4, rel=1e-3), "both are carried by one page"


def test_a_common_value_needs_more_votes() -> None:
    """Of two values with equal votes the one that fewer pages carry comes first."""
    carried = {0: ["common"], 1: ["rare"], **{page: ["common"] for page in range(2, 40)}}
    nearness = np.array([0.8, 0.8] + [0.0] * 38, np.float32)
    assert [vote.value for vote in votes(np.array([0, 1]), nearness, carried)] == ["rare", "common"]


@given(st.data())
def test_votes_as_defined(data: st.DataObject) -> None:
    """The score is the share of all votes over (carriers + 3) to the power of the prior."""
    pages = data.draw(st.integers(1, 6))
    carried = {page: data.draw(st.lists(st.sampled_from("xyz"), max_size=3, unique=True)) for page in range(pages)}
    nearness = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=pages, max_size=pages)), np.float32)
    near = neighbours(nearness, np.ones(pages, np.bool_), 3)
    weights = {page: float(nearness[page] / max(nearness)) ** STEEPNESS for page in near.tolist()}
    wanted = {
        value: sum(weight for page, weight in weights.items() if value in carried[page])
        / sum(weights.values())
        / (sum(value in values for values in carried.values()) + 3) ** PRIOR_POWER
        for value in "xyz"
        if any(value in carried[page] for page in weights)
    }
    found = votes(near, nearness, carried)
    assert {vote.value: vote.score for vote in found} == pytest.approx(wanted, rel=1e-5)
    assert all(first.score >= second.score for first, second in pairwise(found))
