"""What scripts add: choices without a reload, copying and printing. Without them, nothing is missed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

Window = Callable[..., Page]

SEARCH = "/search?q=who+should+be+in+the+room"


def loaded_once(page: Page) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(page.evaluate("window.stayed === true"))


def test_a_filter_changes_results_and_address_without_a_reload(page: Page) -> None:
    """Results, title, address and announcement change; the focus stays where it was; back undoes it."""
    page.goto(SEARCH)
    before = page.get_by_role("heading", level=1).inner_text()
    page.evaluate("window.stayed = true")
    page.locator(".facet-value", has_text="partnership").click()
    expect(page.get_by_role("list", name="Chosen filters")).to_contain_text("partnership")
    assert page.url.endswith("&tag=partnership")
    after = page.get_by_role("heading", level=1).inner_text()
    assert after != before
    expect(page.get_by_role("status")).to_have_text(after)
    expect(page.locator(".facet-chosen", has_text="partnership")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(after)
    assert loaded_once(page)


def test_tabs_and_orders_too(page: Page) -> None:
    """A tab leads the focus to the heading of what it shows; an order keeps the tab."""
    page.goto(SEARCH)
    page.evaluate("window.stayed = true")
    page.get_by_role("navigation", name="Kinds of page").get_by_role("link", name="Practices").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("group", name="Order").get_by_role("link", name="Title").click()
    expect(page.locator(".choice[aria-current]")).to_have_text("Title")
    expect(page.locator(".tab[aria-current]")).to_contain_text("Practices")
    assert "kind=practice" in page.url
    assert "sort=title" in page.url
    assert loaded_once(page)


def test_the_drawer_stays_open_while_choosing(window: Window, live: str) -> None:
    """On a phone several filters can be chosen in a row, and Done shows the results."""
    page = window(live, 390)
    page.goto(SEARCH)
    page.get_by_role("button", name="Filter results").click()
    drawer = page.get_by_role("complementary", name="Narrow down")
    page.evaluate("window.stayed = true")
    for word in ("trust", "partnership"):
        drawer.locator(".facet-value", has_text=word).click()
        expect(page.locator(".facet-chosen", has_text=word)).to_be_focused()
        expect(drawer).to_be_visible()
    assert page.url.endswith("&tag=trust&tag=partnership")
    assert loaded_once(page)
    page.get_by_role("button", name="Done").click()
    expect(drawer).not_to_be_visible()


def _hold(waiting: list[Route], route: Route) -> None:
    waiting.append(route)


def test_the_last_of_quick_choices_counts(page: Page) -> None:
    """An earlier answer that arrives late doesn't overwrite the later one."""
    page.goto(SEARCH)
    waiting: list[Route] = []
    page.route(re.compile("kind=practice"), lambda route: _hold(waiting, route))
    tabs = page.get_by_role("navigation", name="Kinds of page")
    tabs.get_by_role("link", name="Practices").click()
    tabs.get_by_role("link", name="Domains").click()
    expect(page.locator(".tab[aria-current]")).to_contain_text("Domains")
    with page.expect_response(re.compile("kind=practice")):
        waiting[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator(".tab[aria-current]")).to_contain_text("Domains")
    assert "kind=domain" in page.url


def test_a_link_within_the_page_changes_no_results(page: Page) -> None:
    """Who skips to the content of the results gets there: nothing is fetched that would take the focus away."""
    page.goto(SEARCH)
    page.evaluate(
        """() => {
            const real = window.fetch;
            window.fetched = 0;
            window.fetch = (...what) => { window.fetched += 1; return real(...what); };
            window.followed = new Promise(resolve => addEventListener("hashchange", resolve));
        }"""
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.evaluate("() => window.followed.then(() => true)")
    expect(page.locator("#_main")).to_be_focused()
    assert page.evaluate("window.fetched") == 0


def test_what_a_script_cannot_do_the_link_does(page: Page) -> None:
    """Where an answer can't be swapped in, the browser goes there as it would without script."""
    page.goto(SEARCH)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no')); }")
    page.get_by_role("navigation", name="Kinds of page").get_by_role("link", name="Practices").click()
    page.wait_for_url("**kind=practice**")
    expect(page.locator(".hit-kind").first).to_contain_text("Practice")
    assert not loaded_once(page)


def test_a_link_in_a_new_tab_is_a_link_in_a_new_tab(page: Page) -> None:
    """Who presses Ctrl wants another tab, and gets it."""
    page.goto(SEARCH)
    with page.context.expect_page() as other:
        page.get_by_role("navigation", name="Kinds of page").get_by_role("link", name="Practices").click(
            modifiers=["Control"]
        )
    assert "kind=practice" in other.value.url
    assert page.url.endswith(SEARCH)


def test_the_address_is_copied_and_the_page_printed(window: Window, live: str) -> None:
    """The buttons do what they say, and say that it is done."""
    page = window(live, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/practices/mapping-important-issues")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_a_button_pressed_twice_gets_its_words_back(window: Window, live: str) -> None:
    """Who copies again before the thanks are gone doesn't leave a button that says “Copied” for ever."""
    page = window(live, permissions=["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/practices/mapping-important-issues")
    copy = page.locator("[data-do=copy]")
    for _ in range(2):
        copy.click()
        expect(copy).to_have_text("Copied")
        page.clock.run_for(1500)
    page.clock.run_for(5000)
    expect(copy).to_have_text("Copy link")


def test_without_script_no_button_is_dead(window: Window, live: str) -> None:
    """What needs a script is not shown where there is none; what doesn't is."""
    page = window(live, java_script_enabled=False)
    page.goto("/practices/mapping-important-issues")
    shown = page.get_by_role("list", name="What you can do with this page").get_by_role("listitem")
    assert [item.strip().split("\n")[0] for item in shown.all_inner_texts()] == [
        "Keep", "Markdown", "Edit", "I used this", "Report as outdated",
    ]  # fmt: skip


# What is for pressing or for going elsewhere.
_TO_PRESS = (
    "button, input:not([type=hidden]), summary, .masthead-nav, .contents, .filters, .tabs, .choices, .footer-links"
)
_PRESSABLE = f"""[...document.querySelectorAll("{_TO_PRESS}")]
    .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 100))"""
# Text that is lighter than #333, and grounds that are not white.
_COLOURED = """[...document.querySelectorAll("body, body *")]
    .filter(e => e.checkVisibility() && e.innerText?.trim())
    .filter(e => {
        const parts = value => value.match(/[\\d.]+/g).map(Number);
        const style = getComputedStyle(e), ground = parts(style.backgroundColor);
        const clear = ground.length === 4 && ground[3] === 0;
        const white = clear || Math.min(...ground.slice(0, 3)) === 255;
        return !white || Math.max(...parts(style.color).slice(0, 3)) > 0x33;
    })
    .map(e => e.outerHTML.slice(0, 100))"""
_ADDRESSES = """[...document.querySelectorAll("main a[href^=http]")].filter(e => e.checkVisibility())
    .map(e => [e.href, getComputedStyle(e, "::after").content])"""


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("/practices/huddle", "https://example.org/evaluation https://example.org/team"),
        ("/stories/first-day", "https://example.org/leaflet https://example.org/team"),
        ("/communities/ward", "https://example.org/join https://example.org/team"),
        ("/practices/huddle?in=collections/first", "https://example.org/evaluation https://example.org/team"),
        ("/collections/first", ""),
        ("/kept", ""),
        ("/search?q=huddle", "https://example.org/team"),
    ],
)
def test_paper_has_what_paper_needs(window: Window, examples: str, address: str, links: str) -> None:
    """In print there is nothing to press, black on white also from a dark screen, and links say where they lead."""
    page = window(examples, color_scheme="dark")
    page.goto("/practices/huddle")
    page.get_by_role("button", name="Keep this page").click()
    expect(page.get_by_role("button", name="remove this page from the list")).to_be_visible()
    page.goto(address)
    assert page.evaluate(_PRESSABLE)
    assert page.evaluate(_COLOURED)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(_PRESSABLE) == []
    assert page.evaluate(_COLOURED) == []
    shown = page.evaluate(_ADDRESSES)
    assert sorted({href for href, _ in shown}) == links.split()
    assert [href for href, after in shown if href not in after] == []
