"""The formula that keyword engines are held to."""

from __future__ import annotations

import pytest

from indexer.bm25 import Bm25
from indexer.postings import idf


def test_weight_by_hand() -> None:
    """Term `a` in "a a b" among "a a b", "a", "b c c c": every number of the formula written out.

    idf = ln(1 + 1.5/2.5) = ln 1.6 = 0.470004; mean length 8/3; norm = 1.2 · (0.25 + 0.75 · 3 · 3/8) = 1.3125;
    weight = 0.470004 · 2 · 2.2 / (2 + 1.3125) = 0.624307.
    """
    formula = Bm25(mean_length=8 / 3)
    assert idf(3, 2) == pytest.approx(0.470004, abs=1e-6)
    assert formula.length_norm(3) == pytest.approx(1.3125)
    assert formula.weight(idf(3, 2), 2, formula.length_norm(3)) == pytest.approx(0.624307, abs=1e-6)


def test_a_passage_of_mean_length_has_the_norm_k1() -> None:
    """Length costs nothing at the mean, costs above it and helps below it."""
    formula = Bm25(mean_length=10)
    assert formula.length_norm(10) == pytest.approx(1.2)
    assert formula.length_norm(0) == pytest.approx(0.3)
    assert formula.length_norm(30) == pytest.approx(3.0)


def test_repeating_a_word_gains_less_and_less() -> None:
    """No number of repetitions brings more than k1 + 1 times the IDF: stuffing a page with a word doesn't pay."""
    formula = Bm25(mean_length=10)
    gains = [formula.weight(1.0, tf, 1.2) for tf in (1, 2, 3, 1_000_000)]
    assert gains == sorted(gains)
    assert gains[1] - gains[0] > gains[2] - gains[1]
    assert gains[0] == pytest.approx(1.0)
    assert gains[-1] == pytest.approx(2.2, abs=1e-5)


def test_a_collection_without_any_term_has_a_norm() -> None:
    """Pages with pictures only have no mean length to divide by."""
    assert Bm25(mean_length=0).length_norm(0) == pytest.approx(1.2)
