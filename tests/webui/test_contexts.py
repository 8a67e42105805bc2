"""Templates and the values they draw fit together: nothing is asked for that isn't there, nothing is there unasked."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

import webui
from indexer import Hit
from webui import blocks, contexts, form_contexts, overview, reading, results
from webui.contexts import Feed, Frame, View

TEMPLATES = Path(webui.__file__).parent / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
VIEWS = [
    found
    for module in (contexts, form_contexts)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, View) and found is not View
]
# What `webui.app` hands to every template; `page` and `frame` come from `webui.contexts.render`.
GLOBALS = {"library", "asset", "longest_question"}
NEEDED = {"feed.xml": {"feed"}, "opensearch.xml": {"root"}}
# component, its parameter, the value that it draws
DRAWN = [
    ("chips", "chip", results.Chip),
    ("ends", "ends", form_contexts.Ends),
    ("facet", "group", results.FacetGroup),
    ("facts", "fact", blocks.Fact),
    ("featured", "collection", overview.FeaturedCollection),
    ("form_field", "field", form_contexts.FormField),
    ("hit", "hit", Hit),
    ("issue_map", "issue", blocks.MappedIssue),
    ("link", "value", blocks.Link),
    ("methods", "method", blocks.UsedMethod),
    ("noted_list", "item", blocks.NotedPage),
    ("pagination", "pages", results.Pagination),
    ("person_card", "card", blocks.PersonCard),
    ("person_card", "reason", blocks.PersonReasonLine),
    ("reading_path", "path", reading.ReadingPath),
    ("remarks", "remark", form_contexts.Remark),
    ("sectors", "line", blocks.SectorLine),
    ("tabs", "choice", results.Choice),
    ("tools", "keep", contexts.Keep),
    ("tools", "tools", contexts.Tools),
    ("matches", "line", blocks.MatchLine),
    ("topics", "item", blocks.Topic),
    ("topics", "proof", blocks.Proof),
    ("uses", "use", blocks.UseLine),
    ("value_list", "value", contexts.ValueCount),
]


def tree(template: str) -> nodes.Template:
    """Return a template as Jinja reads it."""
    return Environment(autoescape=True).parse((TEMPLATES / template).read_text(encoding="utf-8"))


def used(template: str, variable: str) -> set[str]:
    """Return what a template asks of a variable."""
    return {
        found.attr
        for found in tree(template).find_all(nodes.Getattr)
        if isinstance(found.node, nodes.Name) and found.node.name == variable
    }


def fields(kind: type) -> set[str]:
    """Return the names of a dataclass's fields."""
    return {field.name for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_template_and_its_view_name_the_same(view: type[View]) -> None:
    """A field that no template draws is work for nothing; one that no view has is an error on the page."""
    asked = used(view.template, "page") | used("base.html", "page")
    missing, idle = asked - fields(view), fields(view) - asked
    assert not missing, f"{view.template} asks for {missing} of page: add them to {view.__name__} in webui/contexts.py"
    assert not idle, f"{view.template} doesn't draw {idle}: remove them from {view.__name__} in webui/contexts.py"


@pytest.mark.parametrize("block", get_args(blocks.Block), ids=lambda block: block.__name__)
def test_a_component_and_its_block_name_the_same(block: type) -> None:
    """What a block holds is drawn by the component of its name, or by the frame of all blocks, and nothing else is."""
    component = f"components/{block.component}.html"  # type: ignore[attr-defined]
    frame, own = used("components/block.html", "block"), used(component, "block")
    known = fields(block) | {"items", "component"}
    assert frame | own <= known, f"{component} asks for {own - known} of its block: add them in webui/blocks.py"
    idle = fields(block) - frame - own
    assert not idle, f"{component} doesn't draw {idle}: remove them from {block.__name__} in webui/blocks.py"


@pytest.mark.parametrize(("component", "parameter", "kind"), DRAWN, ids=lambda value: getattr(value, "__name__", value))
def test_a_component_and_its_value_name_the_same(component: str, parameter: str, kind: type) -> None:
    """The same holds of the values that components draw one by one."""
    asked = used(f"components/{component}.html", parameter)
    assert asked, f"components/{component}.html has no {parameter!r} any more: mend the table in this test"
    known = {name for name in dir(kind) if not name.startswith("_")} | fields(kind)
    assert asked <= known, f"components/{component}.html asks for {asked - known}: add them to {kind.__name__}"
    if kind is not Hit:  # which is the engine's, and has more to tell
        assert fields(kind) <= asked, f"components/{component}.html doesn't draw {fields(kind) - asked}"


def test_every_template_has_a_view() -> None:
    """A template without a view is drawn by nobody."""
    drawn = {view.template for view in VIEWS} | {"base.html", *NEEDED}
    assert {path.name for path in TEMPLATES.iterdir() if path.is_file()} == drawn


@pytest.mark.parametrize("template", ALL)
def test_templates_know_nothing_else(app: Flask, template: str) -> None:
    """What a template draws is in its view: a variable that came from elsewhere would be seen by no type checker."""
    known = {"page", "frame"} | NEEDED.get(template, set()) if "/" not in template else set()
    read = app.jinja_env.parse((TEMPLATES / template).read_text(encoding="utf-8"))
    imported = {name for found in read.find_all(nodes.FromImport) for name in found.names}
    own = imported | {macro.name for macro in read.find_all(nodes.Macro)}
    free = find_undeclared_variables(read) - GLOBALS - own
    assert free <= known, f"{template} asks for {free - known}: hand them over in its View, or as a parameter"


def test_the_results_of_a_search_are_drawn_whole() -> None:
    """The nested values of the search page, the feed and the frame are held to the same rule."""
    assert used("search.html", "results") == fields(results.Results)
    assert used("feed.xml", "feed") == fields(Feed)
    assert used("base.html", "frame") == fields(Frame)
