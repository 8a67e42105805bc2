"""The vector index against plain numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.vectors import VectorIndex

Array = NDArray[np.float32]


def unit_vectors(seed: int, rows: int, dimensions: int = 24) -> Array:
    made = np.random.default_rng(seed).standard_normal((rows, dimensions)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def cosines_by_hand(vectors: Array, query: Array) -> Array:
    """The cosines to what is stored: vectors rounded to 16 bits."""
    return vectors.astype(np.float16).astype(np.float32) @ query


def mask_of(seed: int, rows: int, share: float | None) -> NDArray[np.bool_] | None:
    return None if share is None else np.random.default_rng(seed).random(rows) < share


CASES = [(rows, share) for rows in (1, 7, 8, 9, 200) for share in (None, 0.0, 0.1, 0.5, 1.0)]


@pytest.mark.parametrize(("rows", "share"), CASES)
@pytest.mark.parametrize("k", [1, 5, 1000])
def test_nearest_equals_brute_force(rows: int, share: float | None, k: int) -> None:
    """The k nearest rows that the mask lets through, best first; k may exceed what there is, the mask may be empty.

    Row counts on either side of eight try the mask's last byte.
    """
    vectors, query = unit_vectors(rows, rows), unit_vectors(99, 1)[0]
    mask = mask_of(rows, rows, share)
    numbers, cosines = VectorIndex.build(vectors).nearest(query, k, mask)
    by_hand = cosines_by_hand(vectors, query)
    allowed = np.arange(rows) if mask is None else np.flatnonzero(mask)
    expected = allowed[np.argsort(-by_hand[allowed], kind="stable")][:k]
    assert numbers.tolist() == expected.tolist()
    assert cosines == pytest.approx(by_hand[expected], abs=1e-5)


@pytest.mark.parametrize(("rows", "share"), CASES)
@pytest.mark.parametrize("floor", [-1.0, 0.0, 0.3, 0.99])
def test_within_equals_brute_force(rows: int, share: float | None, floor: float) -> None:
    """All rows at least as near as the floor that the mask lets through, and no others."""
    vectors, query = unit_vectors(rows, rows), unit_vectors(99, 1)[0]
    mask = mask_of(rows, rows, share)
    numbers, cosines = VectorIndex.build(vectors).within(query, floor, mask)
    by_hand = cosines_by_hand(vectors, query)
    expected = {n for n in range(rows) if by_hand[n] >= floor and (mask is None or mask[n])}
    assert set(numbers.tolist()) == expected
    assert len(numbers) == len(expected)
    assert cosines == pytest.approx(by_hand[numbers], abs=1e-5)


@pytest.mark.parametrize(("at_least", "floor"), [(5, 2.0), (50, 0.2), (5, -1.0), (500, 0.0)])
def test_within_returns_so_many_at_least(at_least: int, floor: float) -> None:
    """Where fewer are near enough, the nearest fill up; where more are, all of them come, however many."""
    vectors, query = unit_vectors(1, 6000), unit_vectors(99, 1)[0]
    index = VectorIndex.build(vectors)
    numbers, cosines = index.within(query, floor, at_least=at_least)
    by_hand = index.rows(np.arange(6000)) @ query
    assert len(numbers) == max(at_least, int((by_hand >= floor).sum()))
    assert cosines == pytest.approx(np.sort(by_hand)[::-1][: len(numbers)], abs=1e-5)


@pytest.mark.parametrize("cosine", [0.25, 0.5, 1.0, 0.0, -0.5])
def test_within_includes_the_bound(cosine: float) -> None:
    """A row exactly as near as asked for belongs to the result; FAISS by itself leaves it out."""
    index = VectorIndex.build(np.array([[cosine, 1.0], [cosine - 0.01, 1.0]], np.float32))
    numbers, cosines = index.within(np.array([1.0, 0.0], np.float32), cosine)
    assert numbers.tolist() == [0]
    assert cosines.tolist() == [cosine]


def test_an_empty_index_finds_nothing() -> None:
    """A library whose pages are all gone is searched without an error."""
    index = VectorIndex.build(np.empty((0, 8), np.float32))
    query = unit_vectors(1, 1, 8)[0]
    assert len(index) == 0
    assert index.nearest(query, 5)[0].tolist() == []
    assert index.within(query, -1)[0].tolist() == []


def test_rows_are_the_stored_vectors_in_the_order_asked() -> None:
    """What fusion takes the true cosine from are the 16-bit vectors, also for repeated and for no numbers."""
    vectors = unit_vectors(3, 10)
    index = VectorIndex.build(vectors)
    assert index.rows(np.array([7, 0, 7])).tolist() == vectors.astype(np.float16)[[7, 0, 7]].tolist()
    assert index.rows(np.array([], np.int64)).shape == (0, 24)


def test_stored_and_opened_it_is_the_same(tmp_path: Path) -> None:
    """The mapped file gives the same numbers and cosines to the last bit, with a mask and without."""
    index = VectorIndex.build(unit_vectors(4, 50))
    index.save(tmp_path)
    opened = VectorIndex.open(tmp_path)
    query, mask = unit_vectors(5, 1)[0], mask_of(6, 50, 0.5)
    assert (len(opened), opened.dimensions) == (50, 24)
    for wanted in (None, mask):
        for before, after in zip(index.nearest(query, 9, wanted), opened.nearest(query, 9, wanted), strict=True):
            assert before.tolist() == after.tolist()


ROWS = 30_000

# --- with a coarse index ---


def themes(rows: int, dimensions: int = 256) -> Array:
    """Vectors around a few themes, as passages of a library are."""
    draw = np.random.default_rng(11)
    centres = draw.standard_normal((20, dimensions))
    made = centres[draw.integers(0, 20, rows)] + draw.standard_normal((rows, dimensions)) * 1.2
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def both() -> tuple[VectorIndex, VectorIndex, Array]:
    """The same vectors without a coarse index and with one, and questions near to their themes."""
    vectors = themes(ROWS)
    centres = np.random.default_rng(11).standard_normal((20, 256))
    questions = centres + np.random.default_rng(12).standard_normal((20, 256)) * 0.8
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    return VectorIndex.build(vectors), VectorIndex.build(vectors, coarse_from=1), questions.astype(np.float32)


def test_a_coarse_index_finds_what_comparing_all_finds(both: tuple[VectorIndex, VectorIndex, Array]) -> None:
    """The best come out the same, with their true cosines, and of all that is near one in a thousand may be missing."""
    exact, coarse, questions = both
    wanted_rows = missing = estimated = 0
    for query in questions:
        wanted, cosines = exact.within(query, 0.25, slack=0.1)
        by_estimates = coarse._within_by_estimates(query, 0.25, 0.1, 0)
        estimated += by_estimates is not None
        found, their_cosines = by_estimates or coarse.within(query, 0.25, slack=0.1)
        assert found[:10].tolist() == wanted[:10].tolist()
        assert their_cosines[:10] == pytest.approx(cosines[:10], abs=1e-6)
        assert set(found.tolist()) <= set(wanted.tolist())
        wanted_rows += len(wanted)
        missing += len(set(wanted.tolist()) - set(found.tolist()))
    assert estimated > len(questions) / 2
    assert missing <= wanted_rows / 200


def test_a_filter_is_searched_exactly(both: tuple[VectorIndex, VectorIndex, Array]) -> None:
    """FastScan knows no filters; the floats do."""
    exact, coarse, questions = both
    mask = mask_of(1, ROWS, 0.01)
    for query in questions[:5]:
        assert coarse.within(query, 0.3, mask)[0].tolist() == exact.within(query, 0.3, mask)[0].tolist()


def test_where_much_is_near_all_are_compared(both: tuple[VectorIndex, VectorIndex, Array]) -> None:
    """A floor that a sixteenth of everything passes leaves nothing to save."""
    exact, coarse, questions = both
    assert coarse.within(questions[0], -0.5)[0].tolist() == exact.within(questions[0], -0.5)[0].tolist()


def test_a_coarse_index_is_stored_beside_the_other(tmp_path: Path) -> None:
    """And only where it was made: opened again both answer as before."""
    vectors = themes(500)
    VectorIndex.build(vectors).save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]
    index = VectorIndex.build(vectors, coarse_from=500)
    index.save(tmp_path)
    opened = VectorIndex.open(tmp_path)
    assert (tmp_path / "coarse.faiss").is_file()
    assert opened.within(vectors[3], 0.4)[0].tolist() == index.within(vectors[3], 0.4)[0].tolist()
