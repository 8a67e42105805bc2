"""The variables of the templates with which readers contribute, beside those in `webui.contexts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from indexer import PageSummary
from kb.choices import Kind
from webui.blocks import Link
from webui.contexts import View


@dataclass(frozen=True)
class Option:
    """A value to choose. `details` are further choices once it is chosen, `note` what was said of it."""

    value: str
    label: str
    chosen: bool
    detail_name: str = ""
    details: tuple[Option, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class FormField:
    """A field as it is drawn. `typed` is what somebody searches pages to pick for, `find` the name of that box.

    `swaps` names the parts of the page that change with it, `empty` says why there is nothing to choose.
    """

    id: str
    name: str
    label: str
    hint: str
    widget: str
    value: str
    required: bool
    problems: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    many: bool = True
    find: str = ""
    typed: str = ""
    swaps: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Remark:
    """Something to mend: where it is (step and address), and what it is. On the step that is shown `step` is empty."""

    text: str
    step: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class StepLink:
    """A step of the form, as it is named above it."""

    value: str
    label: str
    number: int
    current: bool


@dataclass(frozen=True)
class Ends:
    """The ways in which a finished text reaches the library. Addresses are empty where a way isn't open.

    `begin` opens the forge with the text filled in, `paste` opens it without, `mail` opens a mail with the text,
    `mailboxes` are those that take it as an attachment. `existing` says that the file is there already.
    """

    path: str
    file_name: str
    text: str
    forge: str
    begin: str
    paste: str
    mail: str
    mailboxes: str
    existing: bool = False


@dataclass(frozen=True, kw_only=True)
class ContributePage(View):
    """What contributing is, and the kinds of page to choose from: name, address, what it is for."""

    template: ClassVar[str] = "contribute.html"
    kinds: tuple[tuple[Link, str], ...]
    forge: str
    new_page: Kind = Kind.STORY


@dataclass(frozen=True, kw_only=True)
class FormPage(View):
    """The form of a kind, at one step. `carried` are names and values of the other steps."""

    template: ClassVar[str] = "contribute_form.html"
    heading: str
    action: str
    steps: tuple[StepLink, ...]
    step: str
    before: str
    after: str
    remarks: tuple[Remark, ...]
    unfinished: tuple[str, ...]
    fields: tuple[FormField, ...]
    carried: tuple[tuple[str, str], ...]
    similar: tuple[PageSummary, ...] | None
    notes: tuple[tuple[str, str], ...]
    preview: Markup | None
    ends: Ends | None
    indexed: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportPage(View):
    """A form about a page that exists: its text to edit, that it is outdated, or that somebody used it.

    `report` says it in words for whoever looks after the library, `lines` are those to add to the file and
    `whole` its text with them, `issue`, `mail` and `edit` the addresses that take them. `ends` are the ways for a text.
    """

    template: ClassVar[str] = "contribute_report.html"
    heading: str
    lede: str
    about: Link
    action: str
    fields: tuple[FormField, ...]
    remarks: tuple[Remark, ...]
    unfinished: tuple[str, ...] = ()
    preview: Markup | None = None
    lines: str = ""
    whole: str = ""
    file_name: str = ""
    report: str = ""
    forge: str = ""
    issue: str = ""
    edit: str = ""
    mail: str = ""
    mailboxes: str = ""
    ends: Ends | None = None
    indexed: bool = False
