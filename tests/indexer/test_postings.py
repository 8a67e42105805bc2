"""Which passages hold a term, and how much of a question each covers."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from indexer.postings import Postings, idf


@pytest.mark.parametrize(
    ("passages", "frequency", "expected"),
    [
        (3, 0, math.log(8)),
        (3, 2, math.log(1.6)),
        (3, 3, math.log(8 / 7)),
        (0, 0, math.log(2)),
        (999, 1, math.log(2000 / 3)),
    ],
)
def test_idf_by_hand(passages: int, frequency: int, expected: float) -> None:
    """ln(1 + (N - n + 0.5)/(n + 0.5)); an unknown word weighs most, and one in every passage still something."""
    assert idf(passages, frequency) == pytest.approx(expected)


def test_build_counts_passages_not_occurrences() -> None:
    """A word said three times in one passage has a frequency of one, and three of the passage's length."""
    index, vocabulary, frequency = Postings.build([["a", "a", "a", "b"], [], ["b"]])
    assert vocabulary == {"a": 0, "b": 1}
    assert frequency == {"a": 1, "b": 2}
    assert index.lengths.tolist() == [4, 0, 1]
    assert len(index) == 3


def test_coverage_by_hand() -> None:
    """A passage with the rare word of a question and without the common one holds 3 of its 4 parts of mass."""
    index, vocabulary, _ = Postings.build([["rare"], ["common"], ["rare", "common", "rare"], []])
    asked = {vocabulary["rare"]: 3.0, vocabulary["common"]: 1.0}
    assert index.coverage(asked, 4.0).tolist() == [0.75, 0.25, 1.0, 0.0]


def test_unknown_words_count_against_every_passage() -> None:
    """The mass of the whole question is divided by, so a passage with its one known word doesn't cover it."""
    index, vocabulary, _ = Postings.build([["known"]])
    assert index.coverage({vocabulary["known"]: 1.0}, 5.0).tolist() == pytest.approx([0.2])


@pytest.mark.parametrize("seed", range(20))
def test_coverage_equals_brute_force(seed: int) -> None:
    """On random collections, with empty passages among them."""
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(15)]
    passages = [choose.choices(vocabulary, k=choose.randrange(6)) for _ in range(choose.randint(1, 30))]
    index, numbers, _ = Postings.build(passages)
    asked = {term: choose.uniform(0.1, 5) for term in choose.sample(vocabulary, 4)}
    total = sum(asked.values())
    by_hand = [sum(asked[term] for term in set(passage) & asked.keys()) / total for passage in passages]
    known = {numbers[term]: weight for term, weight in asked.items() if term in numbers}
    assert index.coverage(known, total) == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize(("asked", "total"), [({}, 0.0), ({}, 3.0), ({0: 1.0}, 0.0)])
def test_a_question_without_mass_is_covered_by_nothing(asked: dict[int, float], total: float) -> None:
    """Nothing is divided by zero, and no passage covers a question that has no words."""
    index, _, _ = Postings.build([["a"], ["b"]])
    assert index.coverage(asked, total).tolist() == [0.0, 0.0]


def test_stored_and_opened_it_is_the_same(tmp_path: Path) -> None:
    """What a reader maps into memory gives the answers of what the writer held."""
    index, _, _ = Postings.build([["a", "b"], ["b"], []])
    index.save(tmp_path)
    opened = Postings.open(tmp_path)
    assert opened.lengths.tolist() == [2, 1, 0]
    assert opened.coverage({1: 2.0}, 2.0).tolist() == index.coverage({1: 2.0}, 2.0).tolist() == [1.0, 1.0, 0.0]
