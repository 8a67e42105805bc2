"""The encoder that serves and indexes: the exported model on OpenVINO, on the processor, without torch.

Precision is bf16 where the processor computes in it, else fp32: by software bf16 would be slower than either.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import openvino
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.arrays import Vectors
from indexer.encoder import PassageVectors, Progress, QuestionVectors
from indexer.exported import GRAPH, TOKENIZER, Exported, exported
from indexer.models import REMEDY, Model
from indexer.words import NO_WORDS, WordPieces, stored, unit
from kb.errors import ModelError

_BATCH = 16
# So few passages are embedded before another session would be ready.
_FEW = 16
_SLICE = 4096
# Returns the model's inputs for the texts with these numbers.
_Feed: TypeAlias = Callable[[list[int]], dict[str, NDArray[np.int64]]]


class Precision(StrEnum):
    """In what a model computes, as OpenVINO names it."""

    FP32 = "f32"
    BF16 = "bf16"


def best_precision() -> Precision:
    """Return bf16 where the processor reports it, else fp32."""
    reported = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return Precision.BF16 if "BF16" in reported else Precision.FP32


class OpenVinoEncoder:
    """A model, exported when first needed; one session answers questions, another embeds passages on all cores."""

    def __init__(self, model: Model, precision: Precision | None = None) -> None:
        """Take the model, and the precision to compute in: by default the processor's best."""
        self.name = model.name
        self._model = model
        self._precision = precision or best_precision()
        self.runtime = f"openvino {self._precision}"
        self.fingerprint = model.fingerprint(self.runtime)
        self.model_digest = model.digest

    @cached_property
    def _exported(self) -> tuple[Path, Exported]:
        return exported(self._model)

    @cached_property
    def _asking(self) -> Session:
        return self._session(1)  # for one short text threads cost more than they bring, above all beside other workers

    def _session(self, cores: int) -> Session:
        folder, facts = self._exported
        try:
            return Session(folder, facts, self._precision, cores)
        except Exception as error:
            reason = (str(error) or type(error).__name__).split("\n", 1)[0].rstrip(".")
            raise ModelError(self.name, f"{folder}: {reason}", f"Remove that folder and try again. {REMEDY}") from error

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""
        return self._exported[1].dimensions

    def load(self) -> None:
        """Read the model, exporting it the first time. Raises ModelError."""
        self._asking  # noqa: B018 - the property reads it

    def encode_question(self, text: str) -> QuestionVectors:
        """Return the embedding of a question and the vectors of its words."""
        return self._asking.encode_question(text)

    def encode_with_words(self, texts: Sequence[str], progress: Progress = lambda _: None) -> PassageVectors:
        """Return the embeddings of passages and the vectors of their words."""
        session = self._asking if len(texts) <= _FEW else self._session(os.cpu_count() or 1)
        return session.encode_with_words(texts, progress)

    def encode_query(self, text: str) -> Vectors:
        """Return the embedding of a query alone, shape (dimensions,)."""
        return self.encode_question(text).embedding

    def encode_passages(self, texts: Sequence[str], progress: Progress = lambda _: None) -> Vectors:
        """Return the embeddings of passages alone, shape (len(texts), dimensions)."""
        return self.encode_with_words(texts, progress).embeddings

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without the special ones."""
        return [len(pieces.ids) for pieces in self._counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    @cached_property
    def _counter(self) -> Any:
        return _tokenizer(self._exported[0])


class Session:
    """An exported model in memory, on a number of cores. One thread uses it at a time."""

    def __init__(self, folder: Path, facts: Exported, precision: Precision, cores: int) -> None:
        """Read the model in `folder`; whatever OpenVINO raises passes through."""
        self._facts = facts
        self._tokenizer = _tokenizer(folder)
        self._tokenizer.enable_truncation(facts.max_pieces)
        self._streams = cores
        settings = {
            "INFERENCE_PRECISION_HINT": str(precision),
            "INFERENCE_NUM_THREADS": cores,
            "NUM_STREAMS": cores,  # a batch a core: one batch on several cores waits for the slowest at each layer
            # Read back in a quarter of the time that compiling takes, into pages that workers share.
            "CACHE_DIR": str(folder / "compiled"),
            "ENABLE_CPU_PINNING": False,  # several workers would pin themselves to the same core
        }
        self._model = openvino.Core().compile_model(str(folder / GRAPH), "CPU", settings)
        self._request = self._model.create_infer_request()

    def encode_question(self, text: str) -> QuestionVectors:
        """Return the embedding of a question and the vectors of its words."""
        prompt = self._facts.query_prompt
        read = self._tokenizer.encode(f"{prompt}{text}")
        self._request.infer(self._feed([read.ids]))
        embedding, states = (np.array(self._request.get_output_tensor(n).data[0], np.float32) for n in range(2))
        return QuestionVectors(embedding, unit(WordPieces.of(text, read.offsets, len(prompt)).summed(states)))

    def encode_with_words(self, texts: Sequence[str], progress: Progress = lambda _: None) -> PassageVectors:
        """Return the embeddings of passages and the vectors of their words."""
        made = np.zeros((len(texts), self._facts.dimensions), np.float32)
        ids, words = self._read(texts)
        # As they are stored, batch by batch: the states of all pieces would fill the memory.
        rows = [NO_WORDS] * len(texts)
        # Texts of one length in one batch, the longest first: padding costs as much as text does.
        order = sorted(range(len(texts)), key=lambda number: len(ids[number]), reverse=True)

        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        for batch, request in self._inferred(batches, lambda batch: self._feed([ids[number] for number in batch])):
            made[batch] = request.get_output_tensor(0).data
            for number, states in zip(batch, request.get_output_tensor(1).data, strict=True):
                own = states[self._place(len(ids[number]), len(states))]
                rows[number] = stored(words[number].summed(own))
            progress(len(batch))
        counts = np.array([len(own) for own in rows], np.int64)
        return PassageVectors(made, np.concatenate([NO_WORDS, *rows]), counts)

    def _inferred(self, batches: Sequence[list[int]], feed: _Feed) -> Iterator[tuple[list[int], Any]]:
        """Yield each batch with the request that has what the model makes of it, in order.

        A batch waits for each that is computed. Nothing of ours runs on OpenVINO's own threads, as its queue would have
        it: a garbage collection there, which ends an earlier session's threads, ends the process.
        """
        free = [self._model.create_infer_request() for _ in range(min(2 * self._streams, len(batches)))]
        running: deque[tuple[list[int], Any]] = deque()
        for batch in batches:
            if not free:
                yield from self._finished(running, free)
            request = free.pop()
            request.start_async(feed(batch))
            running.append((batch, request))
        while running:
            yield from self._finished(running, free)

    @staticmethod
    def _finished(running: deque[tuple[list[int], Any]], free: list[Any]) -> Iterator[tuple[list[int], Any]]:
        batch, request = running.popleft()
        request.wait()
        yield batch, request
        free.append(request)

    def _read(self, texts: Sequence[str]) -> tuple[list[NDArray[np.int32]], list[WordPieces]]:
        """Return the pieces of each text, as numbers of the vocabulary, and which belong to its words."""
        ids: list[NDArray[np.int32]] = []
        words: list[WordPieces] = []
        prompt = self._facts.document_prompt
        for start in range(0, len(texts), _SLICE):
            part = texts[start : start + _SLICE]
            read = self._tokenizer.encode_batch([f"{prompt}{text}" for text in part])
            ids += [np.array(pieces.ids, np.int32) for pieces in read]
            words += [WordPieces.of(text, own.offsets, len(prompt)) for text, own in zip(part, read, strict=True)]
        return ids, words

    def _place(self, pieces: int, longest: int) -> slice:
        """Return where the pieces of a text stand among as many as the longest of its batch has."""
        return slice(longest - pieces, None) if self._facts.pad_left else slice(pieces)

    def _feed(self, ids: Sequence[Sequence[int] | NDArray[np.int32]]) -> dict[str, NDArray[np.int64]]:
        """Return the model's inputs for a batch of texts, padded to the longest."""
        longest = max(len(pieces) for pieces in ids)
        numbers = np.full((len(ids), longest), self._facts.pad_id, np.int64)
        mask = np.zeros_like(numbers)
        for row, pieces in enumerate(ids):
            at = self._place(len(pieces), longest)
            numbers[row, at], mask[row, at] = pieces, 1
        whole = {"input_ids": numbers, "attention_mask": mask, "token_type_ids": np.zeros_like(numbers)}
        return {name: whole[name] for name in self._facts.inputs}


def _tokenizer(folder: Path) -> Any:
    """Return the model's tokenizer, without the padding and the limit that it is stored with."""
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
