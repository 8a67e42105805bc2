"""Introductions from a library written here: who is introduced, who isn't and why, and what the draft says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import BuildReport, Introductions, Searcher, introductions_values
from kb.errors import BadQueryError
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]
Ask = Callable[..., Introductions]

# With a word's direction for a meaning, texts of the same words are near and others are not.
WARDS = "Frail patients wait on wards although nothing keeps them there except missing equipment at home."
TREES = "Young trees along hot streets die within three dry summers because nobody waters them enough."
BUSES = "Evening buses stop before night workers finish, and taxis cost them half of what they earned."


@pytest.fixture
def small(write: Write) -> None:
    """Ann and Ben have one problem in two houses and two domains, Cat another; Dan's is Ann's, and he is a team."""
    write("domains/homes", "title: Going home")
    write("domains/streets", "title: Hot streets")
    write("people/ann", "name: Ann\norganisation: Leeds Council\nrole: Nurse\nplace: Leeds")
    write("people/ben", "name: Ben\norganisation: Hull Trust\ncontact: {policy: public, email: ben@example.org}")
    write("people/cat", "name: Cat\norganisation: Green Group\nasks: [Somebody who waters young trees]")
    write("stories/a", "title: Key safes\npeople: [{person: ann, role: practitioner}]\ndomains: [homes]", WARDS)
    write("stories/b", "title: Morning huddle\npeople: [ben]", WARDS)
    write("stories/c", "title: Shade\npeople: [cat]\ndomains: [streets]", TREES)


@pytest.fixture
def ask(build: Build, opened: Open) -> Ask:
    """Index what has been written, and ask for introductions."""

    def introductions(domain: str = "") -> Introductions:
        encoder = WordEncoder(dimensions=256)
        build(encoder)
        return opened(encoder).introductions(domain)

    return introductions


def names(found: Introductions) -> set[frozenset[str]]:
    return {frozenset(person.page.title for person in pair.people) for pair in found.pairs}


ANN_AND_BEN = frozenset({"Ann", "Ben"})


@pytest.mark.usefixtures("small")
def test_near_problems_in_two_houses_are_introduced(ask: Ask) -> None:
    """The pair comes with both entries, the sentence that is near, and a draft in which nothing is invented."""
    found = ask()
    assert names(found) == {ANN_AND_BEN}
    [pair] = found.pairs
    assert [concern.text for concern in pair.concerns] == ["Key safes", "Morning huddle"]
    assert pair.reason == f"Ann has done “Key safes”. Ben wrote “Morning huddle”. There: “{WARDS}”"
    assert pair.draft.startswith("Dear Ann, dear Ben,\n")
    assert "Ann, Nurse, Leeds Council, Leeds (/people/ann)\n- Ann has done “Key safes” (/stories/a)." in pair.draft
    assert "Ben, Hull Trust (/people/ben)" in pair.draft
    assert "- Can be reached at ben@example.org" in pair.draft
    assert "- Is reached by way of a coordinator" in pair.draft
    assert {alone.person.page.title for alone in found.isolated} == {"Ann", "Ben", "Cat"}
    firsts = {alone.person.page.title: alone.introduction for alone in found.isolated}
    assert (firsts["Ann"], firsts["Ben"], firsts["Cat"]) == (pair, pair, None)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("page", "head"),
    [
        ("communities/c", "members: [ann]\ncoordinators: [ben]"),
        ("events/e", "speakers: [ann, ben]"),
        ("events/e", "speakers: [ann]\nentries: [stories/b]"),
        ("collections/l", "items: [stories/a, stories/b]"),
        ("collections/l", "curator: ann\nitems: [people/ben]"),
        ("domains/d", "coordinators: [ann, ben]"),
        ("stories/d", "people: [ann, {person: ben, role: editor}]"),
        ("stories/d", "people: [ann]\nused_by: [{organisation: Hull Trust, person: ben}]"),
        ("people/ben", "name: Ben\norganisation: Housing at Leeds Council"),
        ("people/ben", "name: Ben\norganisation: Hull Trust\nrecommendable: false"),
        ("people/ben", "name: Ben\norganisation: Hull Trust\nstatus: archived"),
        ("people/ben", "name: Ben\norganisation: Hull Trust\nstatus: draft"),
        ("people/ben", "name: Ben\norganisation: Hull Trust\nexample: true"),
        ("stories/b", "title: Morning huddle\npeople: [ben]\nstatus: archived"),
        ("stories/b", "title: Morning huddle\npeople: [{person: ben, role: editor}]"),
    ],
)  # fmt: skip
def test_one_thing_shared_or_unwanted_ends_it(write: Write, ask: Ask, page: str, head: str) -> None:
    """One page that both have to do with, one house, or a page that keeps a person back: each is enough by itself."""
    write(page, head, WARDS if page == "stories/b" else BUSES)
    assert names(ask()) == set()


@pytest.mark.usefixtures("small")
def test_who_shares_something_does_not_stand_alone(write: Write, ask: Ask) -> None:
    """Also where the other may not be recommended: being known to nobody is what counts."""
    write("people/shy", "name: Shy\nrecommendable: false")
    write("communities/c", "members: [ann, shy]")
    assert {alone.person.page.title for alone in ask().isolated} == {"Ben", "Cat"}


@pytest.mark.usefixtures("small")
def test_an_ask_is_a_problem(write: Write, ask: Ask) -> None:
    """Somebody who asks is introduced to whom the same thing has happened, and stands first in the line."""
    write("people/eve", f"name: Eve\norganisation: Park Friends\nasks: ['{TREES}']")
    [pair] = [pair for pair in ask().pairs if "Eve" in {person.page.title for person in pair.people}]
    assert [person.page.title for person in pair.people] == ["Eve", "Cat"]
    assert pair.concerns[0].entry is None
    assert pair.reason == f"Eve asks: “{TREES.rstrip('.')}”. Cat wrote “Shade”. There: “{TREES}”"


@pytest.mark.usefixtures("small")
def test_a_domain_bounds_what_is_told(write: Write, ask: Ask) -> None:
    """One of the two problems belongs to it; its id, the last part and its title are all understood."""
    write("people/eve", f"name: Eve\norganisation: Park Friends\nasks: ['{TREES}']")
    for domain in ("domains/homes", "homes", "going home"):
        found = ask(domain)
        assert names(found) == {ANN_AND_BEN}
        assert "I look after Going home." in found.pairs[0].draft
        assert [alone.person.page.title for alone in found.isolated] == ["Ann"]
    assert names(ask("streets")) == {frozenset({"Eve", "Cat"})}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("domain", "near"), [("hoems", "domains/homes"), ("zzz", "domains/homes, domains/streets")])
def test_an_unknown_domain_is_named_with_near_ones(ask: Ask, domain: str, near: str) -> None:
    """Nobody takes an empty list for an answer about a domain that isn't there."""
    with pytest.raises(BadQueryError, match=f"no domain '{domain}'. Did you mean one of these: {near}"):
        ask(domain)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("policy", ["none", "via-coordinator"])
def test_private_people_and_addresses_are_in_no_answer(write: Write, ask: Ask, policy: str) -> None:
    """Neither text nor JSON has an address that isn't public, or anything of somebody who may not be recommended."""
    contact = f"contact: {{policy: {policy}, email: zaphodxq@example.org, url: 'https://example.org/zaphodxq'}}"
    write("people/ben", f"name: Ben\norganisation: Hull Trust\n{contact}")
    write("people/fay", "name: Trillianxq\norganisation: Moon Base\nrecommendable: false")
    write("stories/f", "title: Beds\npeople: [fay]", WARDS)
    found = ask()
    assert names(found) == (set() if policy == "none" else {ANN_AND_BEN}), "who can't be reached isn't introduced"
    told = json.dumps(introductions_values(found, 100)) + repr(found)
    assert "zaphodxq" not in told
    assert "Trillianxq" not in told


def test_examples_are_introduced_to_examples_and_called_so(write: Write, ask: Ask) -> None:
    """A draft to somebody made up says that they are."""
    for name in ("ann", "ben"):
        write(f"people/{name}", f"name: {name.title()}\norganisation: House of {name}\nexample: true")
        write(f"stories/{name}", f"people: [{name}]", WARDS)
    [pair] = ask().pairs
    assert "Dear Ann (example), dear Ben (example)," in pair.draft
    assert all(person["example"] for person in introductions_values(ask(), 5)["introductions"][0]["people"])


@pytest.mark.usefixtures("small")
def test_without_a_model_it_says_so(build: Build, opened: Open) -> None:
    """Nobody is introduced on a guess; who stands alone is known all the same."""
    build(None)
    found = opened().introductions()
    assert found.pairs == ()
    assert "indexed for words only" in found.notice
    assert {alone.person.page.title for alone in found.isolated} == {"Ann", "Ben", "Cat"}


def test_a_library_without_people_has_none(write: Write, ask: Ask) -> None:
    """Nothing breaks where nobody is."""
    write("stories/a", "", WARDS)
    found = ask()
    assert (found.pairs, found.isolated) == ((), ())
