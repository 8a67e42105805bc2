"""Measuring search: figures by hand, documents taken sign by sign, and the same path as a library's pages."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click.testing
import pytest

from indexer import BuildReport, Mode, compare, read_figures
from indexer.evaluation import evaluate, measured
from indexer.judged import read_collection
from kb.cli import main
from kb.config import Config, load_config
from kb.errors import CollectionError
from tests.conftest import ROOT

Collect = Callable[..., Path]

DOCUMENTS = [
    {
        "_id": "a/1",
        "title": "Gardens",
        "text": "How *not* to water <b>plants</b> & [trees](x).\n\n    # Soil\n\nDig 1. deep.",
    },
    {"_id": "b", "title": "", "text": "Bridges need steel and --- care: \\n is no break."},
    {"_id": "c c", "title": "Floods", "text": "Rivers rise, bridges fall."},
]
QUERIES = {"q1": "bridges of steel", "q2": "watering plants", "q3": "nothing at all"}
GRADES = "q1\tb\t2\nq1\tc c\t1\nq2\ta/1\t1\nq3\tb\t0\n"


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Write a collection; returns its folder."""

    def write(
        documents: list[dict[str, Any]] | None = DOCUMENTS, queries: Mapping[str, str] = QUERIES, grades: str = GRADES
    ) -> Path:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        if documents is not None:
            (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
        lines = (json.dumps({"_id": query, "text": text}) for query, text in queries.items())
        (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{grades}", encoding="utf-8")
        return folder

    return write


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Search by words only, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return load_config(environ={}, flags={"model": "none", "content": tmp_path / "content", "index": tmp_path / "i"})


def test_measures_by_hand() -> None:
    """Gains are the grades themselves; a missing document costs its place, a negative grade is none."""
    grades = {"q": {"a": 3, "b": 1, "c": -1}}
    figures = measured({"q": ["x", "a", "c", "b"]}, grades)["q"]
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert figures["nDCG@10"] == pytest.approx((3 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert (figures["RR@10"], figures["R@100"], figures["Judged@10"]) == (0.5, 1.0, 0.75)
    assert measured({"q": []}, grades)["q"] == {"nDCG@10": 0.0, "R@100": 0.0, "RR@10": 0.0, "Judged@10": 0.0}


def test_a_collection_is_searched_like_a_library(collect: Collect, words: Config) -> None:
    """Titles count, ids of any shape come back, and a query without a relevant document is apart."""
    found = evaluate(read_collection(collect()), words)
    assert (found.documents, found.queries, found.unanswerable) == (3, 2, ("q3",))
    assert list(found.runs) == ["keyword"]
    assert found.runs["keyword"] == pytest.approx({"nDCG@10": 1, "R@100": 1, "RR@10": 1, "Judged@10": 1})
    assert found.by_query["q1"]["keyword"]["nDCG@10"] == pytest.approx(1)


def test_text_of_documents_is_not_markdown(collect: Collect, words: Config) -> None:
    """Words within tags, links and comments of a plain text are words like others."""
    documents = [{"_id": "x", "text": "<!-- quokka --> <script>wombat</script> [numbat](bilby) `dunnart`"}]
    documents += [{"_id": "y", "text": "Nothing of the kind."}]
    queries = {word: word for word in ("quokka", "script", "wombat", "numbat", "bilby", "dunnart")}
    grades = "".join(f"{word}\tx\t1\n" for word in queries)
    found = evaluate(read_collection(collect(documents, queries, grades)), words)
    assert {query: runs["keyword"]["RR@10"] for query, runs in found.by_query.items()} == dict.fromkeys(queries, 1.0)


def test_a_second_run_keeps_everything(collect: Collect, words: Config, tmp_path: Path) -> None:
    """What is unchanged isn't indexed again; a changed document is."""
    told: list[str] = []

    def progress(step: str, _done: int, _whole: int) -> None:
        told.append(step)

    evaluate(read_collection(collect()), words, progress=progress)
    assert told.count("Rendering") == 3
    told.clear()
    evaluate(read_collection(collect()), words, progress=progress)
    assert "Rendering" not in told
    changed = [*DOCUMENTS[:2], {**DOCUMENTS[2], "text": "Rivers of steel, bridges of steel, steel bridges."}]
    found = evaluate(read_collection(collect(changed)), words, progress=progress)
    assert told.count("Rendering") == 1
    assert found.by_query["q1"]["keyword"]["RR@10"] == 1
    assert [path.name[:6] for path in (tmp_path / "cache/practice-commons/evaluations").iterdir()] == ["small-"]


@pytest.mark.usefixtures("words")
def test_a_library_is_measured_by_its_own_questions(
    collect: Collect, config: Config, write: Callable[..., Path], build: Callable[..., BuildReport]
) -> None:
    """Without documents the ids are those of pages, and the published index is asked."""
    write("stories/one", "title: Quokkas", "They smile.")
    write("stories/two", "title: Wombats", "They dig.")
    build()
    folder = collect(None, {"q": "who smiles"}, "q\tstories/one\t1\n")
    found = evaluate(read_collection(folder), config, [Mode.KEYWORD])
    assert (found.documents, found.runs["keyword"]["RR@10"]) == (2, 1.0)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("queries.jsonl", "", r"queries.jsonl:1: there is no query"),
        ("queries.jsonl", '{"_id": "q1", "text": "a"}\n{"_id": 2, "text": "b"}', r"queries.jsonl:2: '_id' is no text"),
        ("queries.jsonl", "{", r"queries.jsonl:1: not valid JSON"),
        ("queries.jsonl", "[]", r"queries.jsonl:1: '_id' is no text"),
        ("queries.jsonl", '{"_id": "q", "text": ""}\n' * 2, r"queries.jsonl:2: the query 'q' was there before"),
        ("corpus.jsonl", '{"_id": "a"}', r"corpus.jsonl:1: 'text' is no text"),
        ("qrels.tsv", "q1 b 2\n", r"qrels.tsv:1: expected a query, a document and a whole number"),
        ("qrels.tsv", "q1\tb\thigh\n", r"qrels.tsv:1: expected"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq9\tb\t1\n", r"qrels.tsv:2: queries.jsonl has no query 'q9'"),
        ("qrels.tsv", None, r"qrels.tsv:1: can't be read \(No such file"),
        ("queries.jsonl", "\udcff", r"queries.jsonl:1: can't be read \(it is not UTF-8"),
    ],
)
def test_a_fault_is_located(collect: Collect, file: str, text: str | None, said: str) -> None:
    """The first line that can't be used ends the run, with what was expected there."""
    folder = collect()
    (folder / file).unlink()
    if text is not None:
        (folder / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CollectionError, match=said):
        read_collection(folder)


# --- kb eval ---


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., click.testing.Result]:
    """Run `kb` where only words are searched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kb.toml").write_text('model = "none"\n', encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, ["eval", *map(str, args)])


def test_eval_json_has_what_is_promised(kb: Callable[..., click.testing.Result], collect: Collect) -> None:
    """The keys that others build on, with each query's figures on request."""
    values = json.loads(kb(collect(), "--json").stdout)
    assert set(values) == {"collection", "documents", "queries", "runs", "unanswerable", "seconds"}
    assert set(values["runs"]["keyword"]) == {"nDCG@10", "R@100", "RR@10", "Judged@10"}
    assert (values["collection"], values["documents"], values["queries"]) == ("small", 3, 2)
    values = json.loads(kb(collect(), "--json", "--per-query").stdout)
    assert values["by_query"]["q2"]["keyword"]["RR@10"] == 1.0


def test_eval_fails_where_less_is_reached_than_asked(kb: Callable[..., click.testing.Result], collect: Collect) -> None:
    """So that a library's own questions can guard its search."""
    good = kb(collect(), "--at-least", "0.9", "--per-query")
    assert (good.exit_code, "keyword 1.000  q1  bridges of steel" in good.output) == (0, True)
    grades = GRADES + "q3\tnowhere\t1\n"
    bad = kb(collect(grades=grades), "--at-least", "0.9")
    assert (bad.exit_code, "nDCG@10 is 0.6667, less than 0.9." in bad.output) == (1, True)


def test_eval_of_no_collection_is_one_line(kb: Callable[..., click.testing.Result], tmp_path: Path) -> None:
    """It says what a collection is."""
    result = kb(tmp_path)
    assert result.exit_code == 1
    assert "A collection has queries.jsonl and qrels.tsv" in result.output


@pytest.mark.parametrize("name", ["medline", "stackfaq"])
def test_known_collections_reach_what_they_should(
    shared: Path, library_config: Config, tmp_path: Path, name: str
) -> None:
    """A guard: no mean is lower than what stands in the repository; a failure names the queries that lost.

    `make relevance` compares all collections, and says how to write down new figures.
    """
    before = read_figures(ROOT / "benchmarks/expected" / f"{name}.json")
    found = evaluate(read_collection(shared / "eval" / name), library_config, [Mode.HYBRID], cache=tmp_path)
    [comparison] = compare(before, found)
    assert not comparison.lost, comparison.worse[:10]


# --- against an earlier run ---


def test_what_lost_is_named(kb: Callable[..., click.testing.Result], collect: Collect, tmp_path: Path) -> None:
    """Before and after, the queries that fell most first; a mean that fell fails, as a smaller change doesn't."""
    folder = collect()
    values = json.loads(kb(folder, "--json", "--per-query").stdout)
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(values), encoding="utf-8")
    same = kb(folder, "--against", earlier)
    assert (same.exit_code, "(+0.0000); 0 better, 0 worse" in same.output) == (0, True)
    worse = kb(collect(grades=GRADES.replace("q2\ta/1\t1", "q2\ta/1\t1\nq2\tnowhere\t3")), "--against", earlier)
    assert worse.exit_code == 1
    assert "0 better, 1 worse" in worse.output
    assert "  1.000 → 0." in worse.output
    assert worse.output.rstrip().endswith("q2  watering plants")


NAN = '{"by_query": {"q1": {"keyword": {"nDCG@10": NaN}}}}'
OTHER = '{"by_query": {"another": {"keyword": {"nDCG@10": 1.0}}}}'


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"by_query": []}', '{"by_query": {"q": {"hybrid": {}}}}', None, NAN, OTHER]
)
def test_figures_that_are_none_are_one_line(
    kb: Callable[..., click.testing.Result], collect: Collect, tmp_path: Path, text: str | None
) -> None:
    """It says how such a file is made."""
    file = tmp_path / "earlier.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = kb(collect(), "--against", file)
    assert result.exit_code == 1
    assert "Make it with `kb eval FOLDER --json --per-query`." in result.output
