"""Which pieces of a text make its words, and the directions that their states are kept in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import analysis
from indexer.words import NO_WORDS, SCALE, WORD_DIMENSIONS, WordPieces, directions, random_texts, stored, unit


def test_pieces_go_to_the_word_they_stand_in() -> None:
    """By hand: what is added has no place, stop words and signs have pieces and no row, a word may have several."""
    #           "the co-operation’s end." with the prompt "q: " before it
    offsets = [(0, 0), (0, 1), (1, 2), (3, 6), (7, 9), (9, 10), (10, 16), (16, 19), (19, 20), (20, 21), (22, 25)]
    words = WordPieces.of("the co-operation’s end.", [*offsets, (25, 26), (0, 0)], before=3)
    assert analysis.terms("the co-operation’s end.") == ["co", "oper", "end"]
    assert words.pieces.tolist() == [4, 6, 7, 8, 9, 10]
    assert words.words.tolist() == [0, 1, 1, 1, 1, 2]
    states = np.arange(13, dtype=np.float32)[:, None]
    assert words.summed(states).ravel().tolist() == [4, 6 + 7 + 8 + 9, 10]


def test_a_piece_may_begin_with_the_space_before_its_word() -> None:
    """Some tokenizers cut so; and what a text is too long for leaves zeros, so that each term has its row."""
    words = WordPieces.of("red house burns", [(0, 3), (3, 7), (7, 9)])
    assert (words.words.tolist(), words.count) == ([0, 1, 1], 3)
    assert words.summed(np.ones((3, 2), np.float32)).tolist() == [[1, 1], [2, 2], [0, 0]]


@given(st.text(alphabet="ab é’-\n9the", max_size=60), st.lists(st.integers(1, 4), min_size=60, max_size=60))
def test_however_a_text_is_cut_each_term_has_a_row(text: str, lengths: list[int]) -> None:
    """Whatever the pieces: as many rows as terms, in order, none without a piece, and no piece of a word left over."""
    ends = np.minimum(np.cumsum(lengths), len(text)).tolist()
    offsets = [(start, end) for start, end in zip([0, *ends], ends, strict=False) if end > start]
    words = WordPieces.of(text, offsets)
    tokens = analysis.tokens(text)
    assert words.count == len(tokens) == len(analysis.terms(text))
    assert (np.diff(words.words) >= 0).all()
    for (start, end), word in zip([offsets[piece] for piece in words.pieces], words.words.tolist(), strict=True):
        assert start < tokens[word].end
        assert end > tokens[word].start
    touched = [any(start < t.end and end > t.start for t in tokens) for start, end in offsets]
    assert words.pieces.tolist() == np.flatnonzero(touched).tolist()


def test_vectors_are_stored_in_127ths() -> None:
    """Scaled to length 1 first; zeros stay zeros."""
    assert stored(np.array([[3, 4], [0, 0]], np.float32)).tolist() == [[round(0.6 * SCALE), round(0.8 * SCALE)], [0, 0]]
    assert stored(np.empty((0, WORD_DIMENSIONS), np.float32)).shape == NO_WORDS.shape


def test_directions_hold_what_differs_most() -> None:
    """Of states that lie in 64 of 80 dimensions nothing is lost: lengths and angles stay as they were."""
    random = np.random.default_rng(1)
    states = (random.standard_normal((500, 64)) @ random.standard_normal((64, 80))).astype(np.float32)
    found = directions([states[:300], states[300:]])
    assert found.T @ found == pytest.approx(np.eye(WORD_DIMENSIONS), abs=1e-5)
    assert unit(states @ found) @ unit(states @ found).T == pytest.approx(unit(states) @ unit(states).T, abs=1e-4)


def test_another_machine_finds_the_same_directions() -> None:
    """What rounding does to the states hardly turns them: principal components alone would change signs and places."""
    random = np.random.default_rng(2)
    strengths = np.concatenate((np.repeat(5.0, 64), np.repeat(1.0, 32)))  # equal: any turn of the first is as good
    states = (random.standard_normal((2000, 96)) * strengths).astype(np.float32)
    noise = (1e-6 * random.standard_normal(states.shape)).astype(np.float32)
    assert directions([states]) == pytest.approx(directions([states + noise]), abs=1e-3)


def test_narrow_states_are_kept_as_they_are() -> None:
    """A model whose states have no more than 64 numbers loses none of them."""
    states = np.random.default_rng(3).standard_normal((10, 20)).astype(np.float32)
    assert (states @ directions([states]))[:, :20].tolist() == states.tolist()


def test_random_texts_are_of_the_vocabularys_own_words() -> None:
    """Always the same ones, whole words only, however a vocabulary marks beginnings; without any, of its entries."""
    made = random_texts({"##ing": 1, "house": 0, "▁tree": 3, "Ġlake": 4, "a": 5, "[CLS]": 2, "Town": 6})
    assert made == random_texts({"house": 7, "▁tree": 8, "Ġlake": 9})
    assert {word for text in made for word in text.split()} == {"house", "tree", "lake"}
    assert {word for text in random_texts({"水": 0, "火": 1}) for word in text.split()} == {"水", "火"}
