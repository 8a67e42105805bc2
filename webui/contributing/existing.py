"""Forms about a page that exists: edit its text, say that it is outdated, say that you used it and how it went.

As in `webui.contributing.form`, nothing is stored: the answer is made of what was sent, so nothing guards the forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import urljoin

from flask import Response, abort, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from indexer import StoredPage
from kb.choices import ENTRY_KINDS, Kind, Outcome
from kb.config import DEFAULT_KINDS
from kb.page import EntryHead
from kb.problems import Severity
from kb.source import markdown_of
from kb.use_records import lines_of, with_use
from webui.blocks import Link
from webui.contexts import render
from webui.contributing.desk import open_desk
from webui.contributing.drawing import drawn, field_id
from webui.contributing.ends import ends_of
from webui.contributing.fields import BODY, Asked, Widget
from webui.contributing.filled import Filled
from webui.contributing.forge import Forge
from webui.contributing.form import limit_request
from webui.contributing.mail import mail_to, recipients
from webui.form_contexts import FormField, Remark, ReportPage
from webui.site import searcher, site

Remarks: TypeAlias = Mapping[str, Sequence[str]]

_WHOLE = (
    Asked(BODY, "The page", "Head and text as one file. Change what is wrong; keep the lines with ---.", Widget.TEXT),
)
_OUTDATED = (
    Asked(
        "what", "What is outdated", "The sentence, figure or link, and what is true now.", Widget.TEXT, required=True
    ),
    Asked("since", "Since when", "A year or a day, as far as you know."),
    Asked("source", "How you know", "An address, a document, or that you were there."),
)
_USED = (
    Asked("organisation", "Organisation", "The one that used it, by its full name.", required=True),
    Asked("place", "Place", "Town, district or region."),
    Asked("date", "When", "A year, a month (2026-03), or from when to when (2024 to 2025)."),
    Asked("outcome", "How it went", "What failed is worth as much as what worked.", Widget.CHOICE, choices=Outcome),
    Asked("note", "What others should know", "One or two sentences; no names of people you helped.", Widget.TEXT),
    Asked("person", "Who can be asked", "Ask them first.", Widget.PICK, of=(Kind.PERSON,), many=False),
)
_FIND = "find"
_NEEDED = "{label} is needed."


def edit(page_id: str) -> str | BaseResponse:
    """Show the text of a page to be changed, checked and sent; where a forge has its file, that is opened instead."""
    stored = _stored(page_id)
    if forge := Forge.of(site().config.settings):
        return redirect(forge.edit(stored.source_path))
    if site().config.kinds != DEFAULT_KINDS:  # such a file looks otherwise
        return redirect(f"/contribute/outdated{stored.summary.url}")
    filled = _filled(_WHOLE)
    if request.method != "POST":
        filled = Filled(stored.summary.kind, {BODY: (markdown_of(stored.head, stored.markdown),)}, {})
    found: dict[str, list[str]] = defaultdict(list)
    _note_lengths(_WHOLE, filled, found)
    text = filled.text(BODY)
    is_changed = request.method == "POST" and not found
    draft = open_desk().desk.check(stored.source_path, text, site().today()) if is_changed else None
    unfinished: list[str] = []
    for problem in draft.problems if draft else ():
        said = f"Line {problem.line}: {problem.field}{': ' if problem.field else ''}{problem.message}. {problem.remedy}"
        (unfinished if problem.severity is Severity.NOTE else found[BODY]).append(said)
    return render(
        ReportPage(
            title=f"Edit – {stored.summary.title}",
            heading="Edit this page",
            lede="Change the text, check it, and send it to the library: somebody reads it before it appears.",
            about=Link(stored.summary.title, stored.summary.url),
            action=request.path,
            fields=_drawn(_WHOLE, filled, found),
            remarks=_remarks(_WHOLE, found),
            unfinished=tuple(unfinished),
            preview=Markup(draft.html) if draft else None,  # noqa: S704 - cleaned by nh3 as every page is
            ends=ends_of(stored.source_path, text, _domains(stored), existing=True) if text.strip() else None,
        )
    )


def outdated(page_id: str) -> str:
    """Let somebody say that a page is outdated, and lead to whoever can mend it."""
    stored, filled = _stored(page_id), _filled(_OUTDATED)
    found = _needed(_OUTDATED, filled)
    is_told = _is_sent() and not found
    subject = f"Outdated: {stored.summary.title}"
    parts = [(asked.label, filled.text(asked.name).strip()) for asked in _OUTDATED]
    report = _report(stored, "\n\n".join(f"**{label}**\n\n{said}" for label, said in parts if said))
    return render(
        ReportPage(
            title=f"Report as outdated – {stored.summary.title}",
            heading="Report as outdated",
            lede="Say what no longer holds. The next page leads to whoever looks after the library.",
            about=Link(stored.summary.title, stored.summary.url),
            action=request.path,
            fields=_drawn(_OUTDATED, filled, found),
            remarks=_remarks(_OUTDATED, found),
            **(_ways(stored, subject, report) if is_told else {}),
        )
    )


def used(page_id: str) -> str:
    """Let somebody say that they used what an entry tells of, and how it went."""
    stored, filled = _stored(page_id), _filled(_USED)
    head = stored.head
    if stored.summary.kind not in ENTRY_KINDS or not isinstance(head, EntryHead):
        abort(404)
    found = _needed(_USED, filled)
    record = {asked.name: said for asked in _USED if (said := filled.text(asked.name).strip())}
    text = with_use(head, stored.markdown, record)
    if _is_sent() and not found:
        _note_faults(stored, text, len(head.used_by), found)
    is_told = _is_sent() and not found
    lines = lines_of(record) if record else ""
    report = _report(stored, f"**Used here**\n\n```yaml\n{lines}```")
    is_ours = site().config.kinds == DEFAULT_KINDS
    return render(
        ReportPage(
            title=f"I used this – {stored.summary.title}",
            heading="I used this",
            lede="Say where, and how it went: whether it works elsewhere is what others most want to know.",
            about=Link(stored.summary.title, stored.summary.url),
            action=request.path,
            fields=_drawn(_USED, filled, found),
            remarks=_remarks(_USED, found),
            lines=lines if is_told and is_ours else "",
            whole=text if is_told and is_ours else "",
            file_name=PurePosixPath(stored.source_path).name,
            **(_ways(stored, f"Used here: {stored.summary.title}", report) if is_told else {}),
        )
    )


def download() -> BaseResponse:
    """Send the text of an edited page as a file; without a text there is none."""
    limit_request()
    if request.method != "POST":
        return redirect("/contribute")
    name = PurePosixPath(request.form.get("file", "")).name
    safe = "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_."))
    response = Response(_filled(_WHOLE).text(BODY), mimetype="text/markdown")
    response.headers["Content-Disposition"] = f'attachment; filename="{safe.strip(".") or "page.md"}"'
    return response


def _stored(page_id: str) -> StoredPage:
    limit_request()
    stored = searcher().page(page_id)
    if not stored.source_path:  # made from a name that no page describes
        abort(404)
    return stored


def _filled(fields: Sequence[Asked]) -> Filled:
    return Filled.of_fields(Kind.STORY, fields, request.form)


def _is_sent() -> bool:
    """Whether the form was sent to be answered, and not only to find somebody by name."""
    return request.method == "POST" and request.form.get("step") != _FIND


def _needed(fields: Sequence[Asked], filled: Filled) -> dict[str, list[str]]:
    """Return what is missing or too long, once the form was sent."""
    found: dict[str, list[str]] = defaultdict(list)
    if not _is_sent():
        return found
    for asked in fields:
        if asked.required and not filled.text(asked.name).strip():
            found[asked.name].append(_NEEDED.format(label=asked.label))
    _note_lengths(fields, filled, found)
    return found


def _note_lengths(fields: Sequence[Asked], filled: Filled, found: dict[str, list[str]]) -> None:
    for name, said in filled.too_long(fields).items():
        found[name].append(said)


def _note_faults(stored: StoredPage, text: str, number: int, found: dict[str, list[str]]) -> None:
    """Note what the check finds wrong with the record `number` of a page's text."""
    for problem in open_desk().desk.check(stored.source_path, text, site().today()).problems:
        if problem.field.startswith(f"used_by[{number}]"):
            inner = problem.field.partition("].")[2]
            fallback = "person" if problem.code.endswith("-reference") else "organisation"
            name = inner if inner in {asked.name for asked in _USED} else fallback
            found[name].append(f"{problem.message[:1].upper()}{problem.message[1:]}. {problem.remedy}")


def _drawn(fields: Sequence[Asked], filled: Filled, found: Remarks) -> tuple[FormField, ...]:
    desk = open_desk()
    return tuple(drawn(one, filled, desk, request.form.get(f"find-{one.name}", "")[:200], found) for one in fields)


def _remarks(fields: Sequence[Asked], found: Remarks) -> tuple[Remark, ...]:
    return tuple(Remark(said, "", field_id(asked.name)) for asked in fields for said in found.get(asked.name, ()))


def _domains(stored: StoredPage) -> tuple[str, ...]:
    return tuple(page_id for page_id, _ in stored.summary.domains)


def _report(stored: StoredPage, said: str) -> str:
    address = urljoin(request.url_root, stored.summary.url)
    return f"{stored.summary.title}\n{address}\n{stored.source_path}\n\n{said}\n"


def _ways(stored: StoredPage, subject: str, report: str) -> dict[str, Any]:
    """Return the ways on for a report, as fields of the page."""
    settings = site().config.settings
    forge = Forge.of(settings)
    mailboxes = recipients(searcher(), settings.contribute_mail, _domains(stored))
    return {
        "report": report,
        "forge": forge.name if forge else "",
        "issue": forge.issue(subject, report) if forge else "",
        "edit": forge.edit(stored.source_path) if forge else "",
        "mail": mail_to(mailboxes, subject, report),
        "mailboxes": ", ".join(mailboxes),
    }
