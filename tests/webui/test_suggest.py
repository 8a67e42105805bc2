"""Suggestions as the site sends them: to its own search box, and to browsers' address bars."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kb.config import load_config
from tests.webui import every_kind
from tests.webui.conftest import AuditedClient, audited, small_site

DOCUMENTED = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a library with a page of every kind."""
    with small_site(tmp_path_factory.mktemp("kinds"), every_kind.pages()) as client:
        yield client


def suggested(reader: AuditedClient, typed: str) -> list[dict[str, Any]]:
    """Return what is suggested to the search box."""
    response = reader.get("/suggest", query_string={"q": typed})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["query"] == typed
    found: list[dict[str, Any]] = response.json["suggestions"]
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("home", ("Home from hospital", "domain", "Domain", "/domains/home")),
        ("ada", ("Ada Shah", "person", "Practitioner", "/people/ada")),
        ("disch", ("Discharge", "tag", "Tag", "/tags/Discharge")),
        ("morn", ("Morning huddle", "practice", "Practice", "/practices/huddle")),
        ("leeds", ("Huddles in Leeds", "case-study", "Case study", "/case-studies/leeds")),
        ("plain day", ("A plain day", "story", "Story", "/stories/plain")),
        ("ward", ("Ward clerks", "community", "Community", "/communities/clerks")),
        ("first m", ("First month", "collection", "Collection", "/collections/first")),
        ("OPEN", ("Open call", "event", "Event", "/events/call")),
    ],
)
def test_every_kind_is_suggested(reader: AuditedClient, typed: str, first: tuple[str, ...]) -> None:
    """Each is called what the site calls it everywhere, and its address answers."""
    found = suggested(reader, typed)[0]
    assert tuple(found[key] for key in ("text", "kind", "label", "url")) == first
    assert reader.get(found["url"]).status_code == 200


def test_what_was_typed_is_marked(reader: AuditedClient) -> None:
    """The pieces are the text, cut where it was typed."""
    assert suggested(reader, "fro ho")[0]["pieces"] == [
        {"text": "Ho", "typed": True},
        {"text": "me ", "typed": False},
        {"text": "fro", "typed": True},
        {"text": "m ", "typed": False},
        {"text": "ho", "typed": True},
        {"text": "spital", "typed": False},
    ]


def test_examples_and_archived_pages_are_called_so(reader: AuditedClient) -> None:
    """Wherever an example is shown it is called one, and what is archived is marked."""
    assert [found["example"] for found in suggested(reader, "what is new")] == [True]
    assert [found["archived"] for found in suggested(reader, "donau")] == [True]


@pytest.mark.parametrize("typed", ["shy lowe", "gwen roe", "left early"])
def test_who_is_not_to_be_suggested_is_not(reader: AuditedClient, typed: str) -> None:
    """Not recommendable, archived, or a draft: typing the whole name leads to nobody."""
    assert suggested(reader, typed) == []


def test_the_documentation_names_every_key(reader: AuditedClient) -> None:
    """docs/json.md has the keys that are sent, and no others."""
    section = DOCUMENTED.split("## /suggest")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))
    sent = reader.get("/suggest?q=home").json
    assert {key.removesuffix("[]") for key in rows} == set(sent)
    keys = set(re.findall(r"`(\w+)(?:\[\])?`", rows["suggestions[]"].split(": ")[0]))
    assert keys == set(sent["suggestions"][0])


def test_browsers_suggest_in_their_address_bars(reader: AuditedClient) -> None:
    """/opensearch.xml names an address that answers in the form of OpenSearch, with addresses that are whole."""
    urls = etree.fromstring(reader.get("/opensearch.xml").data).xpath("//*[local-name()='Url']")
    template = next(str(url.get("template")) for url in urls if url.get("type") == "application/x-suggestions+json")
    response = reader.get(template.replace("{searchTerms}", "hud"))
    assert (response.status_code, response.mimetype) == (200, "application/x-suggestions+json")
    assert json.loads(response.data) == [
        "hud",
        ["Huddles in Leeds", "Morning huddle", "What is new about huddles"],
        ["Case study", "Practice", "Collection"],
        [f"http://localhost/{page}" for page in ("case-studies/leeds", "practices/huddle", "collections/fresh")],
    ]


@pytest.mark.parametrize("form", ["", "&format=opensearch"])
def test_nothing_typed_is_sent_back_as_markup(reader: AuditedClient, form: str) -> None:
    """Taken for a page by an old browser, the answer would still run nothing; and it is no longer than a question."""
    response = reader.get(f"/suggest?q=</script><script>alert(1)</script>{form}")
    assert "<" not in response.text
    assert "</script><script>" in json.dumps(response.get_json(force=True))
    assert len(reader.get(f"/suggest?q={'x' * 100_000}{form}").data) < 3_000


def test_unchanged_suggestions_are_not_sent_again(reader: AuditedClient) -> None:
    """They are as private, and hold as long, as the pages of the site."""
    first = reader.get("/suggest?q=home")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get("/suggest?q=home", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_without_an_index_there_is_nothing_to_suggest(tmp_path: Path) -> None:
    """The answer says that the library isn't ready, which the search box takes for no suggestions."""
    client = audited(load_config(environ={}, flags={"index": tmp_path})).test_client()
    assert client.get("/suggest?q=home").status_code == 503
