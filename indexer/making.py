"""Make one page ready for a generation: its record, and its passages with their terms and what is embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from indexer import analysis
from indexer.catalog import PageRecord, PassageRecord
from indexer.encoder import Encoder
from indexer.head_text import head_section
from indexer.passages import Passage, approximate_pieces, passages_of
from indexer.records import page_record
from kb.config import NO_MODEL
from kb.page import Page
from kb.rendering import Rendered


@dataclass(frozen=True)
class MadePassage:
    """A passage: what is stored, what is embedded, and its terms."""

    record: PassageRecord
    embedded: str
    terms: list[str]


@dataclass(frozen=True)
class MadePage:
    """A page: what is stored, and its passages, of which there is at least one."""

    record: PageRecord
    passages: list[MadePassage]


def make_page(
    page: Page, number: int, rendered: Rendered, pages: Mapping[str, Page], encoder: Encoder | None
) -> MadePage:
    """Make the page that has this number in the generation; `pages` are all of the generation, by id."""
    count = encoder.count_pieces if encoder else approximate_pieces
    model = encoder.fingerprint if encoder else NO_MODEL
    passages = []
    sections = [head_section(page, rendered.sections), *rendered.sections]
    # A page without any text is still found by its title.
    for passage in passages_of(sections, count) or [Passage("", "", (), "")]:
        embedded = passage.with_context(page.title)
        digest = hashlib.sha256(f"{model}\n{embedded}".encode("utf-8", "replace")).digest()[:16]
        record = PassageRecord(number, passage.anchor, passage.section, passage.text, digest, passage.later)
        passages.append(MadePassage(record, embedded, _terms(page.title, passage)))
    return MadePage(page_record(page, rendered, pages), passages)


def _terms(title: str, passage: Passage) -> list[str]:
    """Return the terms of a passage: its title twice, since it says what the page is about, headings and text.

    No phrase runs on from one of these to the next.
    """
    found: list[str] = []
    for part in (title, title, *passage.headings, passage.text):
        terms = analysis.terms(part)
        found += [analysis.BREAK, *terms] if found and terms else terms
    return found
