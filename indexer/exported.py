"""A model exported to ONNX, so that it runs without torch: what its folder holds, and where the folder is kept.

A model is exported once a machine, into the user's cache, by a child process (`indexer.export`): torch never enters the
process that serves or indexes.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_cache_path

from indexer.models import REMEDY, Model
from kb.errors import ModelError

# Of the way models are exported: another one exports them anew.
VERSION = 2
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
_FACTS = "exported.json"
_log = logging.getLogger("practice_commons.model")


@dataclass(frozen=True)
class Exported:
    """What the graph doesn't say: `inputs` by name, longest text in word pieces, padding, prompts put before texts."""

    inputs: tuple[str, ...]
    max_pieces: int
    pad_id: int
    pad_left: bool
    dimensions: int
    query_prompt: str
    document_prompt: str
    graph_bytes: int

    def save(self, folder: Path) -> None:
        """Store the facts beside the graph."""
        (folder / _FACTS).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Exported | None:
        """Return the facts about the model in `folder`, None where it isn't whole."""
        try:
            values = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
            found = cls(**{**values, "inputs": tuple(values["inputs"])})
            whole = (folder / GRAPH).stat().st_size == found.graph_bytes and (folder / TOKENIZER).is_file()
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return found if whole else None


def exported(model: Model) -> tuple[Path, Exported]:
    """Return the folder of the exported model, and what it holds; the first time it is made, which takes seconds.

    Raises ModelError where it can't be exported, or then doesn't embed as the reference does.
    """
    folder = user_cache_path("practice-commons") / "models" / f"{model.digest}-{VERSION}"
    found = Exported.read(folder)
    if found is None:
        _log.info("exporting the model %s, once on this machine: 10 to 15 seconds", model.name)
        try:
            _export(model, folder)
        except OSError as error:
            remedy = "Give it room there, or name another folder for caches in XDG_CACHE_HOME."
            raise ModelError(model.name, f"{folder} can't be written ({error.strerror})", remedy) from error
        found = Exported.read(folder)
    if found is None:
        raise ModelError(model.name, f"what was exported to {folder} is not whole", "Remove that folder and try again.")
    return folder, found


def _export(model: Model, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="exporting-") as beside:
        made = Path(beside) / "model"
        made.mkdir()
        command = [sys.executable, "-W", "ignore", "-m", "indexer.export", model.name, str(model.location), str(made)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if ended.returncode:
            said = ended.stdout.strip().rsplit("\n", 1)[-1] or ended.stderr.strip().rsplit("\n", 1)[-1]
            raise ModelError(model.name, said or f"exporting it ended with {ended.returncode}", REMEDY)
        shutil.rmtree(folder, ignore_errors=True)  # what isn't whole
        with suppress(OSError):  # another process was quicker
            made.rename(folder)
