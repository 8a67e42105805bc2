"""Pages kept from the live generation: whatever they depend on, keeping them gives what building anew would."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import indexer.build
from indexer import BuildReport, IndexFolder, build_index
from indexer.catalog import Catalog
from indexer.input import Input
from indexer.nearness import FILES as WORD_FILES
from indexer.page_words import FILES as PAGE_TERM_FILES
from indexer.postings import FILES
from indexer.statements import FILES as STATEMENT_FILES
from indexer.vocabulary import open_vocabulary
from kb.config import Config
from kb.errors import DamagedIndexError
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]


# The catalog's file may hold the same in another order; the keyword engine names its files at random.
ALIKE = (
    "vectors.faiss",
    "pages.npy",
    "terms.txt",
    "problems.json",
    "vocabulary.json",
    "words.txt",
    "lengths.npy",
    *FILES,
    *PAGE_TERM_FILES,
    *WORD_FILES,
    *STATEMENT_FILES,
)


def state(config: Config) -> tuple[str, str, dict[str, str]]:
    """The digests of the live generation: of its catalog, its input, and the files that must be alike to the bit."""
    generation = IndexFolder(config.settings.index).open(verify=True)
    catalog = Catalog(generation.folder)
    digest = catalog.digest()
    catalog.close()
    generation.close()
    files = generation.manifest.files
    return digest, generation.manifest.input, {name: files[name].sha256 for name in ALIKE}


def anew(config: Config) -> Config:
    """The library indexed from nothing, elsewhere."""
    elsewhere = config.settings.model_copy(update={"index": config.settings.index.parent / "anew"})
    other = config.model_copy(update={"settings": elsewhere})
    build_index(other, WordEncoder(), rebuild=True)
    return other


def assert_as_built_anew(config: Config) -> None:
    assert state(config) == state(anew(config))
    assert len(list((config.settings.index / "generations").iterdir())) == 1, "the one before is removed at once"


@pytest.fixture
def library(write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """Six pages that refer to each other in every way, indexed."""
    write("domains/water", "title: Water\nissues: [{id: cost, title: Cost}]", "What we want.")
    write("people/ada", "title: Ada", "Engineer.")
    write("practices/dams", "title: Dams\ndomains: [water]\nissues: [cost]\npeople: [ada]", "See [a](../stories/a.md).")
    write("stories/a", "title: A\nuses: [dams]\nredirect_from: [/old/a]", "Dams held. [To b](b.md#why) [gone](gone.md)")
    write("stories/b", "title: B", "## Why\n\nNo links here.")
    write("stories/c", "title: C", "Text by itself.")
    build(word_encoder)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("page", "head", "body", "kept", "changes"),
    [
        ("stories/c", "title: C", "Text that is new.", 5, (0, 1)),
        ("stories/b", "title: B", "## Other\n\nNo heading why.", 5, (0, 1)),
        ("stories/b", "title: New B", "## Why\n\nNo links here.", 4, (0, 1)),
        ("domains/water", "title: Rivers\nissues: [{id: cost, title: Cost}]", "What we want.", 4, (0, 1)),
        ("domains/water", "title: Water", "The issue is gone.", 4, (0, 2)),
        ("people/ada", "title: Ada\nrecommendable: false", "Engineer.", 4, (0, 1)),
        ("people/ada", "title: Ada\nstatus: archived", "Engineer.", 4, (0, 1)),
        ("stories/b", "title: B\nstatus: draft", "Hidden.", 4, (0, 0)),
        ("stories/gone", "title: Found", "The link leads somewhere now.", 5, (1, 0)),
        ("stories/0", "title: First", "Every number moves by one.", 6, (1, 0)),
        ("stories/z", "title: Z\nredirect_from: [/old/a, /old/z]", "Its address was another's first.", 6, (1, 0)),
        ("stories/0", "title: Zero\nredirect_from: [/old/a]", "Claims it before the other.", 6, (1, 0)),
        ("stories/n", "title: N\npeople: [Unlisted Person]", "Makes a page for a person.", 6, (1, 0)),
    ],
)  # fmt: skip
def test_a_change_makes_anew_what_depends_on_it(
    config: Config,
    write: Write,
    build: Build,
    word_encoder: WordEncoder,
    page: str,
    head: str,
    body: str,
    kept: int,
    changes: tuple[int, int],
) -> None:
    """The page itself, and those that show its title, lead to it or let it be suggested; the others are kept."""
    write(page, head, body)
    report = build(word_encoder)
    assert report.kept == kept
    assert (report.changes["added"], report.changes["changed"]) == changes
    assert_as_built_anew(config)


@pytest.mark.usefixtures("library")
def test_a_removed_page_is_missed_by_those_that_led_to_it(config: Config, build: Build, write: Write) -> None:
    """Their links lead nowhere from then on, which is reported for each."""
    write("stories/b").unlink()
    report = build(WordEncoder())
    assert (report.changes["removed"], report.kept, report.problems.by_code()) == (1, 4, {"dangling-link": 2})
    assert_as_built_anew(config)


@pytest.mark.usefixtures("library")
def test_problems_of_kept_pages_are_still_reported_where_they_are(config: Config, build: Build, write: Write) -> None:
    """Also when lines were added above, which leaves the page as it was but for the place."""
    write("stories/c", body="Changed.")
    first = build(WordEncoder())
    assert [(problem.path, problem.line) for problem in first.problems] == [("stories/a.md", 7)]
    path = config.settings.content / "stories/a.md"
    path.write_text(path.read_text().replace("---\n", "---\n# a comment\n", 1))
    second = build(WordEncoder())
    assert [(problem.path, problem.line) for problem in second.problems] == [("stories/a.md", 8)]


@pytest.mark.usefixtures("library")
def test_another_setting_keeps_vectors_but_no_page(config: Config, word_encoder: WordEncoder) -> None:
    """What shapes every page makes every page anew."""
    changed = config.model_copy(update={"settings": config.settings.model_copy(update={"site": "https://h.example"})})
    report = build_index(changed, word_encoder)
    assert (report.kept, report.embedded, report.reused) == (0, 0, report.passages)


@pytest.mark.usefixtures("library")
def test_another_vocabulary_is_published_and_keeps_every_page(config: Config, build: Build) -> None:
    """Nothing is rendered or embedded anew for it; the same words spelt out otherwise in the file change nothing."""
    file = config.settings.content / "vocabulary.yml"
    for number, (text, published) in enumerate([("A: b\n", True), ("# A note\n'A': b", False), ("", True)]):
        file.write_text(text, encoding="utf-8")
        encoder = WordEncoder()
        report = build(encoder)
        assert (report.published, report.kept, report.embedded) == (published, 6, 0), number
        assert encoder.embedded == []
        assert report.changes == {"added": 0, "changed": 0, "removed": 0, "unchanged": 6}
        assert_as_built_anew(config)


@pytest.mark.usefixtures("library")
def test_the_vocabulary_is_read_from_the_generation(config: Config, build: Build) -> None:
    """A reader has it without the content folder, and a fault in it is among the problems of the index."""
    (config.settings.content / "vocabulary.yml").write_text("A: b\nC:\n", encoding="utf-8")
    report = build()
    assert report.problems.by_code()["bad-vocabulary"] == 1
    generation = IndexFolder(config.settings.index).open(verify=True)
    assert open_vocabulary(generation.folder).groups == (("A", "b"),)
    (generation.folder / "vocabulary.json").write_text('{"A": 1}', encoding="utf-8")
    with pytest.raises(DamagedIndexError, match=r"vocabulary\.json: can't be read .*kb index --rebuild"):
        open_vocabulary(generation.folder)
    (generation.folder / "vocabulary.json").unlink()  # as in a generation made before there were any
    assert open_vocabulary(generation.folder).groups == ()
    generation.close()


@pytest.mark.parametrize("seed", range(12))
def test_random_changes_give_what_building_anew_gives(
    config: Config, write: Write, build: Build, word_encoder: WordEncoder, seed: int
) -> None:
    """Pages of all sorts come, go, move, change title, link and refer to each other, and become drafts."""
    choose = random.Random(seed)
    names = [f"{folder}/{name}" for folder in ("stories", "practices", "domains", "people") for name in "abcd"]

    def write_one(page_id: str) -> None:
        other = choose.choice(names)
        lines = [f"title: {choose.choice(['One', 'Two', 'Three'])} {page_id}"]
        lines += [f"status: {choose.choice(['draft', 'archived', 'published'])}"] * choose.randrange(2)
        if page_id.startswith(("stories", "practices")):
            lines += [f"people: [{choose.choice(['a', 'b', 'Somebody New'])}]"] * choose.randrange(2)
            lines += [f"domains: [{choose.choice('abcd')}]"] * choose.randrange(2)
        if page_id.startswith("people"):
            lines += ["recommendable: false"] * choose.randrange(2)
        lines += [f"redirect_from: [/old/{choose.randrange(3)}]"] * choose.randrange(2)
        body = f"Text {choose.randrange(5)}. [there](/{other})\n\n## Part {choose.randrange(3)}\n\nMore."
        write(page_id, "\n".join(lines), body)

    for name in choose.sample(names, 9):
        write_one(name)
    build(word_encoder)
    for _ in range(3):
        for name in choose.sample(names, 3):
            path = config.settings.content / f"{name}.md"
            if path.exists() and choose.random() < 0.4:
                path.unlink()
            else:
                write_one(name)
        report = build(word_encoder)
        assert report.changes["removed"] + report.changes["added"] + report.changes["changed"] or not report.published
        assert_as_built_anew(config)


def test_an_older_reading_never_replaces_a_newer_generation(
    config: Config, write: Write, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who read before somebody else published reads again once it is their turn."""
    write("stories/a", "title: Old", "Text.")
    reads: list[int] = []
    read_input = indexer.build.read_input

    def slowly(*arguments: Any) -> Input:
        made_from = read_input(*arguments)
        reads.append(1)
        if len(reads) == 1:
            write("stories/a", "title: New", "Text.")
            build()
        return made_from

    monkeypatch.setattr(indexer.build, "read_input", slowly)
    build()
    generation = IndexFolder(config.settings.index).open()
    assert Catalog(generation.folder).page("stories/a").summary.title == "New"
    generation.close()
