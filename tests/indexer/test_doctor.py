"""What is wrong with a deployment is found, named once, and comes with a remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer import BuildReport, Health, IndexFolder, examine, verified
from indexer.doctor import Finding
from kb.config import Config
from kb.errors import DamagedIndexError, NoIndexError

Write = Callable[..., Path]
Build = Callable[..., BuildReport]


@pytest.fixture
def library(config: Config, write: Write, build: Build) -> Config:
    """Two pages, indexed for words."""
    words = config.model_copy(update={"settings": config.settings.model_copy(update={"model": "none"})})
    write("stories/one", "", "Quokkas smile.")
    write("stories/two", "", "Wombats dig.")
    build_with(words)
    return words


def build_with(config: Config) -> None:
    from indexer import build_index  # noqa: PLC0415 - the fixture `build` has its own configuration

    build_index(config, None)


def found(config: Config) -> dict[str, Finding]:
    findings = examine(config)
    assert len({finding.subject for finding in findings}) == len(findings)
    return {finding.subject: finding for finding in findings}


def test_nothing_is_wrong(library: Config) -> None:
    """A library that was just indexed is fine in everything, and nothing of it was changed."""
    before = IndexFolder(library.settings.index).current_name()
    findings = found(library)
    assert {finding.health for finding in findings.values()} == {Health.FINE}
    assert list(findings) == ["model", "content", "index folder", "index", "embeddings", "freshness", "room"]
    assert IndexFolder(library.settings.index).current_name() == before


def test_without_an_index(config: Config, write: Write) -> None:
    """Content and model are examined all the same."""
    write("stories/one", "", "Quokkas smile.")
    findings = found(config)
    assert findings["index"].health is Health.FAULT
    assert "Run `kb index` first." in findings["index"].message
    assert (findings["content"].health, findings["model"].health) == (Health.FINE, Health.FINE)


def test_content_that_is_missing_or_faulty(library: Config, write: Write) -> None:
    """Problems are a warning, no content is a fault, and the index is examined in either case."""
    write("stories/bad", "tags: 7", "x")
    (library.settings.content / "stories/worse.md").write_bytes(b"\xff\xfe\xff")
    assert found(library)["content"].health is Health.WARNING
    assert "`kb check`" in found(library)["content"].remedy
    shutil.rmtree(library.settings.content)
    findings = found(library)
    assert findings["content"].health is Health.FAULT
    assert findings["index"].health is Health.FINE


def test_an_index_that_is_behind(library: Config, write: Write) -> None:
    """A changed page, and another setting, are told apart: both ask for `kb index`."""
    write("stories/one", "", "Quokkas frown.")
    assert "the content has changed" in found(library)["freshness"].message
    other = library.model_copy(update={"settings": library.settings.model_copy(update={"alpha": 0.5})})
    assert "other settings" in found(other)["freshness"].message
    assert found(other)["freshness"].remedy == "Run `kb index`."


def test_another_model_than_the_index_has(library: Config) -> None:
    """The site would go by words only; it is said why."""
    wanted = library.model_copy(update={"settings": library.settings.model_copy(update={"model": "all-MiniLM-L6-v2"})})
    finding = found(wanted)["embeddings"]
    assert (finding.health, finding.remedy) == (Health.FAULT, "Run `kb index`.")
    missing = library.model_copy(update={"settings": library.settings.model_copy(update={"model": "no-such-model"})})
    assert found(missing)["model"].health is Health.FAULT


def test_a_folder_that_cannot_be_written_and_a_full_disk(library: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are found before an index run fails on them."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    findings = found(library)
    assert findings["index folder"].health is Health.FAULT
    assert findings["room"].health is Health.WARNING


def test_a_flipped_bit_in_any_file_is_found(library: Config) -> None:
    """In whichever file of a real generation, at its beginning, middle or end: never a wrong answer instead."""
    index = library.settings.index
    name, files = verified(index)
    folder = index / "generations" / name
    examined = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(examined) >= files
    for path in examined:
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            with pytest.raises(DamagedIndexError, match="kb index --rebuild"):
                verified(index)
            assert found(library)["index"].health is Health.FAULT
        path.write_bytes(whole)
    assert verified(index) == (name, files)


def test_nothing_to_verify(config: Config) -> None:
    """Before the first index there is nothing to be whole."""
    with pytest.raises(NoIndexError):
        verified(config.settings.index)
