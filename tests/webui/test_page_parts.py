"""The parts of a page: cut where a reader would stop, in a set order, each thing once, whatever its head holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.webui.conftest import AuditedClient, small_site
from tests.webui.every_kind import ADDRESSES, pages

ENTRIES = {
    "domains/full.md": "title: Full\noutcome: Beds for all.\nsummary: Short.\nissues: [{id: a, title: A}]",
    "people/ann.md": "title: Ann\ndomains: [domains/full, domains/other]",
    "domains/other.md": "title: Other",
    "collections/list.md": "title: List\npurpose: To begin with.\nsummary: Short.\nitems: [practices/p1, practices/p2]",
    **{f"practices/p{n}.md": f"title: P{n}\ndomains: [domains/full]\npublished: 2026-01-0{n}" for n in range(1, 7)},
    **{f"stories/s{n}.md": f"title: S{n}\ndomains: [domains/full]\npublished: 2026-01-0{n}" for n in range(1, 6)},
    **{f"events/e{n}.md": f"title: E{n}\nstart: 2025-01-0{n}\ndomains: [domains/full]" for n in range(1, 10)},
    "practices/facts.md": """title: Facts
summary: In one line.
domains: [domains/full]
issues: [a]
place: Leeds
people: [people/ann]
effort: {people: Two, time: An hour, cost: Nothing}
published: 2026-01-01
licence: CC0""",
}
WRONG = {
    "practices/p.md": "people: [practices/q, people/ann]\ndomains: [domains/d, stories/s]\nissues: [x]",
    "practices/q.md": "related: [{entry: people/ann, why: She knows.}]",
    "stories/s.md": "uses: [people/ann]\nused_by: [{organisation: X, person: practices/q}]",
    "people/ann.md": "contact: {policy: via-coordinator}\ndomains: [domains/d, stories/s]",
    "domains/d.md": "coordinators: [practices/q]\nstart_here: [people/ann, communities/c]",
    "communities/c.md": "coordinators: [stories/s]\nmembers: [practices/q]\ndomains: [people/ann]",
    "collections/k.md": "curator: practices/q\nitems: [domains/d, collections/k]\nquery: q",
    "events/e.md": "speakers: [practices/q]\nentries: [people/ann]\ncommunities: [practices/q]\nstart: 2026-01-01",
}


def text_of(heads: dict[str, str]) -> dict[str, str]:
    """Return the files of a library from the heads of its pages."""
    return {path: f"---\n{head}\n---\n\nWords.\n" for path, head in heads.items()}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a library with more in a domain than its page shows."""
    with small_site(tmp_path_factory.mktemp("parts"), text_of(ENTRIES)) as client:
        yield client


def titles(page: BeautifulSoup, block: str, where: str = ".page-list h3") -> list[str]:
    """Return the titles in a block."""
    return [title.get_text() for title in page.select(f"section[aria-labelledby={block}] {where}")]


def test_a_stream_is_cut_where_there_is_more(reader: AuditedClient) -> None:
    """The five newest of a kind, with the way to all where there are more than that, and only there."""
    page = reader.soup("/domains/full")
    assert titles(page, "_practices") == ["P6", "P5", "P4", "P3", "P2"]
    more = page.select_one("section[aria-labelledby=_practices] .more a")
    assert more.get_text() == "All 7 practices"
    assert reader.soup(more["href"]).select_one("h1").get_text() == "7 practices"
    assert titles(page, "_stories") == ["S5", "S4", "S3", "S2", "S1"]
    assert not page.select("section[aria-labelledby=_stories] .more")


def test_a_list_is_folded_and_not_cut(reader: AuditedClient) -> None:
    """Eight are seen at a glance; the rest is there for whoever unfolds it."""
    page = reader.soup("/domains/full")
    assert titles(page, "_past-events") == [f"E{number}" for number in range(9, 1, -1)]
    assert titles(page, "_past-events", ".rest-list a") == ["E1"]


def test_each_kind_begins_with_what_it_is_for(reader: AuditedClient) -> None:
    """A domain with its outcome, a collection with its purpose, all others with their summary; robots get that, too."""
    ledes = {
        "/domains/full": "Beds for all.",
        "/collections/list": "To begin with.",
        "/practices/facts": "In one line.",
    }
    for address, lede in ledes.items():
        assert reader.soup(address).select_one(".lede").get_text() == lede
    described = reader.soup("/domains/full").select_one("meta[name=description]")
    assert described["content"] == "Short."


def test_facts_stand_in_the_order_of_questions(reader: AuditedClient) -> None:
    """Where and what for, who, what it takes, and last how fresh it is; an issue follows its domain."""
    card = [fact.dt.get_text() for fact in reader.soup("/practices/facts").select(".fact")]
    assert card == [
        "Place", "Domain", "Issue", "People", "Who it takes", "Time", "Cost", "Published", "Licence",
    ]  # fmt: skip
    of_ann = [fact.dt.get_text() for fact in reader.soup("/people/ann").select(".fact")]
    assert of_ann == ["Domains"], "one of several"


def test_crumbs_lead_up(reader: AuditedClient) -> None:
    """Above a page stands the first of its domains, above a domain the list of all, above a tag the list of tags."""
    for address, above in {
        "/practices/p1": "/domains/full",
        "/domains/full": "/domains",
        "/people/ann": "/domains/full",
        "/collections/list": "/collections",
        "/places/Leeds": "/places",
    }.items():
        assert [a["href"] for a in reader.soup(address).select(".crumbs a")] == ["/", above]


def test_only_what_is_read_in_turn_is_numbered(tmp_path: Path) -> None:
    """The curator's order has numbers; what the authors of an entry point to has none."""
    heads = {
        "practices/a.md": "related: [practices/b]",
        "practices/b.md": "",
        "collections/c.md": "items: [practices/a]",
    }
    with small_site(tmp_path, text_of(heads)) as reader:
        assert not reader.soup("/collections/c").select(".noted-list-plain")
        assert reader.soup("/practices/a").select("section[aria-labelledby=_next] .noted-list-plain")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_links_here_is_said_once(every_kind: AuditedClient, address: str) -> None:
    """ "Mentioned by" has what no other part of the page has, or readers would take it for something new."""
    page = every_kind.soup(address)
    mentioned = {a["href"] for a in page.select("section[aria-labelledby=_backlinks] a")}
    ties = "_as-author _as-practitioner _used _events _coordinates _curates _communities _applied _collections"
    elsewhere = {a["href"] for name in ties.split() for a in page.select(f"section[aria-labelledby={name}] h3 a")}
    assert not mentioned & elsewhere


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of the library with a page of every kind."""
    with small_site(tmp_path_factory.mktemp("kinds"), pages()) as client:
        yield client


def test_a_reference_to_a_page_of_another_kind_breaks_nothing(tmp_path: Path) -> None:
    """A practice named as a person, a person as an entry: the pages stand, and every link on them leads somewhere."""
    with small_site(tmp_path, text_of({path: f"title: T\n{head}" for path, head in WRONG.items()})) as reader:
        for path in WRONG:
            assert reader.get(f"/{path.removesuffix('.md')}").status_code == 200
        assert not reader.soup("/communities/c").select(".person"), "a story looks after nothing"
        reader.crawl("/", "/search?q=words")
