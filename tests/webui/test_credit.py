"""Who contributed to a page, and when it was created and updated, as readers see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.repository import BARE, commit, git
from tests.webui.conftest import AuditedClient, small_site

PAGES = {
    "stories/told.md": "---\ntitle: Told\n---\n\nText.\n",
    "stories/signed.md": "---\ntitle: Signed\npeople: [ann]\npublished: 2020-05-04\nreviewed: 2021-05-04\n---\n",
    "people/ann.md": "---\ntitle: Ann Other\nexample: true\n---\n",
}


@pytest.fixture
def reader(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditedClient]:
    """A reader of a library in a repository, to which a person with a page and two without committed."""
    for name, value in BARE.items():
        monkeypatch.setenv(name, value)
    root = tmp_path_factory.mktemp("credit")
    (root / "content" / "stories").mkdir(parents=True)
    git(root, "init", "-q")
    commit(root, "Ann Other", "2024-01-01", **{"stories/told": PAGES["stories/told.md"] + "\nMore.\n"})
    commit(root, "Eve & co; <b>", "2024-01-02", **{"stories/told": PAGES["stories/told.md"] + "\nMore of it.\n"})
    for path, text in PAGES.items():
        (root / "content" / path).parent.mkdir(exist_ok=True)
        (root / "content" / path).write_text(text)
    commit(root, "Ben", "2024-02-03")
    with small_site(root, PAGES) as client:
        yield client


def facts(reader: AuditedClient, address: str) -> dict[str, str]:
    card = reader.soup(address).select_one(".facts")
    assert card
    found: dict[str, str] = {}
    name = ""
    for line in card.select("dt, dd"):
        text = " ".join(line.get_text(" ").split())
        if line.name == "dt":
            name = text
        else:
            found[name] = f"{found.get(name, '')} {text}".strip()
    return found


def test_a_page_says_who_and_when(reader: AuditedClient) -> None:
    """Where the head is silent Git speaks; who has a page is linked, and an example stays labelled."""
    found = facts(reader, "/stories/told")
    assert "Ann Other" in found["Contributors"]
    assert "Ben" in found["Contributors"]
    assert found["Contributors"].count("first contribution here") == 3, "all of them began here"
    assert found["Created"] == "1 January 2024"
    assert found["Updated"] == "3 February 2024"
    assert reader.soup("/stories/told").select_one('.facts a[href="/people/ann"]')
    assert "Eve & co; b" in found["Contributors"], "a name is text"


def test_what_the_head_says_comes_first(reader: AuditedClient) -> None:
    """Named people and days are the author's word: Git's isn't put beside them."""
    found = facts(reader, "/stories/signed")
    assert not {"Contributors", "Written by", "Created", "Updated"} & found.keys()
