"""What the tests of content share: libraries in a temporary folder, pages made in memory, and a stop to hangs."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from kb.choices import Kind
from kb.config import Config, load_config
from kb.links import LinkTargets
from kb.page import HEADS, Page
from kb.rendering import Rendered, Renderer


@pytest.fixture
def write_library(tmp_path: Path) -> Callable[..., Config]:
    """Write files below a content folder (and settings into kb.toml) and return the configuration that reads them."""

    def write(files: Mapping[str, str | bytes], toml: str = "") -> Config:
        for name, text in files.items():
            file = tmp_path / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        (tmp_path / "content").mkdir(exist_ok=True)
        (tmp_path / "kb.toml").write_text(toml, encoding="utf-8")
        return load_config(tmp_path / "kb.toml", environ={})

    return write


@pytest.fixture(scope="session")
def make_page() -> Callable[..., Page]:
    """Make a page in memory: its id, its Markdown, and whatever its head should say."""

    def make(page_id: str, body: str = "", kind: Kind = Kind.STORY, path: str = "", **head: Any) -> Page:
        values = {"title": page_id.rsplit("/", 1)[-1].capitalize(), **head}
        return Page(page_id, kind, HEADS[kind].model_validate(values), body, path or f"{page_id}.md")

    return make


@pytest.fixture(scope="session")
def render(make_page: Callable[..., Page]) -> Callable[..., Rendered]:
    """Render Markdown as the body of `stories/here.md` in a library that holds the given other pages."""

    def rendered(body: str, *others: Page, **head: Any) -> Rendered:
        page = make_page("stories/here", body, **head)
        return Renderer(LinkTargets([page, *others])).render_page(page)

    return rendered


@pytest.fixture
def stop_hangs() -> Iterator[None]:
    """Fail a test that is still at work after 20 seconds, where the claim is that its input can't hang the reader."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the input took more than 20 seconds: bound the work it causes")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
