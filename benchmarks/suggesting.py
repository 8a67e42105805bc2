"""How good suggestions for contributors are: domains of pages that hide theirs, and copies planted among pages.

    python -m benchmarks.suggesting --config examples/digitalgov.toml [--seed N]

needs an index of the library, made with a model or without. Decision 0021 shows its table.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from indexer import IndexFolder, Searcher
from indexer.arrays import Vectors
from indexer.asked import Facet
from indexer.catalog import Catalog
from indexer.drafted import Compared, is_copy
from indexer.encoder import Encoder
from indexer.encoders import Encoders
from indexer.generation import Generation
from indexer.vectors import VectorIndex
from indexer.votes import Vote, plain_votes, votes
from kb.choices import ENTRY_KINDS
from kb.config import NO_MODEL, Config, load_config
from kb.draft_files import DraftFile, read_draft_files
from kb.links import LinkTargets
from kb.rendering import Renderer

PAGES, PLANTED, LEAST_WORDS = 300, 50, 120
DROPPED = 0.3
FLOORS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
# Common words, and what a rewriter puts in their place.
OTHER_WORDS = {
    "and": "as well as", "use": "employ", "uses": "employs", "using": "employing", "help": "assist",
    "helps": "assists", "make": "create", "many": "numerous", "new": "fresh", "need": "require", "needs": "requires",
    "about": "regarding", "also": "too", "work": "labour", "people": "folk", "show": "display", "get": "obtain",
    "important": "essential", "find": "discover", "start": "begin", "learn": "discover", "way": "manner",
    "government": "administration", "agencies": "departments", "information": "details", "best": "finest",
}  # fmt: skip
_WORD = re.compile(r"\b[a-z]+\b")


class StoredVectors:
    """An encoder that looks up what the index embedded already, and embeds the rest."""

    def __init__(self, encoder: Encoder, generation: Generation) -> None:
        self._encoder, self._index = encoder, VectorIndex.open(generation.folder)
        self.name, self.runtime = encoder.name, encoder.runtime
        self.fingerprint, self.model_digest = encoder.fingerprint, encoder.model_digest
        self.dimensions, self.load = encoder.dimensions, encoder.load
        self.count_pieces, self.encode_question = encoder.count_pieces, encoder.encode_question
        self.encode_with_words, self.encode_query = encoder.encode_with_words, encoder.encode_query
        catalog = Catalog(generation.folder)
        self._rows = {digest: row for row, digest in enumerate(catalog.passage_digests())}
        catalog.close()

    def encode_passages(self, texts: Sequence[str], _progress: object = None) -> Vectors:
        """Return the embeddings of texts."""
        digests = [
            hashlib.sha256(f"{self.fingerprint}\n{text}".encode("utf-8", "replace")).digest()[:16] for text in texts
        ]
        rows = [self._rows.get(digest, -1) for digest in digests]
        made = np.zeros((len(texts), self.dimensions), np.float32)
        known = np.array(rows) >= 0
        made[known] = self._index.rows(np.array([row for row in rows if row >= 0], np.int64))
        if not known.all():
            made[~known] = self._encoder.encode_passages(
                [t for t, there in zip(texts, known, strict=True) if not there]
            )
        return made


def measure_domains(config: Config, catalog: Catalog, searcher: Searcher, seed: int) -> None:
    """Print precision and recall at 3 of suggested domains, against plain voting, for pages that hide theirs."""
    carried: dict[int, list[str]] = defaultdict(list)
    for page, facet, value in catalog.facets():
        if facet is Facet.DOMAIN:
            carried[page].append(value)
    chosen = random.Random(seed).sample(sorted(set(carried) & catalog.entries()), PAGES)
    summaries = catalog.summaries(chosen)
    paths = {page: catalog.page(summaries[page].id).source_path for page in chosen}
    drafts = dict(zip(chosen, read_draft_files(config, [Path(path) for path in paths.values()]), strict=True))
    rules = {
        "plain, k = 10": lambda near, _nearness, known: plain_votes(near[:10], known),
        "plain, k = 20": lambda near, _nearness, known: plain_votes(near[:20], known),
        "suggested": votes,
    }
    figures: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for page in chosen:
        known = {other: values for other, values in carried.items() if other != page}
        drafted = searcher.drafted(drafts[page])
        near, nearness = drafted.near(known), drafted.nearness
        for name, rule in rules.items():
            figures[name].append(at_3(rule(near, nearness, known), carried[page]))
    print(f"domains of {PAGES} pages (seed {seed}), {np.mean([len(carried[p]) for p in chosen]):.2f} each")
    for name, rows in figures.items():
        precision, recall = np.mean(rows, axis=0)
        print(f"  {name:16} P@3 {precision:.3f}  R@3 {recall:.3f}")
    for name in list(rules)[:2]:
        print(
            f"  suggested - {name}: P@3 {interval(figures['suggested'], figures[name], 0)}, "
            f"R@3 {interval(figures['suggested'], figures[name], 1)}"
        )


def at_3(found: Sequence[Vote], wanted: Sequence[str]) -> tuple[float, float]:
    """Return precision and recall of the first three."""
    hits = len({vote.value for vote in found[:3]} & set(wanted))
    return hits / 3, hits / len(set(wanted))


def interval(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]], column: int) -> str:
    """Return the mean difference with the middle 95 % of 2,000 bootstrap samples."""
    differences = np.array(first)[:, column] - np.array(second)[:, column]
    draws = np.random.default_rng(0).choice(differences, (2000, len(differences))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{differences.mean():+.3f} [{low:+.3f}, {high:+.3f}]"


def rewritten(text: str, rng: random.Random) -> str:
    """Return Markdown with sentences dropped, the others in another order, and common words swapped."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    made = []
    for paragraph in paragraphs:
        said = re.split(r"(?<=[.!?])\s+", paragraph)
        said = [sentence for sentence in said if rng.random() >= DROPPED]
        rng.shuffle(said)
        if said:
            made.append(" ".join(said))
    rng.shuffle(made)
    return _WORD.sub(lambda word: OTHER_WORDS.get(word[0], word[0]), "\n\n".join(made))


def measure_copies(config: Config, catalog: Catalog, searcher: Searcher, seed: int) -> None:
    """Print how many planted copies are found, and how many other pages are taken for copies."""
    rng = random.Random(seed)
    entries = catalog.summaries(sorted(catalog.entries()))
    paths = {
        page.id: catalog.page(page.id).source_path for page in rng.sample(list(entries.values()), 2 * (PAGES + PLANTED))
    }
    drafts = [
        draft
        for draft in read_draft_files(config, [Path(path) for path in paths.values() if path])
        if len(draft.page.body.split()) >= LEAST_WORDS and draft.page.kind in ENTRY_KINDS
    ][: PAGES + PLANTED]
    numbers = catalog.numbers([draft.page.id for draft in drafts])
    renderer = Renderer(LinkTargets(drafts[0].pages.values(), config.settings.site), config.shortcodes)
    found: dict[str, list[tuple[int, list[Compared]]]] = {"planted": [], "others": []}
    for number, draft in enumerate(drafts):
        planted = number < PLANTED
        compared = searcher.drafted(copy_of(draft, renderer, rng, number) if planted else draft).compared()
        found["planted" if planted else "others"].append((numbers[draft.page.id], compared))
    print(f"copies: {len(found['planted'])} planted, {len(found['others'])} other pages (seed {seed})")
    for floor in FLOORS:
        print(f"  words ≥ {floor:.2f}: {_line(found, lambda one, floor=floor: one.words >= floor)}")
    for share in (0.3, 0.5, 0.7):
        print(
            f"  near ≥ {share:.1f} and words ≥ 0.10: "
            f"{_line(found, lambda one, share=share: one.near >= share and one.words >= 0.1)}"
        )
        print(f"  near ≥ {share:.1f} alone: {_line(found, lambda one, share=share: one.near >= share)}")
    print(f"  as suggested: {_line(found, is_copy)}")
    for page, compared in found["others"]:
        told = [one for one in compared if is_copy(one)]
        if told:
            pages = catalog.summaries([page, told[0].page])
            print(f"    {pages[page].id} ~ {pages[told[0].page].id} near {told[0].near:.2f} words {told[0].words:.2f}")
    for page, compared in found["planted"]:
        of = next((one for one in compared if one.page == page), None)
        if of is None or not is_copy(of):
            print(f"    missed: {catalog.summaries([page])[page].id} {of}")


def _line(found: Mapping[str, list[tuple[int, list[Compared]]]], rule: object) -> str:
    hits = sum(any(one.page == page and rule(one) for one in compared) for page, compared in found["planted"])  # type: ignore[operator]
    alarms = sum(any(rule(one) for one in compared) for _, compared in found["others"])  # type: ignore[operator]
    return f"found {hits} of {len(found['planted'])}, false alarms {alarms} of {len(found['others'])}"


def copy_of(draft: DraftFile, renderer: Renderer, rng: random.Random, number: int) -> DraftFile:
    """Return a near copy of a page, under another title and id."""
    head = draft.page.head.model_copy(update={"title": f"Notes {number} from our team", "summary": "", "aliases": ()})
    page = replace(draft.page, id=f"stories/planted-{number}", head=head, body=rewritten(draft.page.body, rng))
    return DraftFile(page, renderer.render_page(page), {**draft.pages, page.id: page})


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=["domains", "copies"])
    arguments = parser.parse_args()
    config = load_config(arguments.config)
    generation = IndexFolder(config.settings.index).open()
    encoders = Encoders(config.settings.runtime)
    encoder = None if generation.manifest.model == NO_MODEL else encoders.get(generation.manifest.model)
    if encoder:
        encoders._loaded[encoder.name] = StoredVectors(encoder, generation)  # noqa: SLF001 - nothing else may stand there
    catalog, searcher = Catalog(generation.folder), Searcher(generation, encoders)
    print("by meaning" if encoder else "by words")
    if arguments.only != "copies":
        measure_domains(config, catalog, searcher, arguments.seed)
    if arguments.only != "domains":
        measure_copies(config, catalog, searcher, arguments.seed)


if __name__ == "__main__":
    main()
