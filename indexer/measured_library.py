"""The library that a test collection is measured in: its documents as pages, with pages of their people where wanted.

Its index is kept in the user's cache: pages that haven't changed are kept from one run to the next (decision 0009), and
so are their vectors. `indexer.evaluation` and `indexer.evaluating_people` ask it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from indexer.build import Progress, build_index
from indexer.encoders import Encoders, load_encoder
from indexer.generation import IndexFolder
from indexer.judged_people import JudgedPeople
from indexer.judged_rows import Document
from indexer.searcher import Searcher
from kb.choices import Kind, Role
from kb.config import DEFAULT_KINDS, Config

_SIGNS = re.compile(f"([{re.escape(string.punctuation)}])")
_WORDS_OF_A_TITLE = 12


@dataclass(frozen=True)
class PageNames:
    """What the pages of a measured library are called in its collection: documents and people by the ids of pages."""

    documents: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def searchable(
    name: str, documents: Sequence[Document] | None, config: Config, progress: Progress, cache: Path | None
) -> Iterator[tuple[Searcher, Callable[[str], str]]]:
    """Open a searcher over documents, with the name that the collection's judgments give to each page.

    Without documents the published index is opened.
    """
    names = PageNames()
    if documents is not None:
        pages = _page_ids(Kind.PRACTICE, [document.id for document in documents])
        names = PageNames({page: document for document, page in pages.items()})
        texts = {pages[document.id]: _as_page(document) for document in documents}
        config = _indexed(_folder(cache, name, documents), texts, config, progress)
    with _opened(config) as searcher:
        yield searcher, lambda page_id: names.documents.get(page_id, page_id)


@contextmanager
def searchable_people(
    name: str, judged: JudgedPeople, config: Config, progress: Progress, cache: Path | None
) -> Iterator[tuple[Searcher, PageNames]]:
    """Open a searcher over documents with their people.

    What the documents' own index knows of them is taken over the first time, so that nothing is embedded twice.
    """
    pages = _page_ids(Kind.PRACTICE, [document.id for document in judged.documents])
    people = _page_ids(Kind.PERSON, judged.all_people)
    texts = {page: f"---\ntitle: {json.dumps(person)}\n---\n" for person, page in people.items()}
    for document in judged.documents:
        authors = [people[person] for person in judged.people.get(document.id, ())]
        texts[pages[document.id]] = _as_page(document, authors)
    index = _folder(cache, f"{name}-people", judged.documents)
    known = _folder(cache, name, judged.documents)
    if known.is_dir() and not index.exists():
        shutil.copytree(known, index)
    names = PageNames({page: document for document, page in pages.items()}, {page: p for p, page in people.items()})
    with _opened(_indexed(index, texts, config, progress)) as searcher:
        yield searcher, names


@contextmanager
def _opened(config: Config) -> Iterator[Searcher]:
    encoders = Encoders(config.settings.runtime)
    searcher = Searcher(IndexFolder(config.settings.index).open(verify=True), encoders)
    try:
        yield searcher
    finally:
        searcher.close()


def _indexed(index: Path, texts: Mapping[str, str], config: Config, progress: Progress) -> Config:
    """Index pages, by id, as a library of their own; return its configuration."""
    with tempfile.TemporaryDirectory(prefix="practice-commons-") as content:
        for kind in (Kind.PRACTICE, Kind.PERSON):
            (Path(content) / kind.folder).mkdir()
        for page_id, text in texts.items():
            Path(content, f"{page_id}.md").write_text(text, encoding="utf-8", errors="replace")
        own = {"content": Path(content), "index": index, "site": "", "exclude": (), "max_page_bytes": 100_000_000}
        settings = config.settings.model_copy(update=own)
        library = Config(source=None, settings=settings, kinds=DEFAULT_KINDS)
        build_index(library, load_encoder(settings.model, settings.runtime), progress=progress)
    return library


def _page_ids(kind: Kind, names: Sequence[str]) -> dict[str, str]:
    return {name: f"{kind.folder}/{number:07}" for number, name in enumerate(names)}


def _folder(cache: Path | None, name: str, documents: Sequence[Document]) -> Path:
    """Return the folder that keeps a collection's index: two of one name don't share it."""
    digest = hashlib.sha256("\n".join(document.id for document in documents).encode("utf-8", "replace"))
    folder = f"{re.sub(r'[^a-zA-Z0-9-]', '-', name)[:40]}-{digest.hexdigest()[:12]}"
    return (cache or user_cache_path("practice-commons") / "evaluations") / folder


def _as_page(document: Document, authors: Sequence[str] = ()) -> str:
    """Return a page whose text is the document's, sign by sign: none of it is Markdown."""
    title = document.title.strip() or " ".join(document.text.split()[:_WORDS_OF_A_TITLE]) or document.id
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", document.text))
    body = "\n\n".join(_SIGNS.sub(r"\\\1", part) for part in paragraphs if part)
    people = [{"person": author, "role": Role.AUTHOR.value} for author in authors]
    head = f"title: {json.dumps(' '.join(title.split()), ensure_ascii=True)}\n"
    head += f"people: {json.dumps(people)}\n" if people else ""
    return f"---\n{head}---\n\n{body}\n"
