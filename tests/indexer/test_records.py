"""What of a page is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from indexer.asked import Facet
from indexer.records import _NO_TIES, page_record
from indexer.results import Via
from kb.choices import ContactPolicy, Kind, Outcome, Role, Stage, Status
from kb.links import Target
from kb.page import (
    HEADS,
    CollectionHead,
    CommunityHead,
    Contact,
    DomainHead,
    EntryHead,
    EventHead,
    Head,
    Involvement,
    IssueRef,
    NotedEntry,
    Page,
    PersonHead,
    Related,
    Use,
)
from kb.rendering import Link, Rendered
from kb.resolving import _slots
from kb.sections import Section

EMPTY = Rendered("", ())


def page(page_id: str, kind: Kind, head: Head) -> Page:
    return Page(page_id, kind, head, "", f"{page_id}.md")


PAGES = {
    found.id: found
    for found in (
        page("people/ann", Kind.PERSON, PersonHead(title="Ann")),
        page("people/ben", Kind.PERSON, PersonHead(title="Ben", recommendable=False)),
        page("people/cat", Kind.PERSON, PersonHead(title="Cat", status=Status.ARCHIVED)),
        page("domains/care", Kind.DOMAIN, DomainHead(title="Care")),
    )
}
EVERYBODY = ("people/ann", "people/ben", "people/cat", "people/draft")


@pytest.mark.parametrize(
    ("kind", "head", "expected"),
    [
        (
            Kind.STORY,
            EntryHead(title="T", people=tuple(Involvement(person=p, role=Role.EDITOR) for p in EVERYBODY)),
            [("people/ann", Role.EDITOR)],
        ),
        (
            Kind.PRACTICE,
            EntryHead(title="T", used_by=tuple(Use(organisation="O", person=p) for p in (*EVERYBODY, None))),
            [("people/ann", Role.PRACTITIONER)],
        ),
        (Kind.EVENT, EventHead(title="T", speakers=EVERYBODY), [("people/ann", Role.PRACTITIONER)]),
        (Kind.DOMAIN, DomainHead(title="T", coordinators=EVERYBODY), [("people/ann", Role.CONTACT)]),
        (Kind.COMMUNITY, CommunityHead(title="T", coordinators=EVERYBODY), [("people/ann", Role.CONTACT)]),
        (Kind.PERSON, PersonHead(title="T"), []),
    ],
)
def test_who_takes_part(kind: Kind, head: Head, expected: list[tuple[str, Role]]) -> None:
    """Those who don't want to be recommended, archived people and drafts are no part of anything stored."""
    assert list(page_record(page("x", kind, head), EMPTY, PAGES).people) == expected


@pytest.mark.parametrize(
    ("policy", "url", "email"),
    [
        (ContactPolicy.PUBLIC, "https://example.org", "a@example.org"),
        (ContactPolicy.VIA_COORDINATOR, "", ""),
        (ContactPolicy.NONE, "", ""),
    ],
)
def test_addresses_are_stored_under_a_public_policy_only(policy: ContactPolicy, url: str, email: str) -> None:
    """A person's address under another policy is in no record; the policy itself is."""
    contact = Contact(policy=policy, url="https://example.org", email="a@example.org")
    head = page_record(page("x", Kind.PERSON, PersonHead(title="T", contact=contact)), EMPTY, PAGES).head
    assert isinstance(head, PersonHead)
    assert head.contact == Contact(policy=policy, url=url, email=email)


def test_facets_of_an_entry() -> None:
    """Each facet has the entry's own values; drafts aren't named, by id or title."""
    head = EntryHead(
        title="T",
        domains=("domains/care", "domains/draft"),
        people=(Involvement(person="people/ben"), Involvement(person="people/draft")),
        tags=("a", "b"),
        organisation="O",
        place="P",
        stage=Stage.UNDER_WAY,
        outcome=Outcome.TOO_EARLY,
    )
    record = page_record(page("stories/x", Kind.STORY, head), EMPTY, PAGES)
    assert record.facets == {
        Facet.KIND: ("story",),
        Facet.DOMAIN: ("domains/care",),
        Facet.TAG: ("a", "b"),
        Facet.PERSON: ("people/ben",),
        Facet.ORGANISATION: ("O",),
        Facet.PLACE: ("P",),
        Facet.STAGE: ("under-way",),
        Facet.OUTCOME: ("too-early",),
    }
    assert record.summary.domains == (("domains/care", "Care"),)


def test_a_domain_stands_in_its_own_facet() -> None:
    """Filtering by a domain finds its own page, too; the outcome it wants is no outcome of an entry."""
    record = page_record(page("domains/x", Kind.DOMAIN, DomainHead(title="T", outcome="All well.")), EMPTY, PAGES)
    assert record.facets[Facet.DOMAIN] == ("domains/x",)
    assert record.facets[Facet.OUTCOME] == ()
    assert record.summary.outcome == ""


@pytest.mark.parametrize(
    ("summary", "blocks", "expected"),
    [
        ("In short.", ("Long text.",), "In short."),
        ("", ("First.", "Second."), "First."),
        ("", (), ""),
        ("", ("word " * 100,), "word " * 59 + "word …"),
    ],
)
def test_summary(summary: str, blocks: tuple[str, ...], expected: str) -> None:
    """A list shows the author's summary, else how the page begins, cut at a word."""
    rendered = Rendered("", (Section("", "", 1, (), blocks),))
    record = page_record(page("x", Kind.STORY, EntryHead(title="T", summary=summary)), rendered, PAGES)
    assert record.summary.summary == expected


def test_an_event_is_dated_by_its_start() -> None:
    """The day in a list is when it takes place, not when its page was published."""
    start = datetime(2026, 3, 1, 18, tzinfo=UTC)
    head = EventHead(title="T", published=date(2025, 1, 1), start=start)
    assert page_record(page("x", Kind.EVENT, head), EMPTY, PAGES).summary.published == "2026-03-01"
    undated = EventHead(title="T", published=date(2025, 1, 1))
    assert page_record(page("x", Kind.EVENT, undated), EMPTY, PAGES).summary.published == "2025-01-01"


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (datetime(2026, 3, 1, 18, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC), ("2026-03-01", "2026-03-03")),
        (datetime(2026, 3, 1, 18, tzinfo=UTC), None, ("2026-03-01", "2026-03-01")),
        (None, None, ("", "")),
    ],
)
def test_an_event_says_on_which_days_it_is(start: datetime | None, end: datetime | None, days: tuple[str, str]) -> None:
    """One without an end is over on the day it begins; one without a start is on no day."""
    summary = page_record(page("x", Kind.EVENT, EventHead(title="T", start=start, end=end)), EMPTY, PAGES).summary
    assert (summary.start, summary.end) == days


def test_only_events_have_days() -> None:
    """When a community started, or a story was published, makes neither an event."""
    for kind, head in (
        (Kind.COMMUNITY, CommunityHead(title="T", started=date(2026, 1, 1))),
        (Kind.STORY, EntryHead(title="T", published=date(2026, 1, 1))),
    ):
        summary = page_record(page("x", kind, head), EMPTY, PAGES).summary
        assert (summary.start, summary.end) == ("", "")


def test_links_of_head_and_body() -> None:
    """A page links with what its body links to and its head names, each with the way; other texts are no links."""
    links = (Link("a", Target("/people/ann", "people/ann")), Link("b", Target("https://x")), Link("c", Target("")))
    head = EntryHead(title="people", domains=("domains/care",), people=(Involvement(person="people/ann"),))
    record = page_record(page("stories/x", Kind.STORY, head), Rendered("", (), links), PAGES)
    assert record.links == (
        ("people/ann", Via.BODY),
        ("people/ann", Via.AUTHOR),
        ("domains/care", Via.DOMAINS),
    )


@pytest.mark.parametrize(
    ("kind", "head", "ties"),
    [
        (Kind.STORY, EntryHead(title="T", uses=("practices/p",)), {("practices/p", Via.USES)}),
        (Kind.STORY, EntryHead(title="T", related=(Related(entry="practices/p"),)), {("practices/p", Via.RELATED)}),
        (
            Kind.STORY,
            EntryHead(title="T", used_by=(Use(organisation="O", person="people/ann"),)),
            {("people/ann", Via.USED_BY)},
        ),
        *(
            (
                Kind.STORY,
                EntryHead(title="T", people=(Involvement(person="people/ann", role=role),)),
                {("people/ann", Via(role.value))},
            )
            for role in Role
        ),
        (
            Kind.DOMAIN,
            DomainHead(title="T", coordinators=("people/ann",), start_here=(NotedEntry(entry="practices/p"),)),
            {("people/ann", Via.COORDINATORS), ("practices/p", Via.START_HERE)},
        ),
        (
            Kind.COMMUNITY,
            CommunityHead(title="T", coordinators=("people/ann",), members=("people/ann",)),
            {("people/ann", Via.COORDINATORS), ("people/ann", Via.MEMBERS)},
        ),
        (
            Kind.COLLECTION,
            CollectionHead(
                title="T", curator="people/ann", items=(NotedEntry(entry="practices/p"),), excluded=("domains/care",)
            ),
            {("people/ann", Via.CURATOR), ("practices/p", Via.ITEMS)},
        ),
        (
            Kind.EVENT,
            EventHead(
                title="T", communities=("communities/c",), speakers=("people/ann",), entries=("practices/p", "gone")
            ),
            {("communities/c", Via.COMMUNITIES), ("people/ann", Via.SPEAKERS), ("practices/p", Via.ENTRIES)},
        ),
    ],
)
def test_every_key_that_names_pages_is_a_way_of_its_own(kind: Kind, head: Head, ties: set[tuple[str, Via]]) -> None:
    """Without the way, "applied in" could not be told from "mentioned by"; what is excluded is tied by nothing."""
    others = {
        "practices/p": page("practices/p", Kind.PRACTICE, EntryHead(title="P")),
        "communities/c": page("communities/c", Kind.COMMUNITY, CommunityHead(title="C")),
    }
    record = page_record(page("x/y", kind, head), EMPTY, PAGES | others)
    assert set(record.links) == ties


def test_every_reference_of_every_head_has_a_way() -> None:
    """A new key that names pages fails here, where it is cheap, and not when somebody first uses it."""
    for head in HEADS.values():
        names = {slot.field for slot in _slots(head) if not isinstance(slot.mark, IssueRef)}
        assert names - _NO_TIES <= {via.value for via in Via}, head.__name__


def test_contents_and_words_come_from_the_sections() -> None:
    """Headings make the table of contents, the lead none; words are those of the text under them."""
    sections = (Section("", "", 1, (), ("One two.",)), Section("how", "How", 2, ("How",), ("Three.", "Four five.")))
    record = page_record(page("x", Kind.STORY, EntryHead(title="T")), Rendered("<p>", sections), PAGES)
    assert [(item.anchor, item.title, item.level) for item in record.toc] == [("how", "How", 2)]
    assert record.words == 5
