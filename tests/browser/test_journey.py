"""What readers come for, done in a real browser, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

Window = Callable[..., Page]

QUESTION = "who should be in the room"
COLLECTION = "First steps for a coordinator"
WITHOUT = {"java_script_enabled": False, "has_touch": True}


def from_question_to_person(page: Page) -> None:
    """Go from results by way of a tab, a filter, an entry and its domain to a practitioner."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"results for “{QUESTION}”")
    expect(page.get_by_role("heading", name="People who may know")).to_be_visible()
    page.get_by_role("navigation", name="Kinds of page").get_by_role("link", name="Practices").click()
    expect(page.locator(".hit-kind").first).to_contain_text("Practice")
    opener = page.get_by_role("button", name="Filter results")
    if opener.is_visible():
        opener.click()
    page.locator(".facet-value", has_text="trust").click()
    chips = page.get_by_role("list", name="Chosen filters", include_hidden=True)
    expect(chips.get_by_text("trust")).to_be_visible()
    if page.locator("#_filters:popover-open").count():
        page.get_by_role("button", name="Done").click()

    page.locator(".hit-title a").first.click()
    expect(page.locator(".page-kind")).to_contain_text("Practice")
    page.get_by_role("region", name="Facts").get_by_role("link", name="Working across boundaries").click()
    expect(page.get_by_role("heading", name="Issue map")).to_be_visible()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_role("region", name="Coordinator").get_by_role("link", name="Example coordinator").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Example coordinator")
    expect(page.locator(".page-kind").get_by_text("Example", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Offers")).to_be_visible()
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("Get in touch")


def test_from_a_question_to_a_person(page: Page) -> None:
    """A practitioner gets from a question to somebody to ask, starting with the key "/"."""
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    from_question_to_person(page)


@pytest.mark.parametrize("options", [WITHOUT, {}], ids=["without script", "with script"])
def test_the_same_on_a_phone(window: Window, live: str, options: dict[str, bool]) -> None:
    """Everything works on a small screen, the drawer of filters included, also without script."""
    page = window(live, 390, **options)
    page.goto("/")
    page.get_by_role("searchbox").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    from_question_to_person(page)


@pytest.mark.parametrize("options", [WITHOUT, {}], ids=["without script", "with script"])
def test_from_browsing_along_a_collection(window: Window, live: str, options: dict[str, bool]) -> None:
    """Whoever looks around finds a collection, begins, and is led from page to page to its end and back."""
    page = window(live, 390, **options)
    page.goto("/")
    page.get_by_role("link", name="Browse").first.click()
    page.get_by_role("link", name=COLLECTION).click()
    page.get_by_role("link", name="Begin reading").click()
    for number in range(1, 5):
        bar = page.get_by_role("navigation", name="Reading path", exact=True)
        expect(bar).to_contain_text(f"{number} of 5")
        title = bar.locator("a[rel=next] .path-title").inner_text()
        page.get_by_role("navigation", name="Reading path, at the end").locator("a[rel=next]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="Back to the collection").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COLLECTION)


@pytest.mark.parametrize("script", [False, True])
def test_keeping_ordering_and_taking_along(window: Window, live: str, tmp_path: Path, script: bool) -> None:
    """Two pages are kept, put in order, exported and let go; with script the page is not loaded again for it."""
    page = window(live, java_script_enabled=script)
    for address in ("/practices/mapping-important-issues", "/practices/mediating-between-views"):
        page.goto(address)
        if script:
            page.evaluate("window.stayed = true")
        page.get_by_role("button", name="Keep this page").click()
        expect(page.get_by_role("button", name="remove this page from the list")).to_be_visible()
        assert page.url.endswith(address)
        if script:
            assert page.evaluate("window.stayed")
            expect(page.get_by_role("button", name="remove this page from the list")).to_be_focused()
    page.get_by_role("link", name="Kept 2 pages").click()
    titles = page.locator(".kept-list .item-title")
    expect(titles.first).to_have_text("Map the issues that matter to your community")
    page.get_by_role("button", name="Move up Mediate").click()
    expect(titles.first).to_have_text("Mediate between people who see the problem differently")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as a draft collection").click()
    download.value.save_as(tmp_path / "collection.md")
    text = (tmp_path / "collection.md").read_text(encoding="utf-8")
    assert text.index("practices/mediating-between-views") < text.index("practices/mapping-important-issues")
    for _ in range(2):
        page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_text("Nothing is kept yet.")).to_be_visible()
    expect(page.locator("#_kept-count")).to_be_empty()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    """The first press of Tab offers to skip to the content, visibly, and Enter does."""
    page.goto("/practices/mapping-important-issues")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#_main")).to_be_focused()


def test_a_journey_by_keyboard_alone(page: Page) -> None:
    """From the first page to a kept page with Tab, Enter and letters only, the focus visible at every stop."""

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            shown = focused.evaluate(
                """e => { const s = getComputedStyle(e), box = e.getBoundingClientRect();
                return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && box.width > 1; }"""
            )
            assert shown, focused.evaluate("e => e.outerHTML.slice(0, 120)")
            if name in (focused.inner_text() or focused.get_attribute("name") or ""):
                return
        raise AssertionError(f"{name} was not reached in 80 presses")

    page.goto("/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("results for")
    tab_to("Convene a mixed group")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Convene a mixed group around a wicked problem")
    tab_to("Keep")
    while "this page" not in page.locator(":focus").inner_text():
        tab_to("Keep")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="remove this page from the list")).to_be_focused()
    page.goto("/kept")
    expect(page.get_by_role("link", name="Convene a mixed group around a wicked problem")).to_be_visible()


def test_the_slash_is_left_to_those_who_type(page: Page) -> None:
    """Inside the box "/" is a letter."""
    page.goto("/search")
    page.get_by_role("searchbox").fill("and")
    page.get_by_role("searchbox").press("End")
    page.keyboard.type("/or")
    expect(page.get_by_role("searchbox")).to_have_value("and/or")
