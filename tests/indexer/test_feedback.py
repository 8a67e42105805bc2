"""Hubs and feedback, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indexer.feedback import FEEDBACK_WEIGHT, HUB_WEIGHT, WORDS_WEIGHT, PageSpace
from indexer.page_words import PageTerms


def space(*vectors: tuple[float, float], terms: PageTerms | None = None) -> PageSpace:
    nothing = np.zeros((len(vectors), 1))
    none = PageTerms(nothing.astype(np.int32), nothing.astype(np.float32))
    return PageSpace.of(np.array(vectors, np.float32), terms or none)


def test_a_page_near_to_everything_is_held_back() -> None:
    """Of two pages at right angles and one between them, that one is the hub."""
    found = space((1, 0), (0, 1), (math.sqrt(0.5), math.sqrt(0.5)))
    middle = (1 + math.sqrt(0.5)) / 3
    nearness = np.array([middle, middle, 2 * middle * math.sqrt(0.5)])
    assert found.hubs == pytest.approx(HUB_WEIGHT * 3 / 103 * (nearness - nearness.mean()), abs=1e-6)
    cosines = found.without_hubs(np.array([2, 0]), np.array([0.5, 0.5], np.float32))
    assert cosines == pytest.approx(0.5 - found.hubs[[2, 0]], abs=1e-6)
    assert cosines[0] < cosines[1]


def test_what_is_like_the_best_gains() -> None:
    """With one page far ahead, each gains its cosine to that page times the weight."""
    found = space((1, 0), (0.8, 0.6), (0, 1))
    gained = found.feedback(np.array([2, 1, 0]), np.array([0.0, 0.0, 9.0], np.float32))
    assert gained == pytest.approx([0, 0.8 * FEEDBACK_WEIGHT, FEEDBACK_WEIGHT], abs=1e-5)


def test_what_shares_the_words_of_the_best_gains() -> None:
    """Pages at right angles in meaning, of which the second has two of the best page's three heaviest terms."""
    numbers = np.array([[4, 2, 9], [2, 9, 7], [1, 3, 5]], np.int32)
    weights = np.array([[0.8, 0.5, 0.3], [0.6, 0.4, 0.2], [0.7, 0.6, 0.3]], np.float32)
    found = space((1, 0), (0, 1), (0, -1), terms=PageTerms(numbers, weights))
    gained = found.feedback(np.array([0, 1, 2]), np.array([9.0, 0.0, 0.0], np.float32))
    own = 1 + 0.8**2 + 0.5**2 + 0.3**2
    assert gained == pytest.approx(
        np.array([FEEDBACK_WEIGHT + WORDS_WEIGHT * (own - 1), WORDS_WEIGHT * (0.6 * 0.5 + 0.4 * 0.3), 0]), abs=1e-5
    )


def test_equal_pages_count_alike() -> None:
    """Two pages with one score are worth half each."""
    found = space((1, 0), (0, 1))
    gained = found.feedback(np.array([0, 1]), np.array([1.0, 1.0], np.float32))
    assert gained == pytest.approx([FEEDBACK_WEIGHT / 2] * 2, abs=1e-6)


def test_no_pages_have_no_scores() -> None:
    """Nothing was found, and nothing is made of it."""
    assert space((1, 0)).feedback(np.empty(0, np.int64), np.empty(0, np.float32)).tolist() == []
