"""What questions admit, held to plain loops over a small library of random pages."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer import BuildReport, Facet, Query, Searcher, analysis
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
PAGES = 40
WORDS = "alder birch cedar elm fir hazel oak pine rowan willow".split()
PLACES = ["Leeds", "North York", "York", ""]
PEOPLE = ["people/ann", "people/bo"]
KINDS = {"practices": "practice", "stories": "story", "case-studies": "case-study"}


@pytest.fixture
def library(
    write: Write, build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> tuple[dict[str, dict[str, Any]], Searcher]:
    """Forty entries of random words and heads, by id, and a searcher over them."""
    choose = random.Random(7)
    write("domains/trees", "title: Trees")
    for person in PEOPLE:
        write(person, f"name: {person[-3:].strip('/').title()}", "Grows things.")
    pages = {}
    for number in range(PAGES):
        folder = choose.choice(list(KINDS))
        page = {
            "kind": KINDS[folder],
            "words": choose.choices(WORDS, k=choose.randint(2, 12)),
            "place": choose.choice(PLACES),
            "tags": choose.sample(["soil", "Water", "light"], k=choose.randint(0, 2)),
            "people": choose.sample(PEOPLE, k=choose.randint(0, 2)),
            "published": choose.choice(["2018-12-31", "2019-01-01", "2020-06-15", ""]),
        }
        page_id = f"{folder}/p{number:02}"
        head = [
            f"title: p{number:02}",
            f"place: '{page['place']}'",
            f"tags: {page['tags']}",
            "domains: [domains/trees]",
        ]
        head += [f"people: {page['people']}", f"published: {page['published']}" if page["published"] else ""]
        write(page_id, "\n".join(head), " ".join(page["words"]))
        pages[page_id] = page
    encoder = WordEncoder()
    build(encoder)
    return pages, opened(encoder)


def holds(page: dict[str, Any], phrase: str) -> bool:
    words, wanted = page["words"], phrase.split()
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def test_what_is_asked_for_equals_plain_loops(library: tuple[dict[str, dict[str, Any]], Searcher]) -> None:
    """Over 300 questions with phrases, exclusions, days and fields, just those pages are found that may be."""
    pages, searcher = library
    choose = random.Random(11)
    asked_for_nothing = 0
    for _ in range(300):
        asked: list[str] = []
        admitted = dict(pages)
        phrase = " ".join(choose.choices(WORDS, k=choose.choice([1, 2, 2])))
        if any(holds(page, phrase) for page in pages.values()):
            asked.append(f'"{phrase}"')
            admitted = {name: page for name, page in admitted.items() if holds(page, phrase)}
        if choose.random() < 0.5:
            word = choose.choice(WORDS)
            asked.append(f"-{word}")
            admitted = {name: page for name, page in admitted.items() if word not in page["words"]}
        if choose.random() < 0.3:
            asked.append("after:2019")
            admitted = {name: page for name, page in admitted.items() if page["published"] >= "2019"}
        if choose.random() < 0.3:
            asked.append("before:2019-01-01")
            admitted = {name: page for name, page in admitted.items() if "" < page["published"] < "2019-01-01"}
        if choose.random() < 0.3:
            asked += ["tag:WATER", "tag:light"]
            admitted = {name: page for name, page in admitted.items() if {"Water", "light"} & set(page["tags"])}
        if choose.random() < 0.3:
            asked.append("-place:york")
            admitted = {name: page for name, page in admitted.items() if page["place"] != "York"}
        if choose.random() < 0.3:
            asked.append("person:ann")
            admitted = {name: page for name, page in admitted.items() if "people/ann" in page["people"]}
        asked.append("kind:entries")
        choose.shuffle(asked)
        answer = searcher.search(Query(" ".join(asked), k=100))
        quoted = any(part.startswith('"') for part in asked)
        found = {hit.page.id for hit in answer.hits}
        assert found == set(admitted), (asked, quoted)
        assert answer.ignored == ()
        asked_for_nothing += not admitted
    assert 10 < asked_for_nothing < 250


def test_counts_are_what_each_value_would_leave(library: tuple[dict[str, dict[str, Any]], Searcher]) -> None:
    """With any filters chosen, a value's count is the number of results once it is the only one of its facet."""
    pages, searcher = library
    choose = random.Random(5)
    for _ in range(25):
        filters = {
            facet: tuple(choose.sample(values, k=choose.randint(0, 2)))
            for facet, values in ((Facet.KIND, list(KINDS.values())), (Facet.TAG, ["soil", "Water", "light"]))
        }
        text = choose.choice(["", f"{choose.choice(WORDS)} -{choose.choice(WORDS)}", "oak pine", "elm after:2019"])
        query = Query(text, filters=filters, k=100)
        answer = searcher.search(query)
        whole = {hit.page.id for hit in searcher.search(replace(query, filters={})).hits} if text else set(pages)
        expected = {
            name
            for name in whole
            if name in pages
            and (not filters[Facet.KIND] or pages[name]["kind"] in filters[Facet.KIND])
            and (not filters[Facet.TAG] or set(pages[name]["tags"]) & set(filters[Facet.TAG]))
        }
        if any(filters.values()):
            assert {hit.page.id for hit in answer.hits if hit.page.id in pages} == expected
        for facet, values in answer.facets.items():
            for value in values:
                only = replace(query, filters={**filters, facet: (value.value,)})
                assert searcher.search(only).total == value.count, (text, filters, facet, value)


def test_mistaken_values_are_said_and_not_filtered_by(library: tuple[dict[str, dict[str, Any]], Searcher]) -> None:
    """A place that no page has, typed into the question, leaves the rest of it to be answered."""
    _, searcher = library
    answer = searcher.search(Query("oak place:Ledes kind:cat", k=100))
    assert {ignored.text: ignored.why for ignored in answer.ignored} == {
        "place:Ledes": "no page has this place; the nearest is “Leeds”",
        "kind:cat": "no page has this kind; there are case-study, domain, person, practice, story",
    }
    assert answer.query.text == "oak place:Ledes kind:cat"
    assert [hit.page.id for hit in answer.hits] == [hit.page.id for hit in searcher.search(Query("oak", k=100)).hits]


def test_phrases_that_no_page_has_are_looked_for_as_words(
    library: tuple[dict[str, dict[str, Any]], Searcher],
) -> None:
    """One that is nowhere, and two that are never together, leave an answer by words, and are named."""
    _, searcher = library
    absent = next(
        f"{first} {second} {first}"
        for first, second in itertools.permutations(WORDS, 2)
        if not any(holds(page, f"{first} {second} {first}") for page in library[0].values())
    )
    answer = searcher.search(Query(f'"{absent}"'))
    assert [(ignored.text, ignored.why) for ignored in answer.ignored] == [
        (f"“{absent}”", "no page has these words in this order")
    ]
    assert answer.answered
    apart = next(
        (first, second)
        for first, second in itertools.combinations([f"{a} {b}" for a, b in itertools.permutations(WORDS, 2)], 2)
        if any(holds(page, first) for page in library[0].values())
        and any(holds(page, second) for page in library[0].values())
        and not any(holds(page, first) and holds(page, second) for page in library[0].values())
    )
    answer = searcher.search(Query(f'"{apart[0]}" "{apart[1]}"'))
    assert [ignored.why for ignored in answer.ignored] == ["no page has all of these"]
    assert answer.answered


def test_understood_moves_fields_into_filters_once(library: tuple[dict[str, dict[str, Any]], Searcher]) -> None:
    """What is understood becomes filters, in place of those chosen before for the same facet; the rest stays."""
    _, searcher = library
    query = searcher.understood(
        Query(
            'oak kind:Stories -elm "birch cedar" tag:water since:2019 person:Bo -tag:soil',
            filters={Facet.TAG: ("LIGHT",)},
        )
    )
    assert query.text == 'oak -elm "birch cedar" -tag:soil'
    assert query.filters == {Facet.KIND: ("story",), Facet.TAG: ("Water",), Facet.PERSON: ("people/bo",)}
    assert (query.after, query.before) == ("2019", "")
    assert searcher.understood(query) == query


@pytest.mark.parametrize(
    "text", ['"', "-", "kind:", '""""', "-" * 5000, 'tag:"' * 3000, "after:9999 before:0001", "\x00:\x00"]
)
def test_odd_questions_are_answered(library: tuple[dict[str, dict[str, Any]], Searcher], text: str) -> None:
    """Nothing raises, and what is said stays short."""
    answer = library[1].search(Query(text))
    assert sum(len(ignored.text) + len(ignored.why) for ignored in answer.ignored) < 4000
    assert analysis.terms(text) or not answer.answered


PIECES = [
    "kind:",
    "story",
    '"',
    "“",
    "-",
    "tag:",
    "Water",
    "place:york",
    "after:2019",
    "oak",
    " ",
    "(",
    ":",
    "person:Ann",
]


def test_understanding_twice_is_understanding_once(library: tuple[dict[str, dict[str, Any]], Searcher]) -> None:
    """The site understands a question for its links, and the engine once more: both see the same."""
    _, searcher = library
    choose = random.Random(3)
    for _ in range(1500):
        text = "".join(choose.choices(PIECES, k=choose.randint(1, 12)))
        query = searcher.understood(Query(text))
        assert searcher.understood(query) == query, text


def test_nobody_is_named_for_a_name_that_nobody_has(
    write: Write, build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> None:
    """Not even those who may be recommended: a list of people is a recommendation that nobody asked for."""
    write("people/quiet", "name: Quiet Person\nrecommendable: false", "Says little.")
    write("stories/a", "people: [people/quiet]", "Oak.")
    build()
    [ignored] = opened().search(Query("oak person:quite")).ignored
    assert (ignored.text, ignored.why) == ("person:quite", "no page has this person")
    assert [hit.page.id for hit in opened().search(Query("oak person:quiet")).hits] == ["stories/a"]


def test_phrases_run_on_from_no_part_to_the_next(
    write: Write, build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> None:
    """A title counts twice, and stands before headings and text: words on both sides of a seam are no phrase."""
    write("stories/a", "title: Oak and elm", "## Birch\n\nPine trees grow.")
    write("stories/b", "title: Other", "The elm oak walk, the elm birch walk, the birch pine walk.")
    build()
    searcher = opened()
    for phrase in ("elm oak", "elm birch", "birch pine"):
        assert [hit.page.id for hit in searcher.search(Query(f'"{phrase}"')).hits] == ["stories/b"]
    for phrase in ("oak elm", "birch", "pine trees"):
        assert "stories/a" in [hit.page.id for hit in searcher.search(Query(f'"{phrase}"')).hits]
