"""The documentation and the code name the same things: settings, keys of heads, and codes of problems."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kb.choices import ENTRY_KINDS, Kind
from kb.config import KindRule, Settings, ShortcodeRule, UnlistedRules
from kb.page import HEADS

ROOT = Path(__file__).resolve().parents[2]


def rows(name: str) -> dict[str, list[str]]:
    """Return the rows of a page's tables: the further cells under each code word of the first, at its first mention."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines():
        cells = re.split(r" ?\| ?", line.strip("| "))
        if line.startswith("| ") and len(cells) > 1:
            for word in re.findall(r"`([\w-]+)`", cells[0]) or [cells[0]]:
                found.setdefault(word, cells[1:])
    return found


def test_every_setting_is_documented_with_its_default() -> None:
    """Whoever reads the table must not be told another port than the program listens on."""
    table = rows("configuration.md")
    for name, field in Settings.model_fields.items():
        default = table[name][0].strip("`")
        value = field.default
        written = json.dumps(value) if isinstance(value, tuple) else str(value)
        assert default == written, name


@pytest.mark.parametrize("table", [KindRule, ShortcodeRule, UnlistedRules])
def test_every_key_of_kb_toml_is_documented(table: type[KindRule] | type[ShortcodeRule] | type[UnlistedRules]) -> None:
    """An option that nobody can read about is not there."""
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for name in table.model_fields:
        assert re.search(rf"(^| \| |[`| ]){name}\b", text, re.MULTILINE), name


@pytest.mark.parametrize("kind", Kind)
def test_every_key_of_a_head_is_documented(kind: Kind) -> None:
    """Keys of entries in their table, of the other kinds in the row of the kind."""
    table = rows("content.md")
    own = {*re.findall(r"`(\w+)`", " ".join(table.get(kind.value, [])))}
    missing = (
        set(HEADS[kind].model_fields) - own - (set(table) if kind in ENTRY_KINDS else set(rows_of_every_page(table)))
    )
    assert missing == set()


def rows_of_every_page(table: dict[str, list[str]]) -> list[str]:
    """Return the keys that stand above those of entries."""
    names = list(table)
    return names[: names.index("domains")]


def test_every_problem_is_documented_with_its_severity() -> None:
    """Codes are stable names that people filter by: none without a row, no row without its code."""
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "kb").rglob("*.py"))
    table = {code: cells for code, cells in rows("problems.md").items() if "-" in code and "---" not in code}
    reported = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)",\s*Severity\.(ERROR|WARNING|NOTE)', source))
    assert len(reported) >= 15
    for code, severity in reported:
        assert severity.lower() in table[code][0], code
    for code in table:
        assert f'"{code}"' in source, code
