"""Building: whole, in part, and not at all."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import BuildReport, IndexFolder, Query, Searcher, build_index, load_encoder
from indexer.catalog import Catalog
from indexer.encoder import Encoder
from indexer.generation import Manifest
from indexer.nearness import FILES as WORD_FILES
from indexer.openvino_encoder import OpenVinoEncoder
from indexer.vectors import FILE_NAME, VectorIndex
from kb.choices import Kind
from kb.config import Config
from kb.errors import ContentMissingError, DamagedIndexError, IndexBusyError, NothingPublishedError
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]

WORDS = "council hospital resident question meeting budget trial letter school flood garden bridge".split()


def text(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=60)) + "."


def elsewhere(config: Config, **settings: object) -> Config:
    """The same library with other settings, indexed in another place unless that is one of them."""
    index = config.settings.index.parent / "elsewhere"
    return config.model_copy(update={"settings": config.settings.model_copy(update={"index": index, **settings})})


def manifest(config: Config) -> Manifest:
    generation = IndexFolder(config.settings.index).open(verify=True)
    generation.close()
    return generation.manifest


def contents(config: Config) -> str:
    """The digest of what the catalog of the live generation holds."""
    generation = IndexFolder(config.settings.index).open(verify=True)
    catalog = Catalog(generation.folder)
    digest = catalog.digest()
    catalog.close()
    generation.close()
    return digest


def vectors_by_digest(config: Config) -> dict[bytes, Any]:
    generation = IndexFolder(config.settings.index).open(verify=True)
    catalog = Catalog(generation.folder)
    digests = catalog.passage_digests()
    rows = VectorIndex.open(generation.folder).rows(np.arange(len(digests)))
    catalog.close()
    generation.close()
    return dict(zip(digests, rows, strict=True))


def found(searcher: Searcher, query: str) -> list[str]:
    return [hit.page.id for hit in searcher.search(Query(query)).hits]


# --- what is embedded anew ---


def test_unchanged_passages_keep_their_vectors(write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """After an edit, a deletion and a new page only what is new to the model is embedded."""
    for name in "abc":
        write(f"stories/{name}", body=f"## One\n\n{text(1)}\n\n## Two\n\n{name} {text(2)}")
    first = build(word_encoder)
    assert (first.passages, first.embedded, first.reused) == (6, 6, 0)
    word_encoder.embedded.clear()
    write("stories/a", body=f"## One\n\n{text(1)}\n\n## Two\n\nchanged {text(2)}")
    write("stories/c", body="").unlink()
    write("stories/d", body="A fourth.")
    second = build(word_encoder)
    assert (second.passages, second.embedded, second.reused) == (5, 2, 3)
    assert word_encoder.embedded == [f"a. Two. changed {text(2)}", "d. A fourth."]


def test_a_new_title_is_embedded_anew_and_a_new_tag_is_not(
    write: Write, build: Build, word_encoder: WordEncoder
) -> None:
    """What counts is the text that the model reads: title and headings belong to it, tags and dates don't."""
    write("stories/a", "title: A", "Text.")
    write("stories/b", "title: B", "Text.")
    build(word_encoder)
    write("stories/a", "title: New", "Text.")
    write("stories/b", "title: B\ntags: [new]", "Text.")
    report = build(word_encoder)
    assert report.published
    assert word_encoder.embedded[2:] == ["New. Text."]


def test_a_renamed_file_keeps_its_vectors(write: Write, build: Build, opened: Open, word_encoder: WordEncoder) -> None:
    """A page moved elsewhere is found under its new id, without asking the model."""
    path = write("stories/a", "title: A", text(1))
    build(word_encoder)
    path.rename(path.with_name("renamed.md"))
    assert build(word_encoder).embedded == 0
    assert opened(word_encoder).page("stories/renamed").summary.title == "A"


def test_another_model_embeds_everything(write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """Vectors of two models are never mixed, and going without one and back makes them anew."""
    write("stories/a", body="Text.")
    build(word_encoder)
    word_encoder.fingerprint = "another"
    assert build(word_encoder).embedded == 1
    assert (build(None).embedded, build(word_encoder).embedded) == (0, 1)


def test_rebuild_takes_nothing_over(write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """`--rebuild` publishes and embeds all, although nothing has changed."""
    write("stories/a", body="Text.")
    before = build(word_encoder)
    again = build(word_encoder, rebuild=True)
    assert again.published
    assert (again.embedded, again.reused) == (1, 0)
    assert again.generation > before.generation


def test_an_index_of_another_format_is_built_anew(
    config: Config, write: Write, build: Build, word_encoder: WordEncoder
) -> None:
    """One without vectors of words, as all were written before: a build takes nothing from it, and doesn't fail."""
    write("stories/a", body="Text.")
    folder = config.settings.index / "generations" / build(word_encoder).generation
    for name in WORD_FILES:
        (folder / name).unlink()
    stated = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**stated, "format": 4}))
    with pytest.raises(DamagedIndexError, match="has format 4, this version reads"):
        IndexFolder(config.settings.index).open()
    again = build(word_encoder)
    assert (again.published, again.embedded, again.reused) == (True, 1, 0)
    assert {*WORD_FILES} <= manifest(config).files.keys()


def test_without_a_model_there_are_no_words(config: Config, write: Write, build: Build) -> None:
    """Neither files of vectors, nor anything that misses them."""
    write("stories/a", body="Text.")
    build(None)
    assert manifest(config).files.keys().isdisjoint(WORD_FILES)


def test_a_damaged_index_is_built_anew(config: Config, write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """Neither "unchanged" nor kept vectors are believed of an index whose files don't hold their checksums."""
    write("stories/a", body="Text.")
    report = build(word_encoder)
    vectors = config.settings.index / "generations" / report.generation / FILE_NAME
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 0xFF
    vectors.write_bytes(content)
    again = build(word_encoder)
    assert again.published
    assert again.reused == 0
    manifest(config)


@pytest.mark.parametrize("seed", range(6))
def test_incremental_equals_a_full_rebuild(
    config: Config, write: Write, build: Build, opened: Open, word_encoder: WordEncoder, seed: int
) -> None:
    """After random edits, deletions, renames and additions: same catalog, same vectors, same answers."""
    choose = random.Random(seed)
    pages = {f"stories/{name}": write(f"stories/{name}", body=text(choose.randrange(9))) for name in "abcdef"}
    build(word_encoder)
    for step in range(3):
        for _ in range(choose.randint(1, 4)):
            name = choose.choice(sorted(pages))
            action = choose.choice(["edit", "delete", "rename", "add"])
            if action == "edit":
                write(name, body=f"{text(choose.randrange(99))}\n\n## More\n\n{text(choose.randrange(9))}")
            elif action == "delete" and len(pages) > 2:
                pages.pop(name).unlink()
            elif action == "rename":
                pages[f"{name}{step}"] = pages.pop(name).rename(config.settings.content / f"{name}{step}.md")
            else:
                pages[f"{name}-new"] = write(f"{name}-new", "people: [nobody]", text(choose.randrange(99)))
        build(word_encoder)
    other = elsewhere(config)
    build_index(other, word_encoder, rebuild=True)
    assert contents(config) == contents(other)
    assert manifest(config).problems == manifest(other).problems
    kept, made = vectors_by_digest(config), vectors_by_digest(other)
    assert kept.keys() == made.keys()
    assert max(np.abs(kept[digest] - made[digest]).max() for digest in kept) < 1e-3
    first, second = opened(word_encoder), opened(word_encoder, of=other)
    for query in ("council budget", "flood in the garden", "bridge school letter trial", "unheard"):
        assert found(first, query) == found(second, query)


def test_incremental_equals_a_full_rebuild_with_the_real_model(config: Config, write: Write, encoder: Encoder) -> None:
    """The same with all-MiniLM-L6-v2 and pages rendered in child processes: the last bits depend on the batch only."""
    for name in "abc":
        write(f"stories/{name}", body=f"{text(ord(name))}\n\n## Why\n\nWe met the *{name}* group each week.")
    build_index(config, encoder)
    write("stories/b", body="We gave up meeting. Nobody came.")
    report = build_index(config, encoder)
    assert (report.embedded, report.reused) == (1, report.passages - 1)
    other = elsewhere(config)
    build_index(other, encoder)
    assert contents(config) == contents(other)
    kept, made = vectors_by_digest(config), vectors_by_digest(other)
    assert max(np.abs(kept[digest] - made[digest]).max() for digest in kept) < 1e-3


def test_without_new_text_the_model_is_not_read(
    config: Config, write: Write, build: Build, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of tags a fresh process doesn't wait for the model; the vectors are those from before."""
    write("stories/a", body=text(1))
    build(encoder)
    before = vectors_by_digest(config)
    write("stories/a", "tags: [new]", text(1))
    fresh = load_encoder("all-MiniLM-L6-v2")
    assert isinstance(fresh, OpenVinoEncoder)
    monkeypatch.setattr(OpenVinoEncoder, "_session", lambda *_: pytest.fail("the model is read"))
    assert build(fresh).published
    after = vectors_by_digest(config)
    assert {digest: row.tolist() for digest, row in after.items()} == {d: row.tolist() for d, row in before.items()}


# --- when nothing is published ---


def test_nothing_changed_is_not_published(write: Write, build: Build, word_encoder: WordEncoder) -> None:
    """The live generation stays, the model isn't asked, and the problems found back then are still reported."""
    write("stories/a", "stage: someday", "Text.")
    first = build(word_encoder)
    word_encoder.embedded.clear()
    second = build(word_encoder)
    assert first.published
    assert not second.published
    assert second.generation == first.generation
    assert second.counts == {"story": 1}
    assert word_encoder.embedded == []
    assert list(second.problems) == list(first.problems)
    assert second.problems.errors == first.problems.errors > 0


def test_problems_of_rendering_are_stored_too(config: Config, write: Write) -> None:
    """A dangling link, found only while pages are rendered in child processes, is reported by every later run."""
    write("stories/a", body="Text with a [link](nowhere.md).")
    codes = [build_index(config, None).problems.by_code() for _ in range(2)]
    assert codes == [{"dangling-link": 1}] * 2


@pytest.mark.parametrize(
    ("settings", "published"),
    [
        ({"alpha": 0.5}, True),
        ({"title": "Other"}, True),
        ({"port": 9999}, False),
        ({"workers": 4}, False),
        ({"repository": "https://example.org/r"}, False),
        ({"edit_url": "https://example.org/edit/{path}"}, False),
    ],
)
def test_settings_that_shape_an_index_make_a_new_one(
    config: Config, write: Write, build: Build, settings: dict[str, object], published: bool
) -> None:
    """How results are fused is part of a generation; where it is served, or edited, is not."""
    write("stories/a", body="Text.")
    build()
    report = build_index(elsewhere(config, index=config.settings.index, **settings), None)
    assert report.published is published


def test_a_library_without_pages_publishes_nothing(config: Config, write: Write, build: Build) -> None:
    """No page at all, or none but drafts, is an error that says where to look; the old index stays."""
    with pytest.raises(NothingPublishedError, match=r"holds no page.*Check `content`"):
        build()
    path = write("stories/a", body="Text.")
    before = build().generation
    write("stories/a", "status: draft", "Text.")
    with pytest.raises(NothingPublishedError):
        build()
    path.unlink()
    with pytest.raises(NothingPublishedError):
        build()
    assert IndexFolder(config.settings.index).current_name() == before


def test_a_missing_content_folder_is_said(config: Config) -> None:
    """A mistyped `content` doesn't index an empty library."""
    missing = config.settings.content / "missing"
    with pytest.raises(ContentMissingError, match="missing: is not a folder"):
        build_index(elsewhere(config, content=missing), None)


def test_a_second_build_at_once_is_refused(config: Config, write: Write, build: Build) -> None:
    """It ends before any work is done, leaving the other to finish."""
    write("stories/a", body="Text.")
    with IndexFolder(config.settings.index).writing(), pytest.raises(IndexBusyError):
        build()
    assert build().published


# --- what is indexed ---


def test_a_page_that_cannot_be_rendered_is_still_found(config: Config, write: Write, opened: Open) -> None:
    """Markdown that the parser refuses is shown as plain text, reported, and searchable by its words."""
    write("stories/bad", body=f"Quokkas live here. {'[' * 300}\n\nAnd wombats.")
    write("stories/good", body="Text.")
    report = build_index(config, None)
    assert report.problems.by_code() == {"unrenderable": 1}
    searcher = opened()
    assert found(searcher, "wombat") == found(searcher, "quokka") == ["stories/bad"]
    assert "brackets are open" in searcher.page("stories/bad").problem


def test_a_page_without_text_is_found_by_its_title(write: Write, build: Build, opened: Open) -> None:
    """A page that is only a head has one empty passage under its title."""
    write("stories/bare", "title: Quokka sightings")
    write("stories/other", "title: Other", "Text.")
    build()
    hit = opened().search(Query("quokka")).hits[0]
    assert (hit.page.id, hit.snippet.text, hit.url) == ("stories/bare", "", "/stories/bare")


def test_words_of_a_title_weigh_more(write: Write, build: Build, opened: Open) -> None:
    """A page about a thing comes before one that mentions it as often in a text of the same length."""
    write("stories/a", "title: Gardens", f"{text(1)} A quokka.")
    write("stories/b", "title: Quokka", f"{text(1)} A garden.")
    build()
    assert found(opened(), "quokka") == ["stories/b", "stories/a"]


def test_every_kind_of_page_is_found_by_what_its_head_says(write: Write, build: Build, opened: Open) -> None:
    """Offers of people, purposes of collections and places of events are searched like text."""
    write("people/ann", "name: Ann\noffers: [Help with quokkas]")
    write("collections/first", "title: First\npurpose: To know wombats.")
    write("events/call", "title: Call\nplace: Numbat hall\nstart: 2026-01-01T10:00:00Z")
    build()
    searcher = opened()
    assert found(searcher, "quokka") == ["people/ann"]
    assert found(searcher, "wombat") == ["collections/first"]
    assert found(searcher, "numbat") == ["events/call"]
    assert searcher.pages_of_kind(Kind.EVENT)[0].published == "2026-01-01"


def test_builds_of_one_content_are_equal(config: Config, write: Write, build: Build) -> None:
    """The digest of what an index holds depends on nothing but content and settings: not on time or place."""
    for name in "ba":
        write(f"stories/{name}", body=text(1))
    build()
    other = elsewhere(config)
    build_index(other, None)
    assert contents(config) == contents(other)
    assert manifest(config).input == manifest(other).input
    assert manifest(config).generation != manifest(other).generation


def test_progress_adds_up(config: Config, write: Write, word_encoder: WordEncoder) -> None:
    """Each step reports all of its parts, so that a bar ends full."""
    for name in "abc":
        write(f"stories/{name}", body=text(1))
    done: dict[str, list[int]] = {}

    def progress(step: str, made: int, whole: int) -> None:
        done.setdefault(step, [0, whole])[0] += made

    report = build_index(config, word_encoder, progress=progress)
    assert done == {"Reading": [3, 3], "Rendering": [3, 3], "Cutting": [3, 3], "Embedding": [3, 3]}
    assert set(report.seconds) == {
        "read",
        "compare",
        "render",
        "passages",
        "embed",
        "write",
        "relate",
        "pair",
        "publish",
    }
