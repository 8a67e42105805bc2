"""The commands that index and read an index, over the small library: shapes, filters and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

import indexer.encoders
from indexer.encoder import Encoder
from kb.choices import Kind
from kb.cli import main
from kb.config import Config

Kb = Callable[..., click.testing.Result]

MAP = "practices/mapping-important-issues"


@pytest.fixture
def kb(library_config: Config, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Run `kb` on the small library's index, with the model that is already in memory."""
    monkeypatch.setattr(indexer.encoders, "load_encoder", lambda _name, _runtime: encoder)
    monkeypatch.chdir(tmp_path)
    settings = library_config.settings
    (tmp_path / "kb.toml").write_text(f'content = "{settings.content}"\nindex = "{settings.index}"\n', encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, args)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Run `kb` in the folder of a library of one story, to be indexed for words only."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kb.toml").write_text('model = "none"\n', encoding="utf-8")
    (tmp_path / "content" / "stories").mkdir(parents=True)
    page = "---\ntitle: A\nstage: someday\n---\nQuokkas.\n"
    (tmp_path / "content" / "stories" / "a.md").write_text(page, encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, args)


def values(result: click.testing.Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- search ---


def test_search_json_has_what_is_promised(kb: Kb) -> None:
    """The keys that others build on are all there, each of its type."""
    answer = values(kb("search", "--json", "--", "introduce", "people", "who work alone"))
    shape = {
        "query": str,
        "mode": str,
        "answered": bool,
        "total": int,
        "hits": list,
        "near_misses": list,
        "facets": dict,
        "people": list,
        "ignored": list,
        "did_you_mean": str,
        "expanded": list,
        "took_ms": float,
    }
    assert {key: type(answer[key]) for key in shape} == shape
    hit = {
        "rank": int,
        "id": str,
        "kind": str,
        "title": str,
        "url": str,
        "score": float,
        "snippet": str,
        "section": str,
        "reasons": list,
    }
    assert answer["hits"]
    for found in answer["hits"]:
        assert {key: type(found[key]) for key in hit} == hit
    for person in answer["people"]:
        assert {key: type(person[key]) for key in ("id", "name", "reasons")} == {
            "id": str,
            "name": str,
            "reasons": list,
        }
        assert person["reasons"]
    assert answer["query"] == "introduce people who work alone"
    assert answer["hits"][0]["id"] == "practices/connecting-isolated-practitioners"


def test_a_correction_is_printed(kb: Kb) -> None:
    """The whole question is offered, ready to be asked."""
    assert "Did you mean: isolated practitioners\n" in kb("search", "isolatd", "practitioners").output
    assert values(kb("search", "--json", "isolatd practitioners"))["did_you_mean"] == "isolated practitioners"


def test_other_words_for_it_are_printed(kb: Kb) -> None:
    """The vocabulary knows what CoP is short for: text and JSON say that it was looked for, too."""
    asked = ("search", "getting a CoP going")
    assert "Also looked for: community of practice (for CoP)\n" in kb(*asked).output
    assert values(kb(*asked, "--json"))["expanded"] == [{"text": "CoP", "also": ["community of practice"]}]


def test_unanswered_json_has_the_same_shape(kb: Kb) -> None:
    """A question without an answer exits 0 and says so in data: near misses where hits would be."""
    answer = values(kb("search", "--json", "zxqv blorptang wibble"))
    assert (answer["answered"], answer["total"], answer["hits"], answer["people"]) == (False, 0, [], [])
    assert 0 < len(answer["near_misses"]) <= 5
    assert answer["ignored"] == [{"text": "zxqv blorptang wibble", "why": "no page has these words"}]


@pytest.mark.parametrize(
    ("flags", "kinds"),
    [
        (["--kind", "person"], {"person"}),
        (["--kind", "person", "--kind", "domain"], {"person", "domain"}),
        (["--domain", "working-across-boundaries", "--kind", "practice"], {"practice"}),
        (["--tag", "Mediation"], {"practice"}),
        (["--tag", "unheard"], set()),
        (["--kind", "story"], set()),
    ],
)
def test_search_filters(kb: Kb, flags: list[str], kinds: set[str]) -> None:
    """Flags of one name widen, of different names narrow; a value that nothing has finds nothing and exits 0."""
    answer = values(kb("search", "--json", *flags, "people who meet"))
    assert {hit["kind"] for hit in answer["hits"]} == kinds


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "dense"])
def test_search_modes(kb: Kb, mode: str) -> None:
    """The mode asked for is the mode that answers, and each finds the practice."""
    answer = values(kb("search", "--json", "--mode", mode, "--kind", "practice", "map the important issues"))
    assert answer["mode"] == mode
    assert answer["hits"][0]["id"] == MAP


def test_search_k(kb: Kb) -> None:
    """`-k` bounds the hits and nothing else."""
    one, all_of_them = (values(kb("search", "--json", "-k", k, "people who meet")) for k in ("1", "100"))
    assert len(one["hits"]) == 1
    assert one["total"] == all_of_them["total"] == len(all_of_them["hits"])


def test_search_in_words(kb: Kb) -> None:
    """Without --json a person reads title, extract and reasons, who knows about it, and what was not used."""
    result = kb("search", "how to introduce people")
    assert result.exit_code == 0
    for said in (
        "Connect isolated practitioners",
        "exact words + similar meaning",
        "Who knows about this",
    ):
        assert said in result.output
    assert "Nothing here answers this. What comes nearest:" in kb("search", "zxqv blorptang wibble").output


def test_search_reads_the_query_language(kb: Kb) -> None:
    """Fields become filters; what isn't understood is named, and the rest answered."""
    answer = values(kb("search", "--json", '"wicked problem" kind:practices place:nowhere -quokka'))
    assert answer["filters"] == {"kind": ["practice"]}
    assert {hit["kind"] for hit in answer["hits"]} == {"practice"}
    assert [ignored["text"] for ignored in answer["ignored"]] == ["place:nowhere"]
    assert "Not used: place:nowhere (no page has this place" in kb("search", "meetings place:nowhere").output


def test_search_explain_adds_up(kb: Kb) -> None:
    """What is printed is what decided: fused score, nearness and feedback make the score, and the gate is named."""
    answer = values(kb("search", "--json", "--explain", "how to introduce people"))
    explanation = answer["explanation"]
    for hit in answer["hits"]:
        steps = explanation["steps"][hit["id"]]
        assert steps["fused"] + steps["nearer"] + steps["feedback"] == pytest.approx(hit["score"], abs=2e-4)
    first = explanation["steps"][answer["hits"][0]["id"]]
    assert first["cosine"] <= explanation["best"]["cosine"]
    assert explanation["best"]["support"] >= explanation["answers"]["support"]
    assert [word["word"] for word in explanation["words"]] == ["introduce", "people"]
    printed = kb("search", "--explain", "how to introduce people").output
    assert "introduce (introduc): in " in printed
    assert "best support 0." in printed
    assert "fused 0." in printed
    assert "explanation" not in values(kb("search", "--json", "how to introduce people"))


# --- other readers ---


def test_people_json(kb: Kb) -> None:
    """Words and an entry both lead to people with reasons, under one key."""
    found = values(kb("people", "--json", "mediation", "between", "views"))
    assert found.keys() == {"query", "entry", "people"}
    assert found["people"][0]["reasons"][0].keys() >= {"id", "title", "url", "role"}
    other = values(kb("people", "--json", "--entry", MAP))
    assert [person["id"] for person in other["people"]] == ["people/example-link-worker"]
    assert len(values(kb("people", "--json", "-k", "1", "people"))["people"]) == 1


def test_related_show_and_stats_json(kb: Kb) -> None:
    """Each reader prints one JSON value and nothing else."""
    related = values(kb("related", "--json", "-k", "2", MAP))
    assert related["id"] == MAP
    assert [set(page) >= {"id", "title", "reasons"} for page in related["related"]] == [True, True]
    shown = values(kb("show", "--json", MAP))
    assert (shown["id"], shown["kind"]) == (MAP, "practice")
    assert shown["head"]["issues"] == ["what-matters"]
    assert values(kb("stats", "--json"))["pages"]["practice"] == 5


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["people", "mediation"], "contact: "),
        (["related", MAP], "practices/convening-a-mixed-group"),
        (["show", MAP], "How to do it"),
        (["stats"], "all-MiniLM-L6-v2"),
    ],
)
def test_readers_in_words(kb: Kb, command: list[str], said: str) -> None:
    """Every reader also prints for people, with no markup left in it."""
    result = kb(*command)
    assert result.exit_code == 0
    assert said in result.output
    assert "</" not in result.output


# --- exit codes ---


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["search", ""], 2, "kb: QUERY: is empty"),
        (["search", "  ", " "], 2, "kb: QUERY: is empty"),
        (["search"], 2, "Missing argument"),
        (["search", "--kind", "recipe", "x"], 2, "'recipe' is not one of"),
        (["search", "--mode", "magic", "x"], 2, "'magic' is not one of"),
        (["search", "-k", "0", "x"], 2, "not in the range"),
        (["people"], 2, "give either words or --entry"),
        (["people", "words", "--entry", MAP], 2, "give either words or --entry"),
        (["people", "--entry", "nope"], 1, "there is no page 'nope'"),
        (["related", "practices/mapping"], 1, "Did you mean practices/mapping-important-issues?"),
        (["show", "nope"], 1, "`kb search` finds ids by words."),
        (["--config", "nowhere.toml", "stats"], 2, "there is no such file"),
    ],
)
def test_exit_codes(kb: Kb, command: list[str], code: int, said: str) -> None:
    """2 for what was typed wrong, 1 for what isn't there; one line that says what to do, and no traceback."""
    result = kb(*command)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)


def test_every_kind_can_be_asked_for(kb: Kb) -> None:
    """The kinds of the content model are the kinds of the command line."""
    usage = kb("search", "--help").output
    assert [kind.value for kind in Kind if kind.value not in usage] == []


@pytest.mark.parametrize("command", [["search", "x"], ["people", "x"], ["related", "x"], ["show", "x"], ["stats"]])
def test_without_an_index_readers_say_so(small: Kb, command: list[str]) -> None:
    """Exit 1, and the command to run first."""
    result = small(*command)
    assert result.exit_code == 1
    assert result.stderr.endswith("there is no index yet. Run `kb index` first.\n")


def test_a_damaged_index_is_one_line(small: Kb, tmp_path: Path) -> None:
    """Exit 1 and how to rebuild, instead of a traceback or a wrong answer; rebuilding mends it."""
    assert small("index").exit_code == 0
    next((tmp_path / ".kb" / "index").rglob("*.toc")).write_bytes(b"")
    result = small("search", "quokkas")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "Run `kb index --rebuild`" in result.stderr
    assert small("index", "--rebuild").exit_code == 0
    assert values(small("search", "--json", "quokkas"))["total"] == 1


# --- index ---


def test_index_exits_0_whatever_problems_it_reports(small: Kb) -> None:
    """A bad value in a head doesn't keep an index from being published; --strict makes it fail, afterwards."""
    first = small("index", "--json")
    report = values(first)
    assert (report["published"], report["pages"], report["problems"]) == (True, {"story": 1}, {"bad-value": 1})
    again = small("index")
    assert again.exit_code == 0
    assert "Nothing has changed" in again.output
    assert "bad-value" in again.output
    assert small("index", "--strict").exit_code == 1
    assert values(small("search", "--json", "quokkas"))["total"] == 1


def test_index_exits_1_when_nothing_is_published(small: Kb, tmp_path: Path) -> None:
    """No page to index, or no such folder, fails with the setting to look at."""
    (tmp_path / "content" / "stories" / "a.md").unlink()
    result = small("index")
    assert result.exit_code == 1
    assert "Check `content`" in result.stderr
    (tmp_path / "kb.toml").write_text('content = "elsewhere"\n', encoding="utf-8")
    assert small("index").exit_code == 1


# --- kb doctor, kb index --verify ---


def test_doctor_says_how_it_stands(kb: Kb) -> None:
    """A line for each subject; the JSON has the same."""
    findings = values(kb("doctor", "--json"))
    assert {finding["subject"] for finding in findings} >= {"model", "content", "index", "freshness"}
    assert all(set(finding) == {"subject", "health", "message", "remedy"} for finding in findings)
    printed = kb("doctor").output
    assert "✓ index: generation " in printed


def test_verify_changes_nothing(kb: Kb) -> None:
    """It says that the index is whole, and can't be asked to build at the same time."""
    assert values(kb("index", "--verify", "--json"))["whole"] is True
    assert "is whole: " in kb("index", "--verify").output
    refused = kb("index", "--verify", "--rebuild")
    assert (refused.exit_code, "changes nothing" in refused.output) == (2, True)


# --- kb convene ---


def test_convene_json_has_what_is_promised(kb: Kb) -> None:
    """The keys that others build on are all there; whom to invite comes with reasons and a way to reach them."""
    room = values(kb("convene", "--json", "--size", "2", "introduce", "people who work alone"))
    shape = {
        "problem": str,
        "answered": bool,
        "people": list,
        "sectors": dict,
        "missing": list,
        "communities": list,
        "methods": list,
        "read": list,
        "tried": list,
        "ignored": list,
        "did_you_mean": str,
        "notice": str,
    }
    assert {key: type(room[key]) for key in room} == shape
    assert room["problem"] == "introduce people who work alone"
    assert 0 < len(room["people"]) <= 2
    assert all(person["reasons"] and person["reach"] for person in room["people"])
    assert set(room["missing"]) == {sector for sector, people in room["sectors"].items() if not people}
    assert values(kb("convene", "--json", "zxqv blorptang wibble"))["answered"] is False


def test_convene_in_words(kb: Kb) -> None:
    """Text for people, the brief as Markdown for others, and an honest line where nothing is near."""
    printed = kb("convene", "introduce people who work alone").output
    for said in ("Whom to invite", "Sectors", "To read before"):
        assert said in printed
    brief = kb("convene", "--brief", "introduce people who work alone").output
    assert brief.startswith("# Invitation\n")
    assert "> introduce people who work alone\n" in brief
    assert "Nothing here is near to this." in kb("convene", "zxqv blorptang wibble").output
    for wrong, said in (([" "], "PROBLEM: is empty"), (["--brief", "--json", "x"], "Leave one of them out")):
        result = kb("convene", *wrong)
        assert (result.exit_code, said in result.stderr) == (2, True)
