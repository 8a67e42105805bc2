"""The page of a practitioner names others: who asks for what they offer, who offers what they ask, who is alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from tests.indexer.stand_ins import WordEncoder
from tests.webui.conftest import AuditedClient, small_site

DESK = "a morning at a busy front desk"
MARKUP = "<script>alert(1)</script> & <b>bold</b> \"quoted\" 'words' {{ braces }}"
LONG = "endless " * 2_000
WARDS = "Frail patients wait on wards although nothing keeps them there except missing equipment at home."


def person(name: str, *, asks: list[str] = [], offers: list[str] = [], more: str = "") -> str:  # noqa: B006 - read only
    return f"---\nname: {name}\nasks: {_listed(asks)}\noffers: {_listed(offers)}\n{more}\n---\n\nHello.\n"


def _listed(texts: list[str]) -> str:
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


PAGES = {
    "domains/homes.md": "---\ntitle: Homes\ncoordinators: [cora]\n---\nText.\n",
    "people/cora.md": person("Cora", more="contact: {policy: public, email: cora@example.org}"),
    "people/ann.md": person("Ann", asks=[DESK], more="example: true\ncontact: {policy: none, email: ann@example.org}"),
    "people/ben.md": person("Ben", offers=[DESK], more="role: Clerk\norganisation: Hull Trust\ndomains: [homes]"),
    "people/shy.md": person("Shy", asks=[DESK], more="recommendable: false"),
    "people/gone.md": person("Gone", offers=[DESK], more="status: archived"),
    "people/eve.md": person("Eve <i>", asks=[MARKUP, LONG]),
    "people/fay.md": person("Fay", offers=[MARKUP, LONG]),
    "people/gus.md": person("Gus", asks=[f"thing number{n}" for n in range(200)]),
    **{f"people/hal{n}.md": person(f"Hal {n}", offers=[f"thing number{n}" for n in range(200)]) for n in range(6)},
    "stories/a.md": (
        f"---\ntitle: Key safes\npeople: [{{person: ann, role: practitioner}}]\ntags: [safes]\n---\n{WARDS}\n"
    ),
    "stories/b.md": f"---\ntitle: Huddle\npeople: [ben]\ntags: [safes]\nplace: Hull\n---\n{WARDS}\n",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of that library, in which the same words are near."""
    with small_site(tmp_path_factory.mktemp("pairs"), PAGES, encoder=WordEncoder(dimensions=256)) as client:
        yield client


def block(page: BeautifulSoup, name: str) -> str:
    found = page.select_one(f"section[aria-labelledby={name}]")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_offers_and_asks_are_told_on_both_pages_in_the_words_of_both(reader: AuditedClient) -> None:
    """With who the other is, whether only an example, and how to reach them under their own policy."""
    offerer, asker = reader.soup("/people/ben"), reader.soup("/people/ann")
    assert block(offerer, "_asked-for") == (
        f"Who asks for what is offered here Offered here {DESK} Asked for {DESK} "
        "Ann Example No way to make contact is given here."
    )
    assert block(asker, "_offered") == (
        f"Who offers what is asked for here Asked here {DESK} Offered {DESK} "
        "Ben Clerk, Hull Trust Ask a coordinator to introduce you: Homes"
    )
    assert block(asker, "_asked-for") == ""
    assert "ann@example.org" not in str(offerer)


def test_who_keeps_back_is_named_by_no_page(reader: AuditedClient) -> None:
    """Neither somebody who may not be recommended, nor somebody archived, though they say the very same."""
    for address in ("/people/ann", "/people/ben", "/people/shy", "/people/gone"):
        page = reader.soup(address)
        told = block(page, "_asked-for") + block(page, "_offered") + block(page, "_people")
        assert "Shy" not in told
        assert "Gone" not in told
    assert block(reader.soup("/people/shy"), "_offered") == ""


def test_similar_practitioners_come_with_both_entries(reader: AuditedClient) -> None:
    """What both worked on, what the other did there, and what it is near to; without a number that ranks anybody."""
    told = block(reader.soup("/people/ann"), "_people")
    assert "Ben Clerk, Hull Trust Both worked on safes. Wrote: Huddle Hull. Near to “Key safes”" in told
    assert not [character for character in told if character.isdigit()]


@pytest.mark.parametrize(("address", "name"), [("/people/eve", "_offered"), ("/people/fay", "_asked-for")])
def test_hostile_and_endless_texts_stay_texts(reader: AuditedClient, address: str, name: str) -> None:
    """Markup is shown as written, and what is endless is cut."""
    page = reader.soup(address)
    found = page.select_one(f"section[aria-labelledby={name}]")
    assert MARKUP in found.get_text()
    assert not found.select("script, b, i")
    lines = found.select(".matches > li")
    assert len(lines) == 2
    assert all(len(line.get_text()) < 1_000 for line in lines)


def test_of_two_hundred_asks_a_few_are_unfolded(reader: AuditedClient) -> None:
    """Two for each of the other people at most, and those after the first four behind a fold."""
    found = reader.soup("/people/gus").select_one("section[aria-labelledby=_offered]")
    lines = [line.select_one(".match-person a").get_text() for line in found.select(".matches > li")]
    assert sorted(lines) == sorted([f"Hal {n}" for n in range(6)] * 2)
    assert len(found.select("details .matches > li")) == len(lines) - 4


def test_without_matches_there_is_no_empty_block(reader: AuditedClient) -> None:
    """Somebody who says nothing of themselves has no headings about it."""
    page = reader.soup("/people/cora")
    assert block(page, "_asked-for") + block(page, "_offered") + block(page, "_people") == ""
