"""A preview of a change: the changed pages as the site will show them, as files, and what has changed in each.

The pages come from the real site over an index that is made for the moment, by words only: quick, and without a model.
Called by `kb preview`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from indexer import build_index
from kb.changes import Changes
from kb.choices import Status
from kb.config import NO_MODEL, Config
from kb.errors import ConfigError, NothingPublishedError
from kb.files import read_text
from kb.library import MARKDOWN, read_library
from kb.links import page_url
from kb.page import Page
from kb.problems import Problems
from kb.scope import within
from webui import create_app
from webui.contexts import ChangedFile, ChangePage, PreviewPage, View, render
from webui.site import KEY
from webui.source_diff import LONGEST, compared
from webui.standing_alone import Folder, standing_alone

MOST = 200  # files of a change that are shown; more are counted
INDEX = "index.html"
_MARK = ".kb-preview"
_OWN = ("pages", "changes", "static")
_ASSETS = {"/site.css": "site.css", "/site.js": "site.js", "/static/favicon.svg": "static/favicon.svg"}


@dataclass(frozen=True)
class Preview:
    """What was written: the number of changed files, and of pages that are shown; `left_out` counts those over MOST."""

    files: int
    pages: int
    left_out: int


@dataclass(frozen=True)
class _Change:
    """One file of the content that differs; `number` names the file that shows how."""

    number: int
    path: str
    before: str | None
    after: str | None
    page: Page | None

    @property
    def state(self) -> str:
        """What happened to the file."""
        if self.after is None:
            return "Removed"
        return "Added" if self.before is None else "Changed"

    @property
    def shown(self) -> bool:
        """Whether the site will have a page of it."""
        return self.page is not None and self.page.head.status is not Status.DRAFT

    @property
    def file(self) -> str:
        """Where the page lies in the preview."""
        return f"pages/{self.page.id}.html" if self.page else ""

    @property
    def changes(self) -> str:
        """Where what has changed lies in the preview."""
        return f"changes/{self.number}.html"


def write_preview(config: Config, changes: Changes, base: str, out: Path) -> Preview:
    """Write the preview of what differs from `base` into the folder `out`, in place of an earlier one.

    Raises ConfigError where `out` holds anything else, and ContentMissingError.
    """
    _make_room(out)
    found = list(_changed(config, changes))
    listed = found[:MOST]
    with tempfile.TemporaryDirectory() as beside:
        here = config.settings.model_copy(update={"index": Path(beside) / "index", "model": NO_MODEL})
        own = config.model_copy(update={"settings": here})
        if any(change.shown for change in listed):
            with suppress(NothingPublishedError):
                build_index(own, None)
        app = create_app(own)
        try:
            pages = _write(app, listed, len(found), base, out, config.settings.site)
        finally:
            app.extensions[KEY].live.close()
    return Preview(len(found), pages, len(found) - len(listed))


def _make_room(out: Path) -> None:
    """Make the folder, or take an earlier preview out of it."""
    if out.is_dir() and any(out.iterdir()):
        if not (out / _MARK).is_file():
            remedy = "Name a new folder, or an empty one, or an earlier preview."
            raise ConfigError("--out", "", f"{out} holds something else than a preview", remedy)
        for name in _OWN:
            if (out / name).exists():
                shutil.rmtree(out / name)  # refuses a link
        for name in (INDEX, "site.css", "site.js"):
            (out / name).unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    if not (out / _MARK).exists():
        (out / _MARK).write_text("A preview by kb; the next one replaces it.\n", encoding="utf-8")


def _changed(config: Config, changes: Changes) -> Iterator[_Change]:
    """Yield the files of the content that differ, pages before all else."""
    content, most = config.settings.content, config.settings.max_page_bytes
    now, before = within(content, changes.now), within(content, changes.before)
    pages = {page.path: page for page in read_library(config).pages.values() if page.path}
    paths = sorted({*now, *before}, key=lambda path: (not path.lower().endswith(MARKDOWN), path))
    for number, path in enumerate(paths, 1):
        after = None
        if path in now:
            inside = now[path].resolve().is_relative_to(content.resolve())  # a link may lead anywhere
            after = (read_text(now[path], path, most, Problems()) or "") if inside else ""
        was = _decoded(changes.before[before[path]][:most]) if path in before else None
        yield _Change(number, path, was, after, pages.get(path))


def _decoded(held: bytes) -> str:
    return held.decode("utf-8", "replace").replace("\r\n", "\n")


def _write(app: Flask, listed: list[_Change], files: int, base: str, out: Path, site: str) -> int:
    """Write all files, and return how many pages are among them."""
    client, pages = app.test_client(), dict[int, str]()
    for change in listed:
        if change.page and change.shown:
            answer = client.get(page_url(change.page.id), follow_redirects=True)
            if answer.status_code == 200:
                pages[change.number] = answer.get_data(as_text=True)
    addresses = {f"/{change.page.id}": change.file for change in listed if change.page and change.number in pages}
    folder = Folder({"/": INDEX, **_ASSETS, **addresses}, site)
    for address, name in _ASSETS.items():
        _put(out, name, client.get(address).get_data())
    for change in listed:
        file = change.file if change.number in pages else ""
        if file:
            _put_page(out, file, standing_alone(pages[change.number], file, folder, change.changes))
        _put_page(out, change.changes, standing_alone(_made(app, _change_page(change, file)), change.changes, folder))
    rows = tuple(_row(change, change.number in pages) for change in listed)
    view = PreviewPage(title="Preview", base=_readable(base), files=rows, left_out=files - len(listed), indexed=False)
    _put_page(out, INDEX, standing_alone(_made(app, view), INDEX, folder))
    return len(pages)


def _row(change: _Change, has_page: bool) -> ChangedFile:
    note = ""
    if change.after is not None and not has_page:
        is_page = change.path.lower().endswith(MARKDOWN)
        draft = change.page is not None and not change.shown
        note = (
            "A draft: the site doesn’t show it." if draft else "Not shown: see what kb check says." if is_page else ""
        )
    page = change.file if has_page else ""
    return ChangedFile(change.state, _title(change), _readable(change.path), page, change.changes, note)


def _change_page(change: _Change, file: str) -> ChangePage:
    stretches = compared(change.before or "", change.after or "")
    too_long = f"It has more than {LONGEST:,} lines, too many to compare here." if stretches is None else ""
    return ChangePage(
        title=f"Changes: {_title(change)}",
        heading=_title(change),
        path=_readable(change.path),
        state=change.state,
        page=f"../{file}" if file else "",
        stretches=stretches or (),
        problem=too_long,
        indexed=False,
    )


def _title(change: _Change) -> str:
    return change.page.title if change.page else _readable(change.path)


def _readable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()  # names can be bytes that are no text


def _made(app: Flask, view: View) -> str:
    with app.test_request_context("/"):
        return render(view)


def _put_page(out: Path, name: str, text: str) -> None:
    _put(out, name, text.encode("utf-8", "replace"))


def _put(out: Path, name: str, data: bytes) -> None:
    """Write a file below the folder. Raises ConfigError for one that would lie elsewhere."""
    file = out / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.parent.resolve().is_relative_to(out.resolve()):
        raise ConfigError("--out", "", f"{name} would lie outside of {out}", "Name a folder without links in it.")
    file.write_bytes(data)
