"""The documentation is held to the code: what exists is described, and what is described exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.choices import Kind
from kb.cli import main
from kb.config import KindRule, Settings, load_config
from kb.page import HEADS

ROOT = Path(__file__).resolve().parents[1]


def first_column(document: str) -> set[str]:
    """Return the names in code style that begin the rows of a document's tables."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_setting_is_documented_with_its_default() -> None:
    """Nobody has to read the code to learn what can be set, and the defaults stated are those in force."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", text, re.MULTILINE)
    stated = {name: default.strip(" `") for name, default in rows}
    for name, field in Settings.model_fields.items():
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert stated.get(name) == str(default), f"docs/configuration.md: {name} should state the default {default}"


def test_every_key_of_a_kind_rule_is_documented() -> None:
    """A key of [[kinds]] that nobody can find doesn't exist for its users."""
    assert set(KindRule.model_fields) <= first_column("configuration.md")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_key_of_a_page_is_documented(kind: Kind) -> None:
    """Each key that a head may have is named in docs/content.md."""
    text = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
    missing = [name for name in HEADS[kind].model_fields if f"`{name}`" not in text]
    assert missing == []


def test_problem_codes_in_code_and_documentation_are_the_same() -> None:
    """A code that a check prints can be looked up, and no page describes one that is gone."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kb").rglob("*.py"))
    located = re.findall(r'"([a-z]+(?:-[a-z0-9]+)*)",\s*Severity\.', source)
    misplaced = re.findall(r'_misplaced\(\w+, "([a-z-]+)"', source)
    used = set(located) | set(misplaced)
    assert used == first_column("problems.md")


def test_every_command_is_in_the_readme() -> None:
    """A command that exists can be found without `--help`, and the README names none that doesn't exist."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`kb ([a-z]+)", readme))
    assert named == set(main.commands)


def test_the_readme_shows_a_configuration_that_exists() -> None:
    """The example in the README is the one in examples/, without its comments."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    lines = (ROOT / "examples" / "18f-methods.toml").read_text(encoding="utf-8").splitlines()
    assert shown is not None
    assert shown[1].strip() == "\n".join(line for line in lines if not line.startswith("#")).strip()


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.toml")), ids=lambda path: path.stem)
def test_examples_are_valid_configurations(example: Path) -> None:
    """Every example can be read by this version."""
    assert load_config(example, environ={}).kinds


def test_help_ends_well_and_names_every_command() -> None:
    """`kb --help` works without an index, a configuration or content."""
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert all(command in result.output for command in main.commands)


def test_every_promise_is_held_by_a_test_that_exists() -> None:
    """docs/reliability.md promises nothing that nobody tests."""
    text = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named == {name for name in named if f"def {name}(" in source}
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows
    assert all("`test_" in row for row in rows)
