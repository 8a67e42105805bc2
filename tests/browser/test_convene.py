"""Who should be in the room, in a real browser: asked with the form, copied, printed, and all of it without script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Window = Callable[..., Page]

ROOM = "/convene?q=who+should+be+in+the+room"


def test_a_problem_is_asked_and_the_brief_taken_along_without_script(window: Window, live: str) -> None:
    """On a phone without script the form leads to people, nothing runs over the side, and the brief is a file."""
    page = window(live, 390, java_script_enabled=False)
    page.goto("/convene")
    page.get_by_label("The problem, in your words").fill("people who work alone")
    page.get_by_label("How many").select_option("5 people")
    page.get_by_role("button", name="Find people").click()
    expect(page.get_by_role("heading", name="Whom to invite")).to_be_visible()
    assert page.url.endswith("/convene?q=people+who+work+alone&size=5")
    assert page.locator(".block-brief .tools li:visible").all_inner_texts() == ["Download as Markdown"]
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as Markdown").click()
    assert taken.value.suggested_filename == "invitation.md"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_brief_is_copied_whole(window: Window, live: str) -> None:
    """What is on the clipboard is the text, not the address, and the button says that it is done."""
    page = window(live, permissions=["clipboard-read", "clipboard-write"])
    page.goto(ROOM)
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# Invitation\n")
    assert copied == page.locator(".brief").text_content()


def test_on_paper_the_page_is_its_brief(window: Window, live: str) -> None:
    """Printed from the button, there is the heading and the whole brief, and nothing that it says again."""
    page = window(live, color_scheme="dark")
    page.goto(ROOM)
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".brief")).to_be_visible()
    for hidden in (".convene-form", ".people", ".sectors", ".block-brief .tools"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.locator(".brief").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_without_people_paper_shows_the_page(window: Window, live: str) -> None:
    """Where there is no brief, what the page says is printed."""
    page = window(live)
    page.goto("/convene?q=zxqv+flumph+quasar")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Nothing here is near to this problem")).to_be_visible()
