"""What never enters an index: every byte of its files is looked through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, Query, Searcher, build_index
from kb.config import Config, load_config
from kb.errors import UnknownPageError
from kb.source import markdown_of
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]


def bytes_of(config: Config) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(config.settings.index.rglob("*")) if path.is_file())


def test_drafts_leave_no_trace(config: Config, write: Write, build: Build, opened: Open) -> None:
    """A draft's text, title and name are nowhere in the index, whoever refers to it."""
    write("domains/secretplan", "title: Quixotry\nstatus: draft", "Flibbertigibbet.")
    write("people/draftperson", "name: Zenobia\nstatus: draft")
    write("stories/a", "domains: [secretplan]\npeople: [draftperson]", "See [the plan](../domains/secretplan.md).")
    report = build()
    assert report.counts == {"story": 1}
    searcher = opened()
    assert not any(searcher.search(Query(word)).total for word in ("Flibbertigibbet", "Quixotry"))
    with pytest.raises(UnknownPageError):
        searcher.page("domains/secretplan")
    page = searcher.page("stories/a")
    assert page.summary.domains == ()
    assert page.linked == {}
    assert not [words for words in (b"quixotry", b"flibbert", b"zenobia") if words in bytes_of(config).lower()]


@pytest.mark.parametrize("policy", ["none", "via-coordinator"])
def test_private_addresses_never_enter_an_index(
    config: Config, write: Write, build: Build, policy: str, word_encoder: WordEncoder
) -> None:
    """No file of a generation holds the address of somebody who doesn't make it public, or a key we don't know."""
    contact = f"contact: {{policy: {policy}, email: zaphodxq@example.org, url: 'https://example.org/zaphodxq'}}"
    write("people/ann", f"name: Ann\n{contact}\nhome_address: Zaphodxq Street\nprivate_mail: zaphodxq@example.net")
    write("stories/a", "people: [ann]\nnotes_to_self: ring zaphodxq", "Text.")
    build(word_encoder)
    assert b"zaphodxq" not in bytes_of(config).lower()


@pytest.mark.parametrize(
    "contact", ["{policy: none, url: zaphodxq.example.org}", "{policy: none, phone: zaphodxq}", "zaphodxq@example.org"]
)
def test_a_mistyped_private_address_does_not_enter_an_index(
    config: Config, write: Write, build: Build, contact: str
) -> None:
    """An address that is dropped because it can't be read isn't kept in the report of the problem instead."""
    write("people/ann", f"name: Ann\ncontact: {contact}")
    report = build()
    assert report.problems.errors
    assert b"zaphodxq" not in bytes_of(config).lower()


@pytest.mark.parametrize(("policy", "shown"), [("none", False), ("via-coordinator", False), ("public", True)])
def test_a_page_as_markdown_keeps_what_its_policy_keeps(
    write: Write, build: Build, opened: Open, policy: str, shown: bool
) -> None:
    """The Markdown is made of what is stored: an address that isn't public is not in it, nor is a key we don't know."""
    contact = f"contact: {{policy: {policy}, email: zaphodxq@example.org, url: 'https://example.org/zaphodxq'}}"
    write("people/ann", f"name: Ann\n{contact}\nphone: zaphodyq", "Hello.")
    write("people/ben", "name: Zenobia\nstatus: draft")
    write("stories/a", "people: [ann, ben]", "Text.")
    build()
    pages = [opened().page(page_id) for page_id in ("people/ann", "stories/a")]
    person, story = (markdown_of(page.head, page.markdown) for page in pages)
    assert ("zaphodxq" in person) is shown
    assert "zaphodyq" not in person
    assert person.endswith("Hello.\n")
    assert "people/ann" in story
    assert "people/ben" not in story


def test_public_addresses_do_enter_it(config: Config, write: Write, build: Build) -> None:
    """The same search of the bytes finds an address that its person publishes: the test above could fail."""
    write("people/ann", "name: Ann\ncontact: {policy: public, email: zaphodxq@example.org}")
    build()
    assert b"zaphodxq" in bytes_of(config).lower()


def test_an_index_is_stored_beside_the_content_it_was_told_of(tmp_path: Path) -> None:
    """Settings that lead to the content don't end in the index: it can be copied to another machine."""
    (tmp_path / "secretfolder" / "stories").mkdir(parents=True)
    (tmp_path / "secretfolder" / "stories" / "a.md").write_text("---\ntitle: A\n---\nText.\n", encoding="utf-8")
    flags = {"content": tmp_path / "secretfolder", "index": tmp_path / "index"}
    config = load_config(environ={}, flags=flags)
    build_index(config, None)
    assert b"secretfolder" not in bytes_of(config)
