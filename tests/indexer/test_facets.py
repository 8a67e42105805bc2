"""Filters and counts."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.asked import Facet
from indexer.facets import MAX_VALUES, FacetIndex
from indexer.results import FacetValue

ROWS = [
    (0, Facet.KIND, "practice"),
    (0, Facet.DOMAIN, "domains/health"),
    (0, Facet.TAG, "Trust"),
    (1, Facet.KIND, "practice"),
    (1, Facet.DOMAIN, "domains/housing"),
    (1, Facet.TAG, "trust"),
    (2, Facet.KIND, "story"),
    (2, Facet.DOMAIN, "domains/health"),
    (2, Facet.DOMAIN, "domains/housing"),
    (3, Facet.KIND, "story"),
]


@pytest.fixture
def facets() -> FacetIndex:
    return FacetIndex(ROWS, 4, {"domains/health": "Health and care"})


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        ({Facet.KIND: ("story",)}, [2, 3]),
        ({Facet.KIND: ("story", "practice")}, [0, 1, 2, 3]),
        ({Facet.DOMAIN: ("domains/health",), Facet.KIND: ("story",)}, [2]),
        ({Facet.DOMAIN: ("health", "housing")}, [0, 1, 2]),
        ({Facet.DOMAIN: ("HEALTH",)}, [0, 2]),
        ({Facet.TAG: ("TRUST",)}, [0, 1]),
        ({Facet.TAG: ("absent",)}, []),
        ({Facet.TAG: ("absent", "trust")}, [0, 1]),
        ({Facet.TAG: (), Facet.KIND: ("story",)}, [2, 3]),
    ],
)
def test_filters(facets: FacetIndex, filters: dict[Facet, tuple[str, ...]], passing: list[int]) -> None:
    """Any value within a facet, every facet; case and a domain's folder don't matter; unknown values pass nothing."""
    mask = facets.mask(filters)
    assert mask is not None
    assert np.flatnonzero(mask).tolist() == passing


@pytest.mark.parametrize("filters", [{}, {Facet.TAG: ()}])
def test_nothing_chosen_is_no_filter(facets: FacetIndex, filters: dict[Facet, tuple[str, ...]]) -> None:
    """No mask at all, so that an unfiltered search pays nothing."""
    assert facets.mask(filters) is None


def test_known_values(facets: FacetIndex) -> None:
    """A value is known in its own facet only, so that a mistyped filter can be reported."""
    assert facets.known(Facet.DOMAIN, "Health")
    assert facets.known(Facet.TAG, "tRust")
    assert not facets.known(Facet.TAG, "health")
    assert not facets.known(Facet.PLACE, "")


@pytest.mark.parametrize(
    ("facet", "typed", "spelt", "holders"),
    [
        (Facet.DOMAIN, " Health ", "domains/health", [0, 2]),
        (Facet.DOMAIN, "DOMAINS/HOUSING", "domains/housing", [1, 2]),
        (Facet.TAG, "tRUST", "Trust", [0, 1]),
        (Facet.TAG, "health", "health", []),
        (Facet.PLACE, "", "", []),
    ],
)
def test_one_address_for_every_spelling(
    facets: FacetIndex, facet: Facet, typed: str, spelt: str, holders: list[int]
) -> None:
    """Whatever finds pages leads to one spelling, a domain's last part to its id; what finds none stays as typed."""
    assert facets.spelling(facet, typed) == spelt
    assert facets.holders(facet, typed) == holders
    assert facets.known(facet, typed) is bool(holders)


def test_the_last_part_of_a_domain_is_no_value_of_its_own(facets: FacetIndex) -> None:
    """Counting and listing name each domain once, by its id, although it can be typed without its folder."""
    assert [value.value for value in facets.count(Facet.DOMAIN, np.arange(4))] == ["domains/health", "domains/housing"]


def test_a_facet_is_counted_in_full_where_that_is_asked_for() -> None:
    """The list of all tags is longer than the facet beside a search."""
    rows = [(page, Facet.TAG, f"t{page:03}") for page in range(MAX_VALUES + 5)]
    index = FacetIndex(rows, len(rows), {})
    assert len(index.count(Facet.TAG, np.arange(len(rows)), most=1000)) == MAX_VALUES + 5
    assert len(index.count(Facet.TAG, np.arange(len(rows)))) == MAX_VALUES


def test_counts_by_hand(facets: FacetIndex) -> None:
    """A page in two domains counts in both, a value once however it is spelt; most frequent first, ties by value."""
    assert facets.counts(np.array([0, 1, 2])) == {
        Facet.KIND: (FacetValue("practice", "practice", 2), FacetValue("story", "story", 1)),
        Facet.DOMAIN: (
            FacetValue("domains/health", "Health and care", 2),
            FacetValue("domains/housing", "domains/housing", 2),
        ),
        Facet.TAG: (FacetValue("Trust", "Trust", 2),),
    }
    assert facets.counts(np.array([], np.int64)) == {}


def test_counts_are_bounded() -> None:
    """Of a thousand tags the most frequent are listed."""
    rows = [(page, Facet.TAG, f"t{number:03}") for number in range(100) for page in range(100 - number)]
    counted = FacetIndex(rows, 100, {}).counts(np.arange(100))[Facet.TAG]
    assert [value.value for value in counted] == [f"t{number:03}" for number in range(MAX_VALUES)]


def test_spellings_that_differ_in_case_or_spaces_are_one_value() -> None:
    """What a facet counts is what its filter leaves, and it is shown as most people write it."""
    rows = [
        (0, Facet.TAG, "Wellbeing"),
        (1, Facet.TAG, "wellbeing"),
        (2, Facet.TAG, "wellbeing"),
        (2, Facet.TAG, "WELL being"),
    ]
    index = FacetIndex([*rows, (3, Facet.TAG, "well  being")], 4, {})
    counts = index.counts(np.arange(4))[Facet.TAG]
    assert [(value.value, value.count) for value in counts] == [("wellbeing", 3), ("WELL being", 2)]
    for value in counts:
        mask = index.mask({Facet.TAG: (value.value,)})
        assert mask is not None
        assert int(mask.sum()) == value.count


TYPED = [
    *((page, Facet.KIND, kind) for page, kind in enumerate(["practice", "case-study", "story", "person"])),
    *((page, Facet.PLACE, place) for page, place in enumerate(["Leeds", "North York", "West Yorkshire", "York"])),
    (0, Facet.STAGE, "under-way"),
    (1, Facet.OUTCOME, "too-early"),
    (2, Facet.TAG, "Café"),
    (2, Facet.PERSON, "people/ann-smith"),
    (3, Facet.PERSON, "people/bo-smith"),
]


@pytest.mark.parametrize(
    ("facet", "written", "found"),
    [
        (Facet.KIND, "Stories", ["story"]),
        (Facet.KIND, "case studies", ["case-study"]),
        (Facet.KIND, "people", ["person"]),
        (Facet.KIND, "entries", ["practice", "case-study", "story"]),
        (Facet.PLACE, "york", ["York"]),
        (Facet.PLACE, "north", ["North York"]),
        (Facet.PLACE, "yorkshire west", ["West Yorkshire"]),
        (Facet.STAGE, "under way", ["under-way"]),
        (Facet.OUTCOME, "early", ["too-early"]),
        (Facet.TAG, "cafe", ["Café"]),
        (Facet.PERSON, "ann-smith", ["people/ann-smith"]),
        (Facet.PERSON, "Bo Smith", ["people/bo-smith"]),
        (Facet.PERSON, "smith", ["people/ann-smith", "people/bo-smith"]),
        (Facet.PERSON, "jones", []),
        (Facet.PLACE, "?", []),
    ],
)
def test_values_are_found_by_what_people_type(facet: Facet, written: str, found: list[str]) -> None:
    """A value or its title in any number, case and accents; else all that have each of the words."""
    titles = {"people/ann-smith": "Ann Smith", "people/bo-smith": "Bo Smith"}
    index = FacetIndex(TYPED, 4, titles)
    assert list(index.matching(facet, written)) == found
    assert index.mask({facet: tuple(found)}) is None or all(index.known(facet, value) for value in found)


def test_people_are_filtered_by_and_not_counted() -> None:
    """A list of who appears most in an answer would be a recommendation that nobody asked to be in."""
    index = FacetIndex(TYPED, 4, {})
    assert Facet.PERSON not in index.counts(np.arange(4))
    mask = index.mask({Facet.PERSON: ("people/ann-smith",)})
    assert mask is not None
    assert mask.tolist() == [False, False, True, False]
