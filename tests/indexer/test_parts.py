"""Which passages of an entry tell of its problem, and which of its approach."""

from __future__ import annotations

import pytest

from indexer.parts import Part, Stretch, names_both, part_of_heading, problem_and_approach
from indexer.results import TocItem

CASE = [TocItem(a, t, 2) for a, t in (("p", "The problem"), ("d", "What was done"), ("h", "What happened"))]


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("The problem", Part.PROBLEM),
        ("Why we began", Part.PROBLEM),
        ("When to use it", Part.PROBLEM),
        ("What was done", Part.APPROACH),
        ("How to do it", Part.APPROACH),
        ("What it is", Part.APPROACH),
        ("What happened", Part.RESULT),
        ("How you know it works", Part.RESULT),
        ("Sources", Part.SOURCES),
        ("A mill closes", None),
        ("Whyte & Co", None),
    ],
)
def test_headings(title: str, part: Part | None) -> None:
    """A word decides, and only a whole one."""
    assert part_of_heading(title) is part


def test_named_sections_decide() -> None:
    """Lead and results belong to neither part where headings name both; a heading below takes that of the one above."""
    toc = [*CASE[:2], TocItem("d2", "In the first year", 3), CASE[2]]
    passages = [Stretch(""), Stretch("p"), Stretch("d"), Stretch("d2"), Stretch("h")]
    assert problem_and_approach(passages, toc) == ([1], [2, 3])
    assert names_both(toc)


def test_a_short_lead_that_runs_on_tells_of_what_follows() -> None:
    """A passage packed of the summary and the first section is part of the problem."""
    assert problem_and_approach([Stretch("", ("p",)), Stretch("d")], CASE) == ([0], [1])


def test_without_named_sections_the_opening_is_the_problem() -> None:
    """Lead and first section; then the rest, without what only lists sources."""
    toc = [TocItem("a", "A mill closes", 2), TocItem("b", "An offer", 2), TocItem("s", "Sources", 2)]
    passages = [Stretch(""), Stretch("a"), Stretch("a"), Stretch("b"), Stretch("s")]
    assert problem_and_approach(passages, toc) == ([0, 1, 2], [3])
    assert not names_both(toc)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_no_part_is_ever_empty(count: int) -> None:
    """A text without headings has both parts, however short."""
    problem, approach = problem_and_approach([Stretch("")] * count, [])
    assert problem == [0]
    assert approach == ([0] if count == 1 else list(range(1, count)))
