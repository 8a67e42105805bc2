"""The patterns page: every component is shown there, with all that one has to know to use it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.webui.conftest import AuditedClient
from webui.patterns import EXAMPLES, HERE, components


@pytest.fixture(scope="module")
def page(app: Flask) -> BeautifulSoup:
    """The patterns page, fetched once."""
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    return client.soup("/patterns")


def macros(path: Path) -> list[tuple[str, list[str]]]:
    """Return the macros that a component offers, with the names of their parameters."""
    found = re.findall(r"\{% macro (\w+)\(([^)]*)\)", path.read_text(encoding="utf-8"))
    return [
        (name, [parameter.split("=")[0].strip() for parameter in parameters.split(",") if parameter])
        for name, parameters in found
        if not name.startswith("_")
    ]


def test_every_component_is_shown(page: BeautifulSoup) -> None:
    """A component that nobody sees apart from the pages rots unnoticed."""
    shown = {section["id"].removeprefix("_pattern-") for section in page.select(".pattern")}
    files = {path.stem for path in components()}
    assert files == EXAMPLES.keys(), "give each component examples in webui/patterns.py, and only those that there are"
    assert shown == files
    assert [a["href"] for a in page.select(".inline-links a[href^='#_pattern-']")] == [
        f"#_pattern-{name}" for name in sorted(files)
    ]
    for section in page.select(".pattern"):
        examples = section.select(".pattern-shown")
        assert section.select(".pattern-about"), section["id"]
        assert len(examples) == len(EXAMPLES[section["id"].removeprefix("_pattern-")])
        assert all(example.get_text(strip=True) or example.select("svg") for example in examples), section["id"]


def test_every_part_of_a_component_has_an_example() -> None:
    """Of files with several macros each is drawn, so that none can break unseen; all but those that others draw."""
    drawn_by_others = {"list_pages", "keep_button", "match_line"}
    for path in components():
        used = {macro for macro, *_ in EXAMPLES[path.stem]}
        offered = {name for name, _ in macros(path)} - drawn_by_others
        assert used == offered, f"show {offered - used} of {path.name} in webui/patterns.py"


@pytest.mark.parametrize("path", components(), ids=lambda path: path.stem)
def test_every_parameter_is_explained(path: Path) -> None:
    """Whoever uses a component learns from its first comment what to hand over."""
    about = path.read_text(encoding="utf-8").split("#}")[0]
    for macro, parameters in macros(path):
        for name in parameters:
            assert re.search(rf"\b{name}\b", about.split("Example:")[0]), (
                f"{path.name}: say what {name!r} of {macro} is"
            )


def test_examples_lead_nowhere_else(page: BeautifulSoup) -> None:
    """Made-up pages have no address: a link to one would be an error, or worse, somebody's page."""
    hrefs = {str(a["href"]) for a in page.select(".pattern-shown a")}
    made = {href for href in hrefs if not href.startswith(("#_pattern-", "/search?q="))}
    assert made == {HERE, "/"}


def test_robots_are_kept_away(page: BeautifulSoup) -> None:
    """What is made up for makers of the site is no answer to anybody's search."""
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
