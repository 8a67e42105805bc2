"""Every keyword engine against the oracle. A new engine is added to `ENGINES`, and has to pass all of this."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.keyword import KeywordIndex, choose_engine
from indexer.postings import Postings, idf
from indexer.query import QueryTerm
from indexer.tantivy_index import TantivyIndex
from indexer.whoosh_index import WhooshIndex
from kb.config import KeywordEngine
from tests.indexer.stand_ins import bm25_by_hand, length_in_a_byte

# With the way each remembers a passage's length.
ENGINES = {WhooshIndex: lambda length: length, TantivyIndex: length_in_a_byte}
Open = Callable[[Sequence[Sequence[str]]], KeywordIndex]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Build an engine's index of passages given as lists of terms, and open it as the searcher does."""
    opened: list[KeywordIndex] = []

    def build(passages: Sequence[Sequence[str]]) -> KeywordIndex:
        folder = tmp_path / str(len(opened))
        request.param.build(folder, map(" ".join, passages))
        opened.append(request.param(folder, Postings.build(passages)[0].lengths))
        return opened[-1]

    yield build
    for index in opened:
        index.close()


def asked(passages: Sequence[Sequence[str]], terms: dict[str, int]) -> list[QueryTerm]:
    found = []
    for term, count in terms.items():
        holders = sum(term in passage for passage in passages)
        found.append(QueryTerm(term, count, 1 if holders else None, idf(len(passages), holders)))
    return found


def found(index: KeywordIndex, passages: Sequence[Sequence[str]], terms: str, k: int = 10) -> list[int]:
    return index.search(asked(passages, dict.fromkeys(terms.split(), 1)), k)[0].tolist()


def test_scores_by_hand(engine: Open) -> None:
    """Two passages with `a`, scored with pencil and paper: the shorter wins, although the longer says it twice.

    ln 1.6 · 2 · 2.2 / (2 + 1.3125) = 0.624307, and ln 1.6 · 2.2 / (1 + 1.2 · (0.25 + 0.75 · 3/8)) = 0.631455.
    """
    passages = [["a", "a", "b"], ["a"], ["b", "c", "c", "c"]]
    numbers, scores = engine(passages).search(asked(passages, {"a": 1}), 10)
    assert numbers.tolist() == [1, 0]
    assert scores == pytest.approx([0.631455, 0.624307], abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_ranking_equals_the_oracle(engine: Open, seed: int) -> None:
    """Over 400 queries on 40 random collections, filtered and not, numbers and scores are those of the oracle.

    Collections reach from one passage to several hundred, so that lists of postings span blocks; passages may be
    empty, terms asked for twice or unknown, and filters may leave nothing.
    """
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(choose.choice([3, 12, 60]))]
    weights = [1 / (number + 1) for number in range(len(vocabulary))]
    size = choose.choice([1, 2, 8, 40, 300])
    longest = choose.choice([30, 30, 700])
    passages = [choose.choices(vocabulary, weights, k=choose.randrange(longest)) for _ in range(size)]
    index = engine(passages)
    for k, share in [(1, None), (5, None), (5, 0.5), (1000, None), (1000, 0.9), (1000, 0.5), (1000, 0.05)] * 2:
        terms = {term: choose.choice([1, 1, 2]) for term in choose.sample(vocabulary, choose.randint(1, 3))}
        terms |= {"unheard": 1} if choose.random() < 0.3 else {}
        mask = None if share is None else np.array([choose.random() < share for _ in passages])
        numbers, scores = index.search(asked(passages, terms), k, mask)
        oracle = np.array(bm25_by_hand(passages, terms, ENGINES[type(index)]), np.float32)
        allowed = [n for n in range(size) if oracle[n] > 0 and (mask is None or mask[n])]
        assert len({*numbers.tolist()} & {*allowed}) == len(numbers) == min(k, len(allowed))
        assert scores == pytest.approx(oracle[numbers], abs=1e-5)
        # Passages whose scores differ by less than rounding does may change places.
        best = sorted(oracle[allowed].tolist(), reverse=True)[:k]
        assert scores == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("k", [1, 7, 49, 50])
def test_ties_go_to_the_smaller_number_at_the_cut(engine: Open, k: int) -> None:
    """Of fifty passages that score the same, the first k are returned, not just any k."""
    passages = [["x"], *([["a", "b"]] * 50)]
    assert found(engine(passages), passages, "a", k) == list(range(1, k + 1))


def test_a_filter_is_applied_before_the_cut(engine: Open) -> None:
    """A passage that the filter lets through is found, however many better ones it holds back."""
    passages = [["a"]] * 99 + [["a", "b", "c", "d", "e", "f"]]
    mask = np.zeros(100, np.bool_)
    mask[99] = True
    assert engine(passages).search(asked(passages, {"a": 1}), 1, mask)[0].tolist() == [99]


def test_a_term_asked_twice_counts_twice(engine: Open) -> None:
    """Repeating a word in the question doubles what it brings."""
    passages = [["a", "b"], ["b", "c"], ["d", "e"]]
    index = engine(passages)
    once, twice = (index.search(asked(passages, {"a": count}), 1)[1][0] for count in (1, 2))
    assert twice == pytest.approx(2 * once)


@pytest.mark.parametrize("terms", ["", "unheard", "unheard unknown"])
def test_nothing_is_found_for_terms_that_nothing_has(engine: Open, terms: str) -> None:
    """No terms, or only unknown ones, give an empty ranking rather than an error or everything."""
    passages = [["a"], ["b"]]
    assert found(engine(passages), passages, terms) == []


def test_passages_without_terms_keep_their_numbers(engine: Open) -> None:
    """Numbers are places in the order of writing, also after passages with nothing in them."""
    passages: list[list[str]] = [[], [], ["a"], []]
    assert found(engine(passages), passages, "a") == [2]
    assert engine([[]]).search(asked([[]], {"a": 1}), 5)[0].tolist() == []


def test_terms_of_any_script_are_found(engine: Open) -> None:
    """Terms are taken as they are: nothing in an engine analyses them once more."""
    passages = [["naïve", "1⁄2"], ["長い"], ["running"], ["the"], ["O'Neil"]]
    index = engine(passages)
    for number, term in enumerate(["1⁄2", "長い", "running", "the", "O'Neil"]):
        assert found(index, passages, term) == [number]
    assert found(index, passages, "run") == []


def test_auto_takes_whoosh_for_small_libraries_and_tantivy_above() -> None:
    """What is named is taken at any size."""
    assert choose_engine(KeywordEngine.AUTO, 4_000) is KeywordEngine.WHOOSH
    assert choose_engine(KeywordEngine.AUTO, 4_001) is KeywordEngine.TANTIVY
    assert choose_engine(KeywordEngine.WHOOSH, 1_000_000) is KeywordEngine.WHOOSH
    assert choose_engine(KeywordEngine.TANTIVY, 1) is KeywordEngine.TANTIVY


def test_a_wide_filter_goes_as_deep_as_it_has_to(engine: Open) -> None:
    """Half the passages pass, and all of them rank below those that don't: they are found all the same."""
    passages = [["a"]] * 3000 + [["a", "b"]] * 3000
    mask = np.arange(6000) >= 3000
    assert engine(passages).search(asked(passages, {"a": 1}), 5, mask)[0].tolist() == [3000, 3001, 3002, 3003, 3004]


@pytest.mark.parametrize("seed", range(20))
def test_phrases_equal_the_oracle(engine: Open, seed: int) -> None:
    """A phrase is where its terms stand one after the other, in order: looked for in plain loops."""
    choose = random.Random(seed)
    vocabulary = [f"t{number}" for number in range(choose.choice([2, 4, 9]))]
    passages = [choose.choices(vocabulary, k=choose.randrange(30)) for _ in range(choose.choice([1, 5, 200]))]
    index = engine(passages)
    for length in (1, 2, 2, 3, 4):
        phrase = [*choose.choices(vocabulary, k=length - 1), choose.choice([*vocabulary, "unheard"])]
        held = [any(passage[at : at + length] == phrase for at in range(len(passage))) for passage in passages]
        assert index.phrase(phrase).tolist() == [number for number, holds in enumerate(held) if holds]
