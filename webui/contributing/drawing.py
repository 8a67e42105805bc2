"""The fields of a form as they are drawn: labels, choices, pages to pick from, and what is wrong beside each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from kb.choices import ContactPolicy, Outcome, PersonKind, Role, Sector, Stage
from kb.page import DomainHead, Page
from webui import labels
from webui.contributing.desk import OpenDesk
from webui.contributing.fields import BODY, Asked, Detail, Widget
from webui.contributing.filled import Filled, detail_name
from webui.form_contexts import FormField, Option

FEW = 12  # pages that are all shown to choose from
CHECKED, SIMILAR = "_checked", "_similar"
_REACH = {
    ContactPolicy.PUBLIC: "Openly, at a public address",
    ContactPolicy.VIA_COORDINATOR: "By way of a coordinator",
    ContactPolicy.NONE: "Not at all",
}
_ROLES = {
    Role.AUTHOR: "wrote it",
    Role.PRACTITIONER: "has done it",
    Role.CONTACT: "can be asked",
    Role.EDITOR: "edits it",
}
_NO_DOMAIN = "Choose a domain above: its questions then stand here."


def field_id(name: str) -> str:
    """Return the id of a field on the page."""
    return f"_f-{name.replace('.', '-')}"


def drawn(asked: Asked, filled: Filled, desk: OpenDesk, typed: str, problems: Mapping[str, Sequence[str]]) -> FormField:
    """Return a field with what was filled in; `typed` is what pages to pick are searched for."""
    options = _options(asked, filled, desk, typed)
    is_search = asked.widget is Widget.PICK and len(desk.few(asked.of, FEW)) == 0
    return FormField(
        id=field_id(asked.name),
        name=asked.name,
        label=asked.label,
        hint=asked.hint,
        widget="body" if asked.name == BODY else asked.widget.value,
        value=filled.text(asked.name),
        required=asked.required,
        problems=tuple(problems.get(asked.name, ())),
        options=options,
        many=asked.many,
        find=f"find-{asked.name}" if is_search else "",
        typed=typed,
        swaps=_swaps(asked, filled),
        empty=_empty(asked, options, typed),
    )


def _swaps(asked: Asked, filled: Filled) -> str:
    """Return the ids of the parts of the page that change with a field."""
    if asked.name in {"title", "summary"}:
        return SIMILAR
    if asked.name == BODY:
        return CHECKED
    return field_id("issues") if asked.name == "domains" and "issues" in filled.given else ""


def _options(asked: Asked, filled: Filled, desk: OpenDesk, typed: str) -> tuple[Option, ...]:
    match asked.widget:
        case Widget.CHOICE if asked.choices:
            chosen = filled.text(asked.name)
            return tuple(Option(one.value, choice_label(one), one.value == chosen) for one in asked.choices)
        case Widget.PICK:
            return tuple(_to_pick(asked, filled, desk, typed))
        case Widget.ISSUES:
            return tuple(_issues(filled, desk))
    return ()


def _to_pick(asked: Asked, filled: Filled, desk: OpenDesk, typed: str) -> Iterable[Option]:
    """Yield the pages that were picked, in their order, then those to pick from."""
    picked = filled.given.get(asked.name, ())
    for page_id in picked:
        page = desk.pages.get(page_id)
        yield _picked(asked, page_id, page.title if page else page_id, filled)
    for page in (*desk.few(asked.of, FEW), *desk.find(typed, asked.of)):
        if page.id not in picked:
            yield Option(page.id, _named(page), chosen=False)


def _named(page: Page) -> str:
    return page.title


def _picked(asked: Asked, page_id: str, title: str, filled: Filled) -> Option:
    name = detail_name(asked, page_id) if asked.detail else ""
    said = filled.details.get(name, "")
    roles = tuple(
        Option(role.value, words, role.value == (said or Role.AUTHOR.value)) for role, words in _ROLES.items()
    )
    details = roles if asked.detail is Detail.ROLE else ()
    return Option(page_id, title, True, name, details, said)


def _issues(filled: Filled, desk: OpenDesk) -> Iterable[Option]:
    chosen = filled.given.get("issues", ())
    for domain in filled.given.get("domains", ()):
        head = desk.pages[domain].head if domain in desk.pages else None
        for issue in head.issues if isinstance(head, DomainHead) else ():
            yield Option(issue.id, issue.question or issue.title, issue.id in chosen)


def _empty(asked: Asked, options: tuple[Option, ...], typed: str) -> str:
    if asked.widget is Widget.ISSUES and not options:
        return _NO_DOMAIN
    if asked.widget is Widget.PICK and typed and not any(not option.chosen for option in options):
        return f"No page is called “{labels.shortened(typed, 60)}”. Leave it out, and say it in the text."
    return ""


def choice_label(value: StrEnum) -> str:
    """Return a choice as readers see it elsewhere."""
    match value:
        case Sector():
            return labels.sector(value)
        case Stage():
            return labels.stage(value)
        case Outcome():
            return labels.outcome(value)
        case PersonKind():
            return "A team" if value is PersonKind.TEAM else "A person"
        case ContactPolicy():
            return _REACH[value]
    return value.value
