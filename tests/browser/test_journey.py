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
    expect(page.locator("#_q")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    from_question_to_person(page)


@pytest.mark.parametrize("options", [WITHOUT, {}], ids=["without script", "with script"])
def test_the_same_on_a_phone(window: Window, live: str, options: dict[str, bool]) -> None:
    """Everything works on a small screen, the drawer of filters included, also without script."""
    page = window(live, 390, **options)
    page.goto("/")
    page.locator("#_q").fill(QUESTION)
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


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_keeping_ordering_and_taking_along(window: Window, live: str, tmp_path: Path, script: bool) -> None:
    """Two pages are kept, put in order, exported and let go; with script no page is loaded again for it."""
    page = window(live, java_script_enabled=script)

    def go(address: str) -> None:
        page.goto(address)
        if script:
            page.evaluate("window.stayed = true")

    def stayed() -> bool:
        return not script or bool(page.evaluate("window.stayed === true"))

    for address in ("/practices/mapping-important-issues", "/practices/mediating-between-views"):
        go(address)
        page.get_by_role("button", name="Keep this page").click()
        kept = page.get_by_role("button", name="remove this page from the list")
        expect(kept).to_be_visible()
        assert page.url.endswith(address)
        assert stayed()
        if script:
            expect(kept).to_be_focused()
    expect(page.get_by_role("link", name="Kept 2 pages")).to_have_attribute("href", "/kept")
    go("/kept")
    titles = page.locator(".kept-list .item-title")
    expect(titles.first).to_have_text("Map the issues that matter to your community")
    page.get_by_role("button", name="Move up Mediate").click()
    expect(titles.first).to_have_text("Mediate between people who see the problem differently")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as a draft collection").click()
    download.value.save_as(tmp_path / "collection.md")
    text = (tmp_path / "collection.md").read_text(encoding="utf-8")
    assert text.startswith("---\n")
    assert text.index("practices/mediating-between-views") < text.index("practices/mapping-important-issues")
    page.get_by_role("button", name="Remove Map").click()
    expect(titles).to_have_count(1)
    page.get_by_role("button", name="Remove Mediate").click()
    expect(page.get_by_text("Nothing is kept yet.")).to_be_visible()
    expect(page.locator("#_kept-count")).to_be_empty()
    assert stayed()


def test_moving_up_twice_needs_no_search_for_the_button(window: Window, examples: str) -> None:
    """By keyboard the focus goes along with a page that is moved up, and to the heading when it has arrived."""
    page = window(examples)
    for address in ("/practices/huddle", "/people/ann", "/collections/first"):
        page.goto(address)
        page.get_by_role("button", name="Keep this page").click()
        expect(page.get_by_role("button", name="remove this page from the list")).to_be_visible()
    page.goto("/kept")
    titles = page.locator(".kept-list .item-title")
    page.get_by_role("button", name="Move up Example collection").focus()
    page.keyboard.press("Enter")
    expect(titles.nth(1)).to_have_text("Example collection for the first week")
    expect(page.get_by_role("button", name="Move up Example collection")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles.nth(0)).to_have_text("Example collection for the first week")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    """The first press of Tab offers to skip to the content, visibly, and Enter does."""
    page.goto("/practices/mapping-important-issues")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#_main")).to_be_focused()


# What a focused element is called, or nothing where its focus can't be seen.
_CALLED = """e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined && box.width > 1 && box.height > 1 ? (e.textContent.trim().replace(/\\s+/g, " ") || e.name) : "";
}"""


def press_until(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until what has the focus begins with a name; at every stop the focus can be seen."""
    for _ in range(120):
        page.keyboard.press(key)
        focused = page.locator(":focus")
        called = focused.evaluate(_CALLED)
        assert called, focused.evaluate("e => e.outerHTML.slice(0, 120)")
        expect(focused).to_be_in_viewport()
        if called.startswith(name):
            return
    raise AssertionError(f"{name} was not reached in 120 presses of {key}")


def test_a_journey_by_keyboard_alone(page: Page) -> None:
    """From the first page to the kept pages with Tab, Enter and letters only, the focus visible at every stop."""
    heading = page.get_by_role("heading", level=1)
    page.goto("/")
    press_until(page, "Skip to the content")
    page.keyboard.press("Enter")
    expect(page.locator("#_main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#_q")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("results for")
    press_until(page, "Practices")
    page.keyboard.press("Enter")
    expect(page.locator(".tab[aria-current]")).to_contain_text("Practices")
    expect(heading).to_be_focused()
    press_until(page, "Convene a mixed group")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Convene a mixed group around a wicked problem")
    press_until(page, "Keep this page")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="remove this page from the list")).to_be_focused()
    press_until(page, "Kept 1 page", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Kept pages")
    press_until(page, "Convene a mixed group")


def test_the_slash_is_left_to_those_who_type(page: Page) -> None:
    """Inside the box "/" is a letter."""
    page.goto("/search")
    page.locator("#_q").fill("and")
    page.locator("#_q").press("End")
    page.keyboard.type("/or")
    expect(page.locator("#_q")).to_have_value("and/or")
