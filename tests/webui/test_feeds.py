"""Feeds of what is new: valid Atom, newest first, narrowed like a search, and silent about people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import etree

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import pages

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "stories/hostile.md"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the small library, with more dated stories than a feed holds, one with markup in its title."""
    more = {
        f"stories/s{number:02}.md": f"---\ntitle: S{number}\npublished: 2024-01-{number % 28 + 1:02}\n---\n\nHuddle.\n"
        for number in range(40)
    }
    more[HOSTILE] = "---\ntitle: '<b>&amp; ]]> \"x\"'\nsummary: 'A < \"i\" & b'\npublished: 2026-06-01\n---\n\nText.\n"
    with small_site(tmp_path_factory.mktemp("feeds"), pages() | more) as client:
        yield client


def feed(reader: AuditedClient, address: str = "/feed.xml") -> etree._Element:
    """Return a feed, which has to be well-formed and of Atom's type."""
    response = reader.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return etree.fromstring(response.data)


def titles(found: etree._Element) -> list[str]:
    """Return the titles of a feed's entries."""
    return [str(title) for title in found.xpath("a:entry/a:title/text()", namespaces=ATOM)]


ADDRESSES = ["/feed.xml", "/feed.xml?domain=domains/home", "/feed.xml?q=huddle&kind=story", "/feed.xml?tag=none&page=9"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_has_what_atom_requires(reader: AuditedClient, address: str) -> None:
    """RFC 4287: feed and entries have one id, title and moment with zone each, a feed its author and own address."""
    found = feed(reader, address)
    for element in (found, *found.xpath("a:entry", namespaces=ATOM)):
        for name in ("id", "title", "updated"):
            assert len(element.xpath(f"a:{name}", namespaces=ATOM)) == 1, name
        moment = datetime.fromisoformat(str(element.xpath("a:updated/text()", namespaces=ATOM)[0]))
        assert moment.tzinfo is not None
    assert found.xpath("a:author/a:name/text()", namespaces=ATOM)
    ids = [str(one) for one in found.xpath("//a:id/text()", namespaces=ATOM)]
    assert len(set(ids)) == len(ids)
    for href in [*ids, *map(str, found.xpath("//a:link/@href", namespaces=ATOM))]:
        assert urlsplit(href).netloc == "localhost", "addresses are absolute"
    assert found.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == ids[:1]


def test_the_newest_come_first_and_the_list_ends(reader: AuditedClient) -> None:
    """Thirty entries by day; each leads to its page."""
    found = feed(reader)
    moments = [str(one) for one in found.xpath("a:entry/a:updated/text()", namespaces=ATOM)]
    assert len(moments) == 30
    assert moments == sorted(moments, reverse=True)
    link = str(found.xpath("a:entry/a:link/@href", namespaces=ATOM)[0])
    assert reader.get(urlsplit(link).path).status_code == 200


def test_an_event_to_come_is_news_since_it_was_announced(client: AuditedClient) -> None:
    """Nothing in a feed is dated in the future: programs hide such entries, or never let go of them."""
    found = feed(client, "/feed.xml?kind=event")
    assert found.xpath("a:entry/a:updated/text()", namespaces=ATOM) == ["2026-11-25T00:00:00+00:00"]


def test_what_is_dated_ahead_is_no_news_of_the_future(tmp_path: Path) -> None:
    """A story with a day to come is in the feed since it was indexed, and an event since it was announced."""
    library = {
        "stories/ahead.md": "---\ntitle: Ahead\npublished: 2030-01-01\n---\n",
        "events/fair.md": "---\ntitle: Fair\nstart: 2030-05-01\npublished: 2026-10-01\n---\n",
        "events/late.md": "---\ntitle: Late\nstart: 2030-05-01\npublished: 2029-10-01\n---\n",
    }
    with small_site(tmp_path, library, today=date(2026, 11, 25)) as reader:
        found = feed(reader)
    moments = dict(zip(titles(found), found.xpath("a:entry/a:updated/text()", namespaces=ATOM), strict=True))
    created = found.xpath("a:updated/text()", namespaces=ATOM)[0]
    assert moments == {"Ahead": created, "Late": created, "Fair": "2026-10-01T00:00:00+00:00"}


@pytest.mark.parametrize("value", ["]]>", "&lt;", "<b>", '"', "\x00\x0b", "\ud800", "\ufffe", "a\r\nb", "日本", "%"])
def test_whatever_is_asked_stays_well_formed(reader: AuditedClient, value: str) -> None:
    """The question stands in the title, and the address in four places: no sign in it may end the feed early."""
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name in ("q", "tag", "place", "domain")])
    assert feed(reader, f"/feed.xml?{query}").xpath("a:title/text()", namespaces=ATOM)


def test_filters_and_questions_narrow_it(reader: AuditedClient) -> None:
    """What a search shows is what its feed follows, newest first."""
    assert titles(feed(reader, "/feed.xml?domain=domains/home&kind=story")) == ["A plain day"]
    assert titles(feed(reader, "/feed.xml?kind=event")) == ["Open call", "First call"]
    asked = titles(feed(reader, "/feed.xml?q=huddle"))
    assert "A plain day" in asked
    assert titles(feed(reader, "/feed.xml?q=zxqv+flumph")) == []


@pytest.mark.parametrize(
    "address", ["/feed.xml", "/feed.xml?kind=person", "/feed.xml?q=ada+shah", "/feed.xml?place=Leeds"]
)
def test_people_are_no_news(reader: AuditedClient, address: str) -> None:
    """Nobody learns from a feed that somebody has a page, also when it is asked for just that."""
    kinds = feed(reader, address).xpath("a:entry/a:category/@term", namespaces=ATOM)
    assert "person" not in kinds


def test_undated_pages_are_left_out(reader: AuditedClient) -> None:
    """A page without a date would be new again with every index."""
    assert titles(feed(reader, "/feed.xml?kind=practice")) == []


def test_markup_in_a_title_stays_text(reader: AuditedClient) -> None:
    """What readers' programs show is what the author typed, and can't become markup there."""
    found = feed(reader, "/feed.xml?kind=story")
    assert '<b>& ]]> "x"' in titles(found)
    assert 'A < "i" & b' in [str(text) for text in found.xpath("a:entry/a:summary/text()", namespaces=ATOM)]


def test_examples_are_called_examples(client: AuditedClient) -> None:
    """A feed reader shows no labels but the title."""
    assert "[Example] Example open call: who is missing from the room?" in titles(feed(client))


def test_every_page_offers_its_feed(reader: AuditedClient) -> None:
    """Feed readers find it by themselves: of the search, the domain, the tag, else of the library."""
    for address, expected in {
        "/": "/feed.xml",
        "/search?q=huddle&kind=story": "/feed.xml?q=huddle&kind=story",
        "/tags/beds": "/feed.xml?tag=beds",
        "/domains/home": "/feed.xml?domain=domains%2Fhome",
    }.items():
        link = reader.soup(address).select_one("link[rel=alternate]")
        assert link["href"] == expected
        feed(reader, expected)


def test_browsers_learn_to_search_here(client: AuditedClient) -> None:
    """The description names an absolute address with the place for the words."""
    found = etree.fromstring(client.get("/opensearch.xml").data)
    template = str(found.xpath("//*[local-name()='Url']/@template")[0])
    assert template == "http://localhost/search?q={searchTerms}"
    assert client.get(template.replace("{searchTerms}", "trust")).status_code == 200
