"""Fusion of the two rankings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.fusion import convex, doubt


def floats(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def test_fused_scores_by_hand() -> None:
    """0.8 · (cos + 1)/(0.6 + 1) + 0.2 · bm25/8, worked out for three documents.

    1.6/1.6 · 0.8 + 2/8 · 0.2 = 0.85; 1.2/1.6 · 0.8 + 8/8 · 0.2 = 0.8; 0.8/1.6 · 0.8 + 4/8 · 0.2 = 0.5.
    """
    assert convex(floats(0.6, 0.2, -0.2), floats(2, 8, 4), 0.8) == pytest.approx([0.85, 0.8, 0.5])


def test_sides_are_normalised_before_they_are_weighed() -> None:
    """BM25 of 20 and a cosine of 0.7 are on no common scale: without normalisation words alone would decide."""
    fused = convex(floats(0.9, 0.1), floats(10, 20), 0.8)
    assert fused[0] > fused[1]
    assert fused == pytest.approx([0.8 + 0.1, 0.8 * 1.1 / 1.9 + 0.2])


def test_the_minimum_of_a_cosine_is_minus_one() -> None:
    """Normalisation by theory: a small difference between good cosines stays small, where min-max would blow it up."""
    fused = convex(floats(0.60, 0.59), floats(0.0, 1.0), 0.8)
    assert fused == pytest.approx([0.8, 0.8 * 1.59 / 1.60 + 0.2])
    assert fused[1] > fused[0]


@given(
    st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32)), min_size=1, max_size=20),
    st.sampled_from([0.0, 0.25, 0.8, 1.0]),
    st.floats(0.5, 100, width=32),
)
def test_the_scale_of_bm25_makes_no_difference(rows: list[tuple[float, float]], alpha: float, factor: float) -> None:
    """Every score lies between 0 and 1, and an engine that scored the same on a larger scale would change nothing."""
    cosines, bm25 = floats(*(row[0] for row in rows)), floats(*(row[1] for row in rows))
    fused = convex(cosines, bm25, alpha)
    assert ((fused >= 0) & (fused <= 1 + 1e-6)).all()
    if not 0 < bm25.max() < 1e-30:  # below, 32-bit floats lose their digits
        assert fused == pytest.approx(convex(cosines, bm25 * np.float32(factor), alpha), abs=1e-4)


@pytest.mark.parametrize(("alpha", "expected"), [(0.0, [1.0, 0.5]), (1.0, [0.5, 1.0])])
def test_alpha_at_its_ends_leaves_one_side(alpha: float, expected: list[float]) -> None:
    """With alpha 0 only words count, with 1 only meaning."""
    assert convex(floats(-0.25, 0.5), floats(4, 2), alpha) == pytest.approx(expected)


def test_a_document_without_words_keeps_what_meaning_gives() -> None:
    """What only one side found is ranked by its true score there and the minimum here, not left out."""
    assert convex(floats(0.5, 0.3), floats(0, 3), 0.5) == pytest.approx([0.5, 0.5 * 1.3 / 1.5 + 0.5])


@pytest.mark.parametrize(
    ("cosines", "bm25", "expected"),
    [
        (floats(), floats(), []),
        (floats(-1, -1), floats(1, 2), [0.1, 0.2]),
        (floats(0.5, 0), floats(0, 0), [0.8, 0.8 / 1.5]),
        (floats(-1), floats(0), [0.0]),
    ],
    ids=["no documents", "no meaning", "no words", "neither"],
)
def test_a_side_that_found_nothing_adds_nothing(
    cosines: NDArray[np.float32], bm25: NDArray[np.float32], expected: list[float]
) -> None:
    """Nothing is divided by a maximum of zero; the other side alone ranks."""
    assert convex(cosines, bm25, 0.8) == pytest.approx(expected)


def test_words_help_less_where_one_stands_out() -> None:
    """One far ahead of the mean of the best ten needs no help of words; nine alike and one a little ahead need most."""
    assert doubt(floats(0.9, *[0.3] * 150)) == 0
    assert doubt(floats(*[0.5] * 150)) == 1
    assert doubt(floats(0.6, *[0.5] * 9, *[0.0] * 150)) == pytest.approx(1 - (0.6 - 0.51) / 0.23)
    assert doubt(floats()) == 1
    assert doubt(floats(0.9, *[0.1] * 10)) == 1  # of so few pages one is bound to
    fused = convex(floats(0.6, 0.2), floats(2, 8), 0.8, 0.5)
    assert fused == pytest.approx([0.8 + 0.2 * 0.5 * 0.25, 0.8 * 0.75 + 0.2 * 0.5])
