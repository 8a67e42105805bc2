"""The reference encoder: sentence-transformers on torch, in fp32, on CUDA where torch finds it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from indexer.arrays import Vectors
from indexer.encoder import Progress
from indexer.models import PACKAGED, REMEDY, Model
from kb.errors import ModelError

_BATCH = 64


class SentenceTransformerEncoder:
    """Encodes as the model's publishers meant it; what other runtimes make is compared with this."""

    def __init__(self, model: Model, attention: str | None = None) -> None:
        """Take the model, which is read when first used, and how transformers computes attention, by its name there."""
        self.name = model.name
        self.runtime = "sentence-transformers fp32"
        self.fingerprint = model.fingerprint(self.runtime)
        self.model_digest = model.digest
        self._location = model.location
        self._arguments = {"attn_implementation": attention} if attention else {}

    def load(self) -> None:
        """Read the model, which takes seconds. Raises ModelError where that fails."""
        self.model  # noqa: B018 - the property reads it

    @cached_property
    def model(self) -> Any:
        """The SentenceTransformer. Raises ModelError."""
        if self.name == PACKAGED:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        with self._reading():
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds to import
            from transformers.utils import logging  # noqa: PLC0415

            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            return SentenceTransformer(str(self._location), model_kwargs=self._arguments)

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""
        return int(self.model.get_embedding_dimension())

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query, shape (dimensions,)."""
        _use_cores(1)  # for one short text threads cost more than they bring, above all beside other workers
        found: Vectors = self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return found.astype(np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages, shape (len(texts), dimensions)."""
        _use_cores(os.cpu_count() or 1)
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of one length in one batch, the longest first: padding costs as much as text does.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            made[batch] = self.model.encode_document(
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
            if file.is_file():
                tokenizer = Tokenizer.from_file(str(file))
            else:  # a copy: encoding needs the limits that counting must not have
                tokenizer = Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str())
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
            raise ModelError(self.name, reason, REMEDY) from error


def _use_cores(number: int) -> None:
    import torch  # noqa: PLC0415 - loaded with the model

    torch.set_num_threads(number)
