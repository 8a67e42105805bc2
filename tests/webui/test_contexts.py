"""Templates and the values they draw fit together: nothing is asked for that isn't there, nothing is there unasked."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import webui
from webui import contexts
from webui.contexts import Feed, Frame, View

TEMPLATES = Path(webui.__file__).parent / "templates"
VIEWS = [
    found
    for found in vars(contexts).values()
    if isinstance(found, type) and issubclass(found, View) and found is not View
]


def used(template: str, variable: str = "page") -> set[str]:
    """Return the fields of a variable that a template asks for; `set results = page.results` is followed."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return set(re.findall(rf"(?<![\w.]){variable}\.(\w+)", text))


def fields(kind: type) -> set[str]:
    """Return the names of a dataclass's fields."""
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_template_and_its_view_name_the_same(view: type[View]) -> None:
    """A field that no template draws is work for nothing; one that no view has is an error on the page."""
    asked = used(view.template) | used("base.html")
    assert asked <= fields(view), f"{view.template} asks for fields that {view.__name__} lacks: add them there"
    assert fields(view) <= asked, f"{view.__name__} has fields that {view.template} doesn't draw: remove them"


def test_every_template_has_a_view() -> None:
    """A template without a view is drawn by nobody."""
    drawn = {view.template for view in VIEWS} | {"base.html", "feed.xml", "opensearch.xml"}
    assert {path.name for path in TEMPLATES.iterdir() if path.is_file()} == drawn


def test_the_results_of_a_search_are_drawn_whole() -> None:
    """The nested values of the search page, the feed and the frame are held to the same rule."""
    assert used("search.html", "results") == fields(contexts.Results)
    assert used("feed.xml", "feed") == fields(Feed)
    assert used("base.html", "frame") == fields(Frame)
