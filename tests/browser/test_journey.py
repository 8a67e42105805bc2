"""What readers come for, done in a real browser from the first page to a person to ask."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

QUESTION = "who should be in the room"


def from_question_to_person(page: Page) -> None:
    """Go from results by way of a filter, an entry and its domain to a practitioner."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"results for “{QUESTION}”")
    expect(page.get_by_role("heading", name="People who may know")).to_be_visible()
    opener = page.get_by_role("button", name="Filter results")
    if opener.is_visible():
        opener.click()
    page.get_by_role("link", name="Practice", exact=False).and_(page.locator(".facet-value")).first.click()
    chip = page.get_by_role("list", name="Chosen filters").get_by_role("link", name="Practice")
    expect(chip).to_be_visible()
    expect(page.locator(".hit-kind").first).to_contain_text("Practice")

    page.get_by_role("link", name="Convene a mixed group around a wicked problem").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Convene a mixed group around a wicked problem")
    page.get_by_role("region", name="Facts").get_by_role("link", name="Working across boundaries").click()
    expect(page.get_by_role("heading", name="Issue map")).to_be_visible()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()
    page.get_by_role("region", name="Coordinator").get_by_role("link", name="Example coordinator").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Example coordinator")
    expect(page.locator(".page-head").get_by_text("Example", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Offers")).to_be_visible()
    expect(page.get_by_role("region", name="How to reach")).to_contain_text("No way to make contact")


def test_from_a_question_to_a_person(page: Page) -> None:
    """A practitioner gets from a question to somebody to ask, starting with the key "/"."""
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    from_question_to_person(page)


def test_the_same_without_script_on_a_phone(chromium: Browser, live: str) -> None:
    """Everything works without script, the drawer of filters included."""
    size = {"width": 390, "height": 844}
    context = chromium.new_context(base_url=live, java_script_enabled=False, viewport=size, has_touch=True)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    from_question_to_person(page)
    context.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    """The first press of Tab offers to skip to the content, visibly, and Enter does."""
    page.goto("/practices/mapping-important-issues")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#_main")).to_be_focused()


def test_the_slash_is_left_to_those_who_type(page: Page) -> None:
    """Inside the box "/" is a letter."""
    page.goto("/search")
    page.get_by_role("searchbox").fill("and")
    page.get_by_role("searchbox").press("End")
    page.keyboard.type("/or")
    expect(page.get_by_role("searchbox")).to_have_value("and/or")
