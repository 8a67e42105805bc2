"""What all tests share: where the inputs are, and one index of the small library, built once a session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer import build_index, load_encoder
from indexer.encoder import Encoder
from kb.config import Config, load_config

ROOT = Path(__file__).resolve().parents[1]
SMALL_LIBRARY = Path(__file__).parent / "small_library"
SHARED = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test inputs that are not part of the project; tests that need it skip without it."""
    if not SHARED.is_dir():
        pytest.skip(f"the test inputs are not here: {SHARED} is no folder (KB_SHARED names another)")
    return SHARED


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real packaged model, loaded once."""
    found = load_encoder("all-MiniLM-L6-v2")
    assert found is not None
    found.load()
    return found


@pytest.fixture(scope="session")
def library_config(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Config:
    """A small library (the bundled one as it was in the beginning) with an index of it, built with the real model.

    What is written or mended in the small library changes no test of the program.
    """
    config = load_config(environ={}, flags={"content": SMALL_LIBRARY, "index": tmp_path_factory.mktemp("index")})
    build_index(config, encoder)
    return config


@pytest.fixture(scope="session")
def starter_config(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Config:
    """The bundled content with an index of it, built with the real model."""
    config = load_config(environ={}, flags={"content": ROOT / "content", "index": tmp_path_factory.mktemp("starter")})
    build_index(config, encoder)
    return config


@pytest.fixture(scope="session")
def digitalgov(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Digital.gov, read in place: 3,900 pages that nobody here wrote, with an index of them for words only."""
    flags = {"content": shared / "corpora/digitalgov/tree/content", "index": tmp_path_factory.mktemp("digitalgov")}
    config = load_config(ROOT / "examples/digitalgov.toml", environ={}, flags={**flags, "model": "none"})
    build_index(config, None)
    return config


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see no `KB_…` variables and no kb.toml of whoever runs them."""
    for name in list(os.environ):
        if name.startswith("KB_") and name != "KB_SHARED":
            monkeypatch.delenv(name)
