"""Who should be in the room, as a page: people with reasons, sectors in words, a brief, and nothing private."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from indexer import MAX_CHARACTERS
from tests.webui.conftest import AuditedClient, small_site

PROBLEM = "who should be in the room"
ROOM = f"/convene?q={quote(PROBLEM)}"
NONSENSE = "/convene?q=zxqv+flumph+quasar"
LIBRARY = {
    "people/ann.md": """---
name: Ann Ash
sector: voluntary
organisation: Trust
contact: {policy: none, email: ann@example.org, url: "https://example.org/ann"}
---
""",
    "people/ben.md": "---\nname: Ben Bow\nsector: public\ncontact: {policy: public, email: ben@example.org}\n---\n",
    "people/cat.md": "---\nname: Cat Cole\nrecommendable: false\n---\n",
    "people/dan.md": "---\nname: Dan Dee\nstatus: archived\n---\n",
    "people/eve.md": "---\nname: Eve Elm\nexample: true\nsector: elected\n---\n",
    "practices/survey.md": "---\ntitle: Survey\n---\nLook at every flat.\n",
    "stories/a.md": """---
title: Damp
people: [ann, ben, cat, dan, eve]
uses: [survey]
outcome: failed
---
Damp mould in rented flats.
""",
}


def test_the_empty_page_says_what_it_does_and_gives_examples(client: AuditedClient) -> None:
    """A problem from the library is one click away, and leads to people."""
    page = client.soup("/convene")
    assert page.select_one("form textarea[name=q][required]")
    assert not page.select(".person")
    examples = [link["href"] for link in page.select(".examples a")]
    assert examples
    assert client.soup(examples[0]).select(".person")


def test_the_room_has_all_its_parts(client: AuditedClient) -> None:
    """People with reasons and how to reach them, each of the six sectors in words, what to read, and the brief."""
    page = client.soup(ROOM)
    people = page.select(".person")
    assert people
    assert all(person.select_one(".person-reasons a") and person.select_one(".person-reach") for person in people)
    sectors = {
        line.dt.get_text(): [dd.get_text(" ", strip=True) for dd in line.select("dd")]
        for line in page.select(".sector")
    }
    assert len(sectors) == 6
    assert ["Nobody yet"] in sectors.values()
    shown = [name for names in sectors.values() for name in names if name != "Nobody yet"]
    assert {name.removesuffix(" Example") for name in shown} <= {
        link.get_text() for link in page.select(".person-name a")
    }
    assert page.select("[aria-labelledby=_read] .item-title a")
    assert page.select_one("textarea").get_text() == PROBLEM
    assert f"> {PROBLEM}\n" in page.select_one(".brief").get_text()


def test_the_brief_is_a_file_with_the_same_text(client: AuditedClient) -> None:
    """What is shown, copied and taken along is one text; links in it lead to this site."""
    page = client.soup(f"{ROOM}&size=5")
    address = page.select_one(".block-brief a[download]")["href"]
    assert parse_qs(urlsplit(address).query) == {"q": [PROBLEM], "size": ["5"]}
    response = client.get(address)
    assert response.headers["Content-Disposition"] == 'attachment; filename="invitation.md"'
    assert response.text == page.select_one(".brief").get_text()
    assert "(http://localhost/" in response.text


def test_the_buttons_need_a_script_and_the_link_does_not(client: AuditedClient) -> None:
    """Copying and printing are hidden until a script can do them; the file is a plain link."""
    tools = client.soup(ROOM).select(".block-brief .tools li")
    assert [item.has_attr("hidden") for item in tools] == [True, True, False]


def test_nobody_is_shown_who_may_not_be_and_no_private_address(tmp_path: Path) -> None:
    """Neither on the page nor in the brief; what is public is there, and an example is called one."""
    with small_site(tmp_path, LIBRARY) as client:
        page = client.soup("/convene?q=damp+mould+in+rented+flats")
        brief = client.get("/convene.md?q=damp+mould+in+rented+flats").text
    text = page.get_text()
    for shown in (str(page), brief):
        assert not [word for word in ("Cat Cole", "Dan Dee", "ann@", "example.org/ann") if word in shown]
        assert "ben@example.org" in shown
        assert "Eve Elm" in shown
    assert "No way to make contact is given here." in text
    assert "Gives no way to make contact here" in brief
    assert [person.select_one(".label-example") is not None for person in page.select(".person")].count(True) == 1
    assert "Eve Elm (example)" in brief
    assert "words only" in page.select_one(".notice").get_text()
    [method] = page.select(".methods > li")
    assert method.select_one(".outcome-failed")
    assert "The only one from elected politics" in text


def test_nothing_near_is_said_with_ways_on(client: AuditedClient) -> None:
    """Nobody is suggested for a problem that the library knows nothing of, and each way on exists."""
    page = client.soup(NONSENSE)
    assert "Nothing here is near" in page.select_one("h2").get_text()
    assert not page.select(".person, .brief")
    ways = [link["href"] for link in page.select(".ways a, .examples a")]
    assert len(ways) > 2
    assert all(client.get(way, follow_redirects=True).status_code == 200 for way in ways)
    assert "Whom do you know?" in client.get("/convene.md?q=zxqv+flumph+quasar").text


def test_a_misspelt_problem_is_corrected_by_a_link(client: AuditedClient) -> None:
    """The link asks for the same size of room."""
    link = client.soup("/convene?q=isolatd+practitioners&size=12").select_one(".meant a")
    assert parse_qs(urlsplit(link["href"]).query) == {"q": ["isolated practitioners"], "size": ["12"]}


def test_other_pages_lead_here(client: AuditedClient) -> None:
    """From results with their question, from a domain with its outcome, and from the foot of every page."""
    found = client.soup(f"/search?q={quote(PROBLEM)}").select_one(".strip .more a")
    assert parse_qs(urlsplit(found["href"]).query) == {"q": [PROBLEM]}
    domain = client.soup("/domains/working-across-boundaries").select_one("[aria-labelledby=_convene] a")
    assert client.soup(domain["href"]).select(".person")
    assert client.soup("/").select_one(".footer a[href='/convene']")
    assert not client.soup("/search?q=zxqv+flumph+quasar").select(".strip .more a")


@pytest.mark.parametrize(
    "tail", ["size=0", "size=-1", "size=9999999", "size=x", "size=5&size=8", "q=second", "q[]=1", "kind=banana"]
)
def test_odd_parameters_never_break_the_page(client: AuditedClient, tail: str) -> None:
    """A size that isn't offered is the usual one."""
    page = client.soup(f"{ROOM}&{tail}")
    assert page.select_one("option[selected]").get_text() == ("5 people" if tail.startswith("size=5") else "8 people")


@pytest.mark.parametrize("letter", ["a", "word ", "é", "\x00", "<", '"', "😀", "(", "AND ", "# x\n"])
def test_a_hundred_kilobytes_of_problem(client: AuditedClient, letter: str) -> None:
    """A problem of any length and any letters is answered, the brief too, and the page doesn't grow beyond reason."""
    for address in ("/convene", "/convene.md"):
        response = client.get(address, query_string={"q": letter * (100_000 // len(letter.encode()))})
        assert response.status_code in {200, 302}
        assert len(response.data) < 200_000


def test_a_problem_too_long_is_said_to_be_cut(client: AuditedClient) -> None:
    """The limit is that of search, and the box holds what counts."""
    page = client.soup(f"/convene?q={'people+in+the+room+' * 200}")
    assert sum("only the first 2,000 characters" in part.get_text() for part in page.select(".ignored li")) == 1
    assert page.select_one("textarea")["maxlength"] == str(MAX_CHARACTERS)
    assert len(page.select_one("textarea").get_text()) <= MAX_CHARACTERS


def test_what_was_typed_is_never_markup(client: AuditedClient) -> None:
    """Markup in the problem comes back as text, in the box, the brief and the addresses."""
    text = client.get(f"{ROOM}{quote('</textarea></pre><script>alert(1)</script><img src=x>')}").text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "alert(1)" in text


def test_a_library_with_such_a_page_keeps_it(tmp_path: Path) -> None:
    """Where an entry has this address, readers get it, and its Markdown."""
    with small_site(
        tmp_path,
        {"convene.md": "---\ntitle: Our own way\nkind: practice\n---\nText.\n"},
        toml='[[kinds]]\nkind = "practice"\nfiles = "*.md"\n',
    ) as client:
        assert client.soup("/convene").select_one("h1").get_text() == "Our own way"
        assert "Our own way" in client.get("/convene.md").text
