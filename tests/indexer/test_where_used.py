"""Where a practice was used: each use once, and the line that counts them."""

from __future__ import annotations

import pytest

from indexer.results import Backlink, PageSummary, StoredPage, Via
from indexer.where_used import where_used
from kb.choices import Kind
from kb.page import DomainHead, EntryHead, Head


def case(name: str, organisation: str = "", place: str = "", outcome: str = "", *, archived: bool = False) -> Backlink:
    summary = PageSummary(
        name, Kind.CASE_STUDY, name, f"/{name}", "", organisation, place, outcome=outcome, archived=archived
    )
    return Backlink(summary, Via.USES)


def stored(head: Head, *backlinks: Backlink) -> StoredPage:
    summary = PageSummary("practices/p", Kind.PRACTICE, "P", "/practices/p", "")
    return StoredPage(summary, head, "", (), "", 0, {}, backlinks)


def practice(*records: dict[str, str]) -> EntryHead:
    return EntryHead.model_validate({"title": "P", "used_by": records})


def test_the_summary_counts_each_use_once() -> None:
    """The line of the issue: five, two and one, though one stands on both sides; unknown ones don't count."""
    head = practice(
        {"organisation": "Leeds Council", "place": "Leeds, England", "outcome": "worked"},
        {"organisation": "Hull Trust", "place": "Hull", "outcome": "partly"},
        {"organisation": "York", "outcome": "worked"},
        {"organisation": "Bath", "place": "Bath"},
    )
    cases = [
        case("a", "The Leeds council", "Leeds, Yorkshire, England", "worked"),
        case("b", "Other name", "Hull", "partly"),
        case("c", "C", "Oslo, Norway", "worked"),
        case("d", "D", "Rome", "worked"),
        case("e", "E", "Lima", "worked"),
        case("f", "F", "Accra", "failed"),
        case("g", "G", "Bonn", "failed", archived=True),
    ]
    used = where_used(stored(head, *cases, Backlink(cases[0].page, Via.BODY)))
    assert used.summary == "worked in 5, partly in 2, failed in 1"
    assert len(used.uses) == 9, "two towns without country of the same name are not known to be one"
    assert [use.place for use in used.uses] == sorted((use.place for use in used.uses), key=str.casefold)


@pytest.mark.parametrize(
    ("record", "told", "uses"),
    [
        ({"organisation": "Trust", "place": "Hull"}, case("a", "trust", "Hull, England"), 1),
        ({"organisation": "Trust"}, case("a", "The Trust", "Hull"), 1),
        ({"organisation": "Partnership led by Trust", "place": "Hull"}, case("a", "Trust", "Hull"), 1),
        ({"organisation": "Trust", "place": "Hull"}, case("a", "Trust", "Leeds"), 2),
        ({"organisation": "Ward", "place": "Hull, England"}, case("a", "Trust", "Hull, Humberside, England"), 1),
        ({"organisation": "Ward", "place": "Hull, England"}, case("a", "Trust", "Hull, Canada"), 2),
        ({"organisation": "Ward", "place": "England"}, case("a", "Trust", "England"), 2),
    ],
)
def test_what_is_the_same_use(record: dict[str, str], told: Backlink, uses: int) -> None:
    """Names vary, and one country holds many uses."""
    assert len(where_used(stored(practice(record), told)).uses) == uses


def test_the_record_and_its_case_complete_each_other() -> None:
    """The record's own outcome counts, the case's where it names none; the page leads to the case."""
    told = case("a", "Trust", "Hull", "partly")
    [first] = where_used(stored(practice({"organisation": "Trust", "outcome": "failed"}), told)).uses
    [second] = where_used(stored(practice({"organisation": "Trust"}), told)).uses
    assert (first.outcome, second.outcome, second.place, second.page) == ("failed", "partly", "Hull", told.page)


def test_only_entries_are_used() -> None:
    """A domain has no such list, and no line."""
    assert where_used(stored(DomainHead(title="D"))).uses == ()
    assert where_used(stored(practice())).summary == ""
