"""Read a library: find its files, read each page, and resolve what the heads refer to.

`read_library` is what the index, the checks and the command line begin with. Bodies are rendered by `kb.rendering`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pathspec

from kb.config import Config, KindRule
from kb.cross_references import pages_of
from kb.errors import ConfigError, ContentMissingError
from kb.page import Page
from kb.problems import Problem, Problems, Severity
from kb.reading import Source, read_page
from kb.vocabulary import Vocabulary
from kb.vocabulary_file import read_vocabulary

MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True)
class Library:
    """All pages of a library by id, in the order of their files, and its words that mean the same.

    `left_out` counts excluded files; `sources` has the pages as they were read, with the places of their values.
    """

    pages: dict[str, Page]
    problems: Problems
    left_out: int
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    sources: Mapping[str, Source] = field(default_factory=dict)


# Reads one page, as `kb.reading.read_page` does.
PageReader: TypeAlias = Callable[[Path, str, KindRule, int, Problems], Source | None]


def read_library(
    config: Config, progress: Callable[[int], object] = lambda _: None, read: PageReader = read_page
) -> Library:
    """Read every page below the content folder; `progress` is called with the number of files after each.

    Raises ContentMissingError where there is no such folder, and ConfigError where the vocabulary was named and is
    missing.
    """
    root = config.settings.content
    if not root.is_dir():
        raise ContentMissingError(root)
    problems = Problems()
    files = list(find_files(root, problems))
    excluded = pathspec.GitIgnoreSpec.from_lines((*DEFAULT_EXCLUDE, *config.settings.exclude))
    kind_of = KindFinder(config.kinds)
    sources: dict[str, Source] = {}
    left_out = 0
    for path in files:
        progress(len(files))
        if excluded.match_file(path):
            left_out += 1
            continue
        rule = kind_of(path)
        if rule is None:
            problems.add(_no_kind(path, config.kinds))
            continue
        source = read(root, path, rule, config.settings.max_page_bytes, problems)
        if source is None:
            continue
        page_id = source.page.id
        if page_id in sources:
            other = sources[page_id].page.path
            problems.add(
                source.placing.problem(
                    "duplicate-id", Severity.ERROR, (), f"{other} has the same id, {page_id}", "Rename one."
                )
            )
            continue
        sources[page_id] = source
    vocabulary = _vocabulary(config, problems)
    return Library(pages_of(config, sources, problems), problems, left_out, vocabulary, sources)


# Files that libraries keep beside their pages without meaning them as pages.
DEFAULT_EXCLUDE = ("README.md",)


def find_files(root: Path, problems: Problems) -> Iterator[str]:
    """Yield the Markdown files below `root` in order, as relative paths with forward slashes."""

    def unreadable(error: OSError) -> None:
        folder = Path(error.filename).relative_to(root).as_posix()
        message = f"the folder can't be read ({error.strerror})"
        problems.add(_misplaced(folder, "unreadable-file", message, "Check its permissions."))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(folder).relative_to(root).as_posix()
        for name in sorted(names):
            if name.startswith(".") or not name.lower().endswith(MARKDOWN):
                continue
            relative = name if below == "." else f"{below}/{name}"
            is_link = os.path.islink(f"{folder}/{name}")  # noqa: PTH114 - a Path for each file takes half the time
            if not _is_portable(relative):
                message = "the file's name holds characters that no address can hold"
                problems.add(
                    _misplaced(relative, "bad-file-name", message, "Rename it with letters, digits and hyphens.")
                )
            elif is_link and _is_loop(path := Path(folder, name)):
                problems.add(_misplaced(relative, "unreadable-file", "the link leads in a circle", "Remove the link."))
            elif is_link and not path.resolve().is_relative_to(root.resolve()):
                problems.add(
                    _misplaced(relative, "link-outside", "the link leads out of the content folder", "Copy the file.")
                )
            else:
                yield relative


def _vocabulary(config: Config, problems: Problems) -> Vocabulary:
    """Read the vocabulary, which may be missing unless somebody named it."""
    settings = config.settings
    file, name = settings.content / settings.vocabulary, settings.vocabulary
    if not os.path.lexists(file):
        if "vocabulary" in settings.model_fields_set:
            remedy = "Add the file, correct its path from the content folder, or leave the setting out."
            raise ConfigError("settings", "vocabulary", f"there is no file {file}", remedy)
        return Vocabulary()
    if _is_loop(file) or not file.resolve().is_relative_to(settings.content.resolve()):
        message = "the vocabulary is a link that leads out of the content folder, or in a circle"
        problems.add(_misplaced(name, "link-outside", message, "Copy the file."))
        return Vocabulary()
    return read_vocabulary(file, name, settings.max_page_bytes, problems)


def _is_loop(path: Path) -> bool:
    try:
        path.resolve()
    except (OSError, RuntimeError):  # what pathlib raises depends on Python's version
        return True
    return False


class KindFinder:
    """Says which rule a file falls under: the first whose patterns match it."""

    def __init__(self, rules: Sequence[KindRule]) -> None:
        self._rules = [
            (rule, pathspec.GitIgnoreSpec.from_lines(rule.patterns), pathspec.GitIgnoreSpec.from_lines(rule.exclude))
            for rule in rules
        ]

    def __call__(self, path: str) -> KindRule | None:
        for rule, wanted, unwanted in self._rules:
            if wanted.match_file(path) and not unwanted.match_file(path):
                return rule
        return None


def _is_portable(path: str) -> bool:
    return path.isprintable() and not any("\ud800" <= char <= "\udfff" for char in path) and "\\" not in path


def _misplaced(path: str, code: str, message: str, remedy: str) -> Problem:
    shown = path.encode("utf-8", "replace").decode()  # names can be bytes that are no text
    return Problem(shown, 1, 1, code, Severity.ERROR, "", message, remedy)


def _no_kind(path: str, rules: Sequence[KindRule]) -> Problem:
    patterns = ", ".join(pattern for rule in rules for pattern in rule.patterns)
    message = "the file is in no folder that gives it a kind, and is left out"
    remedy = f"Move it below one of: {patterns}; or name it in `exclude` in kb.toml."
    return Problem(path, 1, 1, "no-kind", Severity.WARNING, "", message, remedy)
