"""Asks that meet offers, and practitioners who are alike, as an index stores them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, Matches, Searcher
from indexer.statements import Statements
from kb.config import Config
from kb.errors import UnknownPageError
from tests.indexer.stand_ins import WordEncoder
from tests.indexer.test_keeping import assert_as_built_anew

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]

WARDS = "Frail patients wait on wards although nothing keeps them there except missing equipment at home."
DESK = "a morning at a busy front desk"


@pytest.fixture
def people(write: Write) -> None:
    """Ann asks for what Ben offers; both have done something near, and so has Cat, together with Ann."""
    write("people/ann", f"name: Ann\nasks: ['{DESK}', 'a horse']\nskills: [reading timetables of small railways]")
    write(
        "people/ben", f"name: Ben\noffers: ['{DESK}']\nrole: Clerk\ncontact: {{policy: public, email: b@example.org}}"
    )
    write("people/cat", "name: Cat\nskills: [small railways and their timetables]")
    write("stories/a", "people: [ann, cat]\ntags: [Key safes]\nplace: Leeds", WARDS)
    write(
        "stories/b", "title: Huddle\npeople: [{person: ben, role: practitioner}]\ntags: [key safes]\nplace: Hull", WARDS
    )


@pytest.mark.usefixtures("people")
def test_an_ask_meets_the_offer_on_both_pages(build: Build, opened: Open) -> None:
    """Both read both texts, and how to reach the other; what nobody offers isn't met."""
    build(WordEncoder(dimensions=256))
    searcher = opened()
    [offered] = searcher.matches("people/ann").offerers
    assert (offered.ask, offered.offer, offered.person.page.title) == (DESK, DESK, "Ben")
    assert (offered.person.role, offered.person.contact.email) == ("Clerk", "b@example.org")
    [asked] = searcher.matches("people/ben").askers
    assert (asked.ask, asked.person.page.title) == (DESK, "Ann")
    assert searcher.matches("people/cat") == Matches()
    with pytest.raises(UnknownPageError):
        searcher.matches("people/nobody")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("kept_back", ["recommendable: false", "status: archived"])
def test_who_keeps_back_is_on_nobodys_page(write: Write, build: Build, opened: Open, kept_back: str) -> None:
    """Neither as the other side of a match nor as somebody alike; nor is anything said on their own."""
    write("people/ben", f"name: Ben\noffers: ['{DESK}']\n{kept_back}")
    build(WordEncoder(dimensions=256))
    searcher = opened()
    for page in ("people/ann", "people/ben", "people/cat"):
        assert searcher.matches(page) == Matches()
        assert "Ben" not in {one.person.page.title for one in searcher.similar(page)}
    assert searcher.similar("people/ben") == ()


@pytest.mark.usefixtures("people")
def test_alike_by_near_entries_and_then_by_skills(build: Build, opened: Open) -> None:
    """The reason names what both worked on, with the two entries; one entry that both share is none."""
    build(WordEncoder(dimensions=256))
    ben, cat = opened().similar("people/ann")
    assert (ben.person.page.title, ben.reason) == ("Ben", "Both worked on Key safes.")
    assert (ben.own and ben.own.id, ben.theirs and ben.theirs.title, ben.role) == (
        "stories/a",
        "Huddle",
        "practitioner",
    )
    assert cat.person.page.title == "Cat", "whose only entry is Ann's, too"
    assert (
        cat.reason
        == "Knows about “small railways and their timetables”, near to “reading timetables of small railways”."
    )
    assert (cat.own, cat.theirs, cat.role) == (None, None, None)


@pytest.mark.usefixtures("people")
def test_without_a_model_nothing_is_said(build: Build, opened: Open) -> None:
    """Words alone match too much that is of no use."""
    build(None)
    searcher = opened()
    assert searcher.matches("people/ann") == Matches()
    assert searcher.similar("people/ann") == ()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("page", "head", "made"),
    [
        ("people/ann", "name: Ann\nasks: [a horse, a cart]", 1),
        ("people/ann", f"name: Anna\nasks: ['{DESK}']", 0),
        ("people/ben", f"name: Ben\noffers: ['{DESK}']\nrecommendable: false", 0),
        ("people/0", f"name: Zed\nasks: ['{DESK}']\noffers: [a horse, a horse, ' ']", 0),
        ("stories/b", "people: [cat]", 0),
        ("stories/c", "people: [ben]\ntags: [key safes]", 0),
    ],
)
def test_an_update_pairs_as_building_anew_does(
    config: Config, write: Write, build: Build, page: str, head: str, made: int
) -> None:
    """Whatever changed, and only texts that nobody said before are embedded."""
    encoder = WordEncoder()
    build(encoder)
    write(page, head, WARDS)
    again = WordEncoder()
    report = build(again)
    assert len(again.embedded) - report.embedded == made
    assert_as_built_anew(config)


def test_vectors_are_of_the_text_that_they_stand_for(tmp_path: Path) -> None:
    """Stored and read again, each text has its own; what nobody says any more is gone."""
    encoder = WordEncoder()
    first = Statements.of(["a horse", "a cart"], encoder, None)
    first.save(tmp_path)
    second = Statements.of(["a cart", "a cow"], encoder, Statements.open(tmp_path))
    assert encoder.embedded.count("a cart") == 1
    expected = encoder.encode_query("a cow") @ encoder.encode_query("a cart")
    cow, cart = second.of_texts(["a cow", "a cart"])
    assert cow @ cart == pytest.approx(expected, abs=2e-3)
    assert len(second.rows) == 2
