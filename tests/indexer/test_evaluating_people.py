"""Measuring whom search finds: both forms of judgment, the page that asks hidden, faults with their place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from indexer.evaluating_people import evaluate_people
from indexer.evaluation import evaluate
from indexer.judged import read_collection
from kb.cli import main
from kb.config import Config, load_config
from kb.errors import CollectionError

DOCUMENTS = [
    {"_id": "d1", "title": "Steel bridges", "text": "Bridges of steel by Ann Lee rust in the rain."},
    {"_id": "d2", "title": "Rust", "text": "Steel rusts, and bridges of steel rust first."},
    {"_id": "d3", "title": "Column: Gardens", "text": "Watering plants in dry summers."},
    {"_id": "d4", "title": "Column: Floods", "text": "Rivers rise over plants and gardens."},
    {"_id": "d5", "title": "Column: Hens", "text": "Hens lay eggs."},
    {"_id": "d6", "title": "Column: Bees", "text": "Bees make honey."},
    {"_id": "d7", "title": "Column: Mills", "text": "Mills grind corn."},
]
PARTS = "d1\tann\nd2\tann\nd2\tben\nd3\tcat\nd4\tcat\n"
SAMPLE = [{"doc": "d1", "relevant": ["ann"]}, {"doc": "d3", "relevant": ["cat"]}]


def _lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(map(json.dumps, rows)) + "\n"


@pytest.fixture
def hidden_pages(tmp_path: Path) -> Path:
    """Write a collection that hides pages; return its folder."""
    folder = tmp_path / "hiding"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(_lines(DOCUMENTS))
    (folder / "queries.jsonl").write_text(_lines([{"_id": "q1", "text": "hens"}]))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td5\t1\n")
    (folder / "people.tsv").write_text(f"doc-id\tauthor-id\n{PARTS}")
    (folder / "authors.jsonl").write_text(_lines([{"author_id": "ann", "display_name": "Ann Lee"}]))
    (folder / "experts.json").write_text(json.dumps({"sample": SAMPLE}, indent=1))
    return folder


@pytest.fixture
def judged_people(tmp_path: Path) -> Path:
    """Write a collection whose queries are documents and whose judgments are people; return its folder."""
    folder = tmp_path / "judging"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text(_lines([{"_id": person, "text": ""} for person in ("ann", "cat")]))
    (folder / "documents.jsonl").write_text(_lines(DOCUMENTS))
    (folder / "doc_people.tsv").write_text(f"doc-id\tperson-id\n{PARTS}")
    (folder / "queries.jsonl").write_text(_lines([{"_id": "d1", "text": "Steel bridges"}]))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nd1\tann\t1\nd1\tcat\t0\n")
    return folder


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Search by words only, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return load_config(environ={}, flags={"model": "none", "content": tmp_path / "content", "index": tmp_path / "i"})


def test_texts_give_nobody_away(hidden_pages: Path) -> None:
    """The names of a page's own people and the name of its column are taken out of what is asked."""
    people = read_collection(hidden_pages).people
    assert people is not None
    asked = {run: {q.id: q.text for q in questions} for run, questions in people.runs.items()}
    assert asked["opening"]["d1"] == "Steel bridges. Bridges of steel by rust in the rain."
    assert asked["opening"]["d3"] == "Column: Gardens. Watering plants in dry summers."
    assert asked["title"] == {"d1": "Steel bridges", "d3": "Gardens"}


def test_hidden_pages_are_measured_beside_documents(hidden_pages: Path, words: Config) -> None:
    """Ann and Ben are tied by the page that is left, and Ann comes first; the documents' own figures stay."""
    found = evaluate(read_collection(hidden_pages), words)
    assert (found.documents, found.queries, list(found.runs), list(found.by_query)) == (7, 1, ["keyword"], ["q1"])
    assert found.people is not None
    assert found.people.runs == {"opening": {"RR": 1.0, "R@5": 1.0}, "title": {"RR": 1.0, "R@5": 1.0}}


def test_the_page_that_asks_is_no_evidence(judged_people: Path, words: Config) -> None:
    """With the only page of somebody hidden they aren't found; others than the judged take no place."""
    (judged_people / "doc_people.tsv").write_text("d1\tann\nd2\tben\n")
    found = evaluate(read_collection(judged_people), words)
    assert found.people is not None
    assert found.people.runs[""] == {"nDCG@10": 0.0, "RR": 0.0, "R@5": 0.0}
    (judged_people / "doc_people.tsv").write_text("d2\tben\nd2\tann\nd1\tben\n")
    again = evaluate(read_collection(judged_people), words)
    assert again.people is not None
    assert again.people.runs[""] == {"nDCG@10": 1.0, "RR": 1.0, "R@5": 1.0}
    assert (again.documents, again.queries, again.runs, again.unanswerable) == (7, 1, {}, ())


@pytest.fixture
def kb(tmp_path: Path, words: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[..., click.testing.Result]:
    """Run `kb eval` where only words are searched."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kb.toml").write_text('model = "none"\n', encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, ["eval", *map(str, args)])


def test_eval_says_how_people_are_found(
    kb: Callable[..., click.testing.Result], hidden_pages: Path, judged_people: Path
) -> None:
    """In JSON flat for one run and by name for several; in the text a line a run."""
    assert json.loads(kb(judged_people, "--json").stdout)["people"] == {"nDCG@10": 1.0, "RR": 1.0, "R@5": 1.0}
    assert set(json.loads(kb(hidden_pages, "--json").stdout)["people"]) == {"opening", "title"}
    assert "people title        1.0000     1.0000" in kb(hidden_pages).output
    assert kb(judged_people, "--at-least", "0.9", "--per-query").exit_code == 0


def test_people_are_compared_with_before(
    kb: Callable[..., click.testing.Result], judged_people: Path, tmp_path: Path
) -> None:
    """What is worse than in an earlier run is a loss, as it is for documents."""
    before = tmp_path / "before.json"
    before.write_text(kb(judged_people, "--json", "--per-query").stdout)
    assert kb(judged_people, "--against", before).exit_code == 0
    (judged_people / "doc_people.tsv").write_text("d1\tann\nd2\tben\n")
    assert kb(judged_people, "--against", before).exit_code == 1


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("people.tsv", "doc-id\tauthor-id\nd1 ann\n", r"people.tsv:2: expected a document and a person"),
        ("people.tsv", "d1\t \n", r"people.tsv:1: expected a document and a person"),
        ("people.tsv", "d1\tann\nd9\tann\n", r"people.tsv:2: expected a document's id, there is no 'd9'"),
        ("experts.json", '{"sample":\n [}', r"experts.json:2: expected JSON"),
        ("experts.json", "[]", r"experts.json:1: expected 'sample' with a list"),
        ("experts.json", '{"sample": [\n{"doc": "d1"}]}', r"experts.json:2: expected 'relevant' with a list of people"),
        ("experts.json", '{"sample": [\n\n{"doc": "d9", "relevant": ["a"]}]}', r"experts.json:3: expected 'doc' with"),
        ("experts.json", '{"sample": [{"doc": ["d1"]}]}', r"experts.json:1: expected 'doc' with"),
    ],
)
def test_a_fault_is_located(hidden_pages: Path, file: str, text: str, said: str) -> None:
    """File, line and what was expected there."""
    (hidden_pages / file).write_text(text)
    with pytest.raises(CollectionError, match=said):
        read_collection(hidden_pages)


def test_a_fault_in_people_of_documents_is_located(judged_people: Path) -> None:
    """The other form says it as well, and misses its documents by name."""
    (judged_people / "doc_people.tsv").write_text("doc-id\tperson-id\nd1\tann\td2\n")
    with pytest.raises(CollectionError, match=r"doc_people.tsv:2: expected a document and a person"):
        read_collection(judged_people)
    (judged_people / "documents.jsonl").unlink()
    with pytest.raises(CollectionError, match=r"documents.jsonl:1: can't be read"):
        read_collection(judged_people)


@pytest.mark.parametrize(
    ("name", "measure", "least"),
    [("expert_dblp", "nDCG@10", {"": 0.505}), ("digitalgov", "RR", {"opening": 0.637, "title": 0.562})],
)
def test_people_are_found_in_real_collections(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, name: str, measure: str, least: dict[str, float]
) -> None:
    """The figures of decision 0014, but for a hundredth. The index is the one that `kb eval` keeps."""
    collection = read_collection(shared / "eval" / name)
    assert collection.people is not None
    flags = {"content": tmp_path_factory.mktemp("none"), "index": tmp_path_factory.mktemp("none")}
    found = evaluate_people(name, collection.people, load_config(environ={}, flags=flags), lambda *_: None, None)
    reached = {run: figures[measure] for run, figures in found.runs.items()}
    assert {run: figure for run, figure in reached.items() if figure < least[run]} == {}
