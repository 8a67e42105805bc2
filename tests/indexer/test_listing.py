"""Orders, counts and lists: what a reader chooses is what they get, in the order they asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indexer import BuildReport, Facet, Mode, Query, Searcher, Sort
from indexer.facets import COUNTED, MAX_VALUES
from kb.choices import Kind

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]

QUESTION = "who should be in the room"


@pytest.fixture
def stories(write: Write, build: Build, opened: Open) -> Searcher:
    """Thirty stories about otters, some on the same day, some without a date, titles in mixed case."""
    for number in range(30):
        day = f"published: 2026-01-{number % 7 + 1:02}" if number % 5 else ""
        title = f"{'otter' if number % 2 else 'Otter'} {number % 10}"
        write(f"stories/s{number:02}", f"title: {title}\n{day}\ntags: [t{number % 3}]", "Otters swim. " * (number + 1))
    build()
    return opened()


def everything(searcher: Searcher, sort: Sort, text: str = "otters", k: int = 7) -> list[tuple[str, str, str]]:
    """Return id, title and day of all results, page after page."""
    found = []
    while hits := searcher.search(Query(text, Mode.KEYWORD, {Facet.KIND: ("story",)}, k, len(found), sort)).hits:
        found += [(hit.page.id, hit.page.title, hit.page.published) for hit in hits]
    return found


@pytest.mark.parametrize("sort", Sort)
def test_pages_of_results_fit_together(stories: Searcher, sort: Sort) -> None:
    """Turning the pages shows each result once, in the order that one long page would have."""
    found = everything(stories, sort)
    assert len({page for page, *_ in found}) == len(found) == 30
    assert found == everything(stories, sort, k=100)


def test_newest_first_and_undated_last(stories: Searcher) -> None:
    """Days go down; what has no date comes after everything that has one; ties go to the smaller id."""
    found = everything(stories, Sort.NEWEST)
    assert [day for *_, day in found] == sorted((day for *_, day in found), reverse=True)
    for day in {day for *_, day in found}:
        same = [page for page, _, other in found if other == day]
        assert same == sorted(same)


def test_titles_pass_over_case(stories: Searcher) -> None:
    """`Otter 4` and `otter 5` are neighbours; pages of one title come by id, not in the order they were ranked in."""
    found = [(title.casefold(), page) for page, title, _ in everything(stories, Sort.TITLE)]
    assert found == sorted(found)
    assert len({title for title, _ in found}) == 10


@pytest.mark.parametrize("sort", Sort)
def test_ranks_count_what_is_shown(stories: Searcher, sort: Sort) -> None:
    """The number before a hit is its place in the list that was asked for, on the second page as on the first."""
    hits = stories.search(Query("otters", Mode.KEYWORD, k=5, offset=5, sort=sort)).hits
    assert [hit.rank for hit in hits] == [6, 7, 8, 9, 10]


def test_a_question_without_words_has_the_same_orders(stories: Searcher) -> None:
    """Browsing sorts as searching does, and without a wish it shows the newest first."""
    for sort in (Sort.NEWEST, Sort.TITLE):
        assert everything(stories, sort, text="") == everything(stories, sort)
    assert everything(stories, Sort.RELEVANCE, text="") == everything(stories, Sort.NEWEST)


def test_an_order_changes_nothing_else(searcher: Searcher) -> None:
    """Sorting by date neither adds results nor loses any, and the counts stay."""
    answers = [searcher.search(Query(QUESTION, k=100, sort=sort)) for sort in Sort]
    assert len({frozenset(hit.page.id for hit in answer.hits) for answer in answers}) == 1
    assert len({answer.total for answer in answers}) == 1
    assert answers[0].facets == answers[1].facets == answers[2].facets


CHOSEN: tuple[Mapping[Facet, tuple[str, ...]], ...] = (
    {Facet.KIND: ("practice",)},
    {Facet.KIND: ("domain", "event")},
    {Facet.TAG: ("trust",)},
    {Facet.KIND: ("practice",), Facet.TAG: ("trust", "convening")},
    {Facet.KIND: ("person",), Facet.TAG: ("trust",)},
    {Facet.DOMAIN: ("domains/working-across-boundaries",), Facet.PLACE: ("Example Borough",)},
)


@pytest.mark.parametrize("text", [QUESTION, ""])
@pytest.mark.parametrize("filters", CHOSEN, ids=str)
def test_a_count_is_what_choosing_the_value_gives(
    searcher: Searcher, filters: Mapping[Facet, tuple[str, ...]], text: str
) -> None:
    """In place of the chosen ones of its own facet, together with those of the others: also where nothing is left."""
    answer = searcher.search(Query(text, filters=filters))
    assert answer.facets
    for facet, values in answer.facets.items():
        for value in values:
            instead = {**filters, facet: (value.value,)}
            assert searcher.search(Query(text, filters=instead)).total == value.count, (facet, value)


Holders = Mapping[Facet, Mapping[str, frozenset[str]]]


@pytest.fixture(scope="session")
def holders(searcher: Searcher) -> Holders:
    """The ids of the pages that have each value, one page after another."""
    return {
        facet: {
            value.value: frozenset(page.id for page in searcher.pages_with(facet, value.value))
            for value in searcher.values_of(facet)
        }
        for facet in Facet
    }


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("text", [QUESTION, "trust between people", ""])
def test_counts_are_those_of_a_slow_oracle(searcher: Searcher, holders: Holders, text: str, mode: Mode) -> None:
    """Whichever value of whichever facet is chosen: every count is of the results that have the value, passing all
    filters but those of its own facet, and no value that would find something is missing."""
    kinds = tuple(holders[Facet.KIND])
    everywhere = {Facet.KIND: kinds}  # without words, only a filter lists anything
    found = {hit.page.id for hit in searcher.search(Query(text, mode, everywhere, k=1000)).hits}
    assert len(found) > 3
    for facet, values in holders.items():
        for chosen in values:
            filters = {Facet.KIND: kinds[:3], facet: (chosen,)}
            passing = {
                other: frozenset.union(*(holders[other][value] for value in picked))
                for other, picked in filters.items()
            }
            answer = searcher.search(Query(text, mode, filters))
            assert answer.total == len(found.intersection(*passing.values())), filters
            for counted in COUNTED:
                left = found.intersection(*(pages for other, pages in passing.items() if other is not counted))
                expected = {value: len(left & pages) for value, pages in holders[counted].items()}
                given = {value.value: value.count for value in answer.facets.get(counted, ())}
                assert len(given) == min(MAX_VALUES, sum(count > 0 for count in expected.values()))
                assert given == {value: expected[value] for value in given}, (filters, counted)
                least = min(given.values(), default=0)
                assert all(count <= least for value, count in expected.items() if value not in given)


def test_the_chosen_kinds_do_not_hide_the_others(searcher: Searcher) -> None:
    """Tabs keep their numbers, whichever is open."""
    counts = [
        searcher.search(Query(QUESTION, filters=filters)).facets[Facet.KIND]
        for filters in ({}, {Facet.KIND: ("practice",)}, {Facet.KIND: ("event",)})
    ]
    assert counts[0] == counts[1] == counts[2]
    assert len(counts[0]) > 1


@pytest.mark.parametrize("spelling", ["trust", "TRUST", "  Trust "])
def test_pages_with_a_value_are_found_in_any_spelling(searcher: Searcher, spelling: str) -> None:
    """The address of a tag works as people type it, and leads to how most pages write it."""
    assert [page.id for page in searcher.pages_with(Facet.TAG, spelling)]
    assert all("trust" in page.tags for page in searcher.pages_with(Facet.TAG, spelling))
    assert searcher.spelling(Facet.TAG, spelling) == "trust"
    assert searcher.pages_with(Facet.PLACE, spelling) == ()
    assert searcher.spelling(Facet.PLACE, spelling) == spelling


def test_all_values_are_listed_with_their_pages(searcher: Searcher) -> None:
    """However many there are: the list of all tags is not cut where the facet is."""
    values = searcher.values_of(Facet.TAG)
    assert len(values) > 20
    assert all(len(searcher.pages_with(Facet.TAG, value.value)) == value.count for value in values)
    assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)


def test_pages_with_a_value_come_newest_first(stories: Searcher) -> None:
    """Undated pages last, as when browsing; unlike a search, all of them, however many."""
    found = stories.pages_with(Facet.KIND, " STORY ")
    days = [page.published for page in found]
    assert len(found) == 30
    assert days == sorted(days, reverse=True)
    assert "" in days


@pytest.mark.parametrize("typed", ["working-across-boundaries", "Domains/Working-Across-Boundaries"])
def test_a_domain_is_found_by_the_last_part_of_its_id(searcher: Searcher, typed: str) -> None:
    """As its address is typed from memory; it is listed by its title, and counted once."""
    domain = "domains/working-across-boundaries"
    assert searcher.spelling(Facet.DOMAIN, typed) == domain
    assert searcher.pages_with(Facet.DOMAIN, typed) == searcher.pages_with(Facet.DOMAIN, domain) != ()
    [value] = searcher.values_of(Facet.DOMAIN)
    assert (value.value, value.label) == (domain, searcher.page(domain).summary.title)
    assert value.count == len(searcher.pages_with(Facet.DOMAIN, domain))


def test_a_facet_that_no_page_has_a_value_of_has_no_values(stories: Searcher) -> None:
    """Nothing, rather than an empty value that could be chosen."""
    assert stories.values_of(Facet.PLACE) == ()
    assert stories.pages_with(Facet.PLACE, "") == ()


def test_summaries_of_ids_that_are_gone_are_left_out(searcher: Searcher) -> None:
    """A kept list shows what is still there, in its own order."""
    wanted = ["practices/mapping-important-issues", "practices/gone", "people/example-coordinator"]
    assert list(searcher.summaries(wanted)) == [wanted[0], wanted[2]]
    assert searcher.summaries(wanted)[wanted[0]] == searcher.page(wanted[0]).summary
    assert searcher.summaries(["practices/gone", ""]) == searcher.summaries([]) == {}


def test_pages_speak_only_for_people_who_may_be_suggested(write: Write, build: Build, opened: Open) -> None:
    """Who opted out, or whose page is archived, is suggested by no list of pages; reasons quote the page's opening."""
    write("people/ann", "name: Ann")
    write("people/ben", "name: Ben\nrecommendable: false")
    write("people/cat", "name: Cat\nstatus: archived")
    write("stories/a", "people: [ann, ben, cat]", "Otters swim.\n\n## More\n\nThey do.")
    build()
    searcher = opened()
    [person] = searcher.people_of(["stories/gone", "stories/a"])
    assert person.page.id == "people/ann"
    assert [reason.page.id for reason in person.reasons] == ["stories/a"]
    assert "Otters swim." in person.reasons[0].snippet.text
    assert searcher.people_of([]) == ()


def test_the_first_pages_speak_loudest(write: Write, build: Build, opened: Open) -> None:
    """A list's order is its author's: who did what stands first comes first, whatever the numbers of the pages."""
    for name in ("ann", "ben", "cat"):
        write(f"people/{name}", f"name: {name}")
        write(f"stories/{name}", f"people: [{name}]", "Otters swim.")
    build()
    searcher = opened()
    pages = ["stories/cat", "stories/ann", "stories/ben"]
    assert [person.page.title for person in searcher.people_of(pages)] == ["cat", "ann", "ben"]
    assert [person.page.title for person in searcher.people_of(pages[::-1], k=2)] == ["ben", "ann"]


def test_a_library_without_embeddings_says_so(stories: Searcher, searcher: Searcher) -> None:
    """The site tells "nothing is near" from "nearness isn't known"."""
    assert not stories.knows_meaning
    assert searcher.knows_meaning
    assert stories.related("stories/s01") == ()


def test_backlinks_say_by_what(searcher: Searcher) -> None:
    """The collection's items are tied to it by being its items, and a domain's start by being that."""
    links = searcher.page("practices/mapping-important-issues").backlinks
    ways = {(link.page.kind, link.via.value) for link in links}
    assert {(Kind.COLLECTION, "items"), (Kind.DOMAIN, "start_here"), (Kind.PRACTICE, "body")} <= ways
