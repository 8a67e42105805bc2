"""Where a body names other pages: by hand, for every place in which no link can stand."""

from __future__ import annotations

import pytest

from kb.choices import Kind, Status
from kb.mentions import Mention, mentions
from kb.page import EntryHead, Head, Page, PersonHead


def page(page_id: str, title: str, body: str = "", head: Head | None = None, **values: object) -> Page:
    head = head or EntryHead.model_validate({"title": title, **values})
    return Page(page_id, Kind.PRACTICE, head, body, f"{page_id}.md", body_line=5)


PAGES = {
    one.id: one
    for one in (
        page("practices/housing", "Housing First", aliases=["Home at once"]),
        page("practices/teams", "Housing First teams"),
        page("practices/kanban", "Kanban"),
        page("practices/content", "content"),
        page("practices/old", "Ten Old Rules", status=Status.ARCHIVED),
        page("practices/one", "Same Name"),
        page("practices/two", "same name"),
        page("people/shy", "", head=PersonHead(title="Shy Person", recommendable=False)),
        page("people/ann", "", head=PersonHead(title="Ann Other")),
        page("practices/ö x", "Über uns alle"),
    )
}


def found(body: str, *linked: str) -> list[tuple[str, int, str]]:
    own = page("stories/own", "Own story here", body)
    return [(one.page, one.line, one.text) for one in mentions(own, {**PAGES, own.id: own}, linked)]


def test_a_title_an_alias_and_a_line() -> None:
    """The first place counts, in whatever case; the line is the file's, and the link leads there from the page."""
    body = "Nothing here.\nWe tried housing FIRST, and Housing First again.\n\nThen home at once: the same page."
    own = page("stories/own", "Own", body)
    assert mentions(own, PAGES, ()) == (
        Mention("practices/housing", 6, "housing FIRST", "[housing FIRST](../practices/housing.md)"),
    )
    assert found("Say “Home at once”!") == [("practices/housing", 5, "Home at once")]


def test_the_longer_name_counts() -> None:
    """Where one name holds another the page with the longer one is meant, and the other is found elsewhere."""
    body = "Our Housing First teams met.\n\nThey do Housing First."
    assert found(body) == [("practices/teams", 5, "Housing First teams"), ("practices/housing", 7, "Housing First")]


def test_words_end_where_words_end() -> None:
    """A name within a longer word is no name."""
    assert found("Rehousing first, housing firsthand.") == []
    assert found("Wir sind über uns alle froh.") == [("practices/ö x", 5, "über uns alle")]


def test_addresses_are_written_so_that_they_lead_there() -> None:
    """Spaces and letters beyond ASCII would end a Markdown address."""
    [mention] = mentions(page("stories/own", "Own", "über uns alle"), PAGES, ())
    assert mention.markdown == "[über uns alle](../practices/%C3%B6%20x.md)"


def test_one_word_alone_is_looked_at_closely() -> None:
    """“Kanban” is meant where it is written so within a sentence; a common word in small letters never is."""
    assert found("They use Kanban daily.") == [("practices/kanban", 5, "Kanban")]
    assert found("Kanban is used. They like kanban, and content.") == []


@pytest.mark.parametrize(
    "body",
    [
        "# About Housing First",
        "Housing First\n=============",
        "`Housing First` and ``a ` Housing First``",
        "```\nHousing First\n```",
        "~~~ text\nHousing First\n```\nHousing First\n~~~",
        "Text.\n\n    Housing First",
        "[Housing First](https://example.org/a_(b)) and ![Housing First](x.png)",
        "[why Housing First works][ref]",
        "[Housing First]",
        "<a href='x'>all\nHousing First</a>",
        "<!-- Housing First\nHousing First -->",
        '{{< card "Housing First" >}} <img alt="Housing First">',
        "https://example.org/housing-first, <https://housing/first>",
        "Housing",
        "Ten Old Rules, Same Name, Shy Person, Own story here",
    ],
)
def test_where_no_link_can_stand(body: str) -> None:
    """Headings, code, links, comments, HTML, addresses; archived, ambiguous, unwilling and the page itself."""
    assert found(body) == []


def test_pages_that_are_linked_are_left_out() -> None:
    """What the page links to already needs no second link; people who may be recommended are linked like pages."""
    body = "Housing First was new to Ann Other."
    assert found(body, "practices/housing") == [("people/ann", 5, "Ann Other")]


def test_a_fence_that_ends_lets_text_count_again() -> None:
    """Only what stands within it is code."""
    assert found("```\ncode\n```\nHousing First") == [("practices/housing", 8, "Housing First")]
