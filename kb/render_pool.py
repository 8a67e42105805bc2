"""Render many pages in child processes, each page bounded in time and memory.

Markdown exists that takes Python-Markdown hours, or more memory than the machine has. Such a page is shown as plain
text and reported; the others are not held up.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from kb.choices import Status
from kb.config import Config
from kb.library import Library
from kb.links import LinkTargets, lines_of
from kb.page import Page
from kb.problems import Problem, Severity
from kb.rendering import Link, Rendered, Renderer, plain_page

MEMORY_BYTES = 2 * 1024**3
_renderer: Renderer | None = None


@dataclass(frozen=True)
class _Bounds:
    seconds: float
    workers: int


def render_library(
    library: Library, config: Config, pages: Sequence[Page], progress: Callable[[], object] = lambda: None
) -> dict[str, Rendered]:
    """Render `pages` of a library; `progress` is called after each. Problems found are added to the library's."""
    renderer = Renderer(LinkTargets(library.pages.values(), config.settings.site), config.shortcodes)
    bounds = _Bounds(config.settings.render_seconds, min(os.cpu_count() or 1, max(1, len(pages) // 25)))
    rendered = {}
    for page, result in zip(pages, _render_all(renderer, pages, bounds, progress), strict=True):
        rendered[page.id] = result
        library.problems.extend(_problems(page, result, library, config.settings.content / page.path))
    return rendered


def _render_all(
    renderer: Renderer, pages: Sequence[Page], bounds: _Bounds, progress: Callable[[], object]
) -> list[Rendered]:
    results = []
    # Spawned, not forked: the parent may hold threads of the embedding model.
    with ProcessPool(
        max_workers=bounds.workers,
        initializer=_start_child,
        initargs=(renderer,),
        context=multiprocessing.get_context("spawn"),
    ) as pool:
        futures = [pool.schedule(_render, args=(page,), timeout=bounds.seconds) for page in pages]
        for page, future in zip(pages, futures, strict=True):
            try:
                results.append(future.result())
            except FutureTimeoutError:
                results.append(plain_page(page, f"rendering took longer than {bounds.seconds:g} seconds"))
            except (ProcessExpired, CancelledError, MemoryError) as error:
                results.append(plain_page(page, f"rendering ended early ({type(error).__name__})"))
            progress()
    return results


def _start_child(renderer: Renderer) -> None:
    global _renderer  # noqa: PLW0603 - what a process pool's initialiser is for
    _renderer = renderer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _render(page: Page) -> Rendered:
    if _renderer is None:
        raise RuntimeError("the child process was not initialised")
    try:
        return _renderer.render_page(page)
    except RecursionError:
        return plain_page(page, "its lists or quotes are nested too deeply")
    except MemoryError:
        return plain_page(page, "rendering it takes too much memory")
    except Exception as error:  # noqa: BLE001 - parsers raise anything; the page stays readable and the cause is reported
        return plain_page(page, str(error) or type(error).__name__)


def _problems(page: Page, rendered: Rendered, library: Library, file: Path) -> Iterator[Problem]:
    if rendered.problem:
        message = f"could not be rendered, and is shown as plain text: {rendered.problem}"
        yield Problem(
            page.path, page.body_line, 1, "unrenderable", Severity.ERROR, "", message, "Simplify the Markdown."
        )
    faults = [(link.href, fault) for link in rendered.links if (fault := _fault(link, page, library))]
    faults += [(source, _missing_alt(source)) for source in rendered.undescribed]
    if not faults:
        return
    places = _places(file, {address for address, _ in faults})
    for address, (code, severity, message, remedy) in faults:
        lines = places[address]
        line = lines.pop(0) if len(lines) > 1 else lines[0] if lines else page.body_line
        yield Problem(page.path, line, 1, code, severity, "", message, remedy)


def _fault(link: Link, page: Page, library: Library) -> tuple[str, Severity, str, str] | None:
    """Return code, severity, message and remedy of what is wrong with a link."""
    said = f"the link {link.href!r}"
    if not link.target.href:
        if link.href.startswith("#"):
            remedy = "Write a heading's words in lower case, with hyphens between them."
            return "dangling-link", Severity.ERROR, f"{said} leads to no heading of this page", remedy
        remedy = "Write the path of the file, relative to this one, or the id of the page."
        return "dangling-link", Severity.ERROR, f"{said} leads to no page of the library", remedy
    target = library.pages.get(link.target.page)
    if target and target.head.status is Status.DRAFT and page.head.status is not Status.DRAFT:
        return "link-to-draft", Severity.WARNING, f"{said} leads to a draft", "Publish the draft, or drop the link."
    return None


def _missing_alt(source: str) -> tuple[str, Severity, str, str]:
    remedy = "Write what it shows between the brackets: ![…](…)."
    return "missing-alt", Severity.WARNING, f"the image {source!r} has no description", remedy


def _places(file: Path, addresses: set[str]) -> defaultdict[str, list[int]]:
    """Return on which lines of the file links to these addresses stand: a body may come from keys of its head."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # gone since it was read
        text = ""
    return defaultdict(list, {address: lines_of(address, text) for address in addresses})
