"""docs/site.md is held to the site: every address and parameter that exists is described, and none that doesn't."""

from __future__ import annotations

import re
from pathlib import Path

from indexer import MAX_CHARACTERS, Facet, Sort
from kb.choices import Kind
from webui.app import ROUTES

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "site.md").read_text(encoding="utf-8")


def named(section: str) -> set[str]:
    """Return the names in code style in the first column of a section's table."""
    rows = TEXT.split(f"## {section}")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", rows, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_address_is_described() -> None:
    """Whoever runs or links to the site finds all it answers to."""
    words = {"<path:page_id>": "ID", "<kind>": "KIND"}
    addresses = {
        re.sub(r"<(?:path:)?(\w+)>", lambda found: words.get(found[0], ""), address)
        for address, *_ in ROUTES
        if "<path:value>" not in address
    }
    folders = {f"/{kind.folder}" for kind in Kind}
    assert named("Addresses") == addresses | folders | {"/tags/TAG", "/places/PLACE", "/static/…"}


def test_every_parameter_is_described() -> None:
    """All state of a search is in its address, so its address is worth knowing."""
    assert named("Parameters of a search") == {
        "q",
        "mode",
        "sort",
        "page",
        "after",
        "before",
        *(f.value for f in Facet),
    }
    assert all(f"`{sort.value}`" in TEXT for sort in Sort)
    assert f"{MAX_CHARACTERS:,} characters" in TEXT
