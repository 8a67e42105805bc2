"""Contributing through the site: every kind's form leads to a page that the check finds nothing wrong with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from pydantic.fields import FieldInfo

from kb.checking import check_library
from kb.choices import Kind
from kb.config import load_config
from kb.head import split_file
from kb.page import HEADS
from kb.problems import Severity
from tests.webui.conftest import AuditedClient, small_site
from webui.contributing.fields import BODY, LONGEST_BODY, Step, fields_of
from webui.contributing.form import MOST_BYTES

DAY = date(2026, 11, 25)
WORDS = "Every word of this section was written by somebody who was there and saw it happen. " * 4
LIBRARY = {
    "domains/homes.md": """---
title: Homes
coordinators: [people/ann]
issues: [{id: staying, title: Staying, question: How do people keep a home?}]
---
Text.
""",
    "people/ann.md": "---\ntitle: Ann Ash\ncontact: {policy: public, email: ann@example.org}\n---\nText.\n",
    "people/ben.md": "---\ntitle: Ben Bow\ncontact: {policy: via-coordinator, email: ben@example.org}\n---\nText.\n",
    "practices/visits.md": "---\ntitle: Visits\nsummary: Look at every flat.\n---\nDamp mould in rented flats.\n",
    "communities/menders.md": "---\ntitle: Menders\n---\nText.\n",
}
GITHUB = 'edit_url = "https://github.com/example/library/edit/main/content/{path}"\n'
# One value for every field that any kind asks for.
VALUES: dict[str, Any] = {
    "summary": "What was tried: it went “well”, # and how.",
    "tags": "damp\nmould",
    "aliases": "Peer visits",
    "domains": "domains/homes",
    "issues": "staying",
    "people": ["people/ann", "people/ben"],
    "people-role:people/ben": "contact",
    "organisation": "A & B: Trust",
    "sector": "public",
    "place": "Hull",
    "stage": "finished",
    "outcome": "failed",
    "uses": "practices/visits",
    "barriers": "- nobody had time\nNo: money",
    "evidence": "A report, https://example.org/report\nAnother one",
    "effort.people": "Two",
    "effort.time": "A year",
    "effort.cost": "£3,000",
    "effort.difficulty": "moderate",
    "coordinators": "people/ann",
    "members": "people/ben",
    "start_here": "practices/visits",
    "start_here-note:practices/visits": "Read: this first",
    "kind": "team",
    "role": "Caretaker",
    "skills": "listening",
    "offers": "Half an hour",
    "asks": "How others do it",
    "contact.policy": "via-coordinator",
    "join": "Write to us.\nOr come.",
    "cadence": "Monthly",
    "channels": "A list",
    "started": "2024-05-01",
    "purpose": "For whoever begins",
    "curator": "people/ann",
    "items": "practices/visits",
    "items-note:practices/visits": "Why it is here",
    "query": "damp",
    "start": "2027-01-20T14:00",
    "end": "2027-01-20T15:00",
    "timezone": "Europe/London",
    "url": "https://example.org/come",
    "communities": "communities/menders",
    "speakers": "people/ben",
    "entries": "practices/visits",
}
QUESTIONS = {"issues": "Staying housed: How do people keep a home?\nNights"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AuditedClient, Path]]:
    """A reader of a small site with a page to refer to of most kinds, and the folder of its library."""
    root = tmp_path_factory.mktemp("contribute")
    with small_site(root, LIBRARY, toml=GITHUB, today=DAY) as client:
        yield client, root


@pytest.fixture
def site(library: tuple[AuditedClient, Path]) -> AuditedClient:
    """The reader alone."""
    return library[0]


def sent(client: AuditedClient, kind: str, step: str, values: dict[str, Any], status: int = 200) -> BeautifulSoup:
    """Return the page that answers a form."""
    response = client.post(f"/contribute/{kind}", data={"from": "details", "step": step, **values})
    assert response.status_code == status
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def filled(kind: Kind, client: AuditedClient) -> dict[str, Any]:
    """Return a form of a kind with every field filled in, and text under each heading that its template has."""
    begun = client.soup(f"/contribute/{kind.value}").select_one("[name=body]")
    body = re.sub(r"(^## .*$)", rf"\1\n\n{WORDS}", begun["value"], flags=re.MULTILINE) if begun else WORDS
    own = QUESTIONS if kind is Kind.DOMAIN else {}
    return {"title": f"A page: what it’s “about” ({kind.value})", BODY: body, **VALUES, **own}


def result(page: BeautifulSoup) -> str:
    """Return the finished text that a page shows."""
    return page.select_one("#_text-whole").get_text()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_form_makes_a_page_that_the_check_has_nothing_against(
    library: tuple[AuditedClient, Path], kind: Kind
) -> None:
    """With all fields filled in, the file is read by the library's own reader with no error, warning or note.

    And every value arrives: none is dropped on the way.
    """
    client, root = library
    values = filled(kind, client)
    page = sent(client, kind.value, "check", values)
    assert not page.select(".remarks li"), page.select_one(".remarks").get_text(" ", strip=True)
    config = load_config(root / "kb.toml", environ={})
    file = config.settings.content / page.select_one(".ends code").get_text()
    file.parent.mkdir(exist_ok=True)
    file.write_text(result(page), "utf-8")
    try:
        found = check_library(config, [file], lambda *_: None, today=DAY)
    finally:
        file.unlink()
    assert [str(problem) for problem in found.problems] == []
    head = split_file(result(page)).values
    assert {
        asked.name.partition(".")[0] for asked in fields_of(kind) if asked.name in values and asked.name != BODY
    } <= (head.keys())


@pytest.mark.parametrize("kind", list(Kind))
def test_a_form_asks_for_what_the_model_has_and_for_all_that_it_needs(kind: Kind) -> None:
    """A field that the model doesn't know would make files that the check complains about."""

    def model_field(name: str) -> FieldInfo | None:
        outer, _, inner = name.partition(".")
        found = HEADS[kind].model_fields.get(outer)
        return found.annotation.model_fields.get(inner) if found and inner else found  # type: ignore[union-attr]

    asked = {field.name for field in fields_of(kind)} - {BODY}
    assert [name for name in asked if model_field(name) is None] == []
    assert {name for name, field in HEADS[kind].model_fields.items() if field.is_required()} <= asked


HOSTILE = [
    '"; drop: [table] #',
    "'''",
    "a: b: - c",
    "---",
    "--- \ntitle: other\n---",
    "- [x]",
    "&anchor *alias !!python/object:os.system",
    "%YAML 1.1",
    "null",
    "yes",
    "2026-11-25",
    "0x1F",
    "{{ 7 * 7 }} ${x} $title",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a\x00b\x1b[31mc\u202ed",
    "&lt;b&gt; &amp; &#39;",
    "é\u0301 👩‍🚒 \u2028 \ufeff",
    "x" * 100_000,
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:20]))
def test_whatever_is_typed_is_one_value_and_no_markup(site: AuditedClient, value: str) -> None:
    """Quotes, YAML, HTML and odd characters come back as text, and the file's head has just the keys asked for."""
    values = {"title": f"T {value}", "summary": value, "tags": value, "organisation": value, BODY: value}
    for step in Step:
        page = sent(site, "case-study", step.value, values)
        assert not [tag for tag in page.select("script") if not tag.get("src")]
        assert not page.select("img, [onerror]")
    if len(value) > 300:
        assert "100,002 characters" in page.select_one(".remarks").get_text()
        return
    response = site.post("/contribute/case-study/file", data=values)
    head = split_file(response.get_data(as_text=True)).values
    assert set(head) <= {"title", "summary", "tags", "organisation", "published", "reviewed", "review_in", "licence"}
    assert head["title"].startswith("T")
    assert str(head["published"]) == DAY.isoformat()
    assert "\x00" not in response.text


def test_the_steps_carry_everything_along_without_script(site: AuditedClient) -> None:
    """Going through all steps by their buttons, what was typed in the first stands in the file of the last."""
    values: dict[str, Any] = {"from": "about", "title": "Damp: a case", "summary": "Short.", "tags": "damp"}
    for step, typed in (
        ("details", {"domains": "domains/homes", "people": "people/ann", "find-people": ""}),
        ("text", {BODY: "## The problem\n\nDamp.\n"}),
        ("check", {}),
    ):
        page = sent(site, "case-study", step, values)
        assert page.select_one(".form-step[aria-current]")["value"] == step
        hidden = page.select("form.form input[type=hidden]")
        values = {tag["name"]: tag["value"] for tag in hidden} | typed
    head = split_file(result(page)).values
    assert (head["title"], head["tags"], head["domains"]) == ("Damp: a case", ["damp"], ["domains/homes"])
    assert head["people"] == [{"person": "people/ann", "role": "author"}]
    assert "Damp." in result(page)


def test_nobody_gets_past_a_missing_title(site: AuditedClient) -> None:
    """The file is named after it; the remark leads to the field, and says what to do."""
    for title in ("", "???", "  "):
        page = sent(site, "story", "check", {"title": title, "from": "about"})
        assert page.select_one(".form-step[aria-current]")["value"] == "about"
        assert page.select_one(".remarks a")["href"] == "#_f-title"
        assert page.select_one("#_f-title")["aria-invalid"] == "true"
    assert "here already" in sent(site, "practice", "text", {"title": "Visits"}).select_one(".remarks").get_text()


def test_what_is_wrong_stands_beside_its_field_and_above_the_form(site: AuditedClient) -> None:
    """Each remark above leads to a field, on another step by a button; those of the text name its line."""
    values = {
        "title": "A",
        "domains": "domains/none",
        "contact.policy": "",
        BODY: "\n\nOne.\n\n[two](nowhere.md)\n\nMail a.person@gmail.com\n",
    }
    page = sent(site, "case-study", "check", values)
    said = {button["formaction"]: button.get_text() for button in page.select(".remarks button")}
    assert "no domain is called" in said["/contribute/case-study#_f-domains"]
    assert any(
        "Line 5" in button.get_text() or "line 5" in button.get_text() for button in page.select(".remarks button")
    )
    assert any("line 7: an e-mail address" in button.get_text().lower() for button in page.select(".remarks button"))
    beside = sent(site, "case-study", "details", values)
    assert beside.select_one("#_f-domains")  # the step can be gone back to
    text = sent(site, "case-study", "text", values)
    assert "leads to no page" in text.select_one("#_f-body-wrong").get_text()
    assert text.select_one(".preview .prose p").get_text() == "One."


def test_people_are_found_by_name_and_domains_bring_their_questions(site: AuditedClient) -> None:
    """The box lists who fits; a picked one stays picked, with their part in it; nobody is listed unasked."""
    page = sent(site, "story", "details", {"title": "A"})
    assert page.select("#_f-domains input[value='domains/homes']")
    assert not page.select("#_f-people input[name=people]")
    page = sent(site, "story", "details", {"title": "A", "find-people": "an as", "domains": "domains/homes"})
    assert [tag["value"] for tag in page.select("#_f-people input[name=people]")] == ["people/ann"]
    assert page.select_one("#_f-issues input")["value"] == "staying"
    page = sent(site, "story", "details", {"title": "A", "find-people": "bow", "people": "people/ann"})
    assert [(tag["value"], tag.has_attr("checked")) for tag in page.select("#_f-people input[name=people]")] == [
        ("people/ann", True),
        ("people/ben", False),
    ]
    assert page.select_one("#_f-people select")["name"] == "people-role:people/ann"
    page = sent(site, "story", "details", {"title": "A", "find-people": "nobody at all"})
    assert "No page is called" in page.select_one("#_f-people .field-empty").get_text()


def test_similar_pages_stand_beside_title_and_summary(site: AuditedClient) -> None:
    """Whoever writes what is there already sees it before the work is done."""
    page = sent(site, "case-study", "about", {"from": "about", "title": "Damp mould in rented flats"})
    assert page.select_one("#_similar a")["href"] == "/practices/visits"
    assert not page.select(".remarks")
    page = sent(site, "case-study", "about", {"from": "about", "title": "zxqv flumph"})
    assert not page.select("#_similar a")


def test_a_short_text_is_filled_in_at_the_forge_and_a_long_one_is_pasted(site: AuditedClient) -> None:
    """The whole address stays below what servers take; beyond that the steps say how to copy."""
    short = sent(site, "story", "check", {"title": "Ä & B", BODY: "Text – with signs & more.\n"})
    address = short.select_one(".ends a.button")["href"]
    assert address.startswith("https://github.com/example/library/new/main/content?filename=stories%2Fa-b.md&value=")
    assert parse_qs(urlsplit(address).query)["value"] == [result(short)]
    long = sent(site, "story", "check", {"title": "Ä & B", BODY: "Text – with signs & more.\n" * 300})
    assert not long.select(".ends a.button")
    link = long.select_one(".steps-list a")["href"]
    assert link == "https://github.com/example/library/new/main/content?filename=stories%2Fa-b.md"
    assert long.select_one(".steps-list [data-copies]")


def test_the_file_and_the_mail_hold_the_same_text(site: AuditedClient) -> None:
    """Who has no account sends just what the forge would have got; only mailboxes that are public are named."""
    values = {"title": "Ä & B", "domains": "domains/homes", BODY: "Line one\nline two\n"}
    page = sent(site, "story", "check", values)
    mail = page.select_one(".ends a[href^=mailto]")["href"]
    assert mail.startswith("mailto:ann@example.org?subject=")
    assert unquote(mail.partition("&body=")[2]).replace("\r\n", "\n") == result(page)
    response = site.post("/contribute/story/file", data=values)
    assert response.mimetype == "text/markdown"
    assert response.headers["Content-Disposition"] == 'attachment; filename="a-b.md"'
    assert response.get_data(as_text=True) == result(page)
    long = sent(site, "story", "check", {**values, BODY: "word " * 1_000})
    assert not long.select(".ends a[href^=mailto]")
    assert "as an attachment to ann@example.org" in long.select_one(".ends .ways").get_text()
    nobody = sent(site, "story", "check", {"title": "A"})
    assert "whoever looks after" in nobody.select_one(".ends .ways").get_text()


def test_a_text_beyond_the_limit_is_kept_and_said_to_be_too_long(site: AuditedClient) -> None:
    """Nothing that was typed is lost below the limit of a request; above it, a page says so."""
    page = sent(site, "story", "text", {"title": "A", BODY: "x" * (LONGEST_BODY + 1)})
    assert "60,001 characters" in page.select_one("#_f-body-wrong").get_text()
    assert len(page.select_one("#_f-body").get_text()) == LONGEST_BODY + 1
    assert not page.select(".preview")
    response = site.post("/contribute/story", data={"title": "A", BODY: "x" * (MOST_BYTES + 1)})
    assert response.status_code == 413
    assert "too long for this form" in response.text


def test_markdown_that_takes_for_ever_is_cut_off(tmp_path: Path) -> None:
    """The site answers in the time that indexing gives a page, and says that the text could not be rendered."""
    toml = "render_seconds = 0.5\n"
    slow = f"Slow ```{' ' * 29_000}x\n\n```{' ' * 29_000}x\n"
    with small_site(tmp_path, LIBRARY, toml=toml, today=DAY) as client:
        sent(client, "story", "text", {"title": "A", BODY: "Short."})  # the child is there now
        page = sent(client, "story", "text", {"title": "A", BODY: slow})
        assert "rendering took longer than 0.5 seconds" in page.select_one("#_f-body-wrong").get_text()
        assert not sent(client, "story", "text", {"title": "A", BODY: "Short."}).select("#_f-body-wrong")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"step": "nonsense"}, 200),
        ({"step": "check", "title": ["A", "B"]}, 200),
        ({"step": "details", "people": ["people/x"] * 999, "title": "A"}, 200),
        ({"step": "details", "title": "A", "people": "../../etc/passwd", "people-role:../../etc/passwd": "king"}, 200),
        ({"step": "check", "title": "../../../etc/passwd"}, 200),
        ({"step": "check", "title": "A", "kind": "banana", "outcome": "splendid", "start": "soon"}, 200),
        ({f"field-{number}": "x" for number in range(2_000)}, 200),
        ({}, 200),
    ],
)
def test_odd_forms_never_break_the_page(site: AuditedClient, form: dict[str, Any], status: int) -> None:
    """What a form doesn't ask for is passed over, what it can't use is said, and no name leaves the folder."""
    for kind in ("case-study", "person", "event"):
        page = sent(site, kind, form.get("step", "about"), form, status)
        for code in page.select(".ends code"):
            assert re.fullmatch(r"[a-z-]+/[a-z0-9-]+\.md", code.get_text())


def test_kinds_that_are_none_are_not_found(site: AuditedClient) -> None:
    """A form for a kind that the library can't hold, or that doesn't exist, is no page."""
    site.soup("/contribute/banana", 404)
    assert site.post("/contribute/banana", data={"title": "A"}).status_code == 404
    assert site.post("/contribute/banana/file", data={"title": "A"}).status_code == 404


def test_a_library_read_in_place_offers_only_what_it_can_hold(tmp_path: Path) -> None:
    """Where a folder gives no kind, a file written there would be no page."""
    toml = '[[kinds]]\nkind = "story"\nfiles = "/stories/"\n'
    with small_site(tmp_path, {"stories/a.md": "---\ntitle: A\n---\nText.\n"}, toml=toml) as client:
        assert [link["href"] for link in client.soup("/contribute").select(".kind-list a")] == ["/contribute/story"]
        client.soup("/contribute/event", 404)


def test_forms_are_not_for_robots_and_nothing_is_kept(site: AuditedClient) -> None:
    """Neither an address of a form nor what was sent to it belongs into an index or a cache."""
    assert site.soup("/contribute/story").select_one("meta[name=robots]")["content"] == "noindex"
    response = site.post("/contribute/story", data={"title": "A", "step": "check"})
    assert "ETag" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert not [problem for problem in Severity if problem.value in response.headers.get("Cache-Control", "")]
