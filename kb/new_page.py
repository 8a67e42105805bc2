"""Write a new page from the template of its kind. Called by `kb new`.

A library may have templates of its own, in a folder `templates` beside its kb.toml; those of the program stand in for
the ones it lacks.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from string import Template

from slugify import slugify

from kb.choices import Kind
from kb.config import Config
from kb.errors import ConfigError, PageExistsError
from kb.library import KindFinder, Library, read_library
from kb.page_templates import template_of

_LONGEST = 60
_APOSTROPHES = [("'", ""), ("\u2019", "")]
_EMPTY_PEOPLE = "\npeople: []\n"


def new_page(config: Config, kind: Kind, title: str, today: date) -> tuple[Path, str]:
    """Return the file of a new page, which isn't there yet, and the text to write into it.

    Raises ConfigError for a title without letters or an unreadable template, and PageExistsError.
    """
    name = name_of(title)
    if not name:
        raise ConfigError(
            "kb new", "TITLE", "it holds no letter or digit", 'Write it in quotes: kb new story "A title".'
        )
    file = config.settings.content / kind.folder / f"{name}.md"
    _check_place(config, kind, file)
    values = {"title": json.dumps(" ".join(title.split()), ensure_ascii=False), "today": today.isoformat()}
    text = Template(template_of(config, kind)).safe_substitute(values)
    author = _author(config)
    if author:
        text = text.replace(
            _EMPTY_PEOPLE, f"\npeople:\n  - person: {json.dumps(author, ensure_ascii=False)}\n    role: author\n"
        )
    return file, text


def name_of(title: str) -> str:
    """Return the name of the file, without extension, of a page with this title; empty without letter and digit."""
    return slugify(title, max_length=_LONGEST, word_boundary=True, save_order=True, replacements=_APOSTROPHES)


def takes_new(config: Config, kind: Kind, path: str) -> bool:
    """Whether a file at this path below the content folder would be a page of this kind."""
    rule = KindFinder(config.kinds)(path)
    return rule is not None and rule.kind is kind


def _check_place(config: Config, kind: Kind, file: Path) -> None:
    if not takes_new(config, kind, file.relative_to(config.settings.content).as_posix()):
        message = f"its [[kinds]] make no {kind.value} of {file.relative_to(config.settings.content)}"
        remedy = "This library keeps its pages elsewhere: copy one of the kind, or one from kb/templates."
        raise ConfigError(str(config.source or "kb.toml"), "", message, remedy)
    if file.exists() or file.is_symlink():
        raise PageExistsError(file)


def _author(config: Config) -> str:
    """Return the id of the page of whoever Git says is at work; empty where there is none."""
    name = _git_user(config.settings.content)
    return _person_called(read_library(config), name) if name else ""


def _person_called(library: Library, name: str) -> str:
    known = [page.id for page in library.pages.values() if page.kind is Kind.PERSON and not page.head.example]
    called = [page_id for page_id in known if library.pages[page_id].title.casefold() == name.casefold()]
    return called[0] if len(called) == 1 else ""


def _git_user(folder: Path) -> str:
    """Return the name that Git has for whoever works in a folder; nothing where it isn't installed, or knows none."""
    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 - wherever it is installed
            cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
