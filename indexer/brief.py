"""The invitation brief of a room, in Markdown: a draft to change and send, in which nothing is made up.

`kb convene --brief` prints it, the site shows it and hands it out as a file. Addresses of people are in it only where
they made them public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.results import PageSummary, PersonReason
from indexer.room import SECTORS, Room, Seat
from kb.choices import ContactPolicy, Kind, Role

OUTCOMES = {
    "worked": "worked",
    "partly": "partly worked",
    "failed": "did not work",
    "too-early": "too early to say",
}
_PARTS = {
    Role.PRACTITIONER: "has done",
    Role.AUTHOR: "wrote",
    Role.CONTACT: "is the contact for",
    Role.EDITOR: "edited",
}
_AGENDA = (
    "Who is here, and from which side does each of us see the problem?",
    "What is the problem, for whom, and where do we see it differently?",
    "What has been tried, here and elsewhere, and what came of it?",
    "What could we try together, small enough to stop if it doesn’t work?",
    "Who does what until when, and who was missing today?",
)
# Characters that would turn a text of somebody's into markup.
_MARKUP = re.compile(r"([\\`*_~<\[\]]|^[#>+=-]|^\d+(?=[.)]))")
# What can stand between angle brackets.
_CASES = 3


def invitation_brief(room: Room, root: str = "") -> str:
    """Return the brief; addresses of pages begin with `root`, that of the site."""
    return "\n".join([*_opening(room), *_people(room, root), *_company(room, root), *_closing()]) + "\n"


def _opening(room: Room) -> Iterator[str]:
    yield from ("# Invitation", "", "- Date and time: …", "- Place: …", "- Convened by: …", "")
    yield from ("## The problem", "", f"> {_plain(room.question) or '…'}", "")


def _people(room: Room, root: str) -> Iterator[str]:
    yield from ("## Whom to invite, and why", "")
    if not room.seats:
        yield from ("The library names nobody who is near to this problem. Whom do you know?", "")
        return
    yield "Suggested because of pages they took part in; nobody has been asked yet."
    if any(seat.person.page.example for seat in room.seats):
        yield "Those marked “example” are made up and show what such a profile can look like."
    yield ""
    yield from (f"- {_invited(seat, root)}" for seat in room.seats)
    yield ""
    if room.missing:
        sectors = ", ".join(SECTORS[sector] for sector in room.missing)
        yield from ("## Who is missing", "")
        yield from (f"Nobody here is known to come from: {sectors}. Whom do those invited know there?", "")


def _invited(seat: Seat, root: str) -> str:
    person = seat.person
    name = f"{_plain(person.page.title)}{_label(person.page)}"
    who = ", ".join(filter(None, (name, _plain(person.role), _plain(person.page.organisation))))
    adds = f": {seat.adds}" if seat.adds else ""
    reasons = " ".join(f"{_reason(reason, root)}." for reason in person.reasons[:1])
    return " ".join(filter(None, (f"{who}{adds}.", reasons, f"{reach_of(seat, root)}.")))


def _reason(reason: PersonReason, root: str) -> str:
    did = _PARTS[reason.role] if reason.role else "is named in"
    if reason.page.kind is Kind.EVENT:
        did = "took part in"
    return f"{did[0].upper()}{did[1:]} {_titled(reason.page, root)}"


def reach_of(seat: Seat, root: str = "") -> str:
    """Return in words how to reach somebody under their own policy."""
    way = seat.person.contact
    if way.policy is ContactPolicy.NONE:
        return "Gives no way to make contact here"
    if way.policy is ContactPolicy.VIA_COORDINATOR:
        domains = " or ".join(_titled(domain, root) for domain in seat.introducers)
        return f"Ask a coordinator of {domains} for an introduction" if domains else "Has no coordinator to ask yet"
    addresses = ", ".join(f"<{address}>" for address in way.addresses)
    return f"Reach: {addresses}" if addresses else "Glad to be contacted, but gives no address yet"


def _company(room: Room, root: str) -> Iterator[str]:
    """Yield communities, what was tried, and methods, each with its heading where there are any."""
    communities = [f"{_titled(one.page, root)}. {_plain(one.reason)}" for one in room.communities]
    tried = [f"{_titled(page, root)}: {OUTCOMES.get(page.outcome, page.outcome)}" for page in room.tried]
    methods = [
        f"{_titled(method.page, root)}, used in {'; '.join(_told(page) for page in method.used_in[:_CASES])}"
        for method in room.methods
    ]
    parts = {"Communities to involve": communities, "What has been tried": tried, "Methods to consider": methods}
    for heading, lines in parts.items():
        if lines:
            yield from (f"## {heading}", "", *(f"- {line}" for line in lines), "")


def _told(page: PageSummary) -> str:
    outcome = f" ({OUTCOMES.get(page.outcome, page.outcome)})" if page.outcome else ""
    return f"“{_plain(page.title)}”{_label(page)}{outcome}"


def _closing() -> Iterator[str]:
    yield from ("## Agenda", "")
    yield from (f"{number}. {item}" for number, item in enumerate(_AGENDA, 1))


def _titled(page: PageSummary, root: str) -> str:
    return f"“{_plain(page.title)}”{_label(page)} ({root}{page.url})"


def _label(page: PageSummary) -> str:
    return " (example)" if page.example else ""


def _plain(text: str) -> str:
    """Return a text on one line, in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
