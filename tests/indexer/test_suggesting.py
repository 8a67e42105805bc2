"""What is suggested for a page of a small library in which every answer is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from indexer import Advice, BuildReport, Searcher
from indexer.encoder import Encoder
from kb.cli import main
from kb.config import Config
from kb.draft_files import read_draft_file
from kb.errors import ConfigError, UnreadablePageError
from tests.indexer.stand_ins import WordEncoder
from tests.repository import BARE, commit, git

Write = Callable[..., Path]

BEDS = (
    "Frail patients wait on wards although nothing keeps them there except missing equipment at home. "
    "Nurses and carers met every morning and ordered beds, rails and ramps before anybody asked for them. "
    "After one winter the waiting patients went home four days earlier than those of the year before."
)
TREES = (
    "Young trees along hot streets die within three dry summers because nobody waters them enough. "
    "Neighbours adopted single trees and were given bags that drip slowly through every week of heat. "
    "Most of the adopted trees were alive three years later, and half of the others were dead."
)
MEALS = "School kitchens cook from local fields, and pupils choose between several dishes each day of their week."
WATER = (
    "Water bags drip slowly through a week of heat, so that neighbours keep young street trees alive in dry summers."
)
NEW = "Porters now bring the last ramp on Sundays, which no other hospital had tried so far."


@pytest.fixture(params=["model", "words"])
def encoder(request: pytest.FixtureRequest) -> Encoder | None:
    """A model, and none."""
    return WordEncoder(dimensions=256) if request.param == "model" else None


@pytest.fixture
def library(write: Write, build: Callable[..., BuildReport], encoder: Encoder | None) -> None:
    """Two subjects with a domain, a tag, an issue and people each, one practice for each, and something else."""
    write("domains/homes", "title: Going home\nissues: [{id: wait, title: Waiting on wards}, {id: x, title: Another}]")
    write("domains/green", "title: Green streets")
    for name, more in (("ann", ""), ("ben", ""), ("cat", ""), ("shy", "recommendable: false"), ("dee", "")):
        write(f"people/{name}", f"name: {name.title()} Example\nexample: true\n{more}")
    for number, people in enumerate(("ann, shy", "ben", "shy")):
        head = f"title: Beds {number}\ndomains: [homes]\nissues: [wait]\ntags: [discharge]\npeople: [{people}]"
        write(f"stories/beds-{number}", head, f"{BEDS} {'Ward ' * number} {number}.")
    for number in range(3):
        head = f"title: Trees {number}\ndomains: [green]\ntags: [Climate]\npeople: [cat]"
        write(f"stories/trees-{number}", head, f"{TREES} {number} {'Street ' * number}.")
    write("stories/meals", "title: School meals\npeople: [dee]\ntags: [food]", MEALS)
    write("practices/bags", "title: Watering bags", WATER)
    write("practices/round", "title: Morning round", "Everybody who decides meets for ten minutes.")
    write("practices/secret", "title: Secret draft\nstatus: draft", BEDS)
    build(encoder)


@pytest.fixture
def advise(
    library: None, config: Config, write: Write, opened: Callable[..., Searcher], encoder: Encoder | None
) -> Callable[..., Advice]:
    """Write a page and return what is suggested for it; the index doesn't have it as written."""
    searcher = opened(*([encoder] if encoder else []))

    def written(page_id: str, head: str = "", body: str = "") -> Advice:
        return searcher.advise(read_draft_file(config, write(page_id, head, body)))

    return written


def ids(found: Any) -> list[str]:
    return [one.page.id for one in found]


def test_a_new_page_is_told_all_that_near_pages_carry(advise: Callable[..., Advice]) -> None:
    """Domain, issue and tag of the near subject and none of the far one, each with pages as reason."""
    advice = advise(
        "stories/new", "title: A new story", f"{BEDS}\n\n## Our turn\n\n{NEW} {NEW.replace('ramp', 'rail')}"
    )
    assert [one.value for one in advice.domains] == ["domains/homes"]
    assert advice.domains[0].label == "Going home"
    assert {page.id for page in advice.domains[0].pages} <= {
        "stories/beds-0",
        "stories/beds-1",
        "stories/beds-2",
        "domains/homes",
    }
    assert [(one.value, one.label) for one in advice.issues] == [("wait", "Waiting on wards")]
    assert [one.value for one in advice.tags] == ["discharge"]


def test_near_copies_with_what_is_shared_and_new(advise: Callable[..., Advice]) -> None:
    """The three that say the same are found, none of another subject; the section that only this page has is new."""
    advice = advise("stories/new", "title: A new story", f"{BEDS}\n\n## Our turn\n\n{NEW}")
    assert sorted(ids(advice.near_copies)) == ["stories/beds-0", "stories/beds-1", "stories/beds-2"]
    copy = advice.near_copies[0]
    assert copy.shared[0].startswith("Frail patients wait on wards")
    assert copy.new == ("Our turn",)
    assert copy.words > 0.5
    assert advise("stories/other", "title: Other", f"{NEW} It is all different here.").near_copies == ()


def test_the_pages_own_version_is_left_out(advise: Callable[..., Advice]) -> None:
    """A changed page is no copy of what it was, and its own tags and people are no suggestion to itself."""
    advice = advise("stories/meals", "title: School meals", f"{MEALS} It was changed a little.")
    assert advice.near_copies == ()
    assert "food" not in [one.value for one in advice.tags]
    assert "people/dee" not in ids(advice.people)


def test_what_the_head_has_is_not_suggested(advise: Callable[..., Advice]) -> None:
    """Nothing is said twice: tags in other letters are the same tag."""
    advice = advise("stories/new", "domains: [homes]\nissues: [wait]\ntags: [Discharge]", BEDS)
    assert (advice.domains, advice.issues, advice.tags) == ((), (), ())


def test_reviewers_are_others_who_may_be_asked(advise: Callable[..., Advice]) -> None:
    """Whoever did the same comes first, with the page as reason; never its own people, nor who doesn't want to."""
    advice = advise("stories/new", "people: [ann]", BEDS)
    assert ids(advice.people)[0] == "people/ben"
    assert advice.people[0].reasons[0].page.id == "stories/beds-1"
    assert not {"people/ann", "people/shy"} & set(ids(advice.people))


def test_practices_and_links(advise: Callable[..., Advice]) -> None:
    """A practice is suggested where the text names it, with the line; drafts aren't, and used ones are a link only."""
    body = "We had a secret draft, and\nthen a morning round for everybody."
    advice = advise("stories/new", "", body)
    assert ids(advice.practices) == ["practices/round"]
    assert advice.practices[0].reason == "Line 7 names it: “morning round”."
    assert [(link.page.id, link.mention.line, link.mention.markdown) for link in advice.links] == [
        ("practices/round", 7, "[morning round](../practices/round.md)")
    ]
    assert advise("stories/new", "uses: [round]", body).practices == ()
    linked = advise("stories/new", "", "See [what they did](../practices/round.md), a morning round.")
    assert (ids(linked.practices), linked.links) == (["practices/round"], ())
    assert linked.practices[0].reason == "The text links to it."


def test_near_practices_need_a_model(advise: Callable[..., Advice], encoder: Encoder | None) -> None:
    """What a practice describes and a story did is compared by meaning; without a model that isn't known, and said."""
    advice = advise("stories/new", "", WATER.replace("alive", "well"))
    assert ids(advice.practices) == (["practices/bags"] if encoder else [])
    assert bool(advice.notice) is (encoder is None)


def test_a_page_with_nothing_gets_nothing(advise: Callable[..., Advice]) -> None:
    """Neither an empty page nor a person's is a fault."""
    advice = advise("stories/new")
    assert (advice.near_copies, advice.people, advice.links) == ((), (), ())
    assert advise("people/new", "name: New Example").people == ()
    assert advise("events/new", "start: 2026-01-01", BEDS).domains[0].value == "domains/homes"


def test_files_that_are_no_pages_are_refused(library: None, config: Config, write: Write) -> None:
    """The message says where and what to mend."""
    with pytest.raises(ConfigError, match="no such file below"):
        read_draft_file(config, Path("/etc/hostname"))
    write("stories/broken").write_text("---\ntitle: [\n---\n")
    with pytest.raises(UnreadablePageError, match=r"stories/broken\.md:\d+: .+\. \w+"):
        read_draft_file(config, config.settings.content / "stories/broken.md")
    write("notes/lost")
    with pytest.raises(UnreadablePageError, match="in no folder that gives it a kind"):
        read_draft_file(config, Path("notes/lost.md"))


@pytest.fixture
def kb(library: None, config: Config, monkeypatch: pytest.MonkeyPatch) -> Callable[..., click.testing.Result]:
    monkeypatch.chdir(config.settings.content.parent)
    Path("kb.toml").write_text('content = "content"\nindex = "index"\n', encoding="utf-8")
    return lambda *args: click.testing.CliRunner().invoke(main, ["suggest", *args])


@pytest.mark.parametrize("encoder", ["words"], indirect=True)
def test_the_command(kb: Callable[..., click.testing.Result], write: Write) -> None:
    """Text for people, JSON for programs, a line and a code for mistakes."""
    write("stories/new", 'title: "A \\e[2Jstory"', f"{BEDS} Then a morning round.")
    said = kb("stories/new.md")
    assert said.exit_code == 0, said.output
    assert "Says nearly the same" in said.output
    assert "Could go into `domains`\n  Going home  domains/homes\n     as in " in said.output
    assert "line 5: [morning round](../practices/round.md)" in said.output
    assert "Could review it" in said.output
    assert "\x1b[2J" not in said.output
    values = json.loads(kb("content/stories/new.md", "--json").stdout)
    assert values["id"] == "stories/new"
    assert values["domains"][0]["value"] == "domains/homes"
    assert values["links"][0]["line"] == 5
    assert {"near", "words", "shared", "new"} <= values["near_copies"][0].keys()
    assert "shy" not in json.dumps(values["people"])
    missing = kb("stories/none.md")
    assert (missing.exit_code, missing.output.count("\n")) == (2, 1)
    Path("index/CURRENT").unlink()
    assert "kb index" in kb("stories/new.md").output


@pytest.mark.parametrize("encoder", ["words"], indirect=True)
def test_a_check_of_changed_pages_suggests(
    kb: Callable[..., click.testing.Result], config: Config, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Problems come first, then what could be added to the pages of the branch; without an index that is no fault."""

    def check(*args: str) -> click.testing.Result:
        return click.testing.CliRunner().invoke(main, ["check", *args])

    for name, value in BARE.items():
        monkeypatch.setenv(name, value)
    git(config.settings.content.parent, "init", "-q", "-b", "main")
    commit(config.settings.content.parent, "Ann", "2024-01-01")
    assert check("--changed", "main", "--suggest").output == "0 pages checked; nothing to mend.\n"
    write("stories/new", "title: New", f"{BEDS} Then a morning round.")
    write("stories/broken").write_text("---\ntitle: [\n---\n")
    (config.settings.content / "README.md").write_text("no page")
    said = check("--changed", "main", "--suggest")
    assert said.exit_code == 1
    assert said.output.index("unreadable-head") < said.output.index("Could go into `domains`")
    assert check("--changed", "main", "--suggest", "--json").exit_code == 2, "one array of problems stays one"
    assert check("--suggest").exit_code == 2
    assert check("--changed", "nowhere").exit_code == 2
    Path("index/CURRENT").unlink()
    without = check("stories/new.md", "--suggest")
    assert (without.exit_code, "No suggestions: " in without.output) == (0, True)
