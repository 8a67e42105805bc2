"""Hubs and feedback, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from indexer.feedback import FEEDBACK_WEIGHT, HUB_WEIGHT, PageSpace


def space(*vectors: tuple[float, float]) -> PageSpace:
    return PageSpace.of(np.array(vectors, np.float32))


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
    scores = found.with_feedback(np.array([2, 1, 0]), np.array([0.0, 0.0, 9.0], np.float32))
    assert scores == pytest.approx([0, 0.8 * FEEDBACK_WEIGHT, 9 + FEEDBACK_WEIGHT], abs=1e-5)


def test_equal_pages_count_alike() -> None:
    """Two pages with one score are worth half each."""
    found = space((1, 0), (0, 1))
    scores = found.with_feedback(np.array([0, 1]), np.array([1.0, 1.0], np.float32))
    assert scores == pytest.approx([1 + FEEDBACK_WEIGHT / 2] * 2, abs=1e-6)


def test_no_pages_have_no_scores() -> None:
    """Nothing was found, and nothing is made of it."""
    assert space((1, 0)).with_feedback(np.empty(0, np.int64), np.empty(0, np.float32)).tolist() == []
