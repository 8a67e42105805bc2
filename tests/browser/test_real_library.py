"""Pages that people wrote without thinking of this site: none of them breaks its frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from kb.config import Config
from tests.browser.conftest import running

# The longest texts and titles, wide tables, code, many hundreds of links, no text at all.
PAGES = [
    "/",
    "/browse",
    "/search?q=accessibility",
    "/search?kind=person&sort=title",
    "/topics/content-strategy",
    "/authors/bbrantley",
    "/authors/18f-team",
    "/communities/agile-lean",
    "/events/2018/07/2018-07-20-plain-language-summit",
    "/events/2019/03/2019-03-13-managing-your-plain-language-career",
    "/guides/mobile-principles/principles-optimize-minify-compression",
    "/news/2014/11/2014-11-04-a-picture-is-worth-a-thousand-tokens-part-ii",
    "/news/2016/09/2016-09-14-the-data-briefing-harnessing-the-internet-of-things-and-synthetic-data-to-provide-better-"
    "flood-warnings-and-prevent-veterans-suicides",
]


@pytest.fixture(scope="module")
def digitalgov_site(digitalgov: Config) -> Iterator[str]:
    """The address of a running site over digital.gov."""
    with running(digitalgov) as address:
        yield address


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_runs_over(window: Callable[..., Page], digitalgov_site: str, width: int) -> None:
    """Nothing stands out of the window on a small phone or a desk, and no text lies over another's column."""
    page = window(digitalgov_site, width)
    for address in PAGES:
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        wide = page.evaluate(
            """[...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .filter(e => !e.closest(".table, pre, .visually-hidden, .skip"))
            .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert wide == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
        over = page.evaluate(
            """() => { const side = document.querySelector(".page-side"), main = document.querySelector(".page-main");
            if (!side || !main || innerWidth < 1024) return false;
            return main.getBoundingClientRect().right > side.getBoundingClientRect().left; }"""
        )
        assert not over, address
