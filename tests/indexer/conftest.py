"""What the search engine's tests share: a small library to write, index and open, and the shared one opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from indexer import BuildReport, IndexFolder, Searcher, build_index
from indexer.encoder import Encoder
from indexer.encoders import Encoders
from kb.config import Config, load_config
from kb.library import Library
from kb.links import LinkTargets
from kb.page import Page
from kb.render_pool import RenderPool
from kb.rendering import Rendered, Renderer
from tests.indexer.stand_ins import WordEncoder


@pytest.fixture
def word_encoder() -> WordEncoder:
    """A quick encoder for which texts with the same words are near."""
    return WordEncoder()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The configuration of a library that is still empty."""
    (tmp_path / "content").mkdir()
    return load_config(environ={}, flags={"content": tmp_path / "content", "index": tmp_path / "index"})


@pytest.fixture
def write(config: Config) -> Callable[..., Path]:
    """Write one page of the library: `write(id, head, body)`; a head without title gets the id for one."""

    def write_page(page_id: str, head: str = "", body: str = "") -> Path:
        path = config.settings.content / f"{page_id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        title = "" if "title:" in head else f"title: {page_id.rsplit('/', 1)[-1]}\n"
        path.write_text(f"---\n{title}{head}\n---\n\n{body}\n", encoding="utf-8")
        return path

    return write_page


def _render_here(
    _pool: RenderPool,
    library: Library,
    config: Config,
    pages: Sequence[Page],
    progress: Callable[[], object] = lambda: None,
    _scratch: Path | None = None,
) -> dict[str, Rendered]:
    renderer = Renderer(LinkTargets(library.pages.values(), config.settings.site), config.shortcodes)
    return {page.id: renderer.render_page(page) for page in pages}


@pytest.fixture
def build(config: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BuildReport]:
    """Index the library, `build(encoder, rebuild=...)`, rendering in this process: starting others takes a second."""
    monkeypatch.setattr(RenderPool, "render", _render_here)

    def build_library(encoder: Encoder | None = None, *, rebuild: bool = False) -> BuildReport:
        return build_index(config, encoder, rebuild=rebuild)

    return build_library


def _at_hand(*encoders: Encoder) -> Encoders:
    loaded = Encoders()
    loaded._loaded.update({encoder.name: encoder for encoder in encoders})
    return loaded


@pytest.fixture
def opened(config: Config) -> Iterator[Callable[..., Searcher]]:
    """Open an index, the library's or that of another configuration: `opened(encoder, of=...)`; closed in the end."""
    searchers = []

    def open_searcher(*encoders: Encoder, of: Config = config) -> Searcher:
        searchers.append(Searcher(IndexFolder(of.settings.index).open(verify=True), _at_hand(*encoders)))
        return searchers[-1]

    yield open_searcher
    for searcher in searchers:
        searcher.close()


@pytest.fixture(scope="session")
def searcher(library_config: Config, encoder: Encoder) -> Iterator[Searcher]:
    """The small library, opened with the real model."""
    found = Searcher(IndexFolder(library_config.settings.index).open(verify=True), _at_hand(encoder))
    yield found
    found.close()
