"""A new library is in order from the first moment, and nothing that was there before is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.choices import Kind
from kb.cli import main
from kb.page import HEADS
from kb.schemas import schema


def kb(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_a_new_library_is_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check has nothing to say, not even a note, the index is made, and a page can be written and found."""
    monkeypatch.setenv("KB_MODEL", "none")
    title = 'Rivers & "Roads" \\ $today ä'
    assert kb("init", str(tmp_path / "new"), "--title", title).exit_code == 0
    monkeypatch.chdir(tmp_path / "new")
    assert kb("check", "--strict").stdout == "2 pages checked; nothing to mend.\n"
    assert kb("new", "story", "What we did").exit_code == 0
    assert kb("index").exit_code == 0
    found = json.loads(kb("search", "example of a practice", "--json").stdout)
    assert "An example of a practice" in {hit["title"] for hit in found["hits"]}
    assert json.loads(kb("stats", "--json").stdout)["title"] == title
    subprocess.run(["git", "init", "-q"], check=True)
    ignored = subprocess.run(
        ["git", "check-ignore", ".kb/index/x", ".kb/schemas/story.json"], capture_output=True, text=True, check=False
    )
    assert ignored.stdout.split() == [".kb/index/x"]


def test_what_is_there_stays(tmp_path: Path) -> None:
    """Beginning in a folder with files overwrites none, says which, and a second time writes nothing."""
    (tmp_path / "README.md").write_text("mine", "utf-8")
    (tmp_path / "kb.toml").symlink_to(tmp_path / "elsewhere")
    first = kb("init", str(tmp_path))
    assert "README.md: it is there already" in first.output
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert "Wrote 0 files" in kb("init", str(tmp_path)).output


@pytest.mark.parametrize(
    ("forge", "files"),
    [
        ("github", {".github/workflows/check-content.yml", ".github/workflows/comment-on-content.yml"}),
        ("gitlab", {".gitlab-ci.yml"}),
        ("none", set()),
    ],
)
def test_workflows_are_those_of_the_forge(tmp_path: Path, forge: str, files: set[str]) -> None:
    """Each forge gets its own files where it looks for them, and no other's."""
    kb("init", str(tmp_path), "--forge", forge)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.yml")} == files


@pytest.mark.parametrize("kind", list(Kind))
def test_a_schema_has_every_key(kind: Kind, tmp_path: Path) -> None:
    """An editor offers each key of the model, and the settings of a new library lead to the schema."""
    found: dict[str, Any] = schema(kind)
    assert set(found["properties"]) == set(HEADS[kind].model_fields)
    assert found["additionalProperties"] is False
    kb("init", str(tmp_path))
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert settings[f"./.kb/schemas/{kind.value}.json"] == [f"content/{kind.folder}/**/*.md"]
    assert json.loads((tmp_path / f".kb/schemas/{kind.value}.json").read_text("utf-8")) == found
    assert json.loads(kb("schema", kind.value).output) == found


def test_people_may_be_plain_names_in_a_schema() -> None:
    """What `kb check` takes, an editor doesn't underline."""
    assert {"type": "string"} in schema(Kind.STORY)["properties"]["people"]["items"]["anyOf"]


def test_the_starter_travels_with_the_program() -> None:
    """Hidden files are easily left out of a package: setuptools takes what these patterns name."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    code = (
        "import tomllib,glob,os;from pathlib import Path;"
        f"p=tomllib.loads({text!r})['tool']['setuptools']['package-data']['kb'];"
        "os.chdir('kb');n={f for g in p for f in glob.glob(g,recursive=True)};"
        "w={q.as_posix() for d in ('starter','workflows','templates') for q in Path(d).rglob('*') if q.is_file()};"
        "print(sorted(w-n))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
