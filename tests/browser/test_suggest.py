"""Suggestions below the search box: by keyboard, mouse and touch, heard and seen; search is as it was without them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_accessible import violations

Window = Callable[..., Page]

ENTRY = "/practices/mapping-important-issues"
MUCH_LATER = 3_600_000  # milliseconds
BOXES = ["/", "/search", "/search?q=trust", ENTRY, "/nothing/here"]


def box(page: Page) -> Locator:
    """Return the search box."""
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    """Return what is suggested."""
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_in(page: Page, text: str) -> None:
    """Put a text into the search box at once: between single keys a busy machine would let suggestions in."""
    box(page).focus()
    box(page).fill(text)


def told(page: Page) -> Locator:
    """Return the place for what is read out."""
    return page.locator("#_suggested")


@pytest.mark.parametrize("address", BOXES)
def test_every_search_box_suggests(page: Page, address: str) -> None:
    """Nothing is preselected; what was typed is marked, and each suggestion says what it is."""
    page.goto(address)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    type_in(page, "map iss")
    expect(options(page)).to_have_text(["issue map Tag", "Map the issues that matter to your community Practice"])
    expect(options(page).locator("mark")).to_have_text(["iss", "map", "Map", "iss"])
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(box(page)).to_have_attribute("aria-controls", "_suggestions")
    assert box(page).get_attribute("aria-activedescendant") is None
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    expect(told(page)).to_have_text("2 suggestions")
    expect(told(page)).to_have_attribute("aria-live", "polite")


def test_the_keyboard_leads_to_a_suggestion(page: Page) -> None:
    """Down and Up go round by way of the box, which keeps the focus and the words; Enter goes where they led."""
    page.goto("/")
    type_in(page, "example")
    expect(options(page).nth(2)).to_be_visible()
    last = options(page).count() - 1
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", None), ("ArrowUp", last)):
        page.keyboard.press(key)
        expect(page.get_by_role("option", selected=True)).to_have_count(0 if place is None else 1)
        if place is None:
            assert box(page).get_attribute("aria-activedescendant") is None
        else:
            expect(box(page)).to_have_attribute("aria-activedescendant", f"_suggestion-{place}")
            expect(options(page).nth(place)).to_have_attribute("aria-selected", "true")
            expect(options(page).nth(place)).to_be_in_viewport()
        expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value("example")
    address = options(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_enter_searches_for_what_was_typed(page: Page) -> None:
    """An open list changes nothing for whoever doesn't go into it."""
    page.goto("/")
    type_in(page, "trust")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=trust")
    expect(options(page)).to_have_count(0)


def test_a_tag_leads_to_everything_under_it(page: Page) -> None:
    """A suggested tag goes to its page."""
    page.goto("/")
    type_in(page, "trust")
    options(page).filter(has_text="Tag").click()
    page.wait_for_url("**/tags/trust")


def test_escape_closes_and_only_then_empties(page: Page) -> None:
    """The first Escape is for the list, the words stay; Down opens it again."""
    page.goto("/")
    type_in(page, "trust")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_value("trust")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    assert box(page).get_attribute("aria-activedescendant") is None
    expect(told(page)).to_be_empty()
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Alt+ArrowUp")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")


def test_leaving_closes_the_list(page: Page) -> None:
    """Tab goes on to the button, and a press anywhere else closes the list, too."""
    page.goto("/")
    type_in(page, "trust")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(options(page)).to_have_count(0)
    box(page).press("ArrowDown")
    expect(options(page).first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(options(page)).to_have_count(0)


def test_a_letter_suggests_nothing_and_neither_do_unknown_words(page: Page) -> None:
    """The list closes when there is nothing in it, and only what was looked for and not found is told."""
    page.goto("/")
    type_in(page, "tr")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Backspace")
    expect(options(page)).to_have_count(0)
    expect(told(page)).to_be_empty()
    type_in(page, "trzqv")
    expect(told(page)).to_have_text("No suggestions")
    expect(page.locator("#_suggestions")).to_be_hidden()


def hold(page: Page, pattern: str) -> list[Route]:
    """Let requests wait until a test lets them go on."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(pattern), wait)
    return waiting


def test_a_late_answer_changes_nothing(page: Page) -> None:
    """What comes for an earlier text after the answer for a later one is dropped."""
    page.goto("/")
    waiting = hold(page, r"/suggest\?q=ma$")
    with page.expect_request(re.compile(r"/suggest\?q=ma$")):
        type_in(page, "ma")
    box(page).press_sequentially("p the")
    expect(options(page)).to_have_count(1)
    with page.expect_response(re.compile(r"/suggest\?q=ma$")):
        waiting[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(options(page)).to_have_count(1)


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_an_answer_after_leaving_opens_nothing(page: Page, key: str) -> None:
    """Who has left the box, or waved the list away, isn't called back."""
    page.goto("/")
    waiting = hold(page, "/suggest")
    with page.expect_request(re.compile("/suggest")):
        type_in(page, "trust")
    if key == "Escape":  # there is no list to close yet: it empties the box
        page.keyboard.press("Escape")
        expect(box(page)).to_have_value("")
    else:
        page.keyboard.press("Tab")
    with page.expect_response(re.compile("/suggest")):
        waiting[0].continue_()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(options(page)).to_have_count(0)


def test_quick_keys_ask_once(page: Page) -> None:
    """The site is asked when the keys rest, not for every letter."""
    page.clock.install(time=0)
    page.goto("/")
    page.clock.pause_at(MUCH_LATER)  # a machine that is busy may take longer over one key than the site waits for it
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    box(page).press_sequentially("map the")
    page.clock.run_for(100)
    assert asked == []
    page.clock.run_for(100)
    expect(options(page)).to_have_count(1)
    assert [address.split("?")[1] for address in asked] == ["q=map+the"]


def test_where_suggestions_fail_search_works(page: Page) -> None:
    """An answer that can't be read closes the list, and Enter searches."""
    page.goto("/")
    page.route(re.compile("/suggest"), lambda route: route.fulfill(status=200, body="<p>no JSON"))
    type_in(page, "tr")
    with page.expect_response(re.compile("q=trust")):
        box(page).press_sequentially("ust")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=trust")


def test_a_box_that_was_swapped_in_suggests_too(page: Page) -> None:
    """A filter brings a new search box; "/" leads there, and it suggests like the one before."""
    page.goto("/search?q=who+should+be+in+the+room")
    page.evaluate("window.stayed = true")
    page.get_by_role("navigation", name="Kinds of page").get_by_role("link", name="Practices").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("map the")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    assert page.evaluate("window.stayed === true")


def test_a_suggestion_opens_in_a_new_tab(page: Page) -> None:
    """A suggestion is a link: with Ctrl it opens beside the page, and the list stays for another."""
    page.goto("/")
    type_in(page, "map the")
    with page.context.expect_page() as other:
        options(page).first.click(modifiers=["Control"])
    assert other.value.url.endswith(ENTRY)
    expect(options(page)).to_have_count(1)


def test_coming_back_finds_no_open_list(page: Page) -> None:
    """The list was closed when it was used."""
    page.goto("/")
    type_in(page, "map the")
    options(page).first.click()
    page.wait_for_url(f"**{ENTRY}")
    page.go_back()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(options(page)).to_have_count(0)


def test_by_touch(window: Window, live: str) -> None:
    """A tap on a suggestion goes there, a tap beside the list closes it; each is high enough for a thumb."""
    page = window(live, 390, has_touch=True, is_mobile=True)
    page.goto("/")
    type_in(page, "example")
    expect(options(page).first).to_be_visible()
    heights = options(page).evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 44
    page.get_by_role("heading", level=1).tap()
    expect(options(page)).to_have_count(0)
    type_in(page, "map the")
    options(page).first.tap()
    page.wait_for_url(f"**{ENTRY}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("address", "width"), [("/", 1280), ("/practices/huddle", 1280), ("/search?q=huddle", 390)])
def test_axe_finds_nothing_in_the_list(window: Window, examples: str, theme: str, address: str, width: int) -> None:
    """The open list, with a suggestion chosen, is as accessible as the page below it."""
    page = window(examples, width, color_scheme=theme)
    page.goto(address)
    type_in(page, "ex")
    expect(options(page).nth(3)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


# Whatever of the list is not within it, or not within the window.
_OUTSIDE = """[...document.querySelectorAll(".suggestions, .suggestions *")].filter(e => {
    const box = e.getBoundingClientRect(), list = e.closest(".suggestions").getBoundingClientRect();
    return box.left < Math.max(list.left, 0) || box.right > Math.min(list.right, innerWidth);
}).map(e => e.outerHTML)"""


@pytest.mark.parametrize(
    ("address", "width", "text"),
    [
        ("/", 320, "100%"),
        ("/", 320, "200%"),
        ("/", 1280, "200%"),
        ("/practices/huddle", 320, "100%"),
        ("/practices/huddle", 640, "200%"),
        ("/practices/huddle", 1280, "200%"),
    ],
)
def test_nothing_is_cut_off(window: Window, examples: str, address: str, width: int, text: str) -> None:
    """On the smallest phone, and with text twice as large, the list lies within the window and holds its texts."""
    page = window(examples, width)
    page.goto(address)
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    before = page.evaluate("document.documentElement.scrollWidth")
    type_in(page, "example")
    expect(options(page).nth(3)).to_be_visible()
    assert page.evaluate(_OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == before


def test_forced_colours_show_which_is_chosen(window: Window, live: str) -> None:
    """Where the browser paints all grounds alike, an outline tells the chosen suggestion from the others."""
    page = window(live, forced_colors="active")
    page.goto("/")
    type_in(page, "example")
    expect(options(page).nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    outlines = options(page).evaluate_all("all => all.map(e => getComputedStyle(e).outlineStyle)")
    assert outlines == ["solid", *["none"] * (len(outlines) - 1)]


def test_without_script_the_box_is_a_box(window: Window, live: str) -> None:
    """There is no list, nothing promises one, and Enter searches."""
    page = window(live, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.get_by_role("searchbox").fill("trust")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=trust")
    assert page.locator("#_suggestions").count() == 0
