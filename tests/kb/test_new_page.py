"""`kb new` writes a page that can be read at once, and never over another."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.choices import Kind
from kb.cli import main
from kb.config import Config, load_config
from kb.errors import ConfigError, PageExistsError
from kb.library import read_library
from kb.new_page import new_page
from kb.problems import Problem

Write = Callable[..., Config]
TODAY = date(2026, 11, 26)


def _problems(config: Config, file: Path, text: str) -> list[Problem]:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    library = read_library(config)
    assert library.pages, "the new page can't be read"
    return list(library.problems)


@pytest.mark.parametrize("kind", Kind)
def test_the_template_of_each_kind_is_a_page_without_faults(write_library: Write, kind: Kind) -> None:
    """Whoever has just begun isn't met by errors; the title stands as it was typed, whatever it holds."""
    config = write_library({})
    title = 'Who "knows" this: a #1 try, & more'
    file, text = new_page(config, kind, title, TODAY)
    assert file == config.settings.content / kind.folder / "who-knows-this-a-1-try-more.md"
    assert _problems(config, file, text) == []
    page = next(iter(read_library(config).pages.values()))
    assert (page.kind, page.title, page.head.published) == (kind, title, TODAY)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Zürich: Übergänge", "zurich-ubergange"),
        ("日本の防災", "ri-ben-nofang-zai"),
        ("What's next?", "whats-next"),
        ("word " * 20, "-".join(["word"] * 12)),
    ],
)  # fmt: skip
def test_files_get_readable_names(write_library: Write, title: str, name: str) -> None:
    """In the letters that every system and address can take."""
    file, _ = new_page(write_library({}), Kind.STORY, title, TODAY)
    assert file.stem == name


def test_a_page_is_never_written_over(write_library: Write) -> None:
    """Two titles can give one name."""
    config = write_library({"stories/one-two.md": "---\ntitle: One, two\n---\n"})
    with pytest.raises(PageExistsError, match=r"one-two\.md: there is such a page already"):
        new_page(config, Kind.STORY, "One two", TODAY)
    with pytest.raises(ConfigError, match="no letter or digit"):
        new_page(config, Kind.STORY, "?!", TODAY)


def test_a_library_with_other_folders_is_not_given_a_page_that_it_would_not_read(write_library: Write) -> None:
    """Its kb.toml says which files are of which kind."""
    config = write_library({}, "[[kinds]]\nkind = 'story'\nfiles = 'tales/*.md'\n")
    with pytest.raises(ConfigError, match=r"make no story of stories/a-try\.md"):
        new_page(config, Kind.STORY, "A try", TODAY)


def test_a_library_may_have_templates_of_its_own(write_library: Write, tmp_path: Path) -> None:
    """They stand beside kb.toml; what isn't a placeholder of ours stays."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/story.md").write_text("---\ntitle: $title\n---\n$today costs $5 $who\n", encoding="utf-8")
    _, text = new_page(write_library({}), Kind.STORY, "Ours", TODAY)
    assert text == '---\ntitle: "Ours"\n---\n2026-11-26 costs $5 $who\n'


def test_the_author_is_whoever_git_says_if_they_have_a_page(write_library: Write, tmp_path: Path) -> None:
    """By the name of the page; nobody is made up."""
    config = write_library({"people/ada.md": "---\ntitle: Ada Shah\n---\n"})
    for name, people in (
        ("Ada Shah", '\npeople:\n  - person: "people/ada"\n    role: author\n'),
        ("Bo", "\npeople: []\n"),
    ):
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        subprocess.run(["git", "-C", str(tmp_path), "config", "user.name", name], check=True)
        _, text = new_page(config, Kind.CASE_STUDY, "A try", TODAY)
        assert people in text


def test_the_command_says_where_and_what_next(write_library: Write, tmp_path: Path) -> None:
    """And refuses kinds that there are none of."""
    write_library({})
    runner = CliRunner()
    done = runner.invoke(main, ["--config", str(tmp_path / "kb.toml"), "new", "event", "A first call"])
    assert done.exit_code == 0, done.output
    file = tmp_path / "content/events/a-first-call.md"
    assert f"Wrote {file}. Fill it in, then run: kb check {file}" in done.output
    assert load_config(tmp_path / "kb.toml", environ={}).settings.content / "events/a-first-call.md" == file
    assert runner.invoke(main, ["new", "saga", "A title"]).exit_code == 2
