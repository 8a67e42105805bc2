"""The line of reason and the draft message of an introduction: what both pages say, and nothing more.

The draft asks before anybody's address goes to anybody else; only addresses that are public stand in it.
"""

from __future__ import annotations

from indexer.pairs import Concern, Person
from indexer.relation_reasons import shortened
from indexer.results import PageSummary
from kb.choices import ContactPolicy, Role

_DID = {
    Role.AUTHOR: "wrote",
    Role.PRACTITIONER: "has done",
    Role.CONTACT: "is the contact for",
    Role.EDITOR: "has edited",
}
ASKED = 240


def reason_of(people: tuple[Person, Person], concerns: tuple[Concern, Concern], quote: str) -> str:
    """Return in one line why two people should know each other; `quote` is a sentence of the second's entry."""
    told = " ".join(f"{_told(person, concern)}." for person, concern in zip(people, concerns, strict=True))
    return f"{told} There: “{quote}”" if quote else told


def draft_of(
    people: tuple[Person, Person], concerns: tuple[Concern, Concern], quote: str, domain: PageSummary | None
) -> str:
    """Return a message from a coordinator to both, in plain text."""
    first, second = people
    about = f" I look after {shortened(domain.title)}." if domain else ""
    lines = [
        f"Dear {named(first.page)}, dear {named(second.page)},",
        "",
        f"You seem to work on near problems, and I found nothing yet that you share.{about}",
        "",
    ]
    for person, concern in zip(people, concerns, strict=True):
        place = f" ({concern.entry.url})" if concern.entry else ""
        lines += [f"{_introduced(person)}", f"- {_told(person, concern)}{place}.", f"- {_reached(person)}", ""]
    if quote and concerns[1].entry:
        lines += [f"In “{shortened(concerns[1].entry.title)}” it says: “{quote}”", ""]
    lines += ["Would you like to speak with each other? Tell me, and I put you in touch once both have said yes."]
    return "\n".join(lines)


def named(page: PageSummary) -> str:
    """Return somebody's name, with a word behind it where their page is only an example."""
    return f"{shortened(page.title)} (example)" if page.example else shortened(page.title)


def _told(person: Person, concern: Concern) -> str:
    """Return what ties somebody to a problem."""
    if concern.entry is None:
        return f"{shortened(person.page.title)} asks: “{shortened(concern.text, ASKED).rstrip('.')}”"
    did = _DID[concern.role] if concern.role else "took part in"
    return f"{shortened(person.page.title)} {did} “{shortened(concern.text)}”"


def _introduced(person: Person) -> str:
    about = (person.role, person.page.organisation, person.page.place)
    return f"{', '.join(filter(None, (named(person.page), *map(shortened, about))))} ({person.page.url})"


def _reached(person: Person) -> str:
    match person.contact.policy:
        case ContactPolicy.PUBLIC if person.contact.addresses:
            return f"Can be reached at {' or '.join(person.contact.addresses)}"
        case ContactPolicy.PUBLIC:
            return "Is glad to be contacted, and has given no address yet"
        case ContactPolicy.VIA_COORDINATOR:
            return "Is reached by way of a coordinator"
        case _:
            return "Gives no way to make contact in this library"
