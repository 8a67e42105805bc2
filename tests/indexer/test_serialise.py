"""Answers as plain values: nothing but what is named, and all of it JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import (
    BuildReport,
    Query,
    Searcher,
    answer_values,
    page_values,
    person_values,
    related_values,
    stats_values,
)
from tests.indexer.stand_ins import WordEncoder

KEYS = {
    "answer": "query filters after before mode answered total hits near_misses facets people quotes ignored expanded"
    " did_you_mean notice took_ms",
    "hit": "rank id kind title example url score snippet section reasons words missing nearest",
    "quote": "id title example url section text cosine",
    "explanation": "words alpha best answers results steps",
    "person": "id name url role organisation place example offers contact score reasons",
    "reason": "id title url role date snippet",
    "summary": "id kind title url summary organisation place stage outcome published reviewed archived example"
    " domains tags",
    "page": "head html contents source_path words linked backlinks problem",
    "stats": "generation created title pages entries people passages terms model runtime dimensions keyword_engine"
    " bytes sizes problems settings",
}


def keys(*names: str) -> set[str]:
    return {key for name in names for key in KEYS[name].split()}


def test_shapes_are_the_documented_ones(searcher: Searcher) -> None:
    """docs/json.md names these keys: adding one is a choice, losing one breaks whoever reads them."""
    answer = answer_values(searcher.search(Query("how to introduce people to each other")))
    assert answer.keys() == keys("answer")
    assert {frozenset(hit) for hit in answer["hits"]} == {frozenset(keys("hit"))}
    explained = answer_values(searcher.search(Query("introduce people")), explain=True)
    assert explained.keys() == keys("answer") | {"explanation"}
    assert explained["explanation"].keys() == keys("explanation")
    assert explained["explanation"]["steps"].keys() == {hit["id"] for hit in explained["hits"]}
    assert {frozenset(quote) for quote in answer["quotes"]} == {frozenset(keys("quote"))}
    assert {frozenset(person) for person in answer["people"]} == {frozenset(keys("person"))}
    assert answer["people"][0]["reasons"][0].keys() == keys("reason")
    assert {frozenset(value) for values in answer["facets"].values() for value in values} == {
        frozenset({"value", "label", "count"})
    }
    page = searcher.page("practices/mapping-important-issues")
    assert page_values(page).keys() == keys("summary", "page")
    assert related_values(searcher.related(page.summary.id)[0]).keys() == keys("summary") | {
        "score",
        "reasons",
        "relation",
        "by_author",
    }
    assert stats_values(searcher.stats()).keys() == keys("stats")


def test_all_values_are_plain(searcher: Searcher) -> None:
    """Nothing in them needs to be taught to JSON; kinds, modes and roles are their words."""
    answer = answer_values(searcher.search(Query("how to introduce people to each other")))
    assert json.loads(json.dumps(answer)) == answer
    assert {type(value) for value in answer["hits"][0].values()} == {int, str, float, list, bool, type(None)}
    assert answer["mode"] == "hybrid"
    page = page_values(searcher.page("domains/working-across-boundaries"))
    assert json.loads(json.dumps(page)) == page


@pytest.mark.parametrize(("policy", "shown"), [("public", "ann@example.org"), ("via-coordinator", ""), ("none", "")])
def test_an_address_is_given_under_a_public_policy_only(
    write: Callable[..., Path],
    build: Callable[..., BuildReport],
    opened: Callable[..., Searcher],
    word_encoder: WordEncoder,
    policy: str,
    shown: str,
) -> None:
    """Neither a recommendation nor the person's own page gives away what its policy keeps."""
    write("people/ann", f"name: Ann\ncontact: {{policy: {policy}, email: ann@example.org}}")
    write("stories/a", "people: [ann]", "Quokkas.")
    build(word_encoder)
    searcher = opened(word_encoder)
    person = person_values(searcher.people("quokkas")[0])
    assert person["contact"] == {"policy": policy, "url": "", "email": shown}
    assert page_values(searcher.page("people/ann"))["head"]["contact"] == person["contact"]


def test_snippets_are_safe_html(
    write: Callable[..., Path], build: Callable[..., BuildReport], opened: Callable[..., Searcher]
) -> None:
    """Markup in a page's text arrives as text, marks as elements."""
    write("stories/a", body="Use `<script>alert(1)</script>` & quokkas.")
    build()
    hit = answer_values(opened().search(Query("quokka")))["hits"][0]
    assert hit["snippet"] == "Use &lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>quokkas</mark>."
