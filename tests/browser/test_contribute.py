"""Contributing in a real browser: step by step without script, kept up to date with it, and axe at every step."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from kb.head import split_file
from tests.browser.test_accessible import violations

Window = Callable[..., Page]

TEXT = "## The problem\n\nPeople work alone, each in *their* office.\n\n[Nowhere](nowhere.md)\n"


def test_a_page_is_finished_and_taken_along_without_script(window: Window, live: str) -> None:
    """On a phone without script the buttons lead through all steps to a file with all that was typed."""
    page = window(live, 390, java_script_enabled=False)
    page.goto("/contribute")
    page.get_by_role("link", name="Case study").click()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("heading", name="To mend")).to_be_visible()
    page.get_by_role("link", name="Give it a title").click()
    page.get_by_label("Title").fill("People who work alone")
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("Working across boundaries").check()
    page.get_by_role("group", name="People").get_by_label("Find by name").fill("link")
    page.get_by_role("button", name="Find for People").click()
    page.get_by_label("Example link worker", exact=True).check()
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Check and preview").click()
    expect(page.locator(".preview em")).to_have_text("their")
    expect(page.get_by_role("link", name="leads to no page of the library")).to_be_visible()
    page.get_by_role("button", name="Continue").last.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download people-who-work-alone.md").click()
    head = split_file(taken.value.path().read_text("utf-8")).values
    assert head["people"] == [{"person": "people/example-link-worker", "role": "author"}]
    assert head["domains"] == ["domains/working-across-boundaries"]


def test_script_keeps_the_form_up_to_date(window: Window, live: str) -> None:
    """Similar pages, people, questions, remarks and preview follow the typing; focus and typed text stay."""
    page = window(live)
    page.goto("/contribute/case-study")
    page.get_by_label("Title").press_sequentially("Connecting isolated practitioners")
    expect(page.locator("#_similar a").first).to_be_visible()
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[aria-current=step]")).to_contain_text("Where it belongs")
    page.get_by_label("Working across boundaries").check()
    expect(page.locator("#_f-issues input").first).to_be_visible()
    page.get_by_role("group", name="People").get_by_label("Find by name").press_sequentially("link")
    expect(page.get_by_label("Example link worker", exact=True)).to_be_visible()
    page.get_by_role("button", name="Continue").last.click()
    box = page.get_by_label("Text", exact=True)
    box.fill("")
    box.press_sequentially(TEXT)
    expect(page.locator(".preview em")).to_have_text("their")
    expect(page.locator("#_remarks-live")).to_contain_text("leads to no page")
    expect(box).to_be_focused()
    assert box.input_value() == TEXT
    page.get_by_role("button", name="Continue").last.click()
    mail = page.get_by_role("link", name="Send it by mail").get_attribute("href") or ""
    assert "*their* office" in unquote(mail)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_at_any_step(window: Window, live: str, theme: str, width: int) -> None:
    """Each step with remarks, picked people, preview and ways to send is as accessible as the empty form."""
    page = window(live, width, color_scheme=theme)
    page.goto("/contribute/case-study")
    page.get_by_role("button", name="Continue").last.click()
    assert violations(page) == []
    page.get_by_label("Title").fill("People who work alone")
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_role("group", name="People").get_by_label("Find by name").fill("link")
    page.get_by_role("button", name="Find for People").click()
    page.get_by_label("Example link worker", exact=True).check()
    page.get_by_role("button", name="Find for People").click()
    assert violations(page) == []
    page.get_by_role("button", name="Continue").last.click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Check and preview").click()
    assert violations(page) == []
    page.get_by_role("button", name="Continue").last.click()
    assert violations(page) == []
