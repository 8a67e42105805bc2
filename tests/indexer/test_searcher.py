"""Answers from an index: of the small library with the real model, and of small libraries made for the case."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import indexer.encoders
import indexer.evidence
from indexer import (
    Answer,
    BuildReport,
    Facet,
    Mode,
    Query,
    Reason,
    Searcher,
    analysis,
)
from indexer.results import Tie
from kb.choices import ContactPolicy, Kind, Role
from kb.errors import UnknownPageError
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]

MAP = "practices/mapping-important-issues"
CONVENE = "practices/convening-a-mixed-group"
CONNECT = "practices/connecting-isolated-practitioners"
ELSEWHERE = "practices/bringing-ideas-from-elsewhere"
GIBBERISH = "zxqv blorptang wibble"


def ids(answer: Answer) -> list[str]:
    return [hit.page.id for hit in answer.hits]


# --- the small library ---


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("find out which questions our staff meet again and again", MAP),
        ("our team always comes up with the same three solutions", ELSEWHERE),
        ("somebody doing my job nearby whom I have never met", CONNECT),
        ("whom should we invite to a first meeting about a hard question", CONVENE),
    ],
)
def test_a_question_in_other_words_finds_the_practice(searcher: Searcher, question: str, expected: str) -> None:
    """Nobody knows the title of what they look for: without one of its words the right practice comes first."""
    answer = searcher.search(Query(question))
    first = answer.hits[0]
    assert set(analysis.terms(question)).isdisjoint(analysis.terms(first.page.title))
    assert first.page.id == expected
    assert answer.answered
    assert Reason.SIMILAR_MEANING in first.reasons


def test_an_exact_rare_word_is_found_and_marked(searcher: Searcher) -> None:
    """A name that the model knows nothing of is found by the word, in the passage that has it, and said to be."""
    answer = searcher.search(Query("Hargadon"))
    hit = answer.hits[0]
    assert hit.page.id == ELSEWHERE
    assert Reason.EXACT_WORDS in hit.reasons
    assert {hit.snippet.text[start:end] for start, end in hit.snippet.marks} == {"Hargadon"}


@pytest.mark.parametrize("mode", list(Mode))
def test_gibberish_is_not_answered(searcher: Searcher, mode: Mode) -> None:
    """Nothing is claimed to answer what means nothing; what comes nearest is set apart, and nobody is recommended."""
    answer = searcher.search(Query(GIBBERISH, mode))
    assert (answer.answered, answer.total, answer.hits, answer.people, answer.facets) == (False, 0, (), (), {})
    assert len(answer.near_misses) == (0 if mode is Mode.KEYWORD else 5)
    assert [hit.reasons for hit in answer.near_misses] == [()] * len(answer.near_misses)
    assert [ignored.why for ignored in answer.ignored] == ["no page has these words"]


def test_nobody_is_recommended_where_nothing_answers(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages near in meaning, but not near enough to answer, recommend nobody either."""
    question = "somebody doing my job nearby whom I have never met"
    assert searcher.people(question)
    monkeypatch.setattr(indexer.evidence, "answer_floor", lambda _: 0.9)
    assert searcher.people(question) == ()
    assert searcher.search(Query(question)).people == ()


@pytest.mark.parametrize("text", ["", "   ", "\x00", "?!"])
def test_an_empty_question_has_no_answer(searcher: Searcher, text: str) -> None:
    """Without words and without a filter there is nothing to list, and no error."""
    answer = searcher.search(Query(text))
    assert (answer.answered, answer.total, answer.hits) == (False, 0, ())


def test_people_come_with_reasons(searcher: Searcher) -> None:
    """Each has up to three pages that speak for them, with their part there and an extract."""
    people = searcher.search(Query("how to introduce people who work alone")).people
    assert {person.page.kind for person in people} == {Kind.PERSON}
    for person in people:
        assert 1 <= len(person.reasons) <= 3
        for reason in person.reasons:
            assert reason.role in {Role.PRACTITIONER, Role.CONTACT}
            assert reason.snippet.text
    coordinator = next(person for person in people if person.page.id == "people/example-coordinator")
    assert coordinator.reasons[0].page.id == CONNECT
    assert coordinator.contact.policy is ContactPolicy.PUBLIC
    assert coordinator.page.example
    assert people == searcher.people("how to introduce people who work alone")


def test_people_for_a_page_are_others_than_its_own(searcher: Searcher) -> None:
    """On a page by the coordinator only the link worker is suggested; on one that names both, nobody."""
    assert [person.page.id for person in searcher.people_for_page(MAP)] == ["people/example-link-worker"]
    assert searcher.people_for_page(CONVENE) == ()


def test_related_pages_have_reasons(searcher: Searcher) -> None:
    """What authors wrote comes first within its relation, in their words; each page once, the page itself never."""
    found = searcher.related(MAP, k=40)
    assert MAP not in {related.page.id for related in found}
    assert len({related.page.id for related in found}) == len(found)
    assert all(related.reasons[0] for related in found)
    head: Any = searcher.page(MAP).head
    by_id = {related.page.id: related for related in found}
    assert head.related
    for written in head.related:
        assert by_id[written.entry].reasons == (written.why,)
        assert (by_id[written.entry].relation.value, by_id[written.entry].by_author) == (written.relation.value, True)
    order = [list(Tie).index(related.relation) for related in found]
    assert order == sorted(order)
    assert len(searcher.related(MAP, k=2)) == 2


@pytest.mark.parametrize("question", ["how long does it take", "how do you know it works", "who needs to be there"])
def test_an_address_leads_to_a_heading_that_exists(searcher: Searcher, question: str) -> None:
    """The anchor of every hit is an id in the page's HTML, and the heading there is the section named."""
    answer = searcher.search(Query(question, k=20))
    anchored = [hit for hit in answer.hits if "#" in hit.url]
    assert anchored
    for hit in answer.hits:
        page, _, anchor = hit.url.partition("#")
        assert page == hit.page.url
        tree = html.fromstring(f"<div>{searcher.page(hit.page.id).html}</div>")
        if anchor:
            assert [" ".join(element.text_content().split()) for element in tree.xpath("//*[@id=$a]", a=anchor)] == [
                hit.section
            ]
        else:
            assert hit.section == ""


def test_one_question_has_one_answer(searcher: Searcher) -> None:
    """Asked again, everything but the time it took is equal: ranking, scores, people and counts."""
    answers = [searcher.search(Query("agree on what the problem is")) for _ in range(2)]
    first, second = (dataclasses.replace(answer, took_ms=0) for answer in answers)
    assert first == second


def test_pages_of_hits_fit_together(searcher: Searcher) -> None:
    """Paging shows each hit of the whole list once, under its rank, with one total and the same facets."""
    whole = searcher.search(Query("people who meet", k=100))
    assert whole.total == len(whole.hits) > 4
    parts = [searcher.search(Query("people who meet", k=2, offset=offset)) for offset in range(0, whole.total + 2, 2)]
    assert tuple(itertools.chain.from_iterable(part.hits for part in parts)) == whole.hits
    assert {part.total for part in parts} == {whole.total}
    assert all(part.facets == whole.facets for part in parts)
    assert [hit.rank for hit in whole.hits] == list(range(1, whole.total + 1))


def test_facets_count_the_whole_result(searcher: Searcher) -> None:
    """Counts are over all results, not the page shown, and choosing a value leaves just as many."""
    answer = searcher.search(Query("people who meet", k=1))
    kinds = {value.value: value.count for value in answer.facets[Facet.KIND]}
    assert sum(kinds.values()) == answer.total
    everything = searcher.search(Query("people who meet", k=100))
    assert kinds == {kind: sum(hit.page.kind.value == kind for hit in everything.hits) for kind in kinds}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_filter_leaves_only_what_it_names(searcher: Searcher, mode: Mode) -> None:
    """Every hit of a filtered search passes the filter, by either retriever."""
    answer = searcher.search(Query("example link worker or coordinator", mode, {Facet.KIND: ("person",)}))
    assert answer.mode is mode
    assert answer.total == 2
    assert {hit.page.kind for hit in answer.hits} == {Kind.PERSON}


def test_a_filter_that_leaves_no_result_shows_what_comes_near(searcher: Searcher) -> None:
    """The library answers, but nothing of the kind asked for does: that is said, with the nearest of that kind."""
    question = "people who see the problem differently"
    assert searcher.search(Query(question)).answered
    answer = searcher.search(Query(question, filters={Facet.KIND: ("person",)}))
    assert (answer.answered, answer.total, answer.hits, answer.people) == (False, 0, (), ())
    assert {hit.page.kind for hit in answer.near_misses} == {Kind.PERSON}


def test_an_unknown_filter_is_reported(searcher: Searcher) -> None:
    """A value that no page has finds nothing and says why, without an error."""
    answer = searcher.search(Query("people", filters={Facet.TAG: ("no-such-tag",)}))
    assert (answer.answered, answer.total, answer.near_misses) == (False, 0, ())
    assert ("tag: no-such-tag", "no page has this value") in {(i.text, i.why) for i in answer.ignored}


def test_a_filter_without_words_lists_all_it_names(searcher: Searcher) -> None:
    """Choosing a kind with an empty box browses: every page of it, no reasons, counts as usual."""
    answer = searcher.search(Query("", filters={Facet.KIND: ("practice",)}, k=100))
    assert answer.answered
    assert len(answer.hits) == answer.total == 5
    assert {hit.page.kind for hit in answer.hits} == {Kind.PRACTICE}
    assert {hit.reasons for hit in answer.hits} == {()}
    kinds = {value.value: value.count for value in answer.facets[Facet.KIND]}
    assert kinds == searcher.stats().pages, "the facet that is filtered by is counted as if it were not"


def test_stats_are_those_of_the_generation(searcher: Searcher) -> None:
    """Counts agree with what can be listed."""
    stats = searcher.stats()
    assert stats.pages == {"domain": 1, "person": 2, "practice": 5, "collection": 1, "community": 1, "event": 1}
    assert (stats.entries, stats.people) == (5, 2)
    assert (stats.model, stats.dimensions, stats.keyword_engine) == ("all-MiniLM-L6-v2", 384, "whoosh")
    assert stats.passages > 40
    assert stats.generation == searcher.generation
    assert len(searcher.pages_of_kind(Kind.PRACTICE)) == 5
    assert len(searcher.entries_in_domain("domains/working-across-boundaries")) == 5


@pytest.mark.parametrize("method", ["page", "related", "people_for_page"])
def test_an_unknown_page_is_an_error_that_helps(searcher: Searcher, method: str) -> None:
    """Every way to ask for a page names the ids that may have been meant."""
    with pytest.raises(UnknownPageError, match=r"Did you mean practices/mapping-important-issues\?"):
        getattr(searcher, method)("mapping-important-issues")


# --- small libraries ---


def test_nobody_is_recommended_against_their_will(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Who doesn't want it, and who is archived, is named on the page and suggested nowhere; the next one is."""
    write("people/ann", "name: Ann\nrecommendable: false")
    write("people/ben", "name: Ben\nstatus: archived")
    write("people/cat", "name: Cat\ncontact: {policy: none, email: cat@example.org}")
    write("stories/a", "people: [ann, ben, {person: cat, role: editor}]", "Quokkas at night.")
    write("stories/b", body="Quokkas by day.")
    build(word_encoder)
    searcher = opened(word_encoder)
    suggested = searcher.search(Query("quokkas")).people
    assert [(person.page.id, person.reasons[0].role) for person in suggested] == [("people/cat", Role.EDITOR)]
    assert (suggested[0].contact.policy, suggested[0].contact.email) == (ContactPolicy.NONE, "")
    assert [person.page.id for person in searcher.people("quokkas")] == ["people/cat"]
    assert [person.page.id for person in searcher.people_for_page("stories/b")] == ["people/cat"]
    assert {page.id for page in searcher.page("stories/a").linked.values()} == {
        "people/ann",
        "people/ben",
        "people/cat",
    }


def test_related_to_a_person_is_what_is_near_to_their_work(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Not what reads like their profile, and not what they wrote themselves; likewise for people near to them."""
    write("people/ann", "name: Ann", "Enjoys sailing boats.")
    write("people/ben", "name: Ben")
    write("stories/own", "title: Own\npeople: [ann]", "Quokkas quokkas at night.")
    write("stories/near", "title: Near\npeople: [ben]", "Quokkas quokkas by day.")
    write("stories/profile", "title: Profile", "Enjoys sailing boats.")
    build(word_encoder)
    searcher = opened(word_encoder)
    assert [related.page.id for related in searcher.related("people/ann")] == ["stories/near"]
    assert [person.page.id for person in searcher.people_for_page("people/ann")] == ["people/ben"]


def test_browsing_shows_the_newest_first(write: Write, build: Build, opened: Open) -> None:
    """Without words there is no ranking: pages come by date, undated ones last, ties by id; paging keeps the order."""
    for name, head in {"a": "", "b": "published: 2025-01-01", "c": "published: 2026-01-01", "d": ""}.items():
        write(f"stories/{name}", head)
    build()
    query = Query("", filters={Facet.KIND: ("story",)})
    assert ids(opened().search(query)) == ["stories/c", "stories/b", "stories/a", "stories/d"]
    assert ids(opened().search(dataclasses.replace(query, k=2, offset=1))) == ["stories/b", "stories/a"]


def test_archived_pages_are_found_and_said_to_be(write: Write, build: Build, opened: Open) -> None:
    """What was learned stays findable after its page is archived."""
    write("stories/a", "status: archived", "Quokkas.")
    build()
    hit = opened().search(Query("quokka")).hits[0]
    assert hit.page.archived


def test_a_page_is_hit_once_by_its_best_passage(write: Write, build: Build, opened: Open) -> None:
    """Ten sections with the word make one hit, that leads to the section saying most."""
    sections = [f"## Part {number}\n\nThe quokka. {'Other words. ' * 40}" for number in range(10)]
    sections[6] = f"## Part 6\n\nA quokka, quokkas and one more quokka. {'Other words. ' * 40}"
    write("stories/a", body="\n\n".join(sections))
    build()
    answer = opened().search(Query("quokka"))
    assert [(hit.page.id, hit.url, hit.section) for hit in answer.hits] == [
        ("stories/a", "/stories/a#part-6", "Part 6")
    ]


def test_a_hit_leads_to_the_heading_of_its_words_within_a_passage(write: Write, build: Build, opened: Open) -> None:
    """Short sections share a passage: the address is that of the section that has the words, here lists and all."""
    write("stories/a", body="## One\n\n- an item\n- one more\n\n## Two\n\n- quokkas\n\n## Three\n\nWombats live here.")
    build()
    hits = [opened().search(Query(word)).hits[0] for word in ("item", "quokka", "wombat")]
    assert [(hit.url, hit.section) for hit in hits] == [
        ("/stories/a#one", "One"),
        ("/stories/a#two", "Two"),
        ("/stories/a#three", "Three"),
    ]


def test_an_address_is_quoted(write: Write, build: Build, opened: Open) -> None:
    """Ids and headings in any script make addresses that a browser takes."""
    write("stories/größe & co", "title: T", f"{'Words first. ' * 50}\n\n## Über Quokkas\n\nQuokka. {'Other. ' * 50}")
    build()
    hit = opened().search(Query("quokka")).hits[0]
    assert hit.url.isascii()
    assert hit.url.startswith("/stories/gr%C3%B6%C3%9Fe%20%26%20co#")
