"""What people don't want known or done: every page, feed, file and answer of a site is looked through for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup, Tag

from indexer import LiveSearcher, Searcher, build_index
from indexer.encoder import Encoder
from kb.config import Config, load_config
from tests.webui.conftest import AuditedClient, audited
from webui.site import KEY

ASKED = "How do neighbours learn to trust the council again?"
BODY = "Residents learn to trust the council again where neighbours meet every week, and promises are kept."
# Who they are, and what their head says; all addresses but the last are secret.
PEOPLE = {
    "quiet": ("Zenobia Quiet", "recommendable: false\ncontact: {policy: public, url: 'https://example.org/zenobia'}"),
    "gone": ("Yorick Gone", "status: archived\ncontact: {policy: public, email: secret@yorick.example}"),
    "none": ("Xanthe None", "contact: {policy: none, email: secret@xanthe.example, url: 'https://secret.example/x'}"),
    "via": ("Wilma Via", "contact: {policy: via-coordinator, email: secret@wilma.example}"),
    "misspelt": ("Vera Misspelt", "recomendable: false\ncontact: {policy: nobody, email: secret@vera.example}"),
    "draft": ("Ulf Draft", "status: draft\ncontact: {policy: public, email: secret@ulf.example}"),
    "open": ("Tilda Open", "contact: {policy: public, email: tilda@example.org}"),
}
NEVER_RECOMMENDED = ("Zenobia", "Yorick", "Vera", "Ulf")
# Blocks that say what a person does, rather than whom to ask about a page.
BY_OFFICE = {"_coordinators", "_speakers", "_curator"}


def library() -> Iterator[tuple[str, str]]:
    """Yield the files of a library in which everybody has done the same."""
    yield "domains/trust.md", "---\ntitle: Trust\ncoordinators: [quiet, gone, open]\n---\n" + BODY
    everybody = f"members: [{', '.join(PEOPLE)}]\ncoordinators: [quiet, gone, open]"
    yield "communities/neighbours.md", f"---\ntitle: Neighbours\ndomains: [trust]\n{everybody}\n---\n{BODY}"
    yield "events/tea.md", f"---\ntitle: Tea\nstart: 2026-12-01\nspeakers: [quiet, none]\n---\n{BODY}"
    yield "collections/first.md", "---\ntitle: First\ncurator: quiet\nitems: [stories/by-quiet]\n---\n" + BODY
    yield "stories/alone.md", f"---\ntitle: Trust regained\ndomains: [trust]\nplace: Home\n---\n{BODY}"
    for name, (title, head) in PEOPLE.items():
        said = f"offers: [To tell how trust is regained]\nasks: [How others regained trust]\norganisation: {title} & Co"
        yield f"people/{name}.md", f"---\nname: {title}\ndomains: [trust]\n{said}\n{head}\n---\n{BODY}"
        parts = f"people: [{name}]\ndomains: [trust]\ntags: [trust]\nused_by: [{{organisation: Us, person: {name}}}]"
        yield f"stories/by-{name}.md", f"---\ntitle: Trust {name}\n{parts}\n---\n{BODY} So it was with {name}."


@dataclass(frozen=True)
class Read:
    """The site as its reader sees it: the text of every address."""

    client: AuditedClient
    engine: Searcher
    texts: dict[str, str]

    def pages(self) -> Iterator[tuple[str, BeautifulSoup]]:
        """Yield the address of every page with its tree."""
        for address, text in self.texts.items():
            if text.startswith("<!doctype html>"):
                yield address, BeautifulSoup(text, "html.parser")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Config:
    """The library, indexed."""
    root = tmp_path_factory.mktemp("privacy")
    for path, text in library():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "kb.toml").write_text('index = "index"\n', "utf-8")
    config = load_config(root / "kb.toml", environ={})
    build_index(config, encoder)
    return config


@pytest.fixture(scope="module")
def read(config: Config) -> Iterator[Read]:
    """Everything that the site answers with, reached by links or by typing."""
    app = audited(config)
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    live: LiveSearcher = app.extensions[KEY].live
    engine = live.current()
    asked = [title.split()[0] for title, _ in PEOPLE.values()] + ["trust", ASKED]
    typed = [
        f"{path}?q={text}" for text in asked for path in ("/search", "/suggest", "/convene", "/convene.md", "/feed.xml")
    ]
    reached = client.crawl("/", "/search")
    files = {f"{address}.md" for address in reached if address.count("/") == 2 and "?" not in address}
    texts = {}
    for address in {*reached, *typed, *files, "/kept.md", "/feed.xml"}:
        response = client.get(address, follow_redirects=True)
        if response.status_code == 200:
            texts[address] = response.get_data(as_text=True)
    yield Read(client, engine, texts)
    live.close()


def test_the_whole_site_was_read(read: Read) -> None:
    """Every page of the library, as a page and as Markdown, the feeds, and what was typed."""
    for page in ("people/quiet", "people/none", "stories/by-via", "events/tea", "domains/trust", "collections/first"):
        assert {f"/{page}", f"/{page}.md"} <= read.texts.keys()
    assert {
        "/suggest?q=Zenobia",
        "/feed.xml",
        "/browse",
        f"/search?q={ASKED}",
        f"/convene?q={ASKED}",
    } <= read.texts.keys()
    assert "/people/draft" not in read.texts


def test_no_address_is_shown_that_is_not_public(read: Read) -> None:
    """Neither under `none`, `via-coordinator`, a policy that can't be read, nor of whoever has left."""
    assert not [address for address, text in read.texts.items() if "secret" in text]
    assert any("tilda@example.org" in text for text in read.texts.values()), "one that is public"


def test_nobody_is_offered_who_does_not_want_to_be(read: Read) -> None:
    """No card of somebody to ask shows them, but where it says who holds an office."""
    shown = set()
    for address, page in read.pages():
        for card in page.select(".person"):
            block = card.find_parent("section")
            if isinstance(block, Tag) and block.get("aria-labelledby") in BY_OFFICE:
                continue
            name = card.get_text(" ", strip=True).split()[0]
            shown.add(name)
            assert name not in NEVER_RECOMMENDED, f"{address} offers {name}"
    assert {"Tilda", "Wilma", "Xanthe"} <= shown


def test_nobody_is_to_be_asked_for_having_used_it_who_does_not_want_to_be(read: Read) -> None:
    """A record of use credits them, and says “Ask” of those alone who can be asked."""
    asked = {
        line.get_text(" ", strip=True).split()[1]
        for _, page in read.pages()
        for line in page.select(".uses p")
        if line.get_text(" ", strip=True).startswith("Ask ")
    }
    assert asked == {"Tilda", "Wilma"}
    assert "Used by" in read.texts["/stories/by-quiet"]


def test_nobody_is_asked_again_on_their_own_page(read: Read) -> None:
    """The author of a page is its contact, and not among those discovered for it."""
    for name in ("open", "via", "none"):
        page = BeautifulSoup(read.texts[f"/stories/by-{name}"], "html.parser")
        first = PEOPLE[name][0].split()[0]
        assert first in page.select_one("section[aria-labelledby=_named]").get_text()
        assert first not in page.select_one("section[aria-labelledby=_people]").get_text()


def test_the_engine_recommends_nobody_who_does_not_want_it(read: Read) -> None:
    """For no question and no page, to no room, and to nobody as a colleague."""
    engine = read.engine
    pages = [address.strip("/") for address in read.texts if _is_page(address, engine)]
    found = [engine.people(ASKED, 100), engine.people_of(["stories/by-quiet", "stories/by-gone"], 100)]
    found += [engine.people_for_page(page, 100) for page in pages]
    people = [person.page for suggested in found for person in suggested]
    room = engine.convene(ASKED, 30)
    people += [seat.person.page for seat in room.seats]
    people += [person for community in room.communities for person in community.coordinators]
    for page in pages:
        matches = engine.matches(page)
        people += [match.person.page for match in (*matches.askers, *matches.offerers)]
        people += [one.person.page for one in engine.similar(page)]
    assert engine.matches("people/open").askers
    met = engine.introductions()
    people += [person.page for pair in met.pairs for person in pair.people]
    people += [one.person.page for one in met.isolated]
    assert {page.title.split()[0] for page in people} == {"Tilda", "Wilma", "Xanthe"}


def test_nobody_is_suggested_by_name_who_does_not_want_it(read: Read) -> None:
    """Typing the name of somebody who may not be recommended suggests nobody; that of others does."""
    for title, _ in PEOPLE.values():
        first = title.split()[0]
        suggests = first in read.texts[f"/suggest?q={first}"].partition('"suggestions"')[2]
        assert suggests is (first not in NEVER_RECOMMENDED)


def _is_page(address: str, engine: Searcher) -> bool:
    return bool(engine.summaries([address.strip("/")]))
