"""Forms about pages that exist: what they show of a page, what they check, and where they lead."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from kb.config import ForgeKind, Settings
from kb.head import split_file
from tests.webui.conftest import AuditedClient, small_site
from webui.contributing.forge import LONGEST_ADDRESS, Forge

DAY = date(2026, 11, 25)
PRIVATE = "secret@example.org"
LIBRARY = {
    "practices/visits.md": f"""---
title: "Visits: how"  # a comment
unlisted: {PRIVATE}
used_by:
- {{organisation: First Trust, outcome: worked}}
---
<!-- {PRIVATE} -->
Damp.
""",
    "people/ann.md": "---\ntitle: Ann Ash\ncontact: {policy: none, email: hidden@example.org}\n---\nText.\n",
}
GITHUB = 'edit_url = "https://github.com/example/library/edit/main/content/{path}"\n'


def posted(client: AuditedClient, address: str, values: dict[str, str]) -> BeautifulSoup:
    """Return the page that answers a form."""
    response = client.post(address, data=values)
    assert response.status_code == 200
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def test_a_use_becomes_lines_and_an_issue_that_is_filled_in(tmp_path: Path) -> None:
    """The lines are YAML with just what was said, and the report has the same; a hidden value stays hidden."""
    values = {
        "organisation": 'A & B: "Trust"',
        "place": "Hull",
        "date": "2026-03",
        "outcome": "failed",
        "note": "No: #",
    }
    with small_site(tmp_path, LIBRARY, toml=GITHUB, today=DAY) as client:
        tools = {a.get_text(): a["href"] for a in client.soup("/practices/visits").select(".tools a")}
        assert tools["I used this"] == "/contribute/used/practices/visits"
        page = posted(client, tools["I used this"], values)
        assert "I used this" not in client.soup("/people/ann").select_one(".tools").get_text()
    lines = page.select_one("#_lines").get_text()
    assert yaml.safe_load(lines) == {"used_by": [values]}
    issue = parse_qs(urlsplit(page.select_one(".ends a.button")["href"]).query)
    assert issue["title"] == ["Used here: Visits: how"]
    assert lines in issue["body"][0]
    assert "practices/visits.md" in issue["body"][0]
    assert PRIVATE not in str(page)


def test_without_a_forge_the_page_comes_with_the_use_in_it(tmp_path: Path) -> None:
    """What was recorded before stays, the new record is the last, and nothing that readers don't see is shown."""
    with small_site(tmp_path, LIBRARY, today=DAY) as client:
        page = posted(client, "/contribute/used/practices/visits", {"organisation": "Second", "outcome": "partly"})
        sent = {tag["name"]: tag["value"] for tag in page.select("form.form input[type=hidden]")}
        response = client.post("/contribute/file", data=sent)
    assert response.headers["Content-Disposition"] == 'attachment; filename="visits.md"'
    head = split_file(response.get_data(as_text=True)).values
    assert [use["organisation"] for use in head["used_by"]] == ["First Trust", "Second"]
    assert PRIVATE not in response.text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "organisation"),
        ({"organisation": "A", "date": "some time ago"}, "date"),
        ({"organisation": "A", "outcome": "splendid"}, "outcome"),
        ({"organisation": "A", "person": "people/nobody"}, "person"),
        ({"organisation": "x" * 999}, "organisation"),
    ],
)
def test_what_the_check_has_against_a_use_stands_beside_its_field(
    tmp_path: Path, values: dict[str, str], field: str
) -> None:
    """Nothing that kb check would refuse is offered to be sent."""
    with small_site(tmp_path, LIBRARY, toml=GITHUB, today=DAY) as client:
        page = posted(client, "/contribute/used/practices/visits", values)
    assert page.select_one(f"#_f-{field}-wrong"), [tag.get_text() for tag in page.select(".remarks li")]
    assert not page.select(".ends")


def test_outdated_leads_to_an_issue_a_mail_or_a_text(tmp_path: Path) -> None:
    """Each library has one way at least, and the report says which page is meant."""
    values = {"what": "The figure <b>", "since": "2024", "source": "https://example.org/x"}
    address = "/contribute/outdated/practices/visits"
    with small_site(tmp_path, LIBRARY, today=DAY) as client:
        assert not client.soup(address).select(".ends")
        assert posted(client, address, {"since": "2024"}).select_one("#_f-what-wrong")
        alone = posted(client, address, values)
        assert "whoever looks after" in alone.select_one(".ends .ways").get_text()
        assert "http://localhost/practices/visits" in alone.select_one("#_report").get_text()
    toml = 'edit_url = "https://git.example.org/o/r/-/edit/main/{path}"\ncontribute_mail = "library@example.org"\n'
    with small_site(tmp_path, LIBRARY, toml=toml, today=DAY) as client:
        page = posted(client, address, values)
    issue = page.select_one(".ends a.button")["href"]
    assert issue.startswith("https://git.example.org/o/r/-/issues/new?issue%5Btitle%5D=Outdated%3A%20Visits")
    mail = page.select_one(".ends a[href^=mailto]")["href"]
    assert "The figure <b>" in unquote(mail)
    assert mail.startswith("mailto:library@example.org?")


def test_edit_leads_to_the_forge_or_to_a_form_with_what_readers_see(tmp_path: Path) -> None:
    """A page changed in the form is checked as a file is; comments and unknown keys of the file are not shown."""
    address = "/contribute/edit/practices/visits"
    with small_site(tmp_path, LIBRARY, toml=GITHUB, today=DAY) as client:
        response = client.get(address)
        assert response.headers["Location"].endswith("/edit/main/content/practices/visits.md")
    with small_site(tmp_path, LIBRARY, today=DAY) as client:
        page = client.soup(address)
        text = page.select_one("textarea").get_text()
        assert split_file(text).values["title"] == "Visits: how"
        assert PRIVATE not in str(page)
        wrong = posted(client, address, {"body": text.replace("Damp.", "[x](nowhere.md)")})
        assert "leads to no page" in wrong.select_one("#_f-body-wrong").get_text()
        broken = posted(client, address, {"body": "---\ntitle: [\n---\n<script>alert(1)</script>"})
        assert broken.select_one("#_f-body-wrong")
        assert not [tag for tag in broken.select("script") if not tag.get("src")]
        client.soup("/contribute/edit/practices/none", 404)


@pytest.mark.parametrize(
    ("edit_url", "kind", "new"),
    [
        (
            "https://github.com/o/r/edit/main/content/{path}",
            ForgeKind.GITHUB,
            "https://github.com/o/r/new/main/content?filename=stories%2Fa.md",
        ),
        (
            "https://git.example.org/g/s/r/-/edit/main/content/{path}",
            ForgeKind.GITLAB,
            "https://git.example.org/g/s/r/-/new/main/content?file_name=stories%2Fa.md",
        ),
        (
            "https://code.example.org/o/r/_edit/main/{path}",
            ForgeKind.GITEA,
            "https://code.example.org/o/r/_new/main?filename=stories%2Fa.md",
        ),
        ("https://example.org/edit?file={path}", None, ""),
        ("", None, ""),
    ],
)
def test_the_forge_is_told_from_where_pages_are_edited(edit_url: str, kind: ForgeKind | None, new: str) -> None:
    """No setting has to say again what an address shows; an unknown form opens nothing."""
    forge = Forge.of(Settings(edit_url=edit_url))
    assert (forge.kind if forge else None) is kind
    assert (forge.new_file("stories/a.md") if forge else "") == new
    if forge:
        address = forge.new_file("stories/a.md", "Text & more")
        assert address == ("" if kind is ForgeKind.GITLAB else f"{new}&value=Text%20%26%20more")
        assert forge.issue("A", "é" * LONGEST_ADDRESS) == ""
    assert Forge.of(Settings(edit_url=edit_url, forge=ForgeKind.NONE)) is None
