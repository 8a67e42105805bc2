"""Which vectors a build makes, and which it takes over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

import indexer.embedding
from indexer import BuildReport, IndexFolder, load_encoder
from indexer.embedding import KnownVectors, embed, page_vectors
from indexer.nearness import WordVectors, WordVectorWriter
from indexer.openvino_encoder import OpenVinoEncoder
from indexer.previous import previous
from indexer.vectors import VectorIndex
from indexer.words import WORD_DIMENSIONS
from kb.config import Config
from tests.indexer.stand_ins import WordEncoder


def known_vectors(vectors: Mapping[bytes, Sequence[float]]) -> KnownVectors:
    """Vectors by digest, as an index holds them; passage n has n + 1 words, which are all n + 1."""
    index = VectorIndex.build(np.array(list(vectors.values()), np.float32))
    counts = np.arange(len(vectors)) + 1
    words = np.repeat(counts, counts)[:, None].repeat(WORD_DIMENSIONS, axis=1).astype(np.int8)
    rows = {digest: row for row, digest in enumerate(vectors)}
    return KnownVectors(rows, index, WordVectors(words, np.concatenate(([0], np.cumsum(counts)))))


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_words_are_written_in_the_order_of_passages(
    tmp_path: Path, word_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Known ones from where they were, new ones as they are made, however many are held in memory at a time."""
    monkeypatch.setattr(indexer.embedding, "_AT_ONCE", at_once)
    known = known_vectors({b"a": [1.0] + [0] * 31, b"b": [1.0] + [0] * 31})
    texts = {0: "one", 2: "two words", 4: "", 5: "the last one"}
    with WordVectorWriter(tmp_path) as writer:
        vectors, reused = embed(
            [b"1", b"b", b"2", b"a", b"3", b"4"], texts, word_encoder, known, lambda *_: None, writer
        )
    words = WordVectors.open(tmp_path)
    assert [len(words.of(number)) for number in range(6)] == [1, 2, 2, 1, 0, 2]
    assert (words.of(1) == 2).all()
    assert (words.of(3) == 1).all()
    assert words.of(5).tolist() == word_encoder.encode_with_words(["last one"]).words.tolist()
    assert vectors[[0, 2, 4, 5]] == pytest.approx(word_encoder.encode_passages(list(texts.values())), abs=1e-3)
    assert reused == 2


def test_only_unknown_texts_are_embedded(tmp_path: Path, word_encoder: WordEncoder) -> None:
    """Vectors known by digest are taken as they are, in their places; the rest are made and counted."""
    known = known_vectors({b"2": [0.6, 0.8] + [0] * (word_encoder.dimensions - 2)})
    done: list[tuple[int, int]] = []
    with WordVectorWriter(tmp_path) as writer:
        vectors, reused = embed(
            [b"1", b"2", b"3"], {0: "one", 2: "three"}, word_encoder, known, lambda *made: done.append(made), writer
        )
    assert word_encoder.embedded == ["one", "three"]
    assert reused == 1
    assert vectors[1][:3].tolist() == pytest.approx([0.6, 0.8, 0], abs=1e-3)
    assert vectors[2] == pytest.approx(word_encoder.encode_query("three"), abs=1e-3)
    assert (vectors == vectors.astype(np.float16)).all(), "as they are stored"
    assert done == [(2, 2)]


def test_where_all_is_known_the_model_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index run after a change of tags only doesn't wait for the model: not even its dimensions are asked for."""
    encoder = load_encoder("all-MiniLM-L6-v2")
    assert encoder is not None
    monkeypatch.setattr(OpenVinoEncoder, "_session", lambda *_: pytest.fail("the model is read"))
    known = known_vectors({b"1": [1.0] + [0] * 383})
    with WordVectorWriter(tmp_path) as writer:
        vectors, reused = embed([b"1", b"1"], {}, encoder, known, lambda *_: None, writer)
    assert (vectors.shape, reused) == ((2, 384), 2)


def test_page_vectors_by_hand() -> None:
    """The mean of a page's passages, scaled to unit length; a page whose passages cancel out has none."""
    vectors = np.array([[1, 0], [0, 1], [0, 1], [1, 0], [-1, 0]], np.float32)
    means = page_vectors(vectors, np.array([0, 2, 3]), {})
    assert means == pytest.approx(np.array([[0.7071, 0.7071], [0, 1], [0, 0]]), abs=1e-3)
    assert means.dtype == np.float32


def test_a_person_is_about_what_they_did() -> None:
    """The mean of the pages they took part in, each counting once however long; who did nothing is their profile."""
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [-1, 0], [-1, 0]], np.float32)
    means = page_vectors(vectors, np.array([0, 3, 4, 5]), {2: [0, 1]})
    assert means == pytest.approx(np.array([[1, 0], [0, 1], [0.7071, 0.7071], [-1, 0]]), abs=1e-3)


def test_vectors_of_another_model_are_not_known(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport], word_encoder: WordEncoder
) -> None:
    """What the live index holds is taken over for the same fingerprint only, and not from one without vectors."""
    write("stories/a", body="Some text.")
    folder = IndexFolder(config.settings.index)

    def known() -> int:
        with previous(folder) as before:
            return len(before.vectors_by(word_encoder).rows) if before else 0

    assert known() == 0
    build()
    assert known() == 0
    build(word_encoder)
    assert known() == 1
    word_encoder.fingerprint = "other"
    assert known() == 0
