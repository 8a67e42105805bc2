"""Reading one file: keys are mapped, values judged one by one, people protected in doubt, and odd bytes survived."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.choices import ContactPolicy, Kind, Outcome, Stage, Status
from kb.config import KindRule
from kb.head import SplitFile
from kb.page import HEADS, CommunityHead, EntryHead, EventHead, PersonHead
from kb.problems import Problem, Problems, Severity
from kb.reading import Source, page_from, page_id, read_page

Reader = Callable[..., tuple[Source, list[Problem]]]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Read a file's text as a page; return it with the problems found."""

    def reader(text: str | bytes, kind: Kind = Kind.STORY, path: str = "here.md", **rule: Any) -> Any:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        problems = Problems()
        source = read_page(tmp_path, path, KindRule(kind=kind, files="*", **rule), 1_000_000, problems)
        return source, list(problems)

    return reader


def said(problems: list[Problem]) -> list[tuple[str, int, int, str]]:
    """Return what identifies each problem: code, line, column and field."""
    return [(problem.code, problem.line, problem.column, problem.field) for problem in problems]


def test_a_page_as_the_design_has_it_is_read_without_a_word(read: Reader) -> None:
    """A contributor who follows the documentation sees no warning."""
    text = (
        "---\ntitle: 'Peer review: how'\nstage: under-way\noutcome: too-early\npublished: 2026-1-2\n"
        "people:\n  - ada\n  - {person: grace, role: editor}\nused_by:\n  - {organisation: Leeds, date: 2025-03-04}\n"
        "effort: {people: '3', time: 2 days}\n---\n\n# Peer review\n\nText.\n"
    )
    source, problems = read(text, path="stories/peer-review.md")
    assert problems == []
    head = source.page.head
    assert isinstance(head, EntryHead)
    assert (source.page.id, source.page.title) == ("stories/peer-review", "Peer review: how")
    assert (head.stage, head.outcome, str(head.published)) == (Stage.UNDER_WAY, Outcome.TOO_EARLY, "2026-01-02")
    assert [(part.person, part.role.value) for part in head.people] == [("ada", "author"), ("grace", "editor")]
    assert str(head.used_by[0].date) == "2025-03-04"
    assert source.page.body.strip() == "# Peer review\n\nText."


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("stories/a.md", "stories/a"),
        ("authors/john/_index.md", "authors/john"),
        ("guides/index.md", "guides"),
        ("index.md", "index"),
        ("a.b.markdown", "a.b"),
        ("index/a.md", "index/a"),
    ],
)
def test_the_id_is_the_path_and_an_index_page_goes_by_its_folder(path: str, expected: str) -> None:
    """`authors/john/_index.md` is the page of John, not of all that is called index."""
    assert page_id(path) == expected


# Keys


def test_keys_of_another_library_become_ours(read: Reader) -> None:
    """The first of several names with a value counts, dotted names reach into tables, values fill what is missing."""
    text = (
        "---\nheadline: Call\nsummary: ''\ndeck: What we do\nvenue: {name: Town Hall, zip: 1}\n"
        "when: 2017-03-04 10:00 -0500\ncop: challenges\ntimezone: Europe/Berlin\n---\nText"
    )
    source, problems = read(
        text,
        Kind.EVENT,
        fields={
            "title": "headline",
            "summary": ("summary", "deck"),
            "place": "venue.name",
            "start": "when",
            "communities": "cop",
        },
        values={"timezone": "America/New_York", "domains": ["web"]},
    )
    head = source.page.head
    assert isinstance(head, EventHead)
    assert problems == []
    assert (head.title, head.summary, head.place) == ("Call", "What we do", "Town Hall")
    assert head.communities == ("challenges",)
    assert head.start is not None
    assert head.start.isoformat() == "2017-03-04T10:00:00-05:00"
    assert (head.timezone, head.domains) == ("Europe/Berlin", ("web",))


def test_a_value_may_go_into_a_table_of_ours(read: Reader) -> None:
    """Two keys of theirs fill one table of ours, beside what kb.toml gives it."""
    source, problems = read(
        "---\ntitle: A\ntimeRequired: 1 hour\npeople: 3-5\n---\n",
        fields={"effort.time": "timeRequired", "effort.people": "people"},
        values={"effort": {"cost": "none"}},
    )
    assert isinstance(source.page.head, EntryHead)
    assert source.page.head.effort.model_dump() == {"people": "3-5", "time": "1 hour", "cost": "none", "difficulty": ""}
    assert problems == []


def test_a_fault_in_a_mapped_key_is_named_as_its_author_wrote_it(read: Reader) -> None:
    """Nobody at digital.gov has heard of `people`; the key in their file is `authors`."""
    _, problems = read("---\ntitle: A\nauthors:\n  - ada\n  -\n  - ada\n---\n", fields={"people": "authors"})
    assert said(problems) == [("empty-item", 5, 4, "authors[1]"), ("repeated-item", 6, 5, "authors[2]")]


def test_our_key_under_their_mapping_is_not_used(read: Reader) -> None:
    """Where kb.toml says that `people` is what they call `authors`, their own `people` means something else."""
    source, _ = read("---\ntitle: A\npeople: 3-5 people\n---\n", fields={"people": "authors"})
    assert isinstance(source.page.head, EntryHead)
    assert source.page.head.people == ()


def test_unknown_keys_are_named_with_the_nearest_and_their_values_go_nowhere(read: Reader) -> None:
    """A misspelt key is pointed out; a private one never reaches the page."""
    source, problems = read("---\ntitle: A\nsumary: x\nphone: 555-1234\n---\nText")
    assert said(problems) == [("unknown-key", 3, 1, "sumary"), ("unknown-key", 4, 1, "phone")]
    assert problems[0].remedy == "Did you mean 'summary'?"
    assert problems[1].remedy.startswith("Remove it; a story may have: aliases, barriers, domains,")
    assert all(problem.severity is Severity.WARNING for problem in problems)
    assert "555" not in repr(source.page)


@pytest.mark.parametrize(("ignore", "codes"), [(("*",), []), (("layout",), ["unknown-key"]), ((), ["unknown-key"] * 2)])
def test_keys_may_be_passed_over_one_by_one_or_all(read: Reader, ignore: tuple[str, ...], codes: list[str]) -> None:
    """A library read in place has dozens of keys that mean nothing here."""
    _, problems = read("---\ntitle: A\nlayout: post\nweight: 3\n---\n", ignore=ignore)
    assert [problem.code for problem in problems] == codes


def test_an_ignored_key_is_not_used_even_if_it_is_called_as_ours(read: Reader) -> None:
    """`related` of the Home Office is a list of menus."""
    source, problems = read("---\ntitle: A\nrelated: {sections: [1]}\n---\n", ignore=("*", "related"))
    assert isinstance(source.page.head, EntryHead)
    assert (source.page.head.related, problems) == ((), [])


def test_a_body_may_stand_in_keys_of_the_head(read: Reader) -> None:
    """Each key under its heading, in the order of kb.toml, then the file's own text; empty ones leave no heading."""
    source, problems = read(
        "---\ntitle: A\nhow: |\n  Do it.\nwhat: A *thing*\nwhy: ' '\nintro: First\n---\nThe end.",
        body={"intro": "", "what": "What is it?", "why": "Why?", "how": "How?"},
    )
    assert source.page.body == "First\n\n## What is it?\n\nA *thing*\n\n## How?\n\nDo it.\n\n\n\nThe end."
    assert problems == []


def test_a_slug_is_a_further_name_to_be_referred_to_by(read: Reader) -> None:
    """Site generators publish a page under its slug, and others link to that."""
    assert read("---\ntitle: A\nslug: our-way\n---\n", ignore=("*",))[0].names == ("our-way",)
    assert read("---\ntitle: A\nslug: [x]\n---\n", ignore=("*",))[0].names == ()


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Intro\n\n## First  things ##\n\n# Second\n", "First  things"),
        ("# C#\n", "C#"),
        ("# ##\n", "Peer review"),
        ("#\n\nText\n", "Peer review"),
        ("#no heading\n", "Peer review"),
        ("# &amp;\u202e\n", "&"),
        ("", "Peer review"),
    ],
)
def test_a_page_without_a_title_gets_one_and_a_warning(read: Reader, text: str, title: str) -> None:
    """Its first heading, or else its file's name: it can be found and mended, not lost."""
    source, problems = read(text, path="stories/peer-review.md")
    assert source.page.title == title
    assert said(problems) == [("missing-title", 1, 1, "title")]


@pytest.mark.parametrize("title", ["[a, b]", "{a: b}", "true", "!!python/object/apply:os.system ['x']"])
def test_a_title_that_is_no_text_is_an_error_at_its_place(read: Reader, title: str) -> None:
    """The page has a title, and somebody meant it; saying there is none would send the author searching."""
    source, problems = read(f"---\nsummary: x\ntitle: {title}\n---\n# From the text\n")
    assert source.page.title == "From the text"
    assert said(problems) == [("bad-value", 3, 1, "title")]
    assert problems[0].message.startswith("expected text (got ")


@pytest.mark.usefixtures("stop_hangs")
def test_a_heading_full_of_blanks_is_no_trouble(read: Reader) -> None:
    """Lazy patterns with three open ends are cubic: 9,000 blanks took ten minutes."""
    source, _ = read(f"# a{' ' * 9_000}b{' #' * 5_000}\n")
    assert source.page.title == f"a{' ' * 9_000}b{' #' * 4_999}"


# Values


def test_bad_values_are_dropped_one_by_one_and_the_rest_is_kept(read: Reader) -> None:
    """One wrong date costs that date, not the page, the table's other rows or the field."""
    source, problems = read(
        "---\ntitle: A\nstage: soon\npublished: 2022-30-09\nsource_url: javascript:alert(1)\n"
        "tags: [web, {a: 1}, data]\npeople:\n  - {person: ada, role: boss}\n  - grace\n  - {name: x}\n"
        "effort: {time: 1 day, price: 3}\nplace: Leeds\n---\nText",
    )
    head = source.page.head
    assert isinstance(head, EntryHead)
    assert (head.stage, head.published, head.source_url, head.place) == (None, None, "", "Leeds")
    assert head.tags == ("web", "data")
    assert [part.person for part in head.people] == ["grace"]
    assert (head.effort.time, head.effort.cost) == ("1 day", "")
    assert said(problems) == [
        ("bad-value", 3, 1, "stage"),
        ("bad-value", 4, 1, "published"),
        ("bad-value", 5, 1, "source_url"),
        ("bad-value", 6, 13, "tags[1]"),
        ("bad-value", 8, 19, "people[0].role"),
        ("bad-value", 10, 6, "people[2].name"),
        ("bad-value", 11, 23, "effort.price"),
    ]
    assert all(problem.severity is Severity.ERROR for problem in problems)
    assert problems[0].message == ("input should be 'planned', 'under-way' or 'finished' (got 'soon')")
    assert problems[1].message.startswith("month must be in 1..12; expected a date such as 2026-11-23")


def test_a_value_in_a_report_is_cut_short(read: Reader) -> None:
    """A page pasted into the wrong key must not fill the terminal."""
    _, problems = read(f"---\ntitle: A\nstage: {'x' * 5000}\n---\n")
    assert len(problems[0].message) < 160


def test_a_title_longer_than_a_page_is_refused(read: Reader) -> None:
    """20,000 characters are a text in the wrong key; the page stays, and says so."""
    source, problems = read(f"---\ntitle: {'x' * 20_001}\n---\n")
    assert source.page.title == "Untitled"
    assert said(problems) == [("bad-value", 2, 1, "title")]


_KEYS = sorted({name for head in HEADS.values() for name in head.model_fields} | {"draft", "name", "slug", "other"})
_INNER = [*_KEYS, "person", "entry", "policy", "email", "id", "note", "date", "time"]
_WORDS = """ada practices/a 2026-11-23 2022-30-09 published draft worked https://x javascript:x a,b 12_months none
public person \u202e true 1 &lt;""".split()
_VALUES = st.recursive(
    st.none() | st.booleans() | st.sampled_from([*_WORDS, "", " ", "x" * 20_001]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_INNER), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(Kind), st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=8))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_whatever_stands_in_a_head_there_is_a_valid_page(kind: Kind, values: dict[str, Any]) -> None:
    """Dropping faults one after the other ends, raises nothing, and leaves a head that can be stored and read back."""
    problems = Problems()
    page = page_from(SplitFile(values, {}, (), "# B\n", 1), "a.md", KindRule(kind=kind, files="*"), problems).page
    assert page.title
    assert HEADS[kind].model_validate_json(page.head.model_dump_json()) == page.head
    assert all(problem.message and problem.remedy for problem in problems)


# What protects people


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("status: draft", Status.DRAFT),
        ("status: hidden", Status.DRAFT),
        ("status: [published]", Status.DRAFT),
        ("status: true", Status.DRAFT),
        ("status: archived", Status.ARCHIVED),
        ("status: published", Status.PUBLISHED),
        ("status:", Status.DRAFT),
        ("status: ''", Status.DRAFT),
        ("draft: true", Status.DRAFT),
        ("draft: yes", Status.DRAFT),
        ("draft: 'True'", Status.DRAFT),
        ("draft: perhaps", Status.DRAFT),
        ("draft: true\nstatus: published", Status.DRAFT),
        ("draft: false", Status.PUBLISHED),
        ("draft: no", Status.PUBLISHED),
        ("draft:", Status.PUBLISHED),
        ("draft: false\nstatus: archived", Status.ARCHIVED),
    ],
)
def test_a_page_that_may_be_a_draft_is_one(read: Reader, head: str, status: Status) -> None:
    """What its author did not clearly mean to publish stays unpublished, however they said so."""
    source, problems = read(f"---\ntitle: A\n{head}\n---\n")
    assert source.page.head.status is status
    fault = head.startswith("status:") and status is Status.DRAFT and head != "status: draft"
    assert [problem.code for problem in problems] == (["bad-value"] if fault else [])


def test_a_draft_stays_one_when_kb_toml_gives_the_status(read: Reader) -> None:
    """`values = {status = "archived"}` is about a folder; `draft: true` about this page."""
    source, _ = read("---\ntitle: A\ndraft: true\n---\n", values={"status": "archived"})
    assert source.page.head.status is Status.DRAFT


@pytest.mark.parametrize(
    ("written", "recommendable"),
    [("true", True), ("yes", True), ("false", False), ("no", False), ("ask me", False), ("[true]", False), ("", False)],
)
def test_nobody_is_recommended_on_an_unreadable_word(read: Reader, written: str, recommendable: bool) -> None:
    """Somebody who wrote anything there that can't be read more likely meant no."""
    source, _ = read(f"---\ntitle: Ada\nrecommendable: {written}\n---\n", Kind.PERSON)
    assert isinstance(source.page.head, PersonHead)
    assert source.page.head.recommendable is recommendable


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "none",
        "{policy: , email: ada@example.org}",
        "ada@example.org",
        "{policy: nobody, email: ada@example.org}",
        "{polcy: none, email: ada@example.org}",
        "{policy: public, url: 'javascript:alert(1)', email: ada@example.org}",
        "[{policy: public, email: ada@example.org}]",
        "{policy: public, email: [ada@example.org]}",
    ],
)
def test_a_contact_that_cannot_be_read_gives_no_address_away(read: Reader, contact: str) -> None:
    """The policy is lost with the address, and then nobody may be told how to reach the person: not even in a log."""
    source, problems = read(f"---\ntitle: Ada\ncontact: {contact}\n---\n", Kind.PERSON)
    assert isinstance(source.page.head, PersonHead)
    assert source.page.head.contact.policy is ContactPolicy.NONE
    assert "example.org" not in source.page.head.model_dump_json()
    assert "example.org" not in str(problems[0])
    assert [(problem.code, problem.line) for problem in problems] == [("bad-value", 3)]


@pytest.mark.parametrize(
    ("line", "recommendable", "policy"),
    [
        ("recomendable: false", False, ContactPolicy.VIA_COORDINATOR),
        ("recomendable:", False, ContactPolicy.VIA_COORDINATOR),
        ("Recommendable: no", False, ContactPolicy.VIA_COORDINATOR),
        ("contacts: {policy: none}", True, ContactPolicy.NONE),
    ],
)
def test_a_misspelt_key_that_protects_is_an_error_and_protects(
    read: Reader, line: str, recommendable: bool, policy: ContactPolicy
) -> None:
    """A typing error must not recommend somebody who declined; a library of others may use the word otherwise."""
    source, problems = read(f"---\ntitle: Ada\n{line}\n---\n", Kind.PERSON)
    head = source.page.head
    assert isinstance(head, PersonHead)
    assert (head.recommendable, head.contact.policy) == (recommendable, policy)
    assert [(problem.code, problem.severity, problem.line) for problem in problems] == [
        ("unknown-key", Severity.ERROR, 3)
    ]
    assert "to be careful" in problems[0].message
    head = read(f"---\ntitle: Ada\n{line}\n---\n", Kind.PERSON, ignore=("*",))[0].page.head
    assert isinstance(head, PersonHead)
    assert (head.recommendable, head.contact.policy) == (True, ContactPolicy.VIA_COORDINATOR)


@pytest.mark.parametrize("value", ["", "''", "[]"])
def test_an_empty_protective_key_of_another_library_is_taken_carefully(read: Reader, value: str) -> None:
    """Under the name that kb.toml maps it from, and where the fault is reported; an absent one is no fault."""
    mapped = {"recommendable": ("suggest", "listed"), "status": "meta.state"}
    source, problems = read(f"---\nname: Ada\nlisted: {value}\nmeta: {{x: 1}}\n---\n", Kind.PERSON, fields=mapped)
    assert isinstance(source.page.head, PersonHead)
    assert (source.page.head.recommendable, source.page.head.status) == (False, Status.PUBLISHED)
    assert [(problem.code, problem.field, problem.line) for problem in problems] == [("bad-value", "listed", 3)]


def test_a_protective_key_of_another_kind_is_only_unknown(read: Reader) -> None:
    """A story has no contact that could be kept back."""
    problems = read("---\ntitle: A\ncontact:\n---\n")[1]
    assert [(problem.code, problem.severity) for problem in problems] == [("unknown-key", Severity.WARNING)]


def test_an_empty_key_leaves_what_kb_toml_gives(read: Reader) -> None:
    """`sector:` left empty says nothing against the sector of the whole folder."""
    source, problems = read("---\ntitle: A\nsector:\n---\n", values={"sector": "public"})
    assert isinstance(source.page.head, EntryHead)
    assert (source.page.head.sector, problems) == ("public", [])


def test_a_long_summary_is_a_warning_where_its_author_wrote_one_for_us(read: Reader) -> None:
    """It fills the list of results; a text that kb.toml takes for a summary is not its author's fault."""
    text = f"---\ntitle: A\nsummary: {'x' * 301}\n---\n"
    assert said(read(text)[1]) == [("long-summary", 3, 1, "summary")]
    assert read(text.replace("x" * 301, "x" * 300))[1] == []
    assert read(text.replace("summary", "deck"), fields={"summary": "deck"})[1] == []


def test_a_persons_name_is_the_title_and_a_job_title_is_not(read: Reader) -> None:
    """Many libraries keep `name: Ada` beside `title: Director`."""
    source, problems = read("---\nname: Ada Lovelace\ntitle: Director\n---\n", Kind.PERSON)
    assert (source.page.title, problems) == ("Ada Lovelace", [])
    assert read("---\ntitle: Ada Lovelace\n---\n", Kind.PERSON)[0].page.title == "Ada Lovelace"


# Bytes


def test_a_head_that_cannot_be_read_leaves_the_page_out_with_an_error(read: Reader) -> None:
    """A page guessed from half a head could show what its author kept back."""
    source, problems = read("---\ntitle: One: two\nstatus: draft\n---\nText")
    assert source is None
    assert said(problems) == [("unreadable-head", 2, 11, "")]
    assert problems[0].severity is Severity.ERROR


def test_a_key_given_twice_is_an_error_and_the_last_counts(read: Reader) -> None:
    """As every site generator has it, but said."""
    source, problems = read("---\ntitle: A\ntags: [x]\ntitle: B\n---\n")
    assert source.page.title == "B"
    assert said(problems) == [("repeated-key", 4, 1, "title")]


@pytest.mark.parametrize(
    ("data", "title", "body", "codes"),
    [
        (b"---\r\ntitle: A\r\n---\r\nOne\r\n\r\nTwo", "A", "One\n\nTwo", []),
        (b"---\rtitle: A\r---\rOne\r\rTwo", "A", "One\n\nTwo", []),
        ("\ufeff---\ntitle: A\n---\nOne".encode(), "A", "One", []),
        ("---\ntitle: Ä\n---\nOne".encode("utf-16"), "Ä", "One", [("not-utf8", 1)]),
        ("---\ntitle: A\n---\n\ncafé".encode("latin-1"), "A", "caf\ufffd", [("not-utf8", 5)]),
        (b"---\ntitle: A\n---\nO\x00n\x1be", "A", "One", [("control-character", 4)]),
        ("---\ntitle: A\u2028B\n---\nOne\u2029".encode(), "A B", "One", []),
        (b"---\ntitle: A\xc2\x85---\nOne", "A", "One", []),
    ],
    ids=["crlf", "cr", "bom", "utf-16", "latin-1", "controls", "line separators", "nel"],
)
def test_files_from_every_editor_are_read(
    read: Reader, data: bytes, title: str, body: str, codes: list[tuple[str, int]]
) -> None:
    """Line ends, marks and encodings differ; what can't be decoded is shown as such and located."""
    source, problems = read(data)
    assert (source.page.title, source.page.body.strip()) == (title, body)
    assert [(problem.code, problem.line) for problem in problems] == codes


def test_a_file_over_the_limit_is_left_out_with_an_error(tmp_path: Path) -> None:
    """One page of 2 MB once took longer than 15,000 others; the limit itself still passes."""
    problems = Problems()
    rule = KindRule(kind=Kind.STORY, files="*")
    (tmp_path / "a.md").write_text("# A\n" + "x" * 96, encoding="utf-8")
    assert read_page(tmp_path, "a.md", rule, 100, problems) is not None
    (tmp_path / "a.md").write_text("# A\n" + "x" * 97, encoding="utf-8")
    assert read_page(tmp_path, "a.md", rule, 100, problems) is None
    assert [(p.code, p.message) for p in problems if p.severity is Severity.ERROR] == [
        ("too-large", "the file has 101 bytes, more than the 100 allowed")
    ]


def test_what_is_no_file_or_is_gone_is_an_error_not_a_wait(tmp_path: Path) -> None:
    """A named pipe would block the whole build; a broken link can't be read."""
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere.md")
    problems = Problems()
    for name in ("pipe.md", "broken.md"):
        assert read_page(tmp_path, name, KindRule(kind=Kind.STORY, files="*"), 100, problems) is None
    assert [(problem.path, problem.code) for problem in problems] == [
        ("broken.md", "unreadable-file"),
        ("pipe.md", "unreadable-file"),
    ]


def test_a_community_reads_its_own_keys(read: Reader) -> None:
    """Each kind is judged by its own model: `cadence` is a community's word and unknown to a story."""
    source, problems = read("---\ntitle: A\ncadence: monthly\n---\n", Kind.COMMUNITY)
    assert isinstance(source.page.head, CommunityHead)
    assert (source.page.head.cadence, problems) == ("monthly", [])
    assert said(read("---\ntitle: A\ncadence: monthly\n---\n")[1]) == [("unknown-key", 3, 1, "cadence")]
