"""Render many pages in child processes, each page bounded in time and memory.

Markdown exists that takes Python-Markdown hours, or more memory than the machine has. Such a page is shown as plain
text and reported; the others are not held up.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kb.config import Config
from kb.library import Library
from kb.links import LinkTargets
from kb.page import Page
from kb.rendering import Rendered, Renderer, plain_page

MEMORY_BYTES = 2 * 1024**3
# A process takes a third of a second to start: about as long as so many pages take to render.
_PAGES_A_PROCESS = 25


class RenderPool:
    """Child processes that render pages. They start with the first pages, and stay until `close`."""

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._workers = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def render(
        self,
        library: Library,
        config: Config,
        pages: Sequence[Page],
        progress: Callable[[], object] = lambda: None,
        scratch: Path | None = None,
    ) -> dict[str, Rendered]:
        """Return `pages` of a library rendered, by id; `progress` is called after each.

        What the children share lies in the folder `scratch` meanwhile, or in one of the system.
        """
        if not pages:
            return {}
        with renderer_file(library.pages.values(), config, scratch) as file:
            return self.render_with(file, pages, config.settings.render_seconds, progress)

    def render_with(
        self, file: str, pages: Sequence[Page], seconds: float, progress: Callable[[], object] = lambda: None
    ) -> dict[str, Rendered]:
        """Return `pages` rendered by what `renderer_file` wrote, by id, each within so many seconds."""
        pool = self._started(len(pages))
        futures = [pool.schedule(_render, args=(file, page), timeout=seconds) for page in pages]
        rendered = {}
        for page, future in zip(pages, futures, strict=True):
            rendered[page.id] = _result(page, future, seconds)
            progress()
        return rendered

    def _started(self, pages: int) -> ProcessPool:
        workers = min(os.cpu_count() or 1, max(1, pages // _PAGES_A_PROCESS))
        if self._pool is not None and (workers > self._workers or not self._pool.active):
            self.close()
        if self._pool is None:
            # Spawned, not forked: the parent may hold threads of the embedding model.
            context = multiprocessing.get_context("spawn")
            try:
                self._pool = ProcessPool(max_workers=workers, initializer=_start_child, context=context)
            except OSError as error:  # no room for a lock in shared memory, or no descriptors
                raise OSError(error.errno, error.strerror, "starting processes that render") from error
            self._workers = workers
        return self._pool


@contextmanager
def renderer_file(pages: Iterable[Page], config: Config, scratch: Path | None = None) -> Iterator[str]:
    """Give the name of a file with what renders pages among these: children read it once, not with each page."""
    renderer = Renderer(LinkTargets(pages, config.settings.site), config.shortcodes)
    with tempfile.TemporaryDirectory(prefix="practice-commons-", dir=scratch) as folder:
        file = Path(folder, "renderer.pickle")
        file.write_bytes(pickle.dumps(renderer))
        yield str(file)


def _result(page: Page, future: ProcessFuture, seconds: float) -> Rendered:
    try:
        rendered: Rendered = future.result()
    except FutureTimeoutError:
        return plain_page(page, f"rendering took longer than {seconds:g} seconds")
    except (ProcessExpired, CancelledError, MemoryError, RuntimeError) as error:  # the last where the pool itself broke
        return plain_page(page, f"rendering ended early ({type(error).__name__})")
    return rendered


def _start_child() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@lru_cache(maxsize=1)
def _renderer(file: str) -> Renderer:
    found: Renderer = pickle.loads(Path(file).read_bytes())  # noqa: S301 - the parent wrote it, in a folder of its own
    return found


def _render(file: str, page: Page) -> Rendered:
    try:
        return _renderer(file).render_page(page)
    except RecursionError:
        return plain_page(page, "its lists or quotes are nested too deeply")
    except MemoryError:
        return plain_page(page, "rendering it takes too much memory")
    except Exception as error:  # noqa: BLE001 - parsers raise anything; the page stays readable and the cause is reported
        return plain_page(page, str(error) or type(error).__name__)
