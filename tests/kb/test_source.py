"""A page as Markdown again: what is written out is read back as the same page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.choices import Kind
from kb.config import Config
from kb.library import read_library
from kb.page import HEADS
from kb.source import markdown_of

BODY = "## What it is\n\nText with: a colon, `code` and *stars*.\n\n---\n\n- one\n- two"
COMMON = """summary: "One: two"
tags: [a b, "c: d", "yes", "2026"]
aliases: ["#one"]
redirect_from: [/old]
status: published
published: 2026-03-01
reviewed: 2026-03-02
review_in: 12 months
licence: CC-BY-4.0
source_url: https://example.org/a?b=c#d
example: true
"""
HEADS_WRITTEN = {
    Kind.PRACTICE: "",
    Kind.CASE_STUDY: """domains: [domains/d]
issues: [i]
people: [{person: people/p, role: contact}]
organisation: Leeds
sector: public
place: Leeds
stage: planned
outcome: failed
uses: [practices/x]
used_by: [{organisation: O, place: P, date: 2026-01-02, outcome: partly, note: "a: b", person: people/p}]
related: [{entry: practices/x, relation: next, why: W}]
evidence: [{title: E, url: "https://example.org", kind: data}]
effort: {people: two, time: a week, cost: none, difficulty: easy}
barriers: [One, Two]
""",
    Kind.STORY: "people: [people/p]\n",
    Kind.DOMAIN: """outcome: O
issues: [{id: i, title: I, question: Q?}]
coordinators: [people/p]
start_here: [{entry: practices/x, note: N}]
""",
    Kind.PERSON: """kind: team
role: R
offers: [an hour]
asks: [a room]
contact: {policy: public, email: a@example.org, url: "https://example.org"}
recommendable: false
""",
    Kind.COMMUNITY: "domains: [domains/d]\ncoordinators: [people/p]\njoin: ask\nstarted: 2020-01-01\n",
    Kind.COLLECTION: "curator: people/p\npurpose: P\nitems: [{entry: practices/x, note: N}]\nquery: how?\n",
    Kind.EVENT: "start: 2026-05-06 14:00 +01:00\nend: 2026-05-06 15:00 +01:00\ntimezone: Europe/London\nrecap: R\n",
}
OTHERS = {
    "practices/x.md": "---\ntitle: X\n---\n",
    "people/p.md": "---\ntitle: P\n---\n",
    "domains/d.md": "---\ntitle: D\nissues: [{id: i, title: I}]\n---\n",
}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_written_out_is_read_back(kind: Kind, write_library: Callable[..., Config]) -> None:
    """Whoever copies a page's Markdown gets the page: every key, odd values, and the body as it stands."""
    path = f"{kind.folder}/here.md"
    text = f"---\ntitle: 'A \"title\": here'\n{COMMON}{HEADS_WRITTEN[kind]}---\n\n{BODY}\n"
    first = read_library(write_library({**OTHERS, path: text}))
    page = first.pages[f"{kind.folder}/here"]
    again = read_library(write_library({**OTHERS, path: markdown_of(page.head, page.body)}))
    assert again.pages[page.id].head == page.head
    assert again.pages[page.id].body.strip() == BODY
    assert list(again.problems) == list(first.problems) == []


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("a <!-- note to self: bob@example.org --> b", "a  b"),
        ("a\n\n<!--\nmany\nlines\n-->\n\nb", "a\n\n\n\nb"),
        ("a <!-- never closed", "a"),
        ("`<!-- shown -->` and ``` `<!-- x -->` ```", "`<!-- shown -->` and ``` `<!-- x -->` ```"),
        ("```html\n<!-- shown -->\n```\n<!-- gone -->", "```html\n<!-- shown -->\n```"),
        ("~~~\nnever closed\n<!-- gone -->", "~~~\nnever closed"),
        ("<!-- `a --> `b`", "`b`"),
    ],
)
def test_comments_are_not_for_readers(body: str, left: str) -> None:
    """A page doesn't show them, and they may hold what was never meant to be read; those in code are code."""
    assert markdown_of(HEADS[Kind.STORY].model_validate({"title": "A"}), body).partition("---\n\n")[2].strip() == left


@pytest.mark.usefixtures("stop_hangs")
def test_comments_are_found_in_bounded_time() -> None:
    """A body of nothing but beginnings takes no longer than any other."""
    for body in (
        "<!--" * 100_000,
        "`" * 200_000,
        "` `` " * 50_000,
        "```\n" * 50_000,
        "".join("`" * n + " " for n in range(600)),
    ):
        markdown_of(HEADS[Kind.STORY].model_validate({"title": "A"}), body)


def test_what_nobody_said_is_not_written() -> None:
    """A copy begins with a short head, not with forty empty keys."""
    head = HEADS[Kind.CASE_STUDY].model_validate({"title": "A"})
    assert markdown_of(head, "\n \ntext \n\n") == "---\ntitle: A\n---\n\ntext\n"
