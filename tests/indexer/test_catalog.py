"""The catalog: what is written is read back, by number and by id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import BuildReport, IndexFolder
from indexer.asked import Facet
from indexer.catalog import Catalog
from indexer.results import Via
from kb.choices import Kind, Role
from kb.config import Config
from kb.errors import UnknownPageError
from kb.page import EntryHead

EVERY = ["domains/care", "practices/p", "stories/a"]


@pytest.fixture
def catalog(config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]) -> Iterator[Catalog]:
    """A library of two stories, a domain and a person, one story redirected from elsewhere."""
    write("domains/care", "title: Care")
    write("people/ann", "name: Ann")
    write("stories/b-side", "title: aardvark\nredirect_from: [/old/b/, other]\ntags: [x]", "See [a](a_side.md).")
    write("stories/a_side", "title: Zebra\ndomains: [care]\npeople: [ann]\npublished: 2026-02-03", "## How\n\nThus.")
    build()
    generation = IndexFolder(config.settings.index).open()
    found = Catalog(generation.folder)
    yield found
    found.close()
    generation.close()


def test_a_page_is_read_back_whole(catalog: Catalog) -> None:
    """Head, body, contents, and links both ways come back as they were."""
    page = catalog.page("stories/a_side")
    assert isinstance(page.head, EntryHead)
    assert page.head.people[0].person == "people/ann"
    assert page.summary.published == "2026-02-03"
    assert page.summary.domains == (("domains/care", "Care"),)
    link = '<a class="section-link" href="#how" rel="noopener">How</a>'
    assert page.html == f'<h2 id="how">{link}</h2>\n<p>Thus.</p>'
    assert page.markdown.strip() == "## How\n\nThus."
    assert [(item.anchor, item.title, item.level) for item in page.toc] == [("how", "How", 2)]
    assert set(page.linked) == {"domains/care", "people/ann"}
    assert [(link.page.id, link.via) for link in page.backlinks] == [("stories/b-side", Via.BODY)]
    assert [(link.page.id, link.via) for link in catalog.page("people/ann").backlinks] == [
        ("stories/a_side", Via.AUTHOR)
    ]


def test_belonging_to_a_domain_is_no_backlink(catalog: Catalog) -> None:
    """A domain with thousands of entries would otherwise list them all as pages that mention it."""
    assert catalog.page("domains/care").backlinks == ()


def test_each_way_that_ties_two_pages_is_a_backlink(
    config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]
) -> None:
    """Named in the head and linked in the text is two ties; a page has none to itself, and belonging stays none."""
    write("domains/care", "title: Care", "See [Care](care.md).")
    write("practices/p", "domains: [care]\nrelated: [practices/p]", "See [Care](../domains/care.md), and [p](p.md).")
    write("stories/a", "uses: [practices/p]\nrelated: [practices/p]", "By [p](../practices/p.md), [p](practices/p).")
    build()
    generation = IndexFolder(config.settings.index).open()
    found = Catalog(generation.folder)
    ties = {page: [(link.page.id, link.via) for link in found.page(page).backlinks] for page in found.numbers(EVERY)}
    found.close()
    generation.close()
    assert ties == {
        "domains/care": [("practices/p", Via.BODY)],
        "practices/p": [("stories/a", Via.BODY), ("stories/a", Via.RELATED), ("stories/a", Via.USES)],
        "stories/a": [],
    }


def test_ids_that_no_page_has_are_left_out(catalog: Catalog) -> None:
    """A list that a reader kept may name pages that are gone; the others keep their order."""
    wanted = ["stories/b-side", "gone", "people/ann", "\x00", "' OR 1"]
    assert list(catalog.numbers(wanted)) == ["stories/b-side", "people/ann"]


def test_places_by_title_pass_over_case(catalog: Catalog) -> None:
    """`aardvark` stands before `Ann`, as in any index, though capitals sort first in a computer."""
    places = catalog.places_by_title()
    names = {name: catalog.number(name) for name in ("stories/b-side", "people/ann", "domains/care", "stories/a_side")}
    assert [places[number] for number in names.values()] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("path", "expected"), [("old/b", "stories/b-side"), ("/other/", "stories/b-side"), ("nowhere", None), ("", None)]
)
def test_redirects(catalog: Catalog, path: str, expected: str | None) -> None:
    """A former address is known however its slashes are typed."""
    assert catalog.redirect(path) == expected


@pytest.mark.parametrize(
    ("page_id", "nearest"),
    [
        ("people/side", ("stories/a_side", "stories/b-side")),
        ("b-side", ("stories/b-side",)),
        ("stories/_", ("stories/a_side",)),
        ("%", ()),
        ("nothing-like-it", ()),
        ("", ()),
        ("stories/", ("stories/a_side", "stories/b-side")),
    ],
)
def test_an_unknown_id_names_the_nearest(catalog: Catalog, page_id: str, nearest: tuple[str, ...]) -> None:
    """Ids that hold the last part are offered; `%` and `_` in an id are themselves, not patterns."""
    with pytest.raises(UnknownPageError) as raised:
        catalog.page(page_id)
    assert raised.value.nearest == nearest


def test_pages_of_a_kind_come_by_title(catalog: Catalog) -> None:
    """Titles sort without regard to case, and a kind without pages is empty."""
    assert [page.title for page in catalog.pages_of_kind(Kind.STORY)] == ["aardvark", "Zebra"]
    assert catalog.pages_of_kind(Kind.EVENT) == []


def test_involvements_and_facets_are_by_number(catalog: Catalog) -> None:
    """Numbers mean the same page in every table."""
    part = catalog.involved()[0]
    assert (part.page, part.person) == (catalog.number("stories/a_side"), catalog.number("people/ann"))
    assert part.role is Role.AUTHOR
    domains = [(page, value) for page, facet, value in catalog.facets() if facet is Facet.DOMAIN]
    care = (catalog.number("domains/care"), catalog.number("stories/a_side"))
    assert sorted(domains) == [(number, "domains/care") for number in sorted(care)]


def test_passages_and_terms_fit_together(catalog: Catalog) -> None:
    """Every passage belongs to a page; a term's frequency counts passages; more summaries than one query takes work."""
    owners = catalog.passage_pages().tolist()
    assert sorted(set(owners)) == [0, 1, 2, 3]
    assert len(catalog.passage_digests()) == len(owners)
    assert catalog.passages([0])[0].page == owners[0]
    assert catalog.term("zebra") is not None
    assert catalog.term("unheard") is None
    assert set(catalog.summaries([*range(4)] * 300)) == {0, 1, 2, 3}
    assert catalog.summaries([]) == {}
