"""The families of checks: each finds its fault where it stands, and leaves alone what looks like one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kb.checking import Checked, check_library
from kb.config import Config
from kb.problems import Problem

TODAY = date(2026, 12, 1)
Write = Callable[..., Config]
HEAD = "---\ntitle: {}\nsummary: A page.\n---\n"


def found(config: Config, *codes: str) -> list[tuple[str, int, int, str]]:
    """Return place and message of the problems with these codes."""
    return [(p.path, p.line, p.column, p.message) for p in problems(config, *codes)]


def problems(config: Config, *codes: str) -> list[Problem]:
    """Return the problems with these codes."""
    return [problem for problem in check(config).problems if problem.code in codes]


def check(config: Config) -> Checked:
    """Check the whole library, on the same day each time."""
    return check_library(config, [], lambda *_: None, today=TODAY)


def test_links_to_headings_of_other_pages_are_followed(write_library: Write) -> None:
    """The heading is named that was probably meant; a page's title counts as its top, as on the site."""
    config = write_library(
        {
            "stories/a.md": HEAD.format("A") + "Text\n\n[x](b.md#what-hapened) [y](b.md#what-happened) [z](b.md#b)\n",
            "stories/b.md": HEAD.format("B") + "## What happened\n\nText <a name='here'>x</a>\n",
            "stories/c.md": HEAD.format("C") + "[x](b.md#here) [y](b.md#there)\n",
        }
    )
    assert [(p.path, p.line, p.column, p.remedy) for p in problems(config, "dangling-anchor")] == [
        ("stories/a.md", 7, 5, "Did you mean #what-happened?"),
        ("stories/c.md", 5, 20, "Did you mean #here?"),
    ]


def test_images_are_looked_for_from_the_page_and_from_the_top(write_library: Write) -> None:
    """Those on the web are links; a name with a space is written in two ways."""
    config = write_library(
        {
            "stories/here.png": b"x",
            "images/a b.png": b"x",
            "stories/a.md": HEAD.format("A")
            + "![x](here.png) ![x](../images/a%20b.png) ![x](/images/a%20b.png) ![x](images/a%20b.png)\n\n"
            "![x](https://example.org/x.png) ![x](gone.png) ![x](/here.png)\n",
        }
    )
    assert found(config, "missing-image") == [
        ("stories/a.md", 7, 38, "the image 'gone.png' isn't there"),
        ("stories/a.md", 7, 53, "the image '/here.png' isn't there"),
    ]


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("## A\n\n### B\n\n## C\n", []),
        ("# T\n\n## A\n", []),
        ("### A\n", [5]),
        ("Text\n\n## A\n\n#### B `c`\n\n##### D\n", [9]),
        ("A\n=\n\n### B {#b}\n", [8]),
        ("```\n#### A\n```\n\n#### A\n", [9]),
    ],
)
def test_a_heading_that_skips_a_level_is_named_at_its_line(write_library: Write, body: str, at: list[int]) -> None:
    """The page's title is the first level; a level is skipped once, however deep one goes on from there."""
    config = write_library({"stories/a.md": HEAD.format("T") + body})
    assert [line for _, line, _, _ in found(config, "heading-order")] == at


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("published: 2026-12-01\nreviewed: 2026-12-01", []),
        ("published: 2026-12-02", ["future-date"]),
        ("reviewed: 2027-01-01", ["future-date"]),
        ("reviewed: 2025-12-01\nreview_in: 12 months", []),
        ("reviewed: 2025-11-30\nreview_in: 1 year", ["overdue-review"]),
        ("published: 2026-08-31\nreview_in: 3 months", ["overdue-review"]),
        ("reviewed: 2026-11-23\nreview_in: 1 week", ["overdue-review"]),
        ("reviewed: 2026-11-24\nreview_in: 7 days", []),
        ("reviewed: 2020-01-01\nreview_in: 12 months\nstatus: archived", []),
        ("reviewed: 9999-01-01\nreview_in: 999 years", ["future-date"]),
        ("used_by:\n  - organisation: X\n    date: 2030", []),
    ],
)
def test_days_yet_to_come_and_reviews_that_are_due(write_library: Write, head: str, codes: list[str]) -> None:
    """Due is what was due yesterday; the last of a shorter month stands for a day it hasn't."""
    config = write_library({"practices/a.md": f"---\ntitle: A\n{head}\n---\n"})
    assert [problem.code for problem in problems(config, "future-date", "overdue-review")] == codes


def test_former_addresses_that_two_pages_claim_are_errors(write_library: Write) -> None:
    """Only one of them can have it; a page may name its own address, which leads to itself."""
    config = write_library(
        {
            "stories/a.md": "---\ntitle: A\nredirect_from: [/old/, /stories/b/, stories/a]\n---\n",
            "stories/b.md": "---\ntitle: B\nredirect_from:\n  - fresh\n  - old\n---\n",
        }
    )
    assert found(config, "redirect-clash") == [
        ("stories/a.md", 3, 24, "'/stories/b/' is the address of stories/b"),
        ("stories/b.md", 5, 5, "'old' leads to stories/a already"),
    ]


def test_names_that_a_mac_takes_for_one_are_told(write_library: Write) -> None:
    """Such a pair can be committed on one machine, and can't be checked out on another."""
    config = write_library({"stories/A.md": HEAD.format("A"), "stories/a.md": HEAD.format("A"), "stories/b.md": "B"})
    assert [(path, line) for path, line, _, _ in found(config, "alike-id")] == [("stories/a.md", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Write to asha.moyo@leeds.gov.uk.",
        "[Mail](mailto:asha.moyo@leeds.gov.uk)",
        "Ring 0113 222 4444.",
        "Ring 07911 123 456 after five.",
        "Ring +44 20 7219 3000.",
        "Ring +33 1 42 68 53 00.",
        "Ring +1 202-418-0069.",
    ],
)
def test_addresses_and_numbers_of_people_are_found_in_the_text(write_library: Write, text: str) -> None:
    """British numbers as they are written at home, others with the code of their country."""
    places = found(write_library({"stories/a.md": HEAD.format("A") + f"Text\n\n{text}\n"}), "personal-data")
    assert [(path, line) for path, line, _, _ in places] == [("stories/a.md", 7)] * len(places)
    assert places
    assert not any("asha" in message or "0113" in message for _, _, _, message in places), "a log is public, too"


@pytest.mark.parametrize(
    "text",
    [
        "Write to somebody@example.org or enquiries@leeds.gov.uk.",
        "Clone git@github.com:x/y.git, or `git@forge.example.net`.",
        "`asha.moyo@leeds.gov.uk`",
        "```\nasha.moyo@leeds.gov.uk\n```",
        "Samaritans: 116 123. Childline: 0800 1111. The helpline is 0808 2000 247.",
        "In the film they ring 020 7946 0123 and 07700 900123.",
        "ISBN 978-0-14-044913-6, doi 10.1136/bmj.321.7264.793, 2015-2016, 1,234,567,890 people.",
        "[x](https://example.org/02079460123/07911123456) <https://x.org/@a.b@c.uk>",
        "From 12 to 14 of 20 places in 2019 2020 2021 2022.",
    ],
)
def test_what_is_nobodys_and_what_only_looks_like_it_passes(write_library: Write, text: str) -> None:
    """A check that cries wolf is switched off."""
    assert found(write_library({"stories/a.md": HEAD.format("A") + text + "\n"}), "personal-data") == []


def test_a_tag_in_other_letters_is_told_the_usual_spelling(write_library: Write) -> None:
    """By number, and of equals the one in small letters; other words that end alike are other tags."""
    config = write_library(
        {
            "stories/a.md": "---\ntitle: A\ntags: [social care, bus, housing, glass, news]\n---\n",
            "stories/b.md": "---\ntitle: B\ntags: [social care, Housing, gangs, new]\n---\n",
            "stories/c.md": "---\ntitle: C\ntags:\n  - Social-Care\n  - policies\n  - gang\n  - gangs\n---\n",
            "stories/d.md": "---\ntitle: D\ntags: [policy, policies]\n---\n",
        }
    )
    assert [(p.path, p.line, p.column, p.remedy) for p in problems(config, "tag-spelling")] == [
        ("stories/b.md", 3, 21, "Write 'housing'."),
        ("stories/c.md", 4, 5, "Write 'social care'."),
        ("stories/c.md", 6, 5, "Write 'gangs'."),
        ("stories/d.md", 3, 8, "Write 'policies'."),
    ]


FULL = "\n\n".join(f"## {title}\n\n{'Word ' * 10}" for title in ["The problem", "What was done", "What happened"])
REST = "\n\n".join(f"## {title}\n\nWords are here.\n" for title in ["What did not work", "Sources"])


@pytest.mark.parametrize(
    ("body", "code", "line", "said"),
    [
        (f"{FULL}\n\n{REST}", "", 0, ""),
        (f"{FULL}\n\n### Below\n\nText\n\n{REST}", "", 0, ""),
        (f"{FULL}\n\n{REST}\n\n## More\n\nTo do\n", "partial-page", 27, "no text under: More"),
        (FULL, "partial-page", 5, "no text under: What did not work, Sources"),
        ("## The problem\n\n<!-- MUST: x -->\n\n## Sources\n", "stub-page", 5, "the page is a stub"),
        ("", "stub-page", 1, "the page is a stub"),
    ],
)
def test_a_page_is_held_to_the_sections_that_its_template_needs(
    write_library: Write, body: str, code: str, line: int, said: str
) -> None:
    """What the template marks MUST is there and holds text; notes and placeholders are none."""
    config = write_library({"case-studies/a.md": HEAD.format("A") + body})
    notes = problems(config, "stub-page", "partial-page")
    assert [note.code for note in notes] == [code] * bool(code)
    assert all(said in note.message and note.line == line for note in notes)


def test_a_library_may_have_templates_of_its_own_and_one_read_in_place_needs_them(write_library: Write) -> None:
    """Nobody is told that pages of another library lack our sections."""
    mapped = '[[kinds]]\nkind = "case-study"\nfiles = "*.md"\n'
    config = write_library({"a.md": HEAD.format("A") + FULL}, mapped)
    assert check(config).levels == {}
    assert config.source
    template = config.source.parent / "templates/case-study.md"
    template.parent.mkdir()
    template.write_text("---\ntitle: $title\n---\n\n## What it cost\n\n<!-- MUST: a sum. -->\n", encoding="utf-8")
    assert check(config).levels == {"partial": 1}
    assert [m for *_, m in found(config, "partial-page")] == ["the page is partial; no text under: What it cost"]
