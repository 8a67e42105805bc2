"""Which passages hold a term, and how much of a question each covers."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
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
    index, terms = Postings.build([["b", "a", "a", "a"], [], ["b"]])
    assert terms == ["a", "b"]
    assert index.frequencies.tolist() == [1, 2]
    assert index.lengths.tolist() == [4, 0, 1]
    assert len(index) == 3


def test_coverage_by_hand() -> None:
    """A passage with the rare word of a question and without the common one holds 3 of its 4 parts of mass."""
    index, terms = Postings.build([["rare"], ["common"], ["rare", "common", "rare"], []])
    asked = {terms.index("rare"): 3.0, terms.index("common"): 1.0}
    assert index.coverage(asked, 4.0).tolist() == [0.75, 0.25, 1.0, 0.0]


def test_unknown_words_count_against_every_passage() -> None:
    """The mass of the whole question is divided by, so a passage with its one known word doesn't cover it."""
    index, terms = Postings.build([["known"]])
    assert index.coverage({terms.index("known"): 1.0}, 5.0).tolist() == pytest.approx([0.2])


@pytest.mark.parametrize("seed", range(20))
def test_coverage_equals_brute_force(seed: int) -> None:
    """On random collections, with empty passages among them."""
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(15)]
    passages = [choose.choices(vocabulary, k=choose.randrange(6)) for _ in range(choose.randint(1, 30))]
    index, terms = Postings.build(passages)
    asked = {term: choose.uniform(0.1, 5) for term in choose.sample(vocabulary, 4)}
    total = sum(asked.values())
    by_hand = [sum(asked[term] for term in set(passage) & asked.keys()) / total for passage in passages]
    known = {terms.index(term): weight for term, weight in asked.items() if term in terms}
    assert index.coverage(known, total) == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize(("asked", "total"), [({}, 0.0), ({}, 3.0), ({0: 1.0}, 0.0)])
def test_a_question_without_mass_is_covered_by_nothing(asked: dict[int, float], total: float) -> None:
    """Nothing is divided by zero, and no passage covers a question that has no words."""
    index, _ = Postings.build([["a"], ["b"]])
    assert index.coverage(asked, total).tolist() == [0.0, 0.0]


def test_stored_and_opened_it_is_the_same(tmp_path: Path) -> None:
    """What a reader maps into memory gives the answers of what the writer held."""
    index, _ = Postings.build([["a", "b"], ["b"], []])
    index.save(tmp_path)
    opened = Postings.open(tmp_path)
    assert opened.lengths.tolist() == [2, 1, 0]
    assert opened.coverage({1: 2.0}, 2.0).tolist() == index.coverage({1: 2.0}, 2.0).tolist() == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("seed", range(30))
def test_moved_postings_are_those_built_anew(seed: int) -> None:
    """Passages go, come and change places: the same arrays as from nothing, without terms that nobody has any more."""
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(12)]

    def text() -> list[str]:
        return choose.choices(vocabulary, k=choose.randrange(5))

    old = [text() for _ in range(choose.randrange(12))]
    sources = choose.sample(range(len(old)), choose.randint(0, len(old))) + [-1] * choose.randrange(6)
    choose.shuffle(sources)
    fresh = {number: text() for number, source in enumerate(sources) if source < 0}
    before, terms = Postings.build(old)
    moved, kept = before.moved(terms, np.array(sources, np.int64), fresh)
    anew, wanted = Postings.build([old[source] if source >= 0 else fresh[n] for n, source in enumerate(sources)])
    assert kept == wanted
    for name in ("starts", "passages", "lengths"):
        assert getattr(moved, name).tolist() == getattr(anew, name).tolist()
        assert getattr(moved, name).dtype == getattr(anew, name).dtype


def test_postings_by_hand() -> None:
    """Three passages and two terms, as the arrays should be."""
    index, terms = Postings.build([["b", "a"], ["b"], ["a", "a"]])
    assert (terms, index.starts.tolist(), index.passages.tolist()) == (["a", "b"], [0, 2, 4], [0, 2, 0, 1])
