"""The site stays apart from the workings of the engine, and its files from those of other hosts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import webui
from webui.assets import STYLESHEETS

ROOT = Path(webui.__file__).parent
MODULES = sorted(ROOT.glob("*.py"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_engine_is_used_by_its_front_door(module: Path) -> None:
    """No module of the site imports from inside `indexer`."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.startswith("indexer.")], f"{module.name} reaches into the engine"


def test_every_stylesheet_is_sent() -> None:
    """A file of styles that nobody lists would be written in vain."""
    assert {path.stem for path in STYLES} == set(STYLESHEETS)


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)
def test_styles_stay_in_their_layers(style: Path) -> None:
    """Each rule lies in a layer; only utilities and print overrule; nothing is loaded from elsewhere."""
    text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"^[^\s}].*\{$", text, flags=re.MULTILINE)
    assert blocks
    assert all(block.startswith("@layer ") for block in blocks), f"{style.name} has rules outside a layer"
    assert "@import" not in text
    assert "url(" not in text
    assert "!important" not in text or style.stem in {"utilities", "print"}


def test_the_order_of_layers_is_declared_once() -> None:
    """Two declarations of the order could contradict each other."""
    declared = [path.stem for path in STYLES if re.search(r"@layer [\w, ]+;", path.read_text(encoding="utf-8"))]
    assert declared == ["tokens"]


@pytest.mark.parametrize("component", sorted((ROOT / "templates" / "components").glob("*.html")), ids=lambda p: p.stem)
def test_every_component_explains_itself(component: Path) -> None:
    """A component begins with a comment that holds its parameters and an example."""
    first = component.read_text(encoding="utf-8").split("#}")[0]
    assert first.startswith("{#")
    assert "Example: {{" in first
