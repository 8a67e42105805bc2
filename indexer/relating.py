"""Relate the entries of a generation that is being built, and store what is found in its catalog.

Which entries are tied is worked out anew by each build, since one page may change it for many. Sentences quoted for
reasons depend on two pages alone: where both are kept, the sentence is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.arrays import Mask, Numbers, Vectors
from indexer.catalog import Catalog, RelationRecord
from indexer.catalog_writer import add_relations
from indexer.feedback import PageSpace
from indexer.input import Input
from indexer.layout import Layout
from indexer.nearness import WordVectors
from indexer.page_words import PageTerms
from indexer.parts import names_both, problem_and_approach
from indexer.passages import sentences
from indexer.previous import Previous
from indexer.related import FILE_NAME as PAGE_VECTORS_FILE
from indexer.relation_reasons import Names, needs_quote, reason_for, reason_for_link, shortened
from indexer.relations import BY_FACTS_ALONE, WITH_MODEL, Found, Near, Parts, chosen, compare, nearest
from indexer.results import Tie, Via
from indexer.shared_facts import Entry, entries_of, pairs_by_facts, shared_with, telling_practices
from indexer.vectors import VectorIndex
from indexer.words import SCALE, unit
from kb.choices import Relation

LINKED = 12  # links back that are stored for an entry
_ROW = " | "  # what stands between the cells of a table
_SENTENCE = (40, 400)  # characters of a sentence that says something by itself


@dataclass(frozen=True)
class Meaning:
    """What the vectors of a generation tell: pages, and the passages of each entry's problem and approach."""

    space: PageSpace
    passages: Vectors
    words: WordVectors
    problems: list[Numbers]
    approaches: list[Numbers]
    told: Mask

    @classmethod
    def read(cls, folder: Path, catalog: Catalog, entries: Sequence[Entry], first_passages: Numbers) -> Meaning:
        """Read the vectors that have been written into `folder`."""
        space = PageSpace.of(np.load(folder / PAGE_VECTORS_FILE), PageTerms.open(folder))
        index = VectorIndex.open(folder)
        stretches, contents = catalog.stretches(), catalog.contents()
        problems, approaches = [], []
        for entry in entries:
            problem, approach = problem_and_approach(stretches[entry.number], contents[entry.number])
            problems.append(first_passages[entry.number] + np.array(problem, np.int64))
            approaches.append(first_passages[entry.number] + np.array(approach, np.int64))
        told = np.array([names_both(contents[entry.number]) for entry in entries], np.bool_)
        return cls(space, index.rows(np.arange(len(index))), WordVectors.open(folder), problems, approaches, told)

    def near(self, pages: Numbers) -> Near:
        """Return how near the pages' candidates are."""
        parts = Parts(self._means(self.problems), self._means(self.approaches), self.told)
        return compare(pages, self.space, parts, nearest(self.space.vectors[pages]))

    def _means(self, parts: list[Numbers]) -> Vectors:
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return unit(np.add.reduceat(self.passages[np.concatenate(parts)], starts, axis=0))

    def quote(self, catalog: Catalog, found: Found) -> str:
        """Return the sentence of the other entry that comes nearest to this one, in the part that ties them."""
        parts = self.approaches if found.tie is Tie.OTHER_PLACE else self.problems
        own, others = parts[found.entry], parts[found.other]
        if found.tie in {Tie.SEE_ALSO, Tie.FROM_ELSEWHERE}:
            own = np.union1d(own, self.approaches[found.entry])
            others = np.union1d(others, self.approaches[found.other])
        cosines = self.passages[own] @ self.passages[others].T
        first, second = np.unravel_index(int(cosines.argmax()), cosines.shape)
        own_passage, passage = int(own[first]), int(others[second])
        texts = sentences(catalog.passages([passage])[passage].text)
        words = self.words.of(own_passage).astype(np.float32) / np.float32(SCALE)
        nearness = self.words.stretches(words, passage, texts)
        scores = np.zeros(len(texts)) if nearness is None else nearness
        shortest, longest = _SENTENCE
        whole = [n for n, text in enumerate(texts) if shortest <= len(text) <= longest and _ROW not in text]
        return shortened(texts[max(whole, key=lambda n: (scores[n], -n))]) if whole else ""


def write_relations(folder: Path, made_from: Input, layout: Layout, before: Previous | None) -> None:
    """Relate the entries, and add what was found to the catalog in `folder`, which is complete but for that."""
    entries = entries_of(made_from.pages)
    if not entries:
        return
    catalog = Catalog(folder)
    try:
        meaning = Meaning.read(folder, catalog, entries, layout.first_passages) if made_from.encoder else None
        kept = before.catalog.quotes() if before and len(layout.made) < len(made_from.pages) else {}
        kept = {key: quote for key, quote in kept.items() if not {key[0], key[1]} & layout.made.keys()}
        rows = list(Relating(entries, made_from, catalog, meaning, kept).rows())
    finally:
        catalog.close()
    add_relations(folder, rows)


@dataclass(frozen=True)
class Relating:
    """One library's entries, and what is known of them. `quotes` has sentences by ids and relation."""

    entries: Sequence[Entry]
    made_from: Input
    catalog: Catalog
    meaning: Meaning | None
    quotes: dict[tuple[str, str, Tie], str]

    def rows(self) -> Iterator[tuple[int, int, RelationRecord]]:
        """Yield each entry's relations, with the number of its page and their places on it."""
        names = Names.of(self.made_from.by_id, telling_practices(self.entries))
        found: dict[int, list[RelationRecord]] = {entry.number: [] for entry in self.entries}
        for number, record in self._by_authors():
            found[number].append(record)
        for one in self._chosen():
            found[self.entries[one.entry].number].append(self._record(one, names))
        for number, record in self._linked():
            found[number].append(record)
        for number, records in found.items():
            yield from ((number, place, record) for place, record in enumerate(_in_order(records)))

    def _chosen(self) -> list[Found]:
        if self.meaning:
            near, floors = self.meaning.near(np.array([entry.number for entry in self.entries])), WITH_MODEL
        else:
            near, floors = Near.unknown(pairs_by_facts(self.entries)), BY_FACTS_ALONE
        return chosen(near, shared_with(self.entries, near.others), floors)

    def _record(self, found: Found, names: Names) -> RelationRecord:
        entry, other = self.entries[found.entry], self.entries[found.other]
        quote = self.quotes.get((entry.id, other.id, found.tie), "")
        if not quote and self.meaning and needs_quote(entry, other, found.tie, names):
            quote = self.meaning.quote(self.catalog, found)
        reason = reason_for(entry, other, found.tie, names, quote)
        quoted = quote if quote in reason else ""
        return RelationRecord(other.number, found.tie, reason, round(found.cosine, 4), quote=quoted)

    def _by_authors(self) -> Iterator[tuple[int, RelationRecord]]:
        """Yield what authors wrote down; that two contradict each other is said on both pages."""
        by_id = {entry.id: entry for entry in self.entries}
        written = [
            (entry, by_id[link.entry], link)
            for entry in self.entries
            for link in entry.head.related
            if link.entry in by_id
        ]
        for entry, other, link in written:
            tie = Tie(link.relation.value)
            yield entry.number, self._told(entry, other, tie, link.why or "Its author points to it.")
        for entry, other, link in written:
            if link.relation is Relation.CONTRADICTS and entry.listed:
                yield other.number, self._told(other, entry, Tie.CONTRADICTS, link.why or "Its author says so.")

    def _linked(self) -> Iterator[tuple[int, RelationRecord]]:
        """Yield the entries that refer to each entry: by `related` with the reason given there, as used, or in text."""
        by_number = {entry.number: entry for entry in self.entries}
        for source, target, _ in self.catalog.references(Via.BODY, Via.RELATED, Via.USES):
            entry, other = by_number.get(target), by_number.get(source)
            if entry and other and other.listed:
                why = next((link.why for link in other.head.related if link.entry == entry.id), "")
                reason = why or reason_for_link(entry, other, entry.id in other.head.uses)
                yield target, self._told(entry, other, Tie.LINKED_FROM, reason)

    def _told(self, entry: Entry, other: Entry, tie: Tie, reason: str) -> RelationRecord:
        cosine = 0.0
        if self.meaning:
            vectors = self.meaning.space.vectors
            cosine = round(float(vectors[entry.number] @ vectors[other.number]), 4)
        return RelationRecord(other.number, tie, shortened(reason, 300), cosine, by_author=True)


def _in_order(records: Sequence[RelationRecord]) -> list[RelationRecord]:
    """Return the relations of one entry by tie, those of authors before others, each page once."""
    once: dict[int, RelationRecord] = {}
    for record in records:
        once.setdefault(record.target, record)
    order = list(Tie)
    ordered = sorted(once.values(), key=lambda record: (order.index(record.tie), not record.by_author))
    linked = [record for record in ordered if record.tie is Tie.LINKED_FROM]
    return [*(record for record in ordered if record.tie is not Tie.LINKED_FROM), *linked[:LINKED]]
