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
    "convene": "/convene",
    "room": "/convene?q=getting+home+from+the+ward",
    "contribute": "/contribute",
    "form": "/contribute/case-study",
    "person form": "/contribute/person",
    "outdated": "/contribute/outdated/events/past",
    "used": "/contribute/used/practices/huddle",
    "edit": "/contribute/edit/practices/huddle",
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
    "failed": "/case-studies/failed",
    "story": "/stories/first-day",
    "archived": "/stories/archived",
    "domain": "/domains/home",
    "person": "/people/ann",
    "team": "/people/team",
    "hidden": "/people/quiet",
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
    # Of rules that hold, the ids suffice: listing every element that keeps them takes a third of the time.
    options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    answer = Axe().run(page, options=options).response
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
    """At 320 pixels, which is also 400 % zoom on a desk, no page scrolls sideways, not even a full list."""
    page = window(examples, 320)
    for name, address in PAGES.items():
        if name == "kept":
            keep(page, PAGES["archived"], PAGES["person"])
        page.goto(address)
        assert page.evaluate(_STANDING_OUT) == [], name
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name


_STANDING_OUT = """[...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .filter(e => !e.closest(".table, pre, .visually-hidden, .skip"))
    .map(e => e.outerHTML.slice(0, 80))"""

# The button that opens the drawer of filters, and the one that closes it, are all that a small window adds.
_SEEN = """[...document.querySelectorAll("body :is(a, button, h1, h2, h3, dt, dd, p, summary)")]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.textContent.trim())
    .filter(e => !e.matches("[popovertarget]"))
    .map(e => e.textContent.trim().replace(/\\s+/g, " ")).sort()"""


def test_zooming_to_200_percent_loses_nothing(window: Window, examples: str) -> None:
    """Twice as large, on half the width, every text and every control of every page is still there."""
    wide, zoomed = window(examples, 1280), window(examples, 640, device_scale_factor=2)
    for name, address in PAGES.items():
        wide.goto(address)
        zoomed.goto(address)
        opener = zoomed.get_by_role("button", name="Filter results")
        if opener.count():
            opener.click()
            expect(zoomed.get_by_role("complementary", name="Narrow down")).to_be_visible()
        assert zoomed.evaluate(_SEEN) == wide.evaluate(_SEEN), name
        assert not zoomed.evaluate("document.documentElement.scrollWidth > innerWidth"), name


# Links in running text, among other words of their line, or in the card of facts are as high as their line.
_SMALL = """[...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")]
    .filter(e => e.checkVisibility() && !e.closest(".prose, .facts dd, .skip, [aria-hidden=true]"))
    .filter(e => {
        if (getComputedStyle(e).display !== "inline" || e.closest("h2, h3")) return true;
        let around = e;
        while (getComputedStyle(around).display.startsWith("inline")) around = around.parentElement;
        return around.textContent.trim() === e.textContent.trim();
    })
    .map(e => [e.matches("[type=radio], [type=checkbox]") && e.closest("label") || e, e.outerHTML.slice(0, 100)])
    .map(([e, html]) => [e.getBoundingClientRect(), html]) // a box is pressed with its label
    .filter(([box]) => box.width < 43.5 || box.height < 43.5)
    .map(([box, html]) => `${box.width} x ${box.height}: ${html}`)"""


def test_targets_can_be_hit_with_a_thumb(window: Window, examples: str) -> None:
    """On a touch screen everything to press outside running text is at least 44 pixels wide and high."""
    page = window(examples, 390, has_touch=True, is_mobile=True)
    keep(page, PAGES["practice"], PAGES["case"])
    small = {}
    for name, address in PAGES.items():
        page.goto(address)
        small[name] = page.evaluate(_SMALL)
        opener = page.get_by_role("button", name="Filter results")
        if opener.count():
            opener.click()
            small[f"{name}, the drawer"] = page.evaluate(_SMALL)
    assert {name: found for name, found in small.items() if found} == {}
