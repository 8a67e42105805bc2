"""The site's own pages: patterns, about and help say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kb.choices import Kind, Outcome
from tests.webui.conftest import AuditedClient, small_site
from webui import labels
from webui.patterns import EXAMPLES, components

STORY = {"stories/a.md": "---\ntitle: A\n---\n\nText.\n"}


def test_every_component_is_shown(client: AuditedClient) -> None:
    """A component that nobody sees apart from the pages rots unnoticed."""
    shown = {section["id"].removeprefix("_pattern-") for section in client.soup("/patterns").select(".pattern")}
    assert shown == {path.stem for path in components()} == EXAMPLES.keys()
    for section in client.soup("/patterns").select(".pattern"):
        assert section.select(".pattern-about"), section["id"]
        assert all(
            example.get_text(strip=True) or example.select("svg") for example in section.select(".pattern-shown")
        )


@pytest.mark.parametrize("path", components(), ids=lambda path: path.stem)
def test_every_parameter_is_explained(path: Path) -> None:
    """Whoever uses a component learns from its first comment what to hand over."""
    text = path.read_text(encoding="utf-8")
    about = text.split("#}")[0]
    for macro, parameters in re.findall(r"\{% macro (\w+)\(([^)]*)\)", text):
        if macro.startswith("_"):
            continue
        for parameter in filter(None, re.split(r",\s*", parameters)):
            name = parameter.split("=")[0].strip()
            assert re.search(rf"\b{name}\b", about), f"{path.name}: say what {name!r} of {macro} is"


def test_about_tells_how_this_library_is_searched(client: AuditedClient, tmp_path: Path) -> None:
    """It names the model that is used, and claims no search by meaning where there is none."""
    assert "all-MiniLM-L6-v2" in client.soup("/about").text
    with small_site(tmp_path, STORY) as reader:
        text = reader.soup("/about").text
    assert "meaning" not in text
    assert "1 story" in text


def test_about_tells_of_the_one_cookie(client: AuditedClient) -> None:
    """What it says of privacy is what happens: no page sets a cookie until somebody keeps one."""
    assert "one cookie" in client.soup("/about").text
    for address in ("/", "/search?q=trust", "/practices/mapping-important-issues", "/kept", "/about"):
        assert "Set-Cookie" not in client.get(address).headers


def test_the_repository_is_linked_where_it_is_known(tmp_path: Path) -> None:
    """Help leads contributors there, and promises no repository that nobody configured."""
    with small_site(tmp_path, STORY) as reader:
        assert not reader.soup("/help").select("a[href^=http]")
    with small_site(tmp_path, STORY, toml='repository = "https://example.org/r"\n') as reader:
        for address in ("/help", "/about"):
            assert reader.soup(address).select("a[href='https://example.org/r']")


def test_help_explains_every_mark(client: AuditedClient) -> None:
    """Each outcome, each reason and each kind of page is named there as it is on the pages."""
    text = client.soup("/help").text.lower()
    for outcome in Outcome:
        assert labels.outcome(outcome.value).lower() in text
    for kind in Kind:
        assert labels.kind(kind).lower() in text
    assert "exact words" in text
    assert "similar meaning" in text
