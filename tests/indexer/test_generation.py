"""Generations: published whole or not at all, and never believed when damaged."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import IndexFolder
from indexer.generation import FORMAT, Generation, Manifest
from kb.errors import DamagedIndexError, IndexBusyError, NoIndexError

FILES = {"catalog.db": b"catalog", "keyword/toc": b"pickles", "vectors.faiss": b"vectors"}


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index")


def manifest(name: str) -> Manifest:
    return Manifest(
        generation=name,
        created="2026-01-01T00:00:00+00:00",
        settings={"title": "Títle", "alpha": 0.8},
        model="none",
        runtime="",
        fingerprint="",
        model_digest="",
        dimensions=0,
        keyword_engine="whoosh",
        shape="abc",
        surroundings="bcd",
        input="def",
        counts={"story": 2},
        problems={"bad-value": 1},
    )


def publish(folder: IndexFolder, name: str) -> Path:
    """Publish a generation of three small files; return its folder."""
    with folder.writing() as beside:
        for file, content in FILES.items():
            (beside / file).parent.mkdir(exist_ok=True)
            (beside / file).write_bytes(content)
        folder.publish(beside, manifest(name))
    return folder.path / "generations" / name


def generations(folder: IndexFolder) -> set[str]:
    return {path.name for path in (folder.path / "generations").iterdir()}


# --- publishing ---


def test_what_was_published_is_opened(folder: IndexFolder) -> None:
    """A reader gets the manifest that the writer gave, with the size and checksum of every file."""
    publish(folder, "one")
    generation = folder.open(verify=True)
    assert generation.name == "one"
    assert generation.manifest.settings == {"title": "Títle", "alpha": 0.8}
    assert {name: record.bytes for name, record in generation.manifest.files.items()} == {
        name: len(content) for name, content in FILES.items()
    }
    assert generation.bytes == 21
    generation.close()


def test_before_the_first_publication_there_is_no_index(folder: IndexFolder) -> None:
    """A reader is told to index first, also while the first writer is at work."""
    with pytest.raises(NoIndexError, match="Run `kb index` first"):
        folder.open()
    with folder.writing(), pytest.raises(NoIndexError):
        folder.open()


def test_current_is_swapped_at_the_very_end(folder: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the one rename of CURRENT readers get the old generation, although the new one lies finished beside it."""
    publish(folder, "one")
    seen: list[str] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        seen.append(f"{folder.current_name()} before {Path(target).name}")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    publish(folder, "two")
    assert seen == ["one before two", "one before CURRENT"]
    assert folder.current_name() == "two"


def test_everything_is_on_the_disk_before_it_is_named(folder: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loss of power keeps what was synced: files before their folder's name, and the names before CURRENT's."""
    seen: list[str] = []
    sync, rename = os.fsync, Path.rename

    def watched_sync(descriptor: int) -> None:
        seen.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        sync(descriptor)

    def watched_rename(self: Path, target: Path) -> Path:
        seen.append(f"{self.name} > {target.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    publish(folder, "two")
    building = f"building-{os.getpid()}"
    named = seen.index(f"{building} > two")
    assert {"manifest.json", "in-use", building} < set(seen[:named])
    assert {path.name for path in (folder.path / "generations/two").rglob("*")} <= set(seen[:named])
    assert seen[named + 1 :] == ["generations", "CURRENT.new", "CURRENT.new > CURRENT", folder.path.name]


@pytest.mark.parametrize("after_publishing", [False, True])
def test_a_failed_writer_leaves_the_old_generation(folder: IndexFolder, after_publishing: bool) -> None:
    """An exception anywhere in a build leaves the old index live and nothing half-built; a published one stays."""
    publish(folder, "one")

    def fail() -> None:
        with folder.writing() as beside:
            (beside / "half").write_bytes(b"x")
            if after_publishing:
                folder.publish(beside, manifest("two"))
            raise RuntimeError("disk on fire")

    with pytest.raises(RuntimeError, match="disk on fire"):
        fail()
    assert generations(folder) == {folder.current_name()} == {"two" if after_publishing else "one"}


def test_what_a_killed_writer_left_is_removed(folder: IndexFolder) -> None:
    """A build that ended by kill -9, or between its two renames, takes no space for ever."""
    first = publish(folder, "one")
    (folder.path / "generations" / "building-99999").mkdir()
    shutil.copytree(first, folder.path / "generations" / "neverlive")
    publish(folder, "two")
    assert generations(folder) == {"two"}


def test_a_second_writer_is_told_who_is_at_work(folder: IndexFolder) -> None:
    """Two indexers at once: the second doesn't wait, doesn't write, and names the first."""
    with folder.writing() as beside:
        with pytest.raises(IndexBusyError, match=r"\(process \d+ on .+ since 20.+\)\. Wait until it ends"):
            publish(folder, "two")
        folder.publish(beside, manifest("one"))
    assert folder.current_name() == "one"
    publish(folder, "two")


# --- readers ---


def test_a_reader_keeps_its_generation(folder: IndexFolder) -> None:
    """What a reader has open survives any number of publications, and goes with the first after the reader has left."""
    publish(folder, "one")
    reader = folder.open()
    publish(folder, "two")
    publish(folder, "three")
    assert generations(folder) == {"one", "three"}
    again = Generation.open(reader.folder, verify=True)
    assert again is not None
    again.close()
    reader.close()
    publish(folder, "four")
    assert generations(folder) == {"four"}


def test_a_generation_cannot_be_opened_while_it_is_removed(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that comes between the look for readers and the removal has to wait, and then finds the new one."""
    publish(folder, "one")
    remove = shutil.rmtree
    refused: list[str] = []

    def watched(path: Path, ignore_errors: bool = False) -> None:
        if path.name == "one":
            with (path / "in-use").open("rb") as lock, pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            refused.append(path.name)
        remove(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", watched)
    publish(folder, "two")
    assert refused == ["one"]
    assert generations(folder) == {"two"}


def test_a_refused_generation_is_not_held(folder: IndexFolder) -> None:
    """Failing to open a damaged index doesn't keep it from ever being removed."""
    (publish(folder, "one") / "vectors.faiss").unlink()
    with pytest.raises(DamagedIndexError) as raised:
        folder.open()
    publish(folder, "two")
    assert generations(folder) == {"two"}
    assert raised.value.path.name == "vectors.faiss"


def test_a_reader_that_comes_too_late_gets_the_new_one(folder: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the name and taking hold of it a writer may replace and remove it: the reader tries again."""
    publish(folder, "one")
    really_open = Generation.open
    held: list[str] = []

    def overtaken(path: Path, *, verify: bool) -> Generation | None:
        held.append(path.name)
        if path.name == "one":
            publish(folder, "two")
        return really_open(path, verify=verify)

    monkeypatch.setattr(Generation, "open", overtaken)
    generation = folder.open()
    assert held == ["one", "two"]
    assert generation.name == "two"
    generation.close()


# --- damage ---


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x01
    path.write_bytes(content)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("damage", "reason"),
    [(truncate, r"has \d+ bytes, expected \d+"), (Path.unlink, "is missing"), (flip, "the checksum that the manifest")],
    ids=["truncated", "missing", "flipped"],
)
def test_a_damaged_file_is_found(folder: IndexFolder, file: str, damage: Callable[[Path], object], reason: str) -> None:
    """One byte too few, one file too few, one bit of any file changed: the message says which, and to rebuild."""
    path = publish(folder, "one") / file
    damage(path)
    with pytest.raises(DamagedIndexError, match=rf"{reason}.*Run `kb index --rebuild`") as raised:
        folder.open(verify=True)
    assert raised.value.path == path


def test_pickles_are_verified_at_every_opening(folder: IndexFolder) -> None:
    """A changed keyword file is refused without `verify`, too: opening it would run what it holds."""
    generation = publish(folder, "one")
    flip(generation / "vectors.faiss")
    folder.open().close()
    flip(generation / "keyword" / "toc")
    with pytest.raises(DamagedIndexError, match="checksum"):
        folder.open()


def test_every_change_to_a_manifest_is_found(folder: IndexFolder) -> None:
    """No flipped bit of the manifest, at any byte, opens as something else than what was published."""
    path = publish(folder, "one") / "manifest.json"
    published = path.read_bytes()
    original = folder.open(verify=True)
    original.close()
    for place in range(len(published)):
        changed = bytearray(published)
        changed[place] ^= 0x01
        path.write_bytes(changed)
        try:
            generation = folder.open()
        except DamagedIndexError:
            continue
        generation.close()
        assert generation.manifest == original.manifest


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "can't be read"),
        ("{", "can't be read"),
        ("[]", "has format None"),
        ('{"format": 1}', f"has format 1, this version reads {FORMAT}"),
        ('{"format": 999}', f"has format 999, this version reads {FORMAT}"),
        (json.dumps({"format": FORMAT}), "doesn't have the checksum that it states"),
    ],
)
def test_a_manifest_that_is_none_is_a_clear_error(folder: IndexFolder, content: str, reason: str) -> None:
    """Broken JSON, another version's format, a manifest without its parts: said, with the way on."""
    (publish(folder, "one") / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(DamagedIndexError, match=f"{reason}.*Run `kb index --rebuild`"):
        folder.open()


def test_a_manifest_that_is_not_text_is_a_clear_error(folder: IndexFolder) -> None:
    """A manifest full of zeros, as a file system leaves it after power was cut."""
    (publish(folder, "one") / "manifest.json").write_bytes(b"\xff\x00" * 100)
    with pytest.raises(DamagedIndexError, match="can't be read"):
        folder.open()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "doesn't name a generation"),
        (b"../../etc", "doesn't name"),
        (b"\xff", "can't be read"),
        (b"two", "missing"),
    ],
)
def test_a_damaged_pointer_is_found_and_mended(folder: IndexFolder, content: bytes, reason: str) -> None:
    """A CURRENT that is empty, leads elsewhere or names what isn't there is said, and the next build puts it right."""
    publish(folder, "one")
    (folder.path / "CURRENT").write_bytes(content)
    with pytest.raises(DamagedIndexError, match=reason):
        folder.open()
    publish(folder, "three")
    generation = folder.open(verify=True)
    assert generation.name == "three"
    generation.close()


def test_a_writer_removes_nothing_that_it_did_not_make(folder: IndexFolder) -> None:
    """Somebody's own files, in a folder that the index was pointed at by mistake, are left alone."""
    own = folder.path / "generations" / "1960s" / "story.md"
    own.parent.mkdir(parents=True)
    own.write_text("Ours.", encoding="utf-8")
    (folder.path / "generations" / ".DS_Store").touch()
    publish(folder, "one")
    publish(folder, "two")
    assert own.read_text(encoding="utf-8") == "Ours."
