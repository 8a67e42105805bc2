"""The reference encoder: sentence-transformers on torch, in fp32, on CUDA where torch finds it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from indexer import analysis
from indexer.arrays import Vectors
from indexer.encoder import PassageVectors, Progress, QuestionVectors
from indexer.models import PACKAGED, REMEDY, Model
from indexer.words import NO_WORDS, WORD_DIMENSIONS, WordPieces, directions, random_texts, stored, unit
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
        if self._has_states:
            self.directions  # noqa: B018 - the property reads the model, and makes them

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

    def encode_question(self, text: str) -> QuestionVectors:
        """Return the embedding of a question and the vectors of its words."""
        _use_cores(1)  # for one short text threads cost more than they bring, above all beside other workers
        if not self._has_states:
            made = self.model.encode_query([text], show_progress_bar=False)
            return QuestionVectors(unit(np.asarray(made, np.float32))[0], np.empty((0, WORD_DIMENSIONS), np.float32))
        found = self.directions
        [(embedding, words)] = self._encoded([text], self.model.encode_query, self.query_prompt)
        return QuestionVectors(embedding, unit(words @ found))

    def encode_with_words(self, texts: Sequence[str], progress: Progress = lambda _: None) -> PassageVectors:
        """Return the embeddings of passages and the vectors of their words."""
        _use_cores(os.cpu_count() or 1)
        if not self._has_states:
            return self._wordless(texts, progress)
        found = self.directions
        made = np.zeros((len(texts), self.dimensions), np.float32)
        rows = [NO_WORDS] * len(texts)
        # Texts of one length in one batch, the longest first: padding costs as much as text does.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]), reverse=True)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            encoded = self._encoded([texts[n] for n in batch], self.model.encode_document, self.document_prompt)
            for number, (embedding, words) in zip(batch, encoded, strict=True):
                made[number], rows[number] = embedding, stored(words @ found)
            progress(len(batch))
        counts = np.array([len(own) for own in rows], np.int64)
        return PassageVectors(made, np.concatenate([NO_WORDS, *rows]), counts)

    @cached_property
    def _has_states(self) -> bool:
        """Whether the model makes words' states on its way; one that looks vectors up in a table has none."""
        return hasattr(self.model.tokenizer, "backend_tokenizer")

    def _wordless(self, texts: Sequence[str], progress: Progress) -> PassageVectors:
        """Return the embeddings of passages, with words that are near to nothing."""
        made = self.model.encode_document(list(texts), show_progress_bar=False)
        progress(len(texts))
        counts = np.array([len(analysis.tokens(text)) for text in texts], np.int64)
        words = np.zeros((int(counts.sum()), WORD_DIMENSIONS), np.int8)
        return PassageVectors(unit(np.asarray(made, np.float32).reshape(len(texts), -1)), words, counts)

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query alone, shape (dimensions,)."""
        return self.encode_question(text).embedding

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages alone, shape (len(texts), dimensions)."""
        return self.encode_with_words(texts, progress).embeddings

    @property
    def query_prompt(self) -> str:
        """What the model wants before a question."""
        return self.model.prompts.get("query") or ""

    @property
    def document_prompt(self) -> str:
        """What the model wants before a passage."""
        prompts = self.model.prompts
        return next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), "")

    @cached_property
    def directions(self) -> Vectors:
        """What the hidden states of words are multiplied by, shape (width of a state, 64); made in some seconds."""
        texts = random_texts(self._tokenizer.get_vocab())
        parts = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
        return directions(words for part in parts for _, words in self._encoded(part, self.model.encode, ""))

    def _encoded(
        self, texts: Sequence[str], encode: Callable[..., Any], prompt: str
    ) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield each text's embedding and the hidden states of its words, shape (words, width of a state)."""
        made = encode(list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False)
        read = self._reading_tokenizer.encode_batch([f"{prompt}{text}" for text in texts])
        left = self.model.tokenizer.padding_side == "left"
        for text, own, pieces in zip(texts, made, read, strict=True):
            states = own["token_embeddings"].float().cpu().numpy()
            states = states[len(states) - len(pieces) :] if left else states[: len(pieces)]
            embedding = own["sentence_embedding"].float().cpu().numpy()
            yield unit(embedding[None])[0], WordPieces.of(text, pieces.offsets, len(prompt)).summed(states)

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
                own = self.model.tokenizer
                tokenizer = Tokenizer.from_str(getattr(own, "backend_tokenizer", own).to_str())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _reading_tokenizer(self) -> Any:
        """A copy of the tokenizer the model reads with, which tells where in a text each piece stands."""
        tokenizer = Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_padding()
        tokenizer.enable_truncation(int(self.model.max_seq_length or 512))
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
