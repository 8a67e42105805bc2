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
    drawer.locator(".facet-value", has_text="trust").click()
    expect(page.locator(".facet-chosen", has_text="trust")).to_be_visible()
    expect(drawer).to_be_visible()
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


def test_without_script_no_button_is_dead(window: Window, live: str) -> None:
    """What needs a script is not shown where there is none; what doesn't is."""
    page = window(live, java_script_enabled=False)
    page.goto("/practices/mapping-important-issues")
    shown = page.get_by_role("list", name="What you can do with this page").get_by_role("listitem")
    assert [item.strip().split("\n")[0] for item in shown.all_inner_texts()] == ["Keep", "Markdown"]


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("/practices/convening-a-mixed-group", ".tools"),
        ("/collections/first-steps-for-a-coordinator", ".begin"),
        ("/kept", ".row-tools"),
    ],
)
def test_paper_has_what_paper_needs(window: Window, live: str, address: str, hidden: str) -> None:
    """In print there is nothing to press, black on white also from a dark screen, and links say where they lead."""
    page = window(live, color_scheme="dark")
    page.goto("/practices/convening-a-mixed-group")
    page.get_by_role("button", name="Keep this page").click()
    expect(page.get_by_role("button", name="remove this page from the list")).to_be_visible()
    page.goto(address)
    page.emulate_media(media="print")
    for selector in (hidden, ".masthead-nav", ".search-box", ".footer-links"):
        expect(page.locator(selector).first).to_be_hidden()
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    if page.locator(".prose a[href^=http]").count():
        after = page.locator(".prose a[href^=http]").first.evaluate("e => getComputedStyle(e, '::after').content")
        assert "http" in after
