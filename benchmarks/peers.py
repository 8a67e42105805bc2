"""Compare with txtai and LanceDB on one machine: the same passages, titles, vectors and questions.

Usage: python benchmarks/peers.py [--config benchmarks/cpp-docs.toml] [--questions 200]

Needs `pip install txtai lancedb`, which the project doesn't, and ALLOW_RESOLVE_TRANSFORM=True for txtai. Each engine
runs in a process of its own. A question returns id, title and stored text of ten entries, hybrid on all sides, without
facets and people. "With embedding" adds what each would use: this project its encoder, the others
sentence-transformers, which txtai itself calls. This project's index was built before; its time is `kb index`'s.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from indexer import IndexFolder, Searcher
from indexer.arrays import Vectors
from indexer.catalog import Catalog
from indexer.encoder import QuestionVectors
from indexer.encoders import Encoders, load_encoder
from indexer.filters import Scope
from indexer.query import parse_query
from indexer.ranking import rank
from indexer.vectors import VectorIndex
from indexer.words import WORD_DIMENSIONS
from kb.choices import ENTRY_KINDS
from kb.config import Config, Runtime, load_config

TEN = 10
# txtai asks for vectors by the name of a function.
AT_HAND: dict[str, Vectors] = {}
Ask = Callable[[str, Vectors], Sequence[str]]


def passages(config: Config) -> tuple[list[str], list[str], list[str], Vectors]:
    """Return ids, titles, texts and vectors of all passages of an index; an id names page and passage."""
    generation = IndexFolder(config.settings.index).open()
    catalog = Catalog(generation.folder)
    pages = catalog.passage_pages()
    summaries = catalog.summaries(pages.tolist())
    records = catalog.passages(range(len(pages)))
    vectors = VectorIndex.open(generation.folder).rows(np.arange(len(pages)))
    ids = [f"{summaries[int(page)].id} {number}" for number, page in enumerate(pages)]
    titles = [summaries[int(page)].title for page in pages]
    return ids, titles, [record.text for record in records.values()], vectors


def questions(config: Config, wanted: int) -> list[str]:
    """Return titles and summaries of entries, the same sample each time."""
    searcher = Searcher(IndexFolder(config.settings.index).open(), Encoders())
    entries = [page for kind in ENTRY_KINDS for page in searcher.pages_of_kind(kind)]
    chosen = random.Random(7).sample(entries, min(wanted, len(entries)))
    searcher.close()
    return [page.title if number % 3 else page.summary or page.title for number, page in enumerate(chosen)]


@contextmanager
def ours(config: Config, _work: Path) -> Iterator[tuple[Ask, float, float]]:
    """Open the published index; give how to ask, no time to build it, and the seconds to open it."""
    started = time.perf_counter()
    searcher = Searcher(IndexFolder(config.settings.index).open(), Encoders())
    opened = time.perf_counter() - started
    catalog, parts = searcher._catalog, searcher._retrievers  # noqa: SLF001 - what a search does, less facets and people

    def ask(text: str, vector: Vectors) -> list[str]:
        parsed = parse_query(text, len(parts.postings), catalog.term)
        asked = QuestionVectors(vector, np.empty((0, WORD_DIMENSIONS), np.float32))  # peers compare no words either
        ranking = rank(parsed, asked, parts, Scope(), searcher._alpha)  # noqa: SLF001
        pages = catalog.summaries(ranking.pages[:TEN].tolist())
        catalog.passages(ranking.passages[:TEN].tolist())
        return [pages[int(number)].id for number in ranking.pages[:TEN]]

    yield ask, 0.0, opened
    searcher.close()


def at_hand(texts: Sequence[str]) -> Vectors:
    """Return the vectors of texts, made before."""
    return np.array([AT_HAND[text] for text in texts])


@contextmanager
def txtai(config: Config, work: Path) -> Iterator[tuple[Ask, float, float]]:
    """Build and open txtai's index: hybrid, content stored."""
    from txtai import Embeddings  # noqa: PLC0415 - each process imports its own engine

    ids, titles, texts, vectors = passages(config)
    AT_HAND.update(zip(texts, vectors, strict=True))
    index = Embeddings({"method": "external", "transform": "__main__.at_hand", "hybrid": True, "content": True})
    started = time.process_time()
    rows = zip(ids, titles, texts, strict=True)
    index.index((page_id, {"text": text, "title": title}, None) for page_id, title, text in rows)
    index.save(str(work / "txtai"))
    built = time.process_time() - started
    index.close()
    started = time.perf_counter()
    index = Embeddings()
    index.load(str(work / "txtai"))
    opened = time.perf_counter() - started

    def ask(text: str, vector: Vectors) -> list[str]:
        AT_HAND[text] = vector
        query = "select id, title, text, score from txtai where similar(:text) limit 10"
        return [row["id"].split(" ")[0] for row in index.search(query, parameters={"text": text})]

    yield ask, built, opened


@contextmanager
def lancedb(config: Config, work: Path) -> Iterator[tuple[Ask, float, float]]:
    """Build and open LanceDB's table: full text and vectors indexed, combined by reciprocal rank."""
    import lancedb as engine  # noqa: PLC0415 - each process imports its own engine
    from lancedb.rerankers import RRFReranker  # noqa: PLC0415

    ids, titles, texts, vectors = passages(config)
    started = time.process_time()
    rows = [
        {"id": page_id, "title": title, "text": text, "vector": vector}
        for page_id, title, text, vector in zip(ids, titles, texts, vectors, strict=True)
    ]
    table = engine.connect(work / "lancedb").create_table("passages", rows)
    table.create_fts_index("text")
    table.create_index(metric="cosine", index_type="IVF_HNSW_SQ", vector_column_name="vector")
    built = time.process_time() - started
    started = time.perf_counter()
    table = engine.connect(work / "lancedb").open_table("passages")
    opened = time.perf_counter() - started
    reranker = RRFReranker()

    def ask(text: str, vector: Vectors) -> list[str]:
        found = table.search(query_type="hybrid").vector(vector).text(text).rerank(reranker).limit(TEN)
        return [row["id"].split(" ")[0] for row in found.select(["id", "title", "text"]).to_list()]

    yield ask, built, opened


ENGINES = {"practice commons": ours, "txtai": txtai, "lancedb": lancedb}


def measure(name: str, config: Config, asked: Sequence[str], vectors: Vectors) -> dict[str, Any]:
    """Return one engine's figures, measured in this process."""
    with tempfile.TemporaryDirectory() as work, ENGINES[name](config, Path(work)) as (ask, built, opened):
        for text, vector in zip(asked[:20], vectors[:20], strict=True):
            ask(text, vector)
        times, used = [], time.process_time()
        for text, vector in zip(asked, vectors, strict=True):
            started = time.perf_counter()
            ask(text, vector)
            times.append((time.perf_counter() - started) * 1000)
        used = (time.process_time() - used) * 1000 / len(asked)
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    median, p95 = np.percentile(times, [50, 95])
    return {
        "median": median, "p95": p95, "cpu": used, "built": built, "opened": opened * 1000, "mb": resident / 1e6,
    }  # fmt: skip


def main() -> None:
    """Print one table; with `--engine` one engine's figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--vectors", type=Path)
    arguments = parser.parse_args()
    config = load_config(arguments.config)
    asked = questions(config, arguments.questions)
    if arguments.engine:
        print(json.dumps(measure(arguments.engine, config, asked, np.load(arguments.vectors))))
        return
    embedding = {}
    for runtime in Runtime:
        encoder = load_encoder(config.settings.model, runtime)
        if encoder is None:
            raise SystemExit("an index without embeddings can't be compared")
        encoder.encode_query(asked[0])
        made, times = [], []
        for text in asked:
            started = time.perf_counter()
            made.append(encoder.encode_query(text))
            times.append((time.perf_counter() - started) * 1000)
        embedding[runtime] = (np.array(made), float(np.median(times)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "vectors.npy")
        np.save(file, embedding[Runtime.OPENVINO][0])
        print("| engine | median ms | p95 ms | CPU ms | with embedding, ms | build CPU s | opens ms | resident MB |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for name in ENGINES:
            command = [sys.executable, "-W", "ignore", *sys.argv, "--engine", name, "--vectors", str(file)]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode:
                print(f"| {name} | {ended.stderr.strip().splitlines()[-1]} |")
                continue
            found = json.loads(ended.stdout.strip().splitlines()[-1])
            own = Runtime.OPENVINO if name == "practice commons" else Runtime.SENTENCE_TRANSFORMERS
            found["whole"] = found["median"] + embedding[own][1]
            shown = "| {median:.2f} | {p95:.2f} | {cpu:.2f} | {whole:.2f} | {built:.1f} | {opened:.0f} | {mb:,.0f} |"
            print(f"| {name} {shown.format(**found)}", flush=True)


if __name__ == "__main__":
    main()
