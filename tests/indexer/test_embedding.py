"""Which vectors a build makes, and which it takes over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import BuildReport, IndexFolder, load_encoder
from indexer.embedding import embed, known_vectors, page_vectors
from indexer.openvino_encoder import OpenVinoEncoder
from kb.config import Config
from tests.indexer.stand_ins import WordEncoder


def test_only_unknown_texts_are_embedded(word_encoder: WordEncoder) -> None:
    """Vectors known by digest are taken as they are, in their places; the rest are made and counted."""
    known = {b"2": np.full(word_encoder.dimensions, 7, np.float32)}
    done: list[tuple[int, int]] = []
    vectors, reused = embed(
        [b"1", b"2", b"3"], ["one", "two", "three"], word_encoder, known, lambda *made: done.append(made)
    )
    assert word_encoder.embedded == ["one", "three"]
    assert reused == 1
    assert vectors[1].tolist() == [7] * word_encoder.dimensions
    assert vectors[2].tolist() == word_encoder.encode_query("three").tolist()
    assert done == [(2, 2)]


def test_where_all_is_known_the_model_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index run after a change of tags only doesn't wait for the model: not even its dimensions are asked for."""
    encoder = load_encoder("all-MiniLM-L6-v2")
    assert encoder is not None
    monkeypatch.setattr(OpenVinoEncoder, "_session", lambda *_: pytest.fail("the model is read"))
    known = {b"1": np.ones(384, np.float32)}
    vectors, reused = embed([b"1", b"1"], ["one", "one"], encoder, known, lambda *_: None)
    assert (vectors.shape, reused) == ((2, 384), 2)


def test_page_vectors_by_hand() -> None:
    """The mean of a page's passages, scaled to unit length; a page whose passages cancel out has none."""
    vectors = np.array([[1, 0], [0, 1], [0, 1], [1, 0], [-1, 0]], np.float32)
    means = page_vectors(vectors, [0, 0, 1, 2, 2], 3, {})
    assert means == pytest.approx(np.array([[0.7071, 0.7071], [0, 1], [0, 0]]), abs=1e-3)
    assert means.dtype == np.float16


def test_a_person_is_about_what_they_did() -> None:
    """The mean of the pages they took part in, each counting once however long; who did nothing is their profile."""
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [-1, 0], [-1, 0]], np.float32)
    means = page_vectors(vectors, [0, 0, 0, 1, 2, 3], 4, {2: [0, 1]})
    assert means == pytest.approx(np.array([[1, 0], [0, 1], [0.7071, 0.7071], [-1, 0]]), abs=1e-3)


def test_vectors_of_another_model_are_not_known(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], word_encoder: WordEncoder
) -> None:
    """What the live index holds is taken over for the same fingerprint only, and not from one without vectors."""
    write("stories/a", body="Some text.")
    folder = IndexFolder(config.settings.index)
    assert known_vectors(folder, word_encoder) == {}
    build()
    assert known_vectors(folder, word_encoder) == {}
    build(word_encoder)
    assert len(known_vectors(folder, word_encoder)) == 1
    word_encoder.fingerprint = "other"
    assert known_vectors(folder, word_encoder) == {}
