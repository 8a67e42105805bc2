"""Examine a deployment: what is wrong with its content, model and index, and how to mend it. Called by `kb doctor`.

Nothing is changed, and one fault hides no other: each check says what it found by itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from indexer.encoder import Encoder
from indexer.encoders import load_encoder
from indexer.generation import Generation, IndexFolder, Manifest
from indexer.input import Input, read_input
from kb.config import NO_MODEL, Config
from kb.errors import PracticeCommonsError
from kb.reading import read_page

# A new generation is built beside the live one, and the old one goes when its last reader does.
_ROOM = 2


class Health(StrEnum):
    """How it stands with what was examined."""

    FINE = "fine"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """What was examined and found, and how to mend it where it isn't fine."""

    subject: str
    health: Health
    message: str
    remedy: str = ""


def examine(config: Config) -> list[Finding]:
    """Return what was found out about a deployment, each subject once; nothing is raised."""
    return list(_examined(config))


def _examined(config: Config) -> Iterator[Finding]:
    encoder, finding = _model(config)
    yield finding
    made_from, finding = _content(config, encoder)
    yield finding
    folder = IndexFolder(config.settings.index)
    yield _writable(folder.path)
    try:
        generation = folder.open(verify=True)
    except (PracticeCommonsError, OSError) as error:
        yield _fault("index", error)
        return
    try:
        yield _fine("index", f"generation {generation.name} is whole: all checksums hold")
        yield _same_model(generation.manifest, encoder)
        if made_from:
            yield _up_to_date(generation.manifest, made_from)
        yield _room(generation, folder.path)
    finally:
        generation.close()


def _model(config: Config) -> tuple[Encoder | None, Finding]:
    name = config.settings.model
    try:
        encoder = load_encoder(name, config.settings.runtime)
        if encoder is None:
            return None, _fine("model", "none is wanted: search goes by words only")
        encoder.load()
    except (PracticeCommonsError, OSError) as error:
        return None, _fault("model", error)
    return encoder, _fine("model", f"{name} runs on {encoder.runtime}")


def _content(config: Config, encoder: Encoder | None) -> tuple[Input | None, Finding]:
    try:
        made_from = read_input(config, encoder, read_page, lambda _files: None)
    except (PracticeCommonsError, OSError) as error:
        return None, _fault("content", error)
    pages, problems = len(made_from.pages), len(made_from.library.problems)
    if problems:
        message = f"{pages:,} pages, with {problems:,} problems in their heads and files"
        return made_from, Finding("content", Health.WARNING, message, "`kb check` says how to mend each.")
    return made_from, _fine("content", f"{pages:,} pages")


def _writable(path: Path) -> Finding:
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    if os.access(nearest, os.W_OK | os.X_OK):
        return _fine("index folder", f"{path} can be written")
    remedy = "Give this user the right to write there, or set `index` to a folder of their own."
    return Finding("index folder", Health.FAULT, f"{nearest} can't be written by this user", remedy)


def _same_model(manifest: Manifest, encoder: Encoder | None) -> Finding:
    if encoder is None and manifest.model != NO_MODEL:
        remedy = "Mend the model, or run `kb index` with the model that is set."
        return Finding(
            "embeddings", Health.FAULT, f"the index was made with {manifest.model}, which isn't there", remedy
        )
    if encoder and manifest.model_digest != encoder.model_digest:
        made_with = manifest.model if manifest.model != encoder.name else f"another {manifest.model}"
        message = f"the index was made with {made_with}: search goes by words only"
        return Finding("embeddings", Health.FAULT, message, "Run `kb index`.")
    return _fine("embeddings", f"made with {manifest.model}" if encoder else "there are none, and none are wanted")


def _up_to_date(manifest: Manifest, made_from: Input) -> Finding:
    if manifest.input == made_from.digest:
        return _fine("freshness", "the index is of the content as it is now")
    if manifest.shape == made_from.shape:
        return Finding("freshness", Health.WARNING, "the content has changed since it was indexed", "Run `kb index`.")
    message = "the index was made by another version of this program, or with other settings"
    return Finding("freshness", Health.WARNING, message, "Run `kb index`.")


def _room(generation: Generation, path: Path) -> Finding:
    free, needed = shutil.disk_usage(path).free, _ROOM * generation.bytes
    if free >= needed:
        return _fine("room", f"{free / 1e9:,.1f} GB are free, the index takes {generation.bytes / 1e9:,.3f} GB")
    message = f"{free / 1e6:,.0f} MB are free, a new generation may need {needed / 1e6:,.0f} MB beside the old"
    return Finding("room", Health.WARNING, message, "Make room on the disk of the index.")


def _fine(subject: str, message: str) -> Finding:
    return Finding(subject, Health.FINE, message)


def _fault(subject: str, error: PracticeCommonsError | OSError) -> Finding:
    if isinstance(error, PracticeCommonsError):  # its message ends with what to do
        return Finding(subject, Health.FAULT, str(error))
    return Finding(subject, Health.FAULT, f"{error.filename}: {error.strerror}", "Check its permissions.")
