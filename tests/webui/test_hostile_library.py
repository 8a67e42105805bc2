"""Every file of the hostile inputs as one library: through read, check, index, page, snippet and JSON.

The index is built by `kb index` in a process whose time and memory are limited.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from indexer import IndexFolder, Query, Searcher
from indexer.encoders import Encoders
from indexer.serialise import answer_values, page_values
from kb.choices import Kind
from kb.config import Config, load_config
from tests.conftest import ROOT
from tests.oracle import dangers, dangers_of_site
from tests.payloads import LISTS, dompurify, owasp
from tests.webui.audit import audit
from webui import create_app
from webui.site import KEY

_SECONDS = 240
_BYTES = 4 * 1024**3
_A_PAGE = 100  # payloads
# A word at the end of each file that no other has: it is found, or the end of the file was lost.
_MARK = re.compile(rb"markedend\d+")
# What the audit of pages takes for a leak is the title of a page here.
_LEAK = "a variable leaked"
# Files in other codings, whose ends are no text in theirs.
_UNMARKED = {"bytes-utf16-file", "bytes-utf16le"}


@dataclass(frozen=True)
class Hostile:
    """The library: its files by path with the word that ends each, what `kb index --json` said, and its settings."""

    marks: dict[str, str]
    report: dict[str, object]
    config: Config


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """Write the library and index it."""
    root = tmp_path_factory.mktemp("hostile")
    stories = root / "content/stories"
    marks = {}
    for number, (name, text) in enumerate(_files(shared)):
        file = stories / name
        file.parent.mkdir(parents=True, exist_ok=True)
        mark = f"markedend{number}"
        file.write_bytes(text + f"\n\n{mark}\n".encode())
        marks[f"stories/{name}"] = mark
    (root / "kb.toml").write_text('index = "index"\nmodel = "none"\nrender_seconds = 3\n', encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "kb", "--config", str(root / "kb.toml"), "index", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES)),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return Hostile(marks, json.loads(ran.stdout), load_config(root / "kb.toml", environ={}))


def _files(shared: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents: all files as they are, YAML as heads, and payloads in bodies and heads."""
    root = shared / "hostile"
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        name = file.relative_to(root).as_posix()
        yield (name if file.suffix in {".md", ".markdown"} else f"{name}.md"), file.read_bytes()
        if file.name == "in.yaml":
            yield f"heads/{name.replace('/', '-')}.md", b"---\n" + file.read_bytes() + b"\n---\n\nText."
    for name, payloads in LISTS.items():
        found = payloads(shared)
        for first in range(0, len(found), _A_PAGE):
            body = "\n\n".join(found[first : first + _A_PAGE])
            yield f"payloads/{name}-{first}.md", f"---\ntitle: Payloads\n---\n\n{body}".encode("utf-8", "replace")
    for number, payload in enumerate([*dompurify(shared), *owasp(shared)]):
        text = json.dumps(payload)
        head = f"title: {text}\nsummary: {text}\ntags: [{text}]\nplace: {text}\norganisation: {text}\n"
        head += f"evidence: [{{title: {text}, url: {text}}}]\nsource_url: {text}\nbarriers: [{text}]"
        yield f"in-heads/{number}.md", f"---\n{head}\n---\n\nText.".encode()


@pytest.fixture(scope="module")
def searcher(hostile: Hostile) -> Iterator[Searcher]:
    """The index, opened."""
    found = Searcher(IndexFolder(hostile.config.settings.index).open(verify=True), Encoders())
    yield found
    found.close()


@pytest.fixture(scope="module")
def reader(hostile: Hostile) -> Iterator[FlaskClient]:
    """A reader of the library's site."""
    app = create_app(hostile.config)
    app.testing = True
    yield app.test_client()
    app.extensions[KEY].live.close()


def _ids(searcher: Searcher) -> list[str]:
    return [page.id for page in searcher.pages_of_kind(Kind.STORY)]


def test_each_file_is_a_page_or_a_located_problem(hostile: Hostile, searcher: Searcher) -> None:
    """Nothing is lost silently; the two files named README are no pages by the settings, and counted."""
    checked = subprocess.run(
        [sys.executable, "-m", "kb", "--config", str(hostile.config.source), "check", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    problems = json.loads(checked.stdout)
    assert all(problem["line"] >= 1 and problem["message"] and problem["remedy"] for problem in problems)
    refused = {problem["path"] for problem in problems if problem["code"] in {"unreadable-head", "too-large"}}
    pages = {f"{page_id}.md" for page_id in _ids(searcher)} | {f"{page_id}.markdown" for page_id in _ids(searcher)}
    left_out = {path for path in hostile.marks if Path(path).name == "README.md"}
    assert hostile.report["left_out"] == len(left_out) == 2
    assert set(hostile.marks) - pages - refused == left_out
    assert not refused & pages
    assert len(refused) > 500, "they were not refused: are the inputs there?"


def test_every_page_is_found_by_its_last_word(hostile: Hostile, searcher: Searcher) -> None:
    """So no text is lost, neither behind an element that is never closed nor in a page that can't be rendered."""
    for page_id in _ids(searcher):
        path = f"{page_id}.md"
        if page_id.rsplit("/", 1)[-1] in _UNMARKED:
            continue
        answer = searcher.search(Query(hostile.marks[path]))
        assert [hit.page.id for hit in answer.hits] == [page_id]
        values = json.loads(json.dumps(answer_values(answer)))
        assert values["total"] == 1
        assert dangers(values["hits"][0]["snippet"]) == [], page_id
        json.dumps(page_values(searcher.page(page_id)))


def test_no_page_holds_anything_dangerous(searcher: Searcher, reader: FlaskClient) -> None:
    """Each is answered, and holds no script, handler or address that runs; of ten, one is audited as a whole."""
    for number, page_id in enumerate(_ids(searcher)):
        response = reader.get(f"/{quote(page_id)}", follow_redirects=True)
        assert response.status_code == 200, page_id
        assert dangers_of_site(response.text) == [], page_id
        if number % 10 == 0:
            assert [fault for fault in audit(response.text) if _LEAK not in fault] == [], page_id


def test_no_list_holds_anything_dangerous(reader: FlaskClient) -> None:
    """Titles, summaries, tags and places stand in lists, filters, suggestions and feeds, too."""
    for address in ("/", "/search?q=alert+script+onerror", "/search?q=text", "/browse", "/tags", "/places"):
        response = reader.get(address, follow_redirects=True)
        assert response.status_code == 200, address
        assert dangers_of_site(response.text) == [], address
    feed = reader.get("/feed.xml")
    assert feed.status_code == 200
    assert etree.fromstring(feed.data).tag.endswith("feed")
