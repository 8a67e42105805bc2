"""Mending: what is safe, and not one byte more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.config import Config
from kb.dates import unambiguous_day
from kb.fixing import Mended, mended_pages, write
from kb.library import read_library
from kb.scope import Scope, below

Write = Callable[..., Config]
BEFORE = """---
# A note:  what stands here
title: "A: B"
published: 23 November 2026  # when it began
tags: [Housing, 'Social-Care', x]
reviewed: '2026/3/4'
---

Text.
"""
AFTER = (
    BEFORE.replace("23 November 2026", "2026-11-23")
    .replace("Housing", "housing")
    .replace("Social-Care", "social care")
    .replace("2026/3/4", "2026-03-04")
)
OTHERS = {
    "stories/b.md": "---\ntitle: B\ntags: [housing, social care]\n---\n\nT\n",
    "stories/c.md": "---\ntitle: C\ntags: [housing, social care]\n---\n\nT\n",
}


def mended(config: Config, *paths: str) -> dict[str, Mended]:
    """Return what would be mended, by path."""
    scope = below(config.settings.content, [Path(path) for path in paths]) if paths else Scope()
    return {one.path: one for one in mended_pages(config, read_library(config), scope)}


def after(write_library: Write, text: str | bytes) -> str | bytes:
    """Return a page's text mended, as it is where nothing is."""
    data = text if isinstance(text, bytes) else text.encode()
    found = mended(write_library({**OTHERS, "stories/a.md": data}))
    assert found.keys() <= {"stories/a.md"}
    result = found["stories/a.md"].after if found else data
    return result if isinstance(text, bytes) else result.decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_values_change(write_library: Write, end: str, mark: str) -> None:
    """Comments, order, quotes, line ends and a byte-order mark stay as somebody put them."""
    written = mark + BEFORE.replace("\n", end)
    assert after(write_library, written.encode()) == (mark + AFTER.replace("\n", end)).encode()


def test_lists_on_lines_and_toml_are_mended_where_they_stand(write_library: Write) -> None:
    """Each form of head keeps its form."""
    block = '---\ntitle: A\ntags:\n  - Housing # why\n  - "Social Care"\n---\n'
    assert after(write_library, block) == block.replace("Housing", "housing").replace("Social Care", "social care")
    toml = '+++\ntitle = "A"\npublished = "23 Nov 2026"\n+++\n\nT\n'
    assert after(write_library, toml) == toml.replace("23 Nov 2026", "2026-11-23")


@pytest.mark.parametrize(
    ("text", "mended_text"),
    [
        (
            "---\ntitle: A \ntags: [x] \t\n---\n\nOne \n\nTwo  \nthree\t\n  \nEnd",
            "---\ntitle: A\ntags: [x]\n---\n\nOne\n\nTwo  \nthree\n\nEnd\n",
        ),
        (
            "---\ntitle: A\n---\n\n```\ncode \n  \n```\n\n    code \n",
            "---\ntitle: A\n---\n\n```\ncode \n  \n```\n\n    code\n",
        ),
        (
            "---\ntitle: A\nsummary: |\n  Two  \n  lines \n---\n\nT \n",
            "---\ntitle: A\nsummary: |\n  Two  \n  lines \n---\n\nT\n",
        ),
        ("No head \r\nEnd", "No head\r\nEnd\r\n"),
        ("", ""),
    ],
)
def test_blanks_go_where_they_mean_nothing(write_library: Write, text: str, mended_text: str) -> None:
    """Two blanks after words break the line, and stay; those in code and in texts of the head are text."""
    assert after(write_library, text) == mended_text


@pytest.mark.parametrize(
    "text",
    [
        b"---\ntitle: A\npublished: 23 November 2026\n---\n\nT\xff \n",
        "---\ntitle: A\npublished: 3/4/2026\ntags: [Housing, housing]\n---\n",
        "---\ntitle: A\npublished: 2026-11-23 14:00\n---\n",
        "---\ntitle: A\npublished: 31 February 2026\n---\n",
        "---\ntitle: A\ntags: [gang, gangs, gangs2]\n---\n",
        "---\ntitle: [A \n---\nText \n",
    ],
)
def test_what_is_not_certain_is_left_alone(write_library: Write, text: str | bytes) -> None:
    """Bytes that are no text, days that may be two, tags that would be there twice, heads that can't be read."""
    assert after(write_library, text) == text


def test_a_second_time_there_is_nothing_to_mend(write_library: Write) -> None:
    """Mending ends, and what was written is what was shown."""
    config = write_library({**OTHERS, "stories/a.md": BEFORE})
    (one,) = mended(config).values()
    assert write(one, config.settings.content)
    assert (config.settings.content / "stories/a.md").read_text(encoding="utf-8") == AFTER
    assert mended(config) == {}


def test_the_file_keeps_its_mode_and_links_stay_links(write_library: Write) -> None:
    """No file is left beside it, and one that changed meanwhile isn't overwritten."""
    config = write_library({**OTHERS, "stories/a.md": BEFORE})
    content = config.settings.content
    file = content / "stories/a.md"
    file.chmod(0o640)
    (one,) = mended(config).values()
    file.write_text(BEFORE + "More.\n", encoding="utf-8")
    assert not write(one, content)
    file.rename(content / "stories/real.txt")
    file.symlink_to("real.txt")
    (one,) = mended(config).values()
    assert write(one, content)
    assert file.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in file.parent.iterdir()) == ["a.md", "b.md", "c.md", "real.txt"]


def test_the_diff_is_one_that_patch_takes(write_library: Write) -> None:
    """Only lines that change, with the names of the files, and a word where the last line had no end."""
    config = write_library({"stories/a.md": "---\ntitle: A\n---\n\nEnd"})
    (one,) = mended(config).values()
    assert one.diff() == (
        "--- a/stories/a.md\n+++ b/stories/a.md\n@@ -2,4 +2,4 @@\n title: A\n ---\n \n"
        "-End\n\\ No newline at end of file\n+End\n"
    )


def test_only_the_pages_asked_for_are_mended(write_library: Write) -> None:
    """Whoever mends their own page doesn't touch those of others."""
    config = write_library({"stories/a.md": "A \n", "stories/b.md": "B \n"})
    assert mended(config, "stories/b.md").keys() == {"stories/b.md"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23 November 2026", date(2026, 11, 23)),
        ("1st of Sept. 2026", date(2026, 9, 1)),
        ("March 3, 2026", date(2026, 3, 3)),
        ("3-mar-2026", date(2026, 3, 3)),
        ("2026/3/4", date(2026, 3, 4)),
        ("23/11/2026", date(2026, 11, 23)),
        ("11.23.2026", date(2026, 11, 23)),
        ("4/4/2026", date(2026, 4, 4)),
        ("3/4/2026", None),
        ("31 April 2026", None),
        ("13/13/2026", None),
        ("3 Nov 26", None),
        ("November 2026", None),
        ("Marching 3, 2026", None),
    ],
)
def test_a_day_is_taken_where_only_one_can_be_meant(text: str, day: date | None) -> None:
    """The third of April and the fourth of March look alike, depending on who writes."""
    assert unambiguous_day(text) == day
