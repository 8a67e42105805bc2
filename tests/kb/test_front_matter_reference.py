"""The reference of front matter is what the models say, whole."""

from __future__ import annotations

import re

import pytest

from kb.choices import Kind
from kb.front_matter_reference import FILE, reference
from kb.page import HEADS, Head


def test_the_committed_reference_is_the_generated_one() -> None:
    """Nobody reads of a key that is gone, or misses a new one."""
    assert FILE.read_text("utf-8") == reference(), "run python -m kb.front_matter_reference"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_key_has_a_row_that_says_all(kind: Kind) -> None:
    """Type, whether it is required, and what it is for, in the kind's own table or in that of every page."""
    text = FILE.read_text("utf-8")
    tables = [text.split(f"\n## {heading}\n")[1].split("\n## ")[0] for heading in ("Every page", kind.value)]
    rows = {
        row[0]: row[1:]
        for table in tables
        for row in re.findall(r"^\| `(\w+)` \| (.+?) \| (yes|no) \| (.+?) \|$", table, re.MULTILINE)
    }
    assert set(rows) == set(HEADS[kind].model_fields) | set(Head.model_fields)
    for name, field in HEADS[kind].model_fields.items():
        assert rows[name][1] == ("yes" if field.is_required() else "no")
        assert rows[name][2] == field.description


def test_types_are_told_in_words() -> None:
    """References say to what, choices list their values, lists say of what."""
    text = FILE.read_text("utf-8")
    assert "| `domains` | list of: id of a domain | no |" in text
    assert "| `stage` | `planned`, `under-way`, `finished` | no |" in text
    assert "| `review_in` | period | no |" in text
    assert "| `people` | list of: [Involvement](#involvement), or plain text for its `person` | no |" in text
