"""How entries are tied to each other: each rule by itself, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.relation_reasons import Names, reason_for, shortened
from indexer.relations import BY_FACTS_ALONE, SHOWN, WITH_MODEL, Floors, Near, chosen, nearest
from indexer.results import Tie
from indexer.shared_facts import Entry, Shared, entries_of, pairs_by_facts, shared_with, telling_practices
from kb.choices import Kind
from kb.page import DomainHead, EntryHead, Issue, Page


def one(value: object, dtype: type = np.float32) -> np.ndarray:
    return np.array([[value]], dtype)


def tie_of(*, floors: Floors = WITH_MODEL, **values: object) -> Tie | None:
    """The tie of one pair of cases, of which what isn't given is far or not shared."""
    given = {"page": 0.3, "problem": 0.1, "approach": 0.1, "told": True, "free": True, "practices": 0} | values
    cosines = {name: one(given[name]) for name in ("page", "problem", "approach")}
    near = Near(np.zeros((1, 1), np.int64), order=one(given["page"]), told=one(given["told"], np.bool_), **cosines)
    names = ("issue", "practice", "domain", "elsewhere", "other_place", "free")
    flags = {name: one(given.get(name, False), np.bool_) for name in names}
    found = chosen(near, Shared(practices=one(given["practices"], np.int8), **flags), floors)
    return found[0].tie if found else None


@pytest.mark.parametrize(
    ("values", "tie"),
    [
        ({}, None),
        ({"page": 0.49}, Tie.SEE_ALSO),
        ({"page": 0.47}, None),
        ({"page": 0.49, "free": False}, None),
        ({"page": 0.61, "elsewhere": True}, Tie.FROM_ELSEWHERE),
        ({"page": 0.59, "elsewhere": True}, Tie.SEE_ALSO),
        ({"page": 0.61, "elsewhere": True, "practices": 1}, Tie.FROM_ELSEWHERE),
        ({"page": 0.61, "elsewhere": True, "practices": 2}, Tie.SEE_ALSO),
        ({"page": 0.61, "elsewhere": False}, Tie.SEE_ALSO),
        ({"issue": True, "problem": 0.3}, Tie.OTHER_APPROACH),
        ({"issue": True, "problem": 0.27}, None),
        ({"issue": True, "problem": 0.6, "approach": 0.56}, None),
        ({"issue": True, "problem": 0.6, "practice": True}, None),
        ({"issue": True, "problem": 0.39, "practices": 1}, None),
        ({"issue": True, "problem": 0.41, "approach": 0.7, "practices": 2}, Tie.OTHER_APPROACH),
        ({"problem": 0.46, "approach": 0.4}, Tie.OTHER_APPROACH),
        ({"problem": 0.46, "approach": 0.43}, None),
        ({"problem": 0.46, "approach": 0.4, "told": False}, None),
        ({"problem": 0.46, "approach": 0.4, "practices": 1}, None),
        ({"other_place": True, "practice": True, "domain": True, "approach": 0.31}, Tie.OTHER_PLACE),
        ({"other_place": True, "practice": True, "domain": True, "approach": 0.29}, None),
        ({"other_place": True, "practice": True, "approach": 0.44}, None),
        ({"other_place": True, "practice": True, "approach": 0.46}, Tie.OTHER_PLACE),
        ({"other_place": False, "practice": True, "domain": True, "approach": 0.9}, None),
        ({"other_place": True, "issue": True, "approach": 0.56}, Tie.OTHER_PLACE),
        ({"other_place": True, "approach": 0.56}, None),
        ({"other_place": True, "approach": 0.63}, Tie.OTHER_PLACE),
    ],
)
def test_each_rule(values: dict[str, object], tie: Tie | None) -> None:
    """A hair above a floor counts, a hair below doesn't; a fact stands in for nearness only where the rule says so."""
    assert tie_of(**values) is tie


@pytest.mark.parametrize(
    ("values", "tie"),
    [
        ({"issue": True}, Tie.OTHER_APPROACH),
        ({"issue": True, "practice": True}, None),
        ({"practice": True, "other_place": True}, Tie.OTHER_PLACE),
        ({"domain": True}, None),
        ({"elsewhere": True}, None),
    ],
)
def test_facts_alone(values: dict[str, object], tie: Tie | None) -> None:
    """Without a model only what both name counts."""
    assert tie_of(floors=BY_FACTS_ALONE, page=0, problem=0, approach=0, told=False, **values) is tie


@pytest.mark.parametrize("seed", range(5))
def test_no_entry_is_tied_to_itself_or_twice(seed: int) -> None:
    """Whatever the numbers: each page in one list, lists no longer than they may be, and only of what is free."""
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    others = nearest(vectors)
    cosines = [random.random(others.shape).astype(np.float32) for _ in range(4)]
    flags = [random.random(others.shape) < 0.5 for _ in range(7)]
    near = Near(others, *cosines, told=flags[0])
    shared = Shared(*flags[1:6], practices=np.zeros(others.shape, np.int8), free=flags[6])
    found = chosen(near, shared)
    assert found
    assert all(item.entry != item.other for item in found)
    assert len({(item.entry, item.other) for item in found}) == len(found)
    for entry in range(60):
        own = [item for item in found if item.entry == entry]
        assert all(sum(item.tie is tie for item in own) <= most for tie, most in SHOWN.items())
        free = set(others[entry][shared.free[entry]].tolist())
        assert {item.other for item in own} <= free


def test_nearest_by_hand() -> None:
    """The nearest rows of each row, never itself; all others where there are few."""
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float32)
    assert nearest(vectors, 1).tolist() == [[1], [0], [1], [2]]
    assert nearest(vectors, 9).tolist() == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]
    assert nearest(vectors[:1]).shape == (1, 0)


def page(name: str, **values: object) -> Page:
    kind = Kind.PRACTICE if name.startswith("practices") else Kind.CASE_STUDY
    return Page(name, kind, EntryHead(title=name.split("/")[1], **values), "", "")  # type: ignore[arg-type]


DOMAIN = Page("d", Kind.DOMAIN, DomainHead(title="Homes", issues=(Issue(id="rent", title="Rent arrears"),)), "", "")
PAGES = [
    DOMAIN,
    page("cases/a", domains=("d",), issues=("rent",), uses=("practices/p",), place="Leeds"),
    page("cases/b", domains=("d",), issues=("rent",), place="leeds", outcome="failed"),
    page("cases/c", domains=("x",), issues=("rent",), uses=("practices/p",), place="Hull", outcome="worked"),
    page("cases/e", status="archived", organisation="Y", related=({"entry": "cases/a"},)),
    page("practices/p", organisation="X"),
]


def test_what_is_shared_by_name() -> None:
    """An issue is one of a domain; places are compared in whatever case, organisations where there is no place."""
    entries = entries_of(PAGES)
    others = np.tile(np.arange(5), (5, 1))
    shared = shared_with(entries, others)
    assert shared.issue[0].tolist() == [True, True, False, False, False]
    assert shared.practice[0].tolist() == [True, False, True, False, False]
    assert shared.elsewhere[0].tolist() == [False, False, True, False, False]
    assert shared.other_place[0].tolist() == [False, False, True, False, False]
    assert shared.other_place[3].tolist() == [False, False, False, False, True]
    assert shared.free[0].tolist() == [False, True, True, False, False], "not itself, archived, or what it applied"
    assert shared.free[3].tolist() == [False, True, True, False, True], "what its author names stands there already"
    assert shared.practices[0].tolist() == [0, 0, 0, 0, 1]
    assert pairs_by_facts(entries).tolist() == [[1, 2], [0, 1], [0, 2], [3, 3], [4, 4]]


def test_a_practice_that_everybody_applies_tells_nothing() -> None:
    """Ten in a hundred are few, and so are five of six; eleven in a hundred are not."""

    def telling(users: int, all_users: int) -> bool:
        uses = [("p",)] * users + [("q",)] * (all_users - users)
        entries = entries_of([page(f"cases/{n}", uses=use) for n, use in enumerate(uses)])
        return "p" in telling_practices(entries)

    assert (telling(5, 6), telling(6, 7), telling(10, 100), telling(11, 100)) == (True, False, True, False)


def test_reasons() -> None:
    """Facts before sentences, with place and outcome; a sentence where no fact says why."""
    a, b, c, _, p = entries_of(PAGES)
    names = Names.of({one.id: one for one in PAGES}, frozenset({"practices/p"}))

    def why(first: Entry, other: Entry, tie: Tie, quote: str = "") -> str:
        return reason_for(first, other, tie, names, quote)

    assert why(a, b, Tie.OTHER_APPROACH) == "On the same question, “Rent arrears”, by other means: it did not work."
    assert why(b, a, Tie.OTHER_APPROACH) == "On the same question, “Rent arrears”, by other means (“p”)."
    assert why(a, c, Tie.OTHER_PLACE) == "“p” in Hull: it worked."
    assert why(b, c, Tie.OTHER_PLACE, "They rang.") == "In a like way in Hull, where it worked: “They rang.”"
    assert why(c, a, Tie.FROM_ELSEWHERE, "They rang.") == "From “Homes”: “They rang.”"
    assert why(a, p, Tie.SEE_ALSO, "They rang.") == "“They rang.”"
    assert why(a, p, Tie.SEE_ALSO) == "Near in what it tells of."


@pytest.mark.parametrize(("length", "text"), [(20, "one two three"), (9, "one two…"), (8, "one two…"), (7, "one…")])
def test_shortened(length: int, text: str) -> None:
    """Cut at a word; the ellipsis counts."""
    assert shortened("one two  three", length) == text
