"""What a page's head says in words, as a section of its own, so that it is found, quoted and embedded like the body."""

from __future__ import annotations

from kb.page import (
    CollectionHead,
    CommunityHead,
    DomainHead,
    EntryHead,
    EventHead,
    Head,
    Page,
    PersonHead,
)
from kb.sections import Section


def head_section(page: Page, body: tuple[Section, ...]) -> Section:
    """Return the lead of a page: its summary and what else its head says in sentences.

    A summary that only repeats how the body begins is left out.
    """
    head = page.head
    lead = " ".join(body[0].blocks) if body else ""
    summary = "" if lead.startswith(head.summary.rstrip(" .…")) else head.summary
    aliases = f"Also called: {', '.join(head.aliases)}." if head.aliases else ""
    return Section("", "", 1, (), tuple(filter(None, (summary, *_sentences(head), aliases))))


def _sentences(head: Head) -> list[str]:
    match head:
        case EntryHead():
            where = ", ".join(filter(None, (head.organisation, head.place)))
            used = (". ".join(filter(None, (use.organisation, use.place, use.note))) for use in head.used_by)
            return [where, _list("Barriers", head.barriers), *used]
        case DomainHead():
            questions = [f"{issue.title}: {issue.question}" if issue.question else issue.title for issue in head.issues]
            return [head.outcome, *questions, *(entry.note for entry in head.start_here)]
        case PersonHead():
            about = ", ".join(filter(None, (head.role, head.organisation, head.place)))
            return [about, _list("Skills", head.skills), _list("Offers", head.offers), _list("Asks", head.asks)]
        case CommunityHead():
            return [head.join, head.cadence]
        case CollectionHead():
            return [head.purpose, *(item.note for item in head.items)]
        case EventHead():
            return [head.place, head.recap]
        case _:
            return []


def _list(label: str, items: tuple[str, ...]) -> str:
    return f"{label}: {'; '.join(items)}." if items else ""
