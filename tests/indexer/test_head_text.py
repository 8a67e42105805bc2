"""What heads say in words."""

from __future__ import annotations

import pytest

from indexer.head_text import head_section
from kb.choices import Kind
from kb.page import (
    CollectionHead,
    CommunityHead,
    DomainHead,
    EntryHead,
    EventHead,
    Head,
    Issue,
    NotedEntry,
    Page,
    PersonHead,
)
from kb.sections import Section


def said(head: Head, *body: str) -> tuple[str, ...]:
    sections = (Section("", "", 1, (), body),) if body else ()
    return head_section(Page("x", Kind.STORY, head, "", "x.md"), sections).blocks


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (EntryHead(title="T", barriers=("No money", "No time")), ("Barriers: No money; No time.",)),
        (
            DomainHead(title="T", outcome="All fed.", issues=(Issue(id="a", title="Who?", question="Who eats?"),)),
            ("All fed.", "Who?: Who eats?"),
        ),
        (DomainHead(title="T", issues=(Issue(id="a", title="Who eats?"),)), ("Who eats?",)),
        (
            PersonHead(title="T", role="Cook", place="Leeds", skills=("Soup",), offers=("Tea",), asks=("Bread",)),
            ("Cook, Leeds", "Skills: Soup.", "Offers: Tea.", "Asks: Bread."),
        ),
        (CommunityHead(title="T", join="Ring us.", cadence="Monthly"), ("Ring us.", "Monthly")),
        (
            CollectionHead(title="T", purpose="To begin.", items=(NotedEntry(entry="x", note="First this."),)),
            ("To begin.", "First this."),
        ),
        (EventHead(title="T", place="Town hall"), ("Town hall",)),
        (EntryHead(title="T", summary="In short.", aliases=("One", "Two")), ("In short.", "Also called: One, Two.")),
        (EntryHead(title="T"), ()),
    ],
)
def test_sentences_of_each_kind(head: Head, expected: tuple[str, ...]) -> None:
    """What a head says in sentences is found like the body; what it doesn't say leaves no empty label."""
    assert said(head) == expected


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("We tried soup.", ()),
        ("We tried soup…", ()),
        ("We tried soup. It was good. Every", ()),
        ("We tried bread.", ("We tried bread.",)),
        ("We tried soup. It failed.", ("We tried soup. It failed.",)),
    ],
)
def test_a_summary_that_the_body_repeats_is_left_out(summary: str, expected: tuple[str, ...]) -> None:
    """Only a summary that is nothing but the body's beginning is dropped: one that says more is kept whole."""
    assert said(EntryHead(title="T", summary=summary), "We tried soup. It was good.", "Everyone came.") == expected


def test_a_long_summary_that_only_begins_like_the_body_is_kept() -> None:
    """Sixty characters in common are no repetition: the words after them would be found nowhere."""
    opening = "Three councils and a hospital worked for two years on one question together"
    summary = f"{opening}, and gave up."
    assert said(EntryHead(title="T", summary=summary), f"{opening}. They met each week.") == (summary,)
