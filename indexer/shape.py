"""What a generation depends on: digests that tell whether another would come out the same, whole or page by page."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kb
from indexer.encoder import Encoder
from indexer.generation import FORMAT
from kb.config import NO_MODEL, Config
from kb.library import Library
from kb.links import LinkTargets
from kb.page import IssueRef, Page, PersonHead, Ref
from kb.resolving import resolve_references

# Where things lie and how they are served: a change of these needs no new index.
_NOT_SHAPING = {"content", "index", "vocabulary", "repository", "edit_url", "host", "port", "workers", "runtime"}
# Another release of these may make something else of the same content.
_PACKAGES = ("markdown", "nh3", "lxml", "pystemmer", "tokenizers", "pydantic", "pyyaml")
_PROGRAM = (Path(kb.__file__).parent, Path(__file__).parent)


def stored_settings(config: Config) -> dict[str, Any]:
    """Return the settings that shape an index."""
    return config.settings.model_dump(mode="json", exclude=_NOT_SHAPING)


def shape_of(config: Config, encoder: Encoder | None) -> str:
    """Return the digest of all but the content: settings, model, this program, and those that it uses."""
    digest = hashlib.sha256(f"{FORMAT}|{encoder.fingerprint if encoder else NO_MODEL}|".encode())
    digest.update(repr([sys.version_info[:3], *map(version, _PACKAGES)]).encode())
    for folder in _PROGRAM:
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    digest.update(json.dumps(stored_settings(config), sort_keys=True).encode())
    digest.update(config.model_dump_json(include={"kinds", "shortcodes", "unlisted"}).encode())
    return digest.hexdigest()


def input_of(shape: str, library: Library, own: Mapping[str, bytes], history: str) -> str:
    """Return the digest of everything that a generation is made from; `own` has what `own_of` says, by page id.

    `history` is the digest of what Git knows of the pages: where it knows more, pages show more.
    """
    digest = hashlib.sha256(f"{shape}|{history}".encode())
    digest.update(repr(list(library.problems)).encode("utf-8", "replace"))
    digest.update(library.vocabulary.digest.encode())
    for page in library.pages.values():
        digest.update(own[page.id])
    return digest.hexdigest()


def own_of(page: Page) -> bytes:
    """Return the digest of what a page brings itself: its file, its id and its head with references resolved."""
    head = page.head.model_dump_json()
    text = "|".join((page.id, page.kind, page.path, page.digest, str(page.body_line), head))
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


class Surroundings:
    """What a page may take from others: where its links lead, and what its references say about those they name."""

    def __init__(self, library: Library, site: str) -> None:
        """Take a library, and the address at which it is already published, if it is."""
        self._targets = LinkTargets(library.pages.values(), site)
        self._facts = {page.id: _facts(page) for page in library.pages.values()}

    @property
    def digest(self) -> str:
        """The digest of all that pages of this library may take from each other."""
        return hashlib.sha256(repr((self._targets.fingerprint, self._facts)).encode("utf-8", "replace")).hexdigest()

    def others_of(self, page: Page, hrefs: Sequence[str]) -> bytes:
        """Return the digest of what a page with these links in its body takes from other pages."""
        found = [self._targets.resolve(href, page.path) for href in hrefs]
        named = [*_references(page), *(target.page for target in found if target.page)]
        facts = [self._facts.get(page_id) for page_id in named]
        return hashlib.sha256(repr((found, named, facts)).encode("utf-8", "replace")).digest()[:16]


def _references(page: Page) -> Iterable[str]:
    named: list[str] = []

    def note(reference: str, mark: Ref | IssueRef, _field: str) -> str:
        if isinstance(mark, Ref):
            named.append(reference)
        return reference

    resolve_references(page.head, note)
    return named


def _facts(page: Page) -> tuple[str, ...]:
    """Return what other pages show, or let depend, on this one."""
    recommendable = isinstance(page.head, PersonHead) and page.head.recommendable
    return page.title, page.kind.value, page.head.status.value, str(recommendable)
