"""Links in bodies: by path, id, former address, file name and site, and never to a page that nobody meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.links import LinkTargets, Target, page_url
from kb.page import Page

HERE = "guides/start/here.md"


@pytest.fixture
def targets(make_page: Callable[..., Page]) -> LinkTargets:
    """A library of six pages, published at example.org."""
    return LinkTargets(
        [
            make_page("guides/start/here"),
            make_page("guides/start/next step"),
            make_page("guides/other", path="guides/other/_index.md"),
            make_page("stories/2017/lessons", redirect_from=["/2017/old-lessons/", "blog/lessons.html"]),
            make_page("stories/index", path="stories/index/index.md"),
            make_page("people/ada"),
        ],
        "https://example.org/",
    )


@pytest.mark.parametrize(
    ("href", "page", "anchor"),
    [
        ("next%20step.md", "guides/start/next step", ""),
        ("./next step.md", "guides/start/next step", ""),
        ("../other/_index.md", "guides/other", ""),
        ("../other/", "guides/other", ""),
        ("../other", "guides/other", ""),
        ("../../stories/2017/lessons.md#what-we-learned", "stories/2017/lessons", "what-we-learned"),
        ("/stories/2017/lessons", "stories/2017/lessons", ""),
        ("stories/2017/lessons.md", "stories/2017/lessons", ""),
        ("stories/2017/lessons/?utm=1#a%20b", "stories/2017/lessons", "a b"),
        ("/2017/old-lessons", "stories/2017/lessons", ""),
        ("/blog/lessons.html", "stories/2017/lessons", ""),
        ("lessons.md", "stories/2017/lessons", ""),
        ("/news/2017/lessons.md", "stories/2017/lessons", ""),
        ("https://example.org/people/ada/", "people/ada", ""),
        ("https://example.org/2017/old-lessons/#x", "stories/2017/lessons", "x"),
        (" /people/ada ", "people/ada", ""),
        (".", "", ""),
    ],
)
def test_a_page_is_found_by_every_address_it_has(targets: LinkTargets, href: str, page: str, anchor: str) -> None:
    """Relative to the file or the library, with or without extension, as it was once or is elsewhere."""
    found = targets.resolve(href, HERE)
    assert (found.page, found.anchor) == (page, anchor)
    assert found.href == (page_url(page, anchor) if page else "")


@pytest.mark.parametrize(
    "href",
    ["nowhere.md", "../../../etc/passwd", "/", "?page=2", "", "lessons", "../x/index.md", "http-notes.md", "[x]:y//]"],
)
def test_what_leads_nowhere_has_no_address(targets: LinkTargets, make_page: Callable[..., Page], href: str) -> None:
    """Above all not to the folder's own page, or the one page that is called index: nobody meant those."""
    plain = LinkTargets([make_page("guides/start", path="guides/start/index.md"), make_page("guides/start/here")])
    assert plain.resolve(href, HERE) == Target("")
    assert targets.resolve(href, HERE).page == ""


@pytest.mark.parametrize(
    "href",
    [
        "https://example.com/people/ada",
        "https://example.org.evil.example/people/ada",
        "http://example.org:80/",
        "//cdn.example.net/x",
        "mailto:ada@example.org",
        "tel:+44",
        "https://example.org",
        "https://example.org/",
        "https://example.org/unknown?x=1#y",
    ],
)
def test_other_addresses_are_left_as_they_are(targets: LinkTargets, href: str) -> None:
    """A host that merely begins like the site's is another host; the site's front page is no page of the library."""
    assert targets.resolve(href, HERE) == Target(href)


def test_addresses_of_the_site_that_are_no_pages_lead_to_the_site(targets: LinkTargets) -> None:
    """The library in place holds some of a site's pages; links to the rest go where they always went."""
    assert targets.resolve("/about/us?x#y", HERE) == Target("https://example.org/about/us?x#y")


def test_anchors_of_the_same_page_are_left_to_the_page(targets: LinkTargets) -> None:
    """Only rendering knows its headings."""
    assert targets.resolve("#a%20b", HERE) == Target("#a%20b", anchor="a b")


def test_a_present_page_comes_before_a_former_address(make_page: Callable[..., Page]) -> None:
    """A page that took over an old address is meant by it now."""
    targets = LinkTargets([make_page("stories/new"), make_page("stories/moved", redirect_from=["/stories/new"])])
    assert targets.resolve("/stories/new", HERE).page == "stories/new"


def test_a_file_name_that_two_pages_share_is_not_guessed(make_page: Callable[..., Page]) -> None:
    """`report.md` could be either: the link dangles, and is reported."""
    targets = LinkTargets([make_page("stories/2016/report"), make_page("stories/2017/report")])
    assert targets.resolve("../report.md", HERE) == Target("")


def test_urls_are_quoted_and_slashes_are_not() -> None:
    """A blank, a hash or an accent in a file's name must not cut the address short."""
    assert page_url("stories/a b#c/é", "what: now") == "/stories/a%20b%23c/%C3%A9#what%3A%20now"
