"""What only a browser can tell: contrast, names, sizes, and that nothing runs off a small screen."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PAGES = {
    "home": "/",
    "ask": "/search",
    "results": "/search?q=who+should+be+in+the+room",
    "filtered": "/search?q=who+should+be+in+the+room&kind=practice&tag=partnership",
    "nothing": "/search?q=zxqv+flumph+quasar",
    "entry": "/practices/convening-a-mixed-group",
    "domain": "/domains/working-across-boundaries",
    "person": "/people/example-link-worker",
    "error": "/nothing/here",
}


def violations(page: Page) -> list[str]:
    """Return what axe finds against the page that is open, and make sure that it looked."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response
    assert {"color-contrast", "document-title"} <= {rule["id"] for rule in answer["passes"]}
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']]}" for rule in answer["violations"]
    ]


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(
    chromium: Browser, live: str, address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """No page breaks a rule of WCAG 2.2 AA that a program can check, on a light desk and a dark phone."""
    context = chromium.new_context(base_url=live, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address)
    found = violations(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_drawer(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The open drawer of filters on a phone is as accessible as the page below it, and Escape closes it."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(PAGES["results"])
    page.get_by_role("button", name="Filter results").click()
    drawer = page.get_by_role("complementary", name="Narrow down")
    expect(drawer).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_nothing_runs_off_a_small_screen(chromium: Browser, live: str, address: str) -> None:
    """At 320 pixels, which is also 400 % zoom on a desk, no page scrolls sideways."""
    context = chromium.new_context(base_url=live, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(address)
    wide = page.evaluate(
        """[...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .filter(e => !e.closest(".table, pre, .visually-hidden, .skip"))
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert wide == []
    assert not scrolls


def test_whatever_a_body_holds_stays_inside(page: Page) -> None:
    """Tables, code, words and titles without a break scroll in their own box or are broken."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/practices/mapping-important-issues")
    page.evaluate(
        """() => {
        const long = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerk".repeat(5);
        const cells = Array(9).fill("<td>a cell with words</td>").join("");
        document.querySelector("h1").textContent = long;
        document.querySelector(".prose").innerHTML =
            `<h2>${long}</h2><p>${long}</p><pre><code>${long}</code></pre><ul><li><code>${long}</code></li></ul>` +
            `<div class="table" tabindex="0"><table><tr>${cells}</tr></table></div><p><a href="#">${long}</a></p>`;
        document.querySelector(".fact dd").textContent = long;
        }"""
    )
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("address", [PAGES["home"], PAGES["results"], PAGES["entry"]])
def test_targets_can_be_hit_with_a_thumb(chromium: Browser, live: str, address: str) -> None:
    """On a touch screen everything to press outside running text is at least 44 pixels high."""
    size = {"width": 390, "height": 844}
    context = chromium.new_context(base_url=live, viewport=size, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    small = page.evaluate(
        """[...document.querySelectorAll("nav a, button, input[type=search], summary, .chip, .tag, .examples a")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 100) + " " + e.getBoundingClientRect().height)"""
    )
    context.close()
    assert small == []
