"""Word vectors stored and compared, against plain loops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.arrays import Vectors, WordRows
from indexer.nearness import FILES, WordVectors, WordVectorWriter
from indexer.words import NO_WORDS, WORD_DIMENSIONS, stored, unit
from tests.indexer.stand_ins import WordEncoder


def some_words(seed: int, count: int) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, WORD_DIMENSIONS)).astype(np.float32))


def opened(passages: Sequence[WordRows], folder: Path) -> WordVectors:
    with WordVectorWriter(folder) as writer:
        writer.append(passages[:1])
        writer.append([])
        writer.append(passages[1:])
    return WordVectors.open(folder)


def by_hand(question: Vectors, passage: WordRows) -> float:
    """Each word of the question with each of the passage's, in loops."""
    if not len(question) or not len(passage):
        return 0.0
    best = [max(float(np.dot(asked, word.astype(np.float64))) / 127 for word in passage) for asked in question]
    return sum(best) / len(best)


@given(
    sizes=st.lists(st.integers(0, 6), min_size=1, max_size=12),
    asked=st.integers(0, 4),
    seed=st.integers(0, 1000),
    data=st.data(),
)
@settings(deadline=None)
def test_nearness_equals_plain_loops(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], asked: int, seed: int, data: st.DataObject
) -> None:
    """Of any passages in any order, also twice; without words on either side it is 0, wherever such passages stand."""
    passages = [stored(some_words(seed + number, size)) for number, size in enumerate(sizes)]
    vectors = opened(passages, tmp_path_factory.mktemp("words"))
    assert len(vectors) == len(passages)
    question = some_words(seed + 99, asked)
    wanted = data.draw(st.lists(st.integers(0, len(sizes) - 1)))
    found = vectors.nearness(question, np.array(wanted, np.int64))
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx([by_hand(question, passages[number]) for number in wanted], abs=1e-5)


def test_a_word_is_nearest_to_itself(tmp_path: Path) -> None:
    """Stored in eight bits, its cosine to itself is 1 to the hundredth."""
    words = some_words(5, 200)
    vectors = opened([stored(words[number : number + 1]) for number in range(200)], tmp_path)
    same = [float(vectors.nearness(words[number : number + 1], np.array([number]))[0]) for number in range(200)]
    assert same == pytest.approx([1.0] * 200, abs=0.01)


@pytest.mark.parametrize("sizes", [[], [0], [0, 0], [1], [100_000, 0, 3]])
def test_what_is_written_is_read(tmp_path: Path, sizes: list[int]) -> None:
    """From no passage on to a hundred thousand words, as numpy reads it, too; readers hold no copy of it."""
    random = np.random.default_rng(4)
    passages = [random.integers(-127, 128, (size, WORD_DIMENSIONS)).astype(np.int8) for size in sizes]
    vectors = opened(passages, tmp_path)
    words, starts = (np.load(tmp_path / name) for name in FILES)
    assert words.tolist() == np.concatenate([NO_WORDS, *passages]).tolist()
    assert (words.dtype, starts.dtype, starts.shape) == (np.int8, np.int64, (len(sizes) + 1,))
    assert [vectors.of(number).tolist() for number in range(len(vectors))] == [rows.tolist() for rows in passages]
    assert not vectors._words.flags.owndata


TEXTS = ("Keys were lent to wardens.", "It was what it was.", "Floods came, and the wardens left again.")


def test_stretches_equal_the_words_of_each(tmp_path: Path, word_encoder: WordEncoder) -> None:
    """Title and headings come first and aren't compared; a stretch without words is 0."""
    embedded = word_encoder.encode_with_words(["Another. ", "A title. Keys > Wardens. " + " ".join(TEXTS)])
    passages = np.split(embedded.words, np.cumsum(embedded.counts)[:-1])
    vectors = opened(passages, tmp_path)
    question = word_encoder.encode_question("which wardens had keys").words
    found = vectors.stretches(question, 1, TEXTS)
    assert found is not None
    expected = [by_hand(question, stored(word_encoder.encode_question(text).words)) for text in TEXTS]
    assert found.tolist() == pytest.approx(expected, abs=1e-5)
    assert (bool(found[0] > 0.9 > found[2]), found[1]) == (True, 0)
    assert vectors.stretches(question[:0], 1, TEXTS) == pytest.approx([0, 0, 0])
    nothing = vectors.stretches(question, 1, [])
    assert nothing is not None
    assert nothing.shape == (0,)


def test_stretches_of_another_text_are_refused(tmp_path: Path, word_encoder: WordEncoder) -> None:
    """More words than the passage has can't be its own; the next passage's rows are never taken for them."""
    embedded = word_encoder.encode_with_words(["One word.", "Two words more."])
    vectors = opened(np.split(embedded.words, np.cumsum(embedded.counts)[:-1]), tmp_path)
    question = word_encoder.encode_question("word").words
    assert vectors.stretches(question, 1, ["Two words more, and another one."]) is None
    assert vectors.stretches(question, 0, ["One word.", "Word."]) is None
    assert vectors.stretches(question, 0, ["One word."]) is not None
