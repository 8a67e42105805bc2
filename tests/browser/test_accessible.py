"""What only a browser can tell: contrast, names, sizes, and that nothing runs off a small screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Window = Callable[..., Page]

SITE = {
    "home": "/",
    "ask": "/search",
    "results": "/search?q=getting+home+from+the+ward",
    "filtered": "/search?q=huddle&kind=case-study&place=Exampleton&sort=newest",
    "people": "/search?q=huddle&kind=person",
    "nothing": "/search?q=zxqv+flumph+quasar",
    "browse": "/browse",
    "tags": "/tags",
    "tag": "/tags/discharge",
    "places": "/places",
    "place": "/places/Exampleton",
    "kept": "/kept",
    "about": "/about",
    "help": "/help",
    "patterns": "/patterns",
    "error": "/nothing/here",
}
KINDS = {
    "practice": "/practices/huddle",
    "along": "/practices/huddle?in=collections/first",
    "case": "/case-studies/partly",
    "archived": "/stories/archived",
    "domain": "/domains/home",
    "person": "/people/ann",
    "team": "/people/team",
    "community": "/communities/ward",
    "collection": "/collections/first",
    "smart": "/collections/smart",
    "event": "/events/past",
}
PAGES = SITE | KINDS
# These are looked at in both themes on both widths, the others on a light desk and a dark phone.
BUSIEST = ("results", "practice", "domain")
SEEN = [(name, "light", 1280) for name in PAGES] + [(name, "dark", 390) for name in PAGES]
SEEN += [(name, theme, width) for name in BUSIEST for theme, width in (("dark", 1280), ("light", 390))]


def violations(page: Page) -> list[str]:
    """Return what axe finds against the page that is open, and make sure that it looked."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response
    assert {"color-contrast", "document-title"} <= {rule["id"] for rule in answer["passes"]}
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']]}" for rule in answer["violations"]
    ]


def keep(page: Page, *addresses: str) -> None:
    """Put pages on the list."""
    for address in addresses:
        page.goto(address)
        page.get_by_role("button", name="Keep this page").click()
        expect(page.get_by_role("button", name="remove this page from the list")).to_be_visible()


@pytest.mark.parametrize(("name", "theme", "width"), SEEN)
def test_axe_finds_nothing(window: Window, examples: str, name: str, theme: str, width: int) -> None:
    """No page breaks a rule of WCAG 2.2 AA that a program can check, in light and dark, on desk and phone."""
    page = window(examples, width, color_scheme=theme)
    page.goto(PAGES[name])
    assert violations(page) == []


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_a_full_list(window: Window, examples: str, theme: str, width: int) -> None:
    """The list of kept pages with its many buttons is as accessible as when it is empty."""
    page = window(examples, width, color_scheme=theme)
    keep(page, "/practices/huddle", "/people/ann", "/collections/first")
    page.goto("/kept")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_drawer(window: Window, examples: str, theme: str) -> None:
    """The open drawer of filters on a phone is as accessible as the page below it, and Escape closes it."""
    page = window(examples, 390, color_scheme=theme)
    page.goto(PAGES["results"])
    page.get_by_role("button", name="Filter results").click()
    drawer = page.get_by_role("complementary", name="Narrow down")
    expect(drawer).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()


def test_nothing_runs_off_a_small_screen(window: Window, examples: str) -> None:
    """At 320 pixels, which is also 400 % zoom on a desk, no page scrolls sideways."""
    page = window(examples, 320)
    for name, address in PAGES.items():
        page.goto(address)
        wide = page.evaluate(
            """[...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .filter(e => !e.closest(".table, pre, .visually-hidden, .skip"))
            .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert wide == [], name
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


_SEEN = """[...document.querySelectorAll("main :is(a, button, h1, h2, h3, dt, dd, p, summary)")]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.textContent.trim())
    .map(e => e.textContent.trim().replace(/\\s+/g, " "))"""


@pytest.mark.parametrize("name", ["home", "browse", "practice", "domain", "person", "collection", "event"])
def test_zooming_to_200_percent_loses_nothing(window: Window, examples: str, name: str) -> None:
    """Twice as large, on half the width, every text and every control of the page is still there."""
    wide = window(examples, 1280)
    wide.goto(PAGES[name])
    zoomed = window(examples, 640, device_scale_factor=2)
    zoomed.goto(PAGES[name])
    assert zoomed.evaluate(_SEEN) == wide.evaluate(_SEEN)


def test_targets_can_be_hit_with_a_thumb(window: Window, examples: str) -> None:
    """On a touch screen everything to press outside running text is at least 44 pixels high."""
    page = window(examples, 390, has_touch=True, is_mobile=True)
    keep(page, PAGES["practice"], PAGES["case"])
    for name in ("home", "results", "browse", "tags", "kept", "practice", "along", "domain", "person", "collection"):
        page.goto(PAGES[name])
        small = page.evaluate(
            """[...document.querySelectorAll("nav a, button, input[type=search], summary, .chip, .tag, .tool, " +
                ".examples a, .values a, .footer-links a, .choice, .button")]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 100) + " " + e.getBoundingClientRect().height)"""
        )
        assert small == [], name
