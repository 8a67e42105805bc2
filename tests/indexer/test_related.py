"""Pages near a page, and why."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.related import FLOOR, nearest_pages, reasons_between
from indexer.results import PageSummary
from kb.choices import Kind, Relation
from kb.page import CommunityHead, EntryHead, Head, Involvement, Related

OTHER = PageSummary("stories/other", Kind.STORY, "Other", "/stories/other", "")
VECTORS = np.array([[1, 0], [0.6, 0.8], [0.8, 0.6], [0.8, 0.6], [0.3, 0.954], [-1, 0], [0, 0]], np.float32)


def test_nearest_pages_by_hand() -> None:
    """Best first, ties to the smaller number, never the page itself, none below the floor."""
    found = nearest_pages(VECTORS, 0, 10)
    assert [near.page for near in found] == [2, 3, 1]
    assert [near.cosine for near in found] == pytest.approx([0.8, 0.8, 0.6], abs=1e-3)
    assert min(near.cosine for near in found) >= FLOOR


@pytest.mark.parametrize(
    ("k", "allowed", "expected"),
    [(2, None, [2, 3]), (10, {1, 3, 4}, [3, 1]), (1, {1, 0}, [1]), (10, set(), []), (0, None, [])],
)
def test_only_allowed_pages_are_counted(k: int, allowed: set[int] | None, expected: list[int]) -> None:
    """The k nearest of those allowed, not those allowed of the k nearest."""
    mask = None if allowed is None else np.isin(np.arange(len(VECTORS)), list(allowed))
    assert [near.page for near in nearest_pages(VECTORS, 0, k, mask)] == expected


def test_a_page_without_text_is_near_to_nothing() -> None:
    """Its vector is zero, and zero is below the floor from either side."""
    assert nearest_pages(VECTORS, 6, 10) == []


def entry(**values: object) -> EntryHead:
    return EntryHead(title="T", **values)  # type: ignore[arg-type]


WRITTEN = Related(entry="stories/other", relation=Relation.SEE_ALSO, why="It began there.")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (entry(related=(WRITTEN,)), entry(), ("It began there.",)),
        (
            entry(related=(Related(entry="stories/other", relation=Relation.SEE_ALSO),)),
            entry(),
            ("linked by the author (see also)",),
        ),
        (entry(related=(Related(entry="stories/else"),)), entry(), ("similar content",)),
        (entry(uses=("practices/a",)), entry(uses=("practices/a", "practices/b")), ("applies the same practice",)),
        (entry(issues=("who",)), entry(issues=("who",)), ("works on the same question",)),
        (
            entry(people=(Involvement(person="people/ann"),)),
            entry(people=(Involvement(person="people/ann"),)),
            ("by the same people",),
        ),
        (entry(domains=("domains/a", "domains/b")), entry(domains=("domains/b",)), ("same domain: Beta",)),
        (entry(domains=("domains/c",)), CommunityHead(title="T", domains=("domains/c",)), ("same domain: domains/c",)),
        (entry(tags=("x", "y", "z", "q")), entry(tags=("q", "y", "x", "z")), ("same tags: x, y, z",)),
        (entry(place="Leeds"), entry(place="Leeds"), ("also in Leeds",)),
        (entry(), entry(), ("similar content",)),
        (
            entry(related=(WRITTEN,), uses=("p",), place="Leeds", tags=("x",)),
            entry(uses=("p",), place="Leeds", tags=("x",)),
            ("It began there.", "applies the same practice", "same tags: x"),
        ),
    ],
)
def test_reasons(first: Head, second: Head, expected: tuple[str, ...]) -> None:
    """Said is what both have in common by name, most telling first, three at most; an empty place is none in common."""
    assert reasons_between(first, second, OTHER, {"domains/b": "Beta"}) == expected
