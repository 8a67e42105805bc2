"""The command line: exit codes that scripts rely on, stable JSON, and errors of one line that say what to do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.commands import indexing
from kb.config import Config
from kb.errors import ContentMissingError, IndexBusyError

Run = Callable[..., Result]

GOOD = {
    "practices/prizes.md": (
        "---\ntitle: Prize competitions\nsummary: Pay for results.\npeople: [ada]\ndomains: [web]\ntags: [money]\n---\n"
        "Intro to contests.\n\n## How it went\n\nPrizes drew <b>forty</b> teams & two winners.\n"
    ),
    "stories/lessons.md": "---\ntitle: Lessons\npeople: [ada]\n---\nWhat contests taught us.\n",
    "people/ada.md": "---\ntitle: Ada\nphone: 555-1234\ncontact: {policy: public, email: ada@example.org}\n---\n",
    "domains/web.md": "---\ntitle: The web\n---\nWide&nbsp;&copy; &lt;b&gt;\n",
}
WARNED = {"stories/w.md": "---\ntitle: W\ntags: web\n---\nText\n"}
BROKEN = {"stories/b.md": "---\ntitle: B\nstage: soon\n---\n[x](gone.md)\n"}
TOML = "model = 'none'\n"


@pytest.fixture
def kb(write_library: Callable[..., Config], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `kb` in the folder of a library: its files, then the arguments."""
    monkeypatch.chdir(tmp_path)

    def run(
        files: dict[str, str] | None, *arguments: str, toml: str = TOML, env: dict[str, str] | None = None
    ) -> Result:
        if files is not None:
            write_library(files)
            (tmp_path / "kb.toml").write_text(toml, encoding="utf-8")
        return CliRunner().invoke(main, arguments, env=env)

    return run


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good library, indexed for keywords; returns its kb.toml."""
    root = tmp_path_factory.mktemp("library")
    for name, text in GOOD.items():
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / name).write_text(text, encoding="utf-8")
    (root / "kb.toml").write_text(TOML, encoding="utf-8")
    assert CliRunner().invoke(main, ["--config", str(root / "kb.toml"), "index"]).exit_code == 0
    return root / "kb.toml"


@pytest.fixture
def ask(indexed: Path) -> Run:
    """Run `kb` with the indexed library."""
    return lambda *arguments: CliRunner().invoke(main, ["--config", str(indexed), *arguments])


def one_line(result: Result) -> str:
    """Return the only line of the error output that is no progress."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("kb: ")]
    assert len(lines) == 1, result.output
    assert "Traceback" not in result.output
    return lines[0]


# check


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        (GOOD, [], 0),
        ({"stories/a.md": "---\ntitle: A\n---\n"}, [], 0),
        ({"stories/a.md": "---\ntitle: A\n---\n"}, ["--strict"], 0),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 1),
        (BROKEN, [], 1),
        (WARNED | BROKEN, ["stories/w.md"], 0),
        (WARNED | BROKEN, ["content/stories/b.md"], 1),
        (WARNED | BROKEN, ["stories/nosuch.md"], 2),
        (WARNED, ["--format", "xml"], 2),
        (WARNED, ["--nosuch"], 2),
        (None, [], 1),
    ],
)
def test_check_says_by_its_exit_code_whether_anything_is_wrong(
    kb: Run, files: dict[str, str] | None, arguments: list[str], code: int
) -> None:
    """Errors fail, warnings only under --strict, and misuse is told apart from bad content."""
    assert kb(files, "check", *arguments).exit_code == code


def test_check_prints_problems_as_compilers_do_and_a_verdict(kb: Run) -> None:
    """On standard output, where an editor reads it; the sum comes last."""
    result = kb(WARNED | BROKEN, "check")
    assert [line for line in result.stdout.splitlines() if ": note [" not in line] == [
        "stories/b.md:3:1: error [bad-value] stage: input should be 'planned', 'under-way' or 'finished' (got 'soon'). "
        "Mend or remove the value.",
        "stories/b.md:5:5: error [dangling-link] the link 'gone.md' leads to no page of the library. "
        "Write the path of the file, relative to this one, or the id of the page.",
        "stories/w.md:3:1: warning [not-a-list] tags: expected a list, got a single value. Write one `- value` a line.",
        "2 pages checked: 2 errors, 1 warning, 2 notes.",
    ]
    assert kb(None, "check", "stories/w.md").stdout.splitlines()[-1] == "1 page checked: 0 errors, 1 warning, 1 note."


def test_check_json_is_the_same_by_either_option_and_holds_every_fact(kb: Run) -> None:
    """Standard output is JSON and nothing else, whatever progress is shown; no problem is an empty list."""
    by_flag = kb(WARNED | BROKEN, "check", "--json")
    assert by_flag.stdout == kb(None, "check", "--format", "json").stdout
    assert by_flag.exit_code == 1
    listed = json.loads(by_flag.stdout)
    assert all(
        list(problem) == ["path", "line", "column", "code", "severity", "field", "message", "remedy"]
        for problem in listed
    )
    found = [problem for problem in listed if problem["severity"] != "note"]
    assert found[2] == {
        "path": "stories/w.md",
        "line": 3,
        "column": 1,
        "code": "not-a-list",
        "severity": "warning",
        "field": "tags",
        "message": "expected a list, got a single value",
        "remedy": "Write one `- value` a line.",
    }


def test_check_of_a_clean_library_says_so(kb: Run) -> None:
    """In both forms."""
    clean = {"stories/a.md": f"---\ntitle: A\n---\n{'Word ' * 30}\n\n## Sources\n\nMy own.\n"}
    assert kb(clean, "check").stdout == "1 page checked; nothing to mend.\n"
    assert kb(None, "check", "--json").stdout == "[]\n"


def test_check_github_prints_commands_with_the_paths_of_the_checkout(kb: Run) -> None:
    """One line a problem and nothing else on standard output."""
    result = kb(BROKEN, "check", "--format", "github")
    assert result.stdout.splitlines()[0].startswith("::error file=content/stories/b.md,line=3,col=1,title=bad-value::")
    assert all(line.startswith("::") for line in result.stdout.splitlines())


def test_check_fix_shows_and_writes_and_dry_run_only_shows(kb: Run) -> None:
    """What is shown is what is written; beside JSON it goes to standard error."""
    page = {"people/a.md": "---\ntitle: A\nsummary: A person.\npublished: 23 Nov 2026\n---\nText\n"}
    dry = kb(page, "check", "--fix", "--dry-run")
    assert "+published: 2026-11-23\n" in dry.stdout
    assert "bad-value" in dry.stdout
    as_json = kb(None, "check", "--fix", "--json")
    assert json.loads(as_json.stdout) == []
    assert "+published: 2026-11-23\n" in as_json.stderr
    assert kb(None, "check", "--fix").stdout == "1 page checked; nothing to mend.\n"


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--changed", "main", "stories"]])
def test_check_refuses_options_that_contradict_each_other(kb: Run, arguments: list[str]) -> None:
    """Nothing is half done."""
    assert kb(GOOD, "check", *arguments).exit_code == 2


# Errors


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--config", "missing.toml", "check"], 2, "missing.toml: there is no such file. Name an existing kb.toml"),
        (["check", "nosuch.md"], 2, "nosuch.md: there is no such file below "),
        (["search", " "], 2, "QUERY: is empty. Ask in your own words"),
        (["people"], 2, "QUERY: give either words or --entry."),
        (["people", "x", "--entry", "y"], 2, "QUERY: give either words or --entry."),
        (["search", "x"], 1, "there is no index yet. Run `kb index` first."),
        (["people", "x"], 1, "there is no index yet. Run `kb index` first."),
        (["related", "x"], 1, "there is no index yet. Run `kb index` first."),
        (["show", "x"], 1, "there is no index yet. Run `kb index` first."),
        (["stats"], 1, "there is no index yet. Run `kb index` first."),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(kb: Run, arguments: list[str], code: int, says: str) -> None:
    """No traceback; 2 is for what was typed, 1 for what isn't there."""
    result = kb(GOOD, *arguments)
    assert result.exit_code == code
    assert says in one_line(result)
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["search"],
        ["search", "x", "--kind", "blog"],
        ["search", "x", "-k", "0"],
        ["search", "x", "--mode", "magic"],
        ["related"],
        ["show"],
        ["serve", "--port", "70000"],
        ["serve", "--workers", "0"],
        ["index", "--nosuch"],
    ],
)
def test_misuse_of_any_command_is_2(kb: Run, arguments: list[str]) -> None:
    """Scripts tell a typing error from a failure."""
    assert kb(GOOD, *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("titel = 'x'", "kb.toml: titel: unknown key. Did you mean 'title'?"),
        ("title = ", "kb.toml: not valid TOML: "),
        ("[[shortcodes]]\npattern = '('", "shortcodes.0.pattern: is not a regular expression"),
        ("content = 'nowhere'", "nowhere: is not a folder. Set `content` in kb.toml"),
    ],
)
def test_a_bad_kb_toml_is_one_line(kb: Run, toml: str, says: str) -> None:
    """It is the first thing that a newcomer gets wrong."""
    result = kb(GOOD, "check", toml=toml)
    assert says in one_line(result)
    assert result.exit_code == (1 if "folder" in says else 2)


def test_an_index_that_cannot_be_written_is_one_line(kb: Run) -> None:
    """Not a traceback: the path is wrong, or belongs to somebody else."""
    result = kb(GOOD, "index", toml=f"{TOML}index = 'kb.toml/below'\n")
    assert (result.exit_code, "kb.toml/below" in one_line(result)) == (1, True)


def test_the_variable_names_the_library_where_no_flag_does(kb: Run, tmp_path: Path) -> None:
    """A deployment sets `KB_CONFIG` once."""
    kb(GOOD)
    (tmp_path / "other.toml").write_text("content = 'nowhere'", encoding="utf-8")
    assert "nowhere" in one_line(kb(None, "check", env={"KB_CONFIG": "other.toml"}))
    assert kb(None, "--config", "kb.toml", "check", env={"KB_CONFIG": "other.toml"}).exit_code == 0


# index


def test_index_publishes_whatever_problems_it_reports_unless_strict(kb: Run) -> None:
    """Readers get what can be read today; a review gate asks for more. Either way the index is there."""
    result = kb(GOOD | BROKEN, "index")
    assert result.exit_code == 0
    assert "Published generation " in result.stdout
    assert "stories/b.md:3:1: error [bad-value]" in result.stderr
    assert kb(None, "search", "contests").exit_code == 0
    assert kb(None, "index", "--strict").exit_code == 1
    assert kb(None, "index", "--rebuild", "--strict").exit_code == 1


def test_index_strict_of_a_clean_library_is_0(kb: Run) -> None:
    """Strictness is about problems, not about there being nothing new; an unknown key is a problem."""
    assert kb({"stories/a.md": "---\ntitle: A\n---\nText\n"}, "index", "--strict").exit_code == 0
    assert kb(None, "index", "--strict").exit_code == 0
    assert kb(GOOD, "index", "--strict").exit_code == 1


def test_index_of_nothing_is_1_and_leaves_nothing(kb: Run, tmp_path: Path) -> None:
    """An empty folder, or one where every page is broken, publishes no empty site."""
    assert kb({}, "index").exit_code == 1
    result = kb({"stories/a.md": "---\ntitle: x: y\n---\n"}, "index")
    assert result.exit_code == 1
    assert one_line(result).startswith("kb: Nothing was published: ")
    assert kb(None, "stats").exit_code == 1


def test_index_json_holds_what_was_done(kb: Run) -> None:
    """Standard output is JSON alone; problems are counted by code."""
    result = kb(GOOD | BROKEN, "index", "--json")
    values = json.loads(result.stdout)
    assert {
        "published",
        "generation",
        "pages",
        "changes",
        "kept",
        "passages",
        "embedded",
        "reused",
        "left_out",
        "problems",
        "seconds",
    } == set(values)
    assert values["pages"] == {"practice": 1, "story": 2, "domain": 1, "person": 1}
    assert values["problems"] == {"bad-value": 1, "dangling-link": 1, "unknown-key": 1}
    assert (values["published"], values["embedded"]) == (True, 0)


def test_index_says_what_changed(kb: Run) -> None:
    """Pages added, changed and removed, and how many were taken over; nothing changed is said as such."""
    assert "Pages: 4 added; 0 pages taken from the index before." in kb(GOOD, "index").output
    changed = kb({"practices/prizes.md": "---\ntitle: Other\n---\nText\n"}, "index").output
    assert "Pages: 1 changed, 3 unchanged; " in changed
    assert "Nothing has changed" in kb(None, "index").output


def test_index_watch_publishes_each_change_until_interrupted(kb: Run, tmp_path: Path) -> None:
    """A saved page is live without another command; a change that can't be published is said, and waited out."""
    assert kb(GOOD, "index").exit_code == 0
    command = [sys.executable, "-m", "kb", "index", "--watch"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        try:
            assert watching.stdout
            assert watching.stderr
            line_with("Watching ", watching.stderr)
            lesson = tmp_path / "content/stories/lessons.md"
            lesson.write_text("---\ntitle: Lessons\n---\nQuokkas\n", encoding="utf-8")
            line_with("Pages: 1 changed, 3 unchanged; generation ", watching.stdout)
            assert "Quokkas" in kb(None, "show", "stories/lessons").output
            (tmp_path / "content/vocabulary.yml").write_text("QK: quokka\n", encoding="utf-8")
            line_with("Pages: 4 unchanged; generation ", watching.stdout)
            for path in list((tmp_path / "content").rglob("*.md")):
                path.rename(path.with_suffix(".bak"))
            line_with("holds no page that can be read", watching.stderr)
            lesson.with_suffix(".bak").rename(lesson)
            line_with("3 removed, 1 unchanged", watching.stdout)
            watching.send_signal(signal.SIGINT)
            assert watching.wait(20) == 0
        finally:
            watching.kill()


def test_a_build_is_tried_again_while_another_indexer_is_at_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The change that the watcher noticed is not forgotten, and what keeps it waiting is said once."""
    monkeypatch.setattr(indexing, "_PAUSE", 0)
    outcomes: list[Any] = [IndexBusyError(tmp_path, "process 1"), IndexBusyError(tmp_path, "process 1"), "a report"]

    class Busy:
        def build(self) -> Any:
            outcome = outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    assert indexing._built(Busy()) == "a report"  # type: ignore[arg-type]
    assert capsys.readouterr().err.count("another indexer is at work") == 1
    outcomes[:] = [ContentMissingError(tmp_path)]
    assert indexing._built(Busy()) is None  # type: ignore[arg-type]


def line_with(text: str, stream: Iterable[str]) -> None:
    """Read lines until one holds `text`."""
    seen = []
    for line in stream:
        seen.append(line)
        if text in line:
            return
    pytest.fail(f"{text!r} was never said, but {seen}")


# Reading an index


def test_search_json_holds_at_least_what_the_documentation_promises(ask: Run) -> None:
    """Keys that scripts build on; the private key of a person's head is nowhere."""
    result = ask("search", "how", "prizes", "went", "--json")
    answer = json.loads(result.stdout)
    assert {
        "query", "mode", "answered", "total", "hits", "near_misses", "facets", "people", "ignored", "took_ms"
    } <= set(answer)  # fmt: skip
    assert answer["query"] == "how prizes went"
    hit = answer["hits"][0]
    assert {"rank", "id", "kind", "title", "url", "score", "snippet", "section", "reasons"} <= set(hit)
    assert (hit["rank"], hit["id"], hit["kind"]) == (1, "practices/prizes", "practice")
    assert hit["url"].startswith("/practices/prizes")
    assert "555" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["contests"], {"practices/prizes", "stories/lessons"}),
        (["contests", "--kind", "story"], {"stories/lessons"}),
        (["contests", "--kind", "story", "--kind", "practice"], {"practices/prizes", "stories/lessons"}),
        (["contests", "--domain", "web"], {"practices/prizes"}),
        (["contests", "--domain", "domains/web"], {"practices/prizes"}),
        (["contests", "--tag", "money"], {"practices/prizes"}),
        (["contests", "--tag", "money", "--kind", "story"], set()),
        (["contests", "-k", "1"], None),
    ],
)
def test_search_options_narrow_the_answer(ask: Run, arguments: list[str], ids: set[str] | None) -> None:
    """One option given twice widens, different options narrow; -k cuts."""
    found = [hit["id"] for hit in json.loads(ask("search", *arguments, "--json").stdout)["hits"]]
    assert set(found) == ids if ids is not None else len(found) == 1


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["people", "contests"], ["query", "entry", "people"]),
        (["people", "--entry", "stories/lessons"], ["query", "entry", "people"]),
        (["related", "stories/lessons"], ["id", "related"]),
    ],
)
def test_json_of_the_other_questions_names_what_was_asked(ask: Run, arguments: list[str], keys: list[str]) -> None:
    """Answers can be stored and compared by themselves."""
    result = ask(*arguments, "--json")
    assert result.exit_code == 0
    assert list(json.loads(result.stdout)) == keys


def test_show_prints_known_keys_and_text_and_nothing_private(ask: Run) -> None:
    """Both forms: `phone` is no key of ours."""
    shown = ask("show", "practices/prizes")
    assert shown.exit_code == 0
    assert "Prize competitions" in shown.stdout
    assert "Prizes drew forty teams & two winners." in shown.stdout
    assert json.loads(ask("show", "practices/prizes", "--json").stdout)["id"] == "practices/prizes"
    for form in ([], ["--json"]):
        person = ask("show", "people/ada", *form)
        assert "ada@example.org" in person.stdout
        assert "555" not in person.stdout


def test_show_prints_characters_not_their_names(ask: Run) -> None:
    """Terminals know no entities."""
    assert "Wide\u00a0© <b>" in ask("show", "domains/web").stdout


def test_one_is_singular(ask: Run, kb: Run) -> None:
    """A newcomer's first library has one page."""
    assert "\n1 page, " in "\n" + ask("search", "contests", "--kind", "story").stdout
    assert "\n1 passage, " in kb({"stories/a.md": "---\ntitle: A\n---\nText\n"}, "index").stdout


def test_an_unknown_id_is_1_with_the_nearest(ask: Run) -> None:
    """The same from every command that takes an id."""
    for arguments in (
        ["show", "practices/prize"],
        ["related", "practices/prize"],
        ["people", "--entry", "practices/prize"],
    ):
        result = ask(*arguments)
        assert result.exit_code == 1
        assert one_line(result) == "kb: there is no page 'practices/prize'. Did you mean practices/prizes?"


def test_stats_counts_pages_by_kind(ask: Run) -> None:
    """What `kb index` announced is what readers have."""
    stats = json.loads(ask("stats", "--json").stdout)
    assert stats["pages"] == {"practice": 1, "story": 1, "domain": 1, "person": 1}
    assert ask("stats").exit_code == 0


# As a program


@pytest.fixture
def shell(indexed: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `python -m kb` as a process of its own in the library's folder."""

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        return subprocess.run(
            [sys.executable, "-m", "kb", *arguments],
            cwd=indexed.parent, env=environ, capture_output=True, text=True, check=False, timeout=60, **options,
        )  # fmt: skip

    return run


def test_check_starts_neither_the_search_engine_nor_the_site(indexed: Path) -> None:
    """A pre-commit hook can't wait for an embedding model to load."""
    script = (
        "import sys; from kb.cli import main; main(['check'], standalone_mode=False)\n"
        "print(sorted({'indexer', 'webui', 'torch', 'faiss', 'flask', 'numpy'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=indexed.parent, capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.splitlines()[-1] == "[]"


def test_a_machine_that_allows_less_memory_than_the_limit_is_no_fault(write_library: Callable[..., Config]) -> None:
    """Containers and shared hosts set limits of their own, which a process may only lower."""
    config = write_library(WARNED)
    command = f"ulimit -v 1500000; exec '{sys.executable}' -m kb --config '{config.source}' check"
    found = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert found.stdout.splitlines()[-1] == "1 page checked: 0 errors, 1 warning, 1 note."
    assert found.returncode == 0


def test_the_program_has_a_version_and_help_for_every_command(
    shell: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """`python -m kb` is `kb`; each command of the design is listed with a line of its own."""
    assert shell("--version").stdout.startswith("kb, version ")
    listed = shell("-h").stdout
    for command in "index search people related check show stats serve".split():
        assert f"\n  {command} " in listed
