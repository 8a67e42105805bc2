"""What readers of each kind of page come for: streams, topics with proofs, who is who, what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import pages

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library, indexed for words only."""
    toml = 'repository = "https://example.org/r"\nedit_url = "https://example.org/edit/{path}"\n'
    with small_site(tmp_path_factory.mktemp("kinds"), pages(), toml=toml, today=TODAY) as client:
        yield client


def links(page: BeautifulSoup, block: str) -> list[str]:
    """Return where the titles in a block lead."""
    return [a["href"] for a in page.select(f"section[aria-labelledby={block}] :is(h3, .rest-list) a")]


def test_a_practice_names_where_it_was_applied_with_what_came_of_it(reader: AuditedClient) -> None:
    """A case that builds on a practice stands on its page, failed or not."""
    used = reader.soup("/practices/huddle").select_one("section[aria-labelledby=_used]")
    assert [a["href"] for a in used.select(".uses a")] == ["/case-studies/leeds"]
    assert used.select_one(".block-intro").get_text() == "Failed in 1."
    assert "Did not work" in used.get_text()


def test_an_entry_states_outcome_stage_and_place_below_its_title(reader: AuditedClient) -> None:
    """Nobody has to read to the end, or look into a corner, to learn that it failed."""
    meta = reader.soup("/case-studies/leeds").select_one(".page-head .page-meta")
    assert [item.get_text(strip=True) for item in meta.select("li")] == [
        "Did not work", "Finished", "Leeds City Council", "Leeds",
    ]  # fmt: skip


def test_whom_to_ask_says_their_part_and_how(reader: AuditedClient) -> None:
    """People on an entry come with what they have to do with it and the way their policy allows."""
    page = reader.soup("/stories/plain")
    cards = {card.h3.a.get_text(): card.get_text(" ", strip=True) for card in page.select(".person")}
    assert "Wrote it" in cards["Ada Shah"]
    assert "ada@example.org" in cards["Ada Shah"]
    assert "Shy Lowe" not in cards, "who doesn't want to be recommended is credited, and not offered"


def test_an_entry_where_nothing_is_near_says_why(reader: AuditedClient) -> None:
    """An index for words only doesn't pretend that there is nothing like it."""
    block = reader.soup("/practices/huddle").select_one("section[aria-labelledby=_see-also]")
    assert "indexed for words only" in block.get_text()


def test_a_page_leads_to_where_it_is_edited(reader: AuditedClient) -> None:
    """The repository's address has the file's path in the place that kb.toml names."""
    tools = {a.get_text(): a["href"] for a in reader.soup("/case-studies/leeds").select(".tools a")}
    assert tools["Edit"] == "https://example.org/edit/case-studies/leeds.md"
    assert tools["Markdown"] == "/case-studies/leeds.md"


def test_a_domain_streams_what_is_in_it_by_kind(reader: AuditedClient) -> None:
    """Entries of each kind, communities, events to come and past, and who named it, each in a list of its own."""
    page = reader.soup("/domains/home")
    assert links(page, "_practices") == ["/practices/huddle"]
    assert links(page, "_case-studies") == ["/case-studies/leeds"]
    assert "/stories/plain" in links(page, "_stories")
    assert links(page, "_communities") == ["/communities/clerks"]
    assert links(page, "_past-events") == ["/events/past"]
    assert "/people/ada" in links(page, "_practitioners")
    assert "/people/cora" not in links(page, "_practitioners"), "coordinators have cards"
    assert page.select_one("link[type='application/atom+xml']")["href"] == "/feed.xml?domain=domains%2Fhome"


def test_an_empty_domain_says_that_it_is(reader: AuditedClient) -> None:
    """Nobody has to wonder whether the page is broken."""
    page = reader.soup("/domains/night")
    assert "No practice, case study or story" in page.select_one("section[aria-labelledby=_entries]").get_text()
    assert "Nobody has chosen yet" in page.select_one("section[aria-labelledby=_start]").get_text()
    assert "Nobody has mapped" in page.select_one("section[aria-labelledby=_issues]").get_text()
    assert "Nobody looks after this yet." in page.select_one("section[aria-labelledby=_coordinators]").get_text()


def test_topics_come_with_the_pages_that_prove_them(reader: AuditedClient) -> None:
    """What a person knows is worked out from what they took part in, and every topic leads to domain or tag."""
    topics = {
        topic.h3.a["href"]: [proof["href"] for proof in topic.select(".topic-proofs a")]
        for topic in reader.soup("/people/ada").select(".topics > li")
    }
    assert set(topics["/domains/home"]) == {"/stories/plain", "/events/past", "/case-studies/leeds"}
    assert topics["/tags/beds"] == ["/case-studies/leeds"]
    assert topics["/tags/Discharge"] == ["/stories/plain", "/case-studies/leeds"], "one tag, however it is written"
    assert "/tags/discharge" not in topics
    assert all(topics.values())
    proofs = reader.soup("/people/ada").select(".topic-proofs li")
    parts = {(proof.a["href"], proof.select_one(".note").get_text()) for proof in proofs}
    assert {
        ("/case-studies/leeds", "has done it"),
        ("/stories/plain", "wrote it"),
        ("/events/past", "spoke there"),
    } <= parts


def test_work_is_told_by_part(reader: AuditedClient) -> None:
    """What somebody did, wrote, used, spoke at and belongs to are different things."""
    page = reader.soup("/people/ada")
    assert links(page, "_as-practitioner") == ["/case-studies/leeds"]
    assert links(page, "_as-author") == ["/stories/plain"]
    assert links(page, "_events") == ["/events/call", "/events/past"]
    assert links(page, "_communities") == ["/communities/clerks"]
    assert links(reader.soup("/people/cora"), "_curates") == ["/collections/first"]


def test_who_is_not_to_be_suggested_still_has_a_page(reader: AuditedClient) -> None:
    """Their own page lists what names them; no other page suggests them."""
    assert links(reader.soup("/people/shy"), "_as-author") == ["/stories/plain"]
    for address in ("/search?q=huddle", "/tags/discharge", "/domains/home"):
        assert not reader.soup(address).select(".person a[href='/people/shy']")


def test_somebody_without_entries_is_told_so(reader: AuditedClient) -> None:
    """A newcomer's page is not a broken one."""
    assert "No entry in this library" in reader.soup("/people/noor").select_one("section[aria-labelledby=_work]").text


@pytest.mark.parametrize(
    ("day", "coming", "past"),
    [
        (date(2026, 12, 3), ["/events/call"], ["/events/past"]),
        (date(2026, 12, 4), [], ["/events/call", "/events/past"]),
        (date(2025, 1, 15), ["/events/past", "/events/call"], []),
    ],
)
def test_events_to_come_are_those_from_today_on(tmp_path: Path, day: date, coming: list[str], past: list[str]) -> None:
    """The next one comes first; on its day an event is still to come, the day after it is past."""
    with small_site(tmp_path, pages(), today=day) as reader:
        page = reader.soup("/communities/clerks")
        home = reader.soup("/")
    assert links(page, "_events") == coming
    assert links(page, "_past-events") == past
    assert [a["href"] for a in home.select("section[aria-labelledby=_events-heading] h3 a")] == coming


def test_an_event_says_when_in_one_line(reader: AuditedClient) -> None:
    """Weekday, day, from when to when, in which zone, and where; a bare day is not midnight."""
    assert reader.soup("/events/call").select_one(".page-when").get_text() == (
        "Thursday 3 December 2026, 14:00 to 15:30 (Europe/London), Online"
    )
    assert reader.soup("/events/past").select_one(".page-when").get_text() == "Wednesday 15 January 2025"


def test_a_smart_collection_shows_what_its_question_finds(reader: AuditedClient) -> None:
    """Without what is in it already, and without what its curator excluded; the question is shown and can be asked."""
    page = reader.soup("/collections/fresh")
    found = links(page, "_found")
    assert len(found) == 10
    assert not {"/stories/plain", "/practices/huddle", "/collections/fresh"} & set(found)
    assert page.select_one("section[aria-labelledby=_found] .more a")["href"] == "/search?q=huddle+beds"


@pytest.mark.parametrize("address", ["/", "/browse", "/collections/fresh", "/search?q=huddle&kind=collection"])
def test_an_example_of_any_kind_is_called_one(reader: AuditedClient, address: str) -> None:
    """A made-up collection is labelled wherever its title stands, as are people."""
    page = reader.soup(address)
    named = [
        a for a in page.select("main a[href='/collections/fresh']") if a.find_parent(["h2", "h3", "li", "article"])
    ]
    for link in named:
        assert link.find_parent(["li", "article", "div", "section"]).select_one(".label-example"), link
    assert page.select_one(".label-example") or not named


def test_an_entry_without_text_says_so(tmp_path: Path) -> None:
    """Somebody who wrote only a head gets a page that invites the rest."""
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: A\n---\n"}) as reader:
        assert "Nobody has written the text" in reader.soup("/stories/a").select_one(".page-empty").get_text()
