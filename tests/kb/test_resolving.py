"""Resolving: the marks on the models find every reference there is, without a list of fields kept elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from kb.choices import ENTRY_KINDS, Kind
from kb.page import HEADS, IssueRef, Ref
from kb.resolving import resolve_references

ENTRY = {
    "domains": ["d"],
    "issues": ["i"],
    "people": [{"person": "p"}],
    "uses": ["u"],
    "used_by": [{"organisation": "o", "person": "q"}],
    "related": [{"entry": "r"}],
}
REFERENCES: dict[Kind, dict[str, Any]] = {
    Kind.PRACTICE: ENTRY,
    Kind.CASE_STUDY: ENTRY,
    Kind.STORY: ENTRY,
    Kind.DOMAIN: {"coordinators": ["p"], "start_here": [{"entry": "e"}]},
    Kind.PERSON: {"domains": ["d"]},
    Kind.COMMUNITY: {"domains": ["d"], "coordinators": ["p"], "members": ["q"]},
    Kind.COLLECTION: {"curator": "p", "items": [{"entry": "e"}], "excluded": ["x"]},
    Kind.EVENT: {"communities": ["c"], "domains": ["d"], "speakers": ["p"], "entries": ["e"]},
}


@pytest.mark.parametrize("kind", Kind)
def test_every_reference_of_a_kind_is_looked_up_once_under_its_field(kind: Kind) -> None:
    """A reference that is not looked up would reach pages and search as a name that no page has."""
    asked: list[tuple[str, str]] = []

    def lookup(reference: str, mark: Ref | IssueRef, field: str) -> str:
        asked.append((field, reference))
        return reference.upper()

    head = HEADS[kind].model_validate({"title": "t", **REFERENCES[kind]})
    resolved = resolve_references(head, lookup)
    assert sorted(field for field, _ in asked) == sorted(REFERENCES[kind])
    written = resolved.model_dump(exclude_defaults=True, exclude={"title"})
    expected = head.model_dump(exclude_defaults=True, exclude={"title"})
    assert _lower(written) == _lower(expected)
    assert {reference.upper() for _, reference in asked} == _values(written) - {"o"}


@pytest.mark.parametrize("kind", Kind)
def test_dropped_references_take_their_row_with_them_but_not_more(kind: Kind) -> None:
    """A row without its reference says nothing; that Leeds used a practice stays true without the person."""
    head = HEADS[kind].model_validate({"title": "t", **REFERENCES[kind]})
    left = resolve_references(head, lambda *_: None).model_dump(exclude_defaults=True)
    assert left == ({"title": "t", "used_by": ({"organisation": "o"},)} if kind in ENTRY_KINDS else {"title": "t"})


def test_references_that_turn_out_to_mean_one_page_are_listed_once() -> None:
    """`web` and `The web` may both be written; the page would otherwise count twice."""
    head = HEADS[Kind.STORY].model_validate({"title": "t", "domains": ["b", "a", "B"], "uses": ["x", "y"]})
    resolved = resolve_references(head, lambda reference, _mark, field: "one" if field == "uses" else reference.lower())
    assert resolved.model_dump()["domains"] == ("b", "a")
    assert resolved.model_dump()["uses"] == ("one",)


def test_the_mark_says_which_kinds_may_be_meant() -> None:
    """`uses` takes practices only, `excluded` any page: the look-up is told."""
    marks: dict[str, Ref | IssueRef] = {}

    def lookup(reference: str, mark: Ref | IssueRef, field: str) -> str:
        marks[field] = mark
        return reference

    for kind in (Kind.STORY, Kind.COLLECTION):
        resolve_references(HEADS[kind].model_validate({"title": "t", **REFERENCES[kind]}), lookup)
    assert marks["uses"] == Ref((Kind.PRACTICE,))
    assert marks["people"] == marks["curator"] == marks["used_by"] == Ref((Kind.PERSON,))
    assert marks["related"] == Ref((Kind.PRACTICE, Kind.CASE_STUDY, Kind.STORY))
    assert marks["items"] == marks["excluded"] == Ref(tuple(Kind))
    assert marks["issues"] == IssueRef()


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lower(item) for key, item in value.items()}
    return tuple(map(_lower, value)) if isinstance(value, tuple) else str(value).lower()


def _values(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return set().union(*map(_values, inner)) if inner else {value}
