"""Load the encoder that a model's name and a runtime stand for.

OpenVINO serves and indexes on a processor, without torch; sentence-transformers is the reference it is held to, and
indexes on a GPU (docs/decisions/0007-encoder-runtime.md).
"""

from __future__ import annotations

import logging

from indexer.encoder import Encoder
from indexer.models import find_model
from kb.config import NO_MODEL, Runtime
from kb.errors import ModelError


def load_encoder(name: str, runtime: Runtime = Runtime.OPENVINO) -> Encoder | None:
    """Return the encoder called `name`, None for "none". The model itself is read when first used, or by `load`.

    Raises ModelError where it is missing or damaged.
    """
    if name.lower() == NO_MODEL:
        return None
    model = find_model(name)
    if runtime is Runtime.SENTENCE_TRANSFORMERS:
        from indexer.reference import SentenceTransformerEncoder  # noqa: PLC0415 - each brings its own large library

        return SentenceTransformerEncoder(model)
    from indexer.openvino_encoder import OpenVinoEncoder  # noqa: PLC0415

    return OpenVinoEncoder(model)


class Encoders:
    """Keeps models in memory across generations, and remembers those that can't be loaded."""

    def __init__(self, runtime: Runtime = Runtime.OPENVINO) -> None:
        """Start empty; a model is loaded when first needed, into `runtime`."""
        self._runtime = runtime
        self._loaded: dict[str, Encoder | None] = {}

    def get(self, name: str) -> Encoder | None:
        """Return the encoder called `name`, None where it can't be loaded."""
        if name not in self._loaded:
            try:
                encoder = load_encoder(name, self._runtime)
                if encoder:
                    encoder.load()
                self._loaded[name] = encoder
            except ModelError as error:
                self._loaded[name] = None
                # For whoever runs the site; readers are only told that search by meaning is off.
                logging.getLogger(__name__).warning("%s", error)
        return self._loaded[name]
