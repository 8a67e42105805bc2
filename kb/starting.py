"""The files of a new library: settings, folders, templates, workflow files, schemas, an example. For `kb init`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from kb.choices import Kind
from kb.config import ForgeKind
from kb.schemas import schema

_SCHEMAS = ".kb/schemas"


def files_of(title: str, forge: ForgeKind, today: date) -> dict[str, str]:
    """Return the text of every file of a new library, by path; GitHub and GitLab get workflow files."""
    title = "".join(char for char in " ".join(title.split()) if char.isprintable())
    values = {"title": title, "quoted": json.dumps(title, ensure_ascii=False), "today": today.isoformat()}
    found = {name: Template(text).safe_substitute(values) for name, text in _texts("starter").items()}
    found |= {f"templates/{name}": text for name, text in _texts("templates").items()}
    for kind in Kind:
        found[f"content/{kind.folder}/.gitkeep"] = ""
        found[f"{_SCHEMAS}/{kind.value}.json"] = _json(schema(kind))
    found[".vscode/settings.json"] = _json({"yaml.schemas": _schemas_by_file()})
    if forge is not ForgeKind.NONE:
        folder = ".github/workflows/" if forge is ForgeKind.GITHUB else ""
        found |= {f"{folder}{name}": text for name, text in _texts(f"workflows/{forge.value}").items()}
    return found


def start(folder: Path, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Write the files that aren't there; return the paths of those written, and of those left as they are."""
    written, left = [], []
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with file.open("x", encoding="utf-8") as opened:
                opened.write(text)
        except FileExistsError:
            left.append(name)
        else:
            written.append(name)
    return written, left


def _schemas_by_file() -> dict[str, list[str]]:
    return {f"./{_SCHEMAS}/{kind.value}.json": [f"content/{kind.folder}/**/*.md"] for kind in Kind}


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _texts(folder: str) -> dict[str, str]:
    return dict(sorted(_below(resources.files("kb").joinpath(*folder.split("/")), "")))


def _below(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for file in folder.iterdir():
        if file.is_dir():
            found += _below(file, f"{prefix}{file.name}/")
        else:
            found.append((f"{prefix}{file.name}", file.read_text(encoding="utf-8")))
    return found
