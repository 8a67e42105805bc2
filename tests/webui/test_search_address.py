"""A search's address: reading it, changing it, writing it back; and the steps between pages of results."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import MultiDict

from indexer import Facet, Mode
from webui.search import pagination
from webui.search_params import PAGE_SIZE, SearchParams


def read(url: str) -> SearchParams:
    """Return the search that an address asks for."""
    return SearchParams.from_args(MultiDict(parse_qsl(urlsplit(url).query)))


def test_an_address_survives_being_read_and_written() -> None:
    """What is written can be read back, whatever the letters."""
    params = SearchParams("a & b? ü", Mode.KEYWORD, {Facet.TAG: ("x&y", "z=1"), Facet.PLACE: ("São Tomé",)}, 3)
    assert read(params.url()) == params


def test_choosing_a_filter_twice_is_not_choosing_it() -> None:
    """A facet's link takes its value away where it is already chosen, and only that value."""
    params = SearchParams("q").toggled(Facet.KIND, "practice").toggled(Facet.KIND, "story")
    assert params.filters == {Facet.KIND: ("practice", "story")}
    assert params.toggled(Facet.KIND, "practice").filters == {Facet.KIND: ("story",)}
    assert params.toggled(Facet.KIND, "practice").toggled(Facet.KIND, "story").filters == {}


def test_a_changed_filter_starts_again_on_page_one() -> None:
    """Page 3 of other results would be a random place."""
    params = SearchParams("q", page=3)
    assert params.toggled(Facet.TAG, "x").page == params.matching(Mode.DENSE).page == params.without_filters().page == 1


def test_pages_count_hits_from_zero() -> None:
    """Page 1 skips nothing, page 3 two pages of hits."""
    assert SearchParams("q").query().offset == 0
    assert SearchParams("q", page=3).query().offset == 2 * PAGE_SIZE


def test_the_steps_between_pages_leave_out_the_far_ones() -> None:
    """First, last and neighbours are shown, with one gap for each run that is left out."""
    steps = pagination(SearchParams("q", page=5), 10).steps
    assert [step and step[0] for step in steps] == [1, None, 4, 5, 6, None, 10]
    assert [step and step[0] for step in pagination(SearchParams("q"), 2).steps] == [1, 2]


def test_the_ends_have_no_way_beyond() -> None:
    """The first page has no previous, the last no next."""
    assert pagination(SearchParams("q"), 3).previous == ""
    assert pagination(SearchParams("q", page=3), 3).next == ""
