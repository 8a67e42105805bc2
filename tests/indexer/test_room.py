"""Who should be in the room, from a whole index: diversity, what comes with the people, and what stays private."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import BuildReport, Room, Searcher, convening, gathering, invitation_brief, room_values
from indexer.convening import KEPT
from indexer.encoder import Encoder
from kb.choices import Kind, Sector
from kb.config import Config
from kb.page import DomainHead
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]

PROBLEM = "damp mould in rented flats"
SECTORS = [*[Sector.PUBLIC] * 6, Sector.VOLUNTARY, Sector.BUSINESS, Sector.COMMUNITY, Sector.ELECTED]


def everything(room: Room) -> str:
    """Return all that leaves the engine of a room."""
    return json.dumps(room_values(room)) + invitation_brief(room)


def names(room: Room) -> list[str]:
    """Return who is in a room."""
    return [seat.person.page.title for seat in room.seats]


def spread(room: Room) -> tuple[int, int]:
    """Return from how many organisations and sectors people come."""
    organisations = {seat.person.page.organisation for seat in room.seats} - {""}
    return len(organisations), len({seat.sector for seat in room.seats} - {None})


def relevance(room: Room) -> float:
    """Return the mean score of those in a room."""
    return float(np.mean([seat.person.score for seat in room.seats]))


def plainly(searcher: Searcher, text: str, monkeypatch: pytest.MonkeyPatch, size: int = 8) -> Room:
    """Return the room without any balance."""
    with monkeypatch.context() as patch:
        patch.setattr(convening, "BALANCES", (1.0,))
        return searcher.convene(text, size)


def test_diversity_rises_within_the_bound(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200 people, six in ten from one of the same few councils, more organisations and sectors get a seat."""
    for number in range(200):
        sector = SECTORS[number % 10]
        organisation = f"Council {number % 3}" if sector is Sector.PUBLIC else f"Group {number}"
        write(f"people/p{number}", f"name: P{number}\nrole: Officer\nsector: {sector}\norganisation: {organisation}")
        rest = " ".join(f"other{number}x{word}" for word in range(number % 10))
        body = f"Damp mould in rented flats. {rest}"
        write(f"stories/s{number}", f"people: [p{number}, p{(number * 7 + 1) % 200}]", body)
    build(word_encoder)
    searcher = opened(word_encoder)
    plain, room = plainly(searcher, PROBLEM, monkeypatch), searcher.convene(PROBLEM)
    assert len(room.seats) == len(plain.seats) == 8
    assert spread(room)[0] > spread(plain)[0]
    assert spread(room)[1] > spread(plain)[1]
    assert relevance(room) >= KEPT * relevance(plain) - 1e-4


def test_diversity_rises_in_the_bundled_library(
    starter_config: Config, encoder: Encoder, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the outcomes of its domains for problems more sectors come in, and relevance keeps its bound."""
    searcher = opened(encoder, of=starter_config)
    more, sectors = 0, []
    for domain in searcher.pages_of_kind(Kind.DOMAIN):
        head = searcher.head(domain.id)
        assert isinstance(head, DomainHead)
        problem = head.outcome or domain.title
        plain, room = plainly(searcher, problem, monkeypatch), searcher.convene(problem)
        assert relevance(room) >= KEPT * relevance(plain) - 1e-4
        assert spread(room)[1] >= spread(plain)[1], problem
        more += spread(room)[1] > spread(plain)[1]
        sectors.append(spread(room)[1])
    assert more >= len(sectors) // 3
    assert np.mean(sectors) >= 3


@pytest.fixture
def small(write: Write, build: Build, opened: Open, word_encoder: WordEncoder) -> Searcher:
    """A library about damp: people of all policies, a case of each outcome, two communities."""
    write("domains/homes", "title: Homes\ncoordinators: [cora]")
    write("domains/nights", "title: Nights\ncoordinators: [via]")
    open_way = "contact: {policy: public, email: cora@example.org}"
    write("people/cora", f"name: Cora Lane\nsector: public\norganisation: The Council\n{open_way}")
    write("people/via", "name: Via Ott\nsector: public\norganisation: the  council\ndomains: [homes, nights]")
    write("people/far", "name: Far Ash\nsector: voluntary\norganisation: Trust\ndomains: [nights]")
    write("people/none", "name: Nona Poe\nrole: Nurse\ncontact: {policy: none, email: nona@example.org}")
    write("people/hidden", "name: Hidden Hart\nrecommendable: false\nsector: elected")
    write("people/gone", "name: Gone Gill\nstatus: archived\nsector: business")
    write("people/made", "name: Made Up\nexample: true\nsector: academic")
    write("practices/survey", "title: Survey flats", "Look at every flat.")
    write("practices/old", "title: Old way\nstatus: archived", "Forget it.")
    everybody = "people: [cora, {person: via, role: practitioner}, far, none, hidden, gone, made]"
    damp = "Damp mould in rented flats."
    write("case-studies/a", f"title: A\n{everybody}\noutcome: worked\nuses: [survey, old]\ndomains: [homes]", damp)
    write("case-studies/b", "title: B\noutcome: failed\nuses: [survey]\ndomains: [homes]", f"{damp} Winter.")
    write("stories/c", "title: C\nstatus: archived\noutcome: partly\nuses: [survey]", damp)
    write("communities/ring", "title: Ring\ndomains: [homes]\ncoordinators: [cora, gone]", "We meet.")
    write("communities/choir", "title: Choir", "We sing.")
    write("communities/over", "title: Over\ndomains: [homes]\nstatus: archived", "It was.")
    build(word_encoder)
    return opened(word_encoder)


def test_nobody_comes_who_may_not_be_recommended(small: Searcher) -> None:
    """Neither who asked not to be, nor whose page is archived; and no private address is in any form of the room."""
    room = small.convene(PROBLEM)
    assert sorted(names(room)) == ["Cora Lane", "Far Ash", "Made Up", "Nona Poe", "Via Ott"]
    assert not [word for word in ("Hidden", "Gone", "nona@") if word in everything(room)]
    assert "cora@example.org" in everything(room), "the same search finds what is public"


def test_each_is_reached_under_their_own_policy(small: Searcher) -> None:
    """By address, by way of somebody else who can be reached, or not at all; a chain never ends nowhere."""
    brief = invitation_brief(small.convene(PROBLEM), "https://kb.example")
    [cora, via, far, none] = [
        next(line for line in brief.splitlines() if line.startswith(f"- {name}"))
        for name in ("Cora Lane", "Via Ott", "Far Ash", "Nona Poe")
    ]
    assert cora.endswith("Reach: <cora@example.org>.")
    assert via.endswith("Ask a coordinator of “Homes” (https://kb.example/domains/homes) for an introduction.")
    assert far.endswith("Has no coordinator to ask yet."), "the coordinator of nights has no address"
    assert none.endswith("Gives no way to make contact here.")


def test_what_each_adds_is_true(small: Searcher) -> None:
    """The same council is one organisation however it is written; unknown sectors are nobody's."""
    room = small.convene(PROBLEM)
    adds = {seat.person.page.title: seat.adds for seat in room.seats}
    assert adds["Far Ash"] == "the only one from the voluntary sector"
    assert adds["Made Up"] == "the only one from research and teaching"
    assert sorted((adds["Cora Lane"], adds["Via Ott"])) == [
        "another view from the same organisation",
        "brings in the public sector",
    ]
    assert adds["Nona Poe"] == ""
    assert room.missing == (Sector.BUSINESS, Sector.COMMUNITY, Sector.ELECTED)
    assert room_values(room)["sectors"]["public"] == [
        seat.person.page.id for seat in room.seats if seat.sector is Sector.PUBLIC
    ]


def test_examples_are_called_so(small: Searcher) -> None:
    """Somebody made up is marked in the brief and in JSON, and the brief says what that means."""
    room = small.convene(PROBLEM)
    assert "- Made Up (example)" in invitation_brief(room)
    assert "are made up" in invitation_brief(room)
    assert [person["example"] for person in room_values(room)["people"] if person["name"] == "Made Up"] == [True]


def test_communities_methods_and_reading_come_with_reasons(small: Searcher) -> None:
    """What is archived comes nowhere; a method is told with the cases that used it, failure beside success."""
    room = small.convene(PROBLEM)
    [ring] = room.communities
    assert (ring.page.title, ring.reason) == ("Ring", "Works on “Homes”, as do 2 of the 3 nearest entries.")
    assert [person.title for person in ring.coordinators] == ["Cora Lane"]
    [survey] = room.methods
    assert survey.page.title == "Survey flats"
    assert {page.title: page.outcome for page in survey.used_in} == {"A": "worked", "B": "failed"}
    assert {page.title for page in room.read[:2]} == {page.title for page in room.tried} == {"A", "B"}
    assert [page.title for page in room.read[2:]] == ["Survey flats"]


def test_cases_with_an_outcome_are_read_first(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among the nearest entries those that say what came of it; then the others, nearest first."""
    monkeypatch.setattr(gathering, "READ", 2)
    for title, outcome in (("a", ""), ("b", ""), ("c", "failed"), ("d", "")):
        rest = "winter " * ord(title)
        write(f"stories/{title}", f"outcome: {outcome}" if outcome else "", f"Damp mould in rented flats. {rest}")
    build(word_encoder)
    assert [page.title for page in opened(word_encoder).convene(PROBLEM).read] == ["c", "a"]


@pytest.mark.parametrize("problem", ["zxqv blorptang wibble", "", "   ", "place:Nowhere"])
def test_nothing_near_is_an_empty_room(searcher: Searcher, problem: str) -> None:
    """Nobody is put in a room for a problem that the library knows nothing of."""
    room = searcher.convene(problem)
    assert not room.answered
    assert (room.seats, room.communities, room.methods, room.read) == ((), (), (), ())
    assert "Whom do you know?" in invitation_brief(room)


def test_a_misspelt_problem_is_corrected(searcher: Searcher) -> None:
    """As in search: the words that pages have are offered."""
    assert searcher.convene("isolatd practitioners").did_you_mean == "isolated practitioners"


def test_without_a_model_the_room_says_what_it_lacks(write: Write, build: Build, opened: Open) -> None:
    """Words alone find people, too, and the notice says that only words counted."""
    write("people/cora", "name: Cora Lane")
    write("stories/a", "people: [cora]", "Damp mould in rented flats.")
    build()
    room = opened().convene(PROBLEM)
    assert names(room) == ["Cora Lane"]
    assert "words only" in room.notice
    assert room_values(room)["notice"] == room.notice


def test_a_size_is_a_limit(small: Searcher) -> None:
    """Fewer are asked for, fewer come; more than there are can't."""
    assert [len(small.convene(PROBLEM, size).seats) for size in (1, 3, 30)] == [1, 3, 5]


def test_nothing_in_a_brief_is_markup_by_accident(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Names and problems are text: no heading, link or tag in them becomes one in the brief."""
    write("people/cora", 'name: "[Cora](x) <b>"\nrole: "# Boss\\n## Lane"')
    write("stories/a", "people: [cora]", "Damp mould in rented flats.")
    build(word_encoder)
    brief = invitation_brief(opened(word_encoder).convene(f"# {PROBLEM}\n# Heading\n<script>x</script> `code` _em_"))
    assert f"> \\# {PROBLEM}" in brief
    assert "\\_em\\_" in brief
    assert "\\<script>" in brief
    assert "\\[Cora\\](x) \\<b>" in brief
