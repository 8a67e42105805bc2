"""The form of a kind, in steps. Each is a page that carries along what was filled in before, so it needs no script.

Sending a step changes nothing here: no text is stored, nobody is signed in, and the answer is made of what was sent. So
a form that another site sends in a reader's name can do no harm, and no token guards against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, request
from markupsafe import Markup

from indexer import Facet, PageSummary, Query, Searcher
from kb.choices import ENTRY_KINDS, Kind
from kb.drafts import Draft
from kb.new_page import takes_new
from kb.outlines import Outline, outline_of
from kb.problems import Problem, Severity
from webui import labels
from webui.blocks import Link
from webui.contexts import render
from webui.contributing.desk import OpenDesk, open_desk
from webui.contributing.drawing import drawn, field_id
from webui.contributing.ends import ends_of
from webui.contributing.fields import BODY, Asked, Step, fields_of
from webui.contributing.filled import Filled
from webui.contributing.forge import Forge
from webui.form_contexts import ContributePage, FormPage, Remark, StepLink
from webui.site import searcher, site

MOST_BYTES = 1_000_000  # of a form that is sent
_SIMILAR = 3
_SHOWN = 20  # remarks
_STEPS = {
    Step.ABOUT: "What it is about",
    Step.DETAILS: "Where it belongs",
    Step.TEXT: "The text",
    Step.CHECK: "Check and send",
}
_FOR = {
    Kind.CASE_STUDY: "What was tried in one place, what happened, and what didn’t work. Also for what failed.",
    Kind.PRACTICE: "A way of working that others can use: when, how, with whom, and its pitfalls.",
    Kind.STORY: "What somebody lived through, told from a moment on.",
    Kind.PERSON: "Who you or your team are, what you can be asked, and how you want to be reached.",
    Kind.COLLECTION: "A reading list for somebody: pages in order, each with a note.",
    Kind.EVENT: "A meeting, a call or a visit, and what to read before.",
    Kind.COMMUNITY: "A group that works on something together, and how to join it.",
    Kind.DOMAIN: "An outcome many work towards, with the questions that people really ask.",
}
_NO_TITLE = "Give it a title: its file is named after it."
_ODD_TITLE = "The title needs a letter or a digit: its file is named after it."
_THERE = "A page with this name is here already. Choose another title, or edit that page."


def contribute() -> str:
    """Say what contributing is, and let the reader choose a kind."""
    config = site().config
    kinds = [kind for kind in _FOR if takes_new(config, kind, f"{kind.folder}/a.md")]
    forge = Forge.of(config.settings)
    return render(
        ContributePage(
            title="Contribute",
            kinds=tuple((Link(labels.kind(kind), f"/contribute/{kind.value}"), _FOR[kind]) for kind in kinds),
            forge=forge.name if forge else "",
        )
    )


def form(kind: str) -> str:
    """Show a step of the form of a kind, with what was filled in."""
    begun = _begun(kind)
    step, remarks = _step(begun)
    return render(_page(begun, step, remarks))


def download(kind: str) -> Response:
    """Send the finished page as a file; to whoever filled nothing in, the page that the template begins."""
    begun = _begun(kind)
    name = begun.filled.file_name or f"{begun.kind.value}.md"
    response = Response(begun.filled.page_text(begun.outline), mimetype="text/markdown")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@dataclass(frozen=True)
class Begun:
    """A form as the request has it."""

    kind: Kind
    outline: Outline
    filled: Filled

    @property
    def path(self) -> str:
        """The path of the file below the content folder."""
        return f"{self.kind.folder}/{self.filled.file_name}"


def limit_request() -> None:
    """Refuse a form that is too long with 413, before it is read."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES


def _begun(name: str) -> Begun:
    kind = next((kind for kind in _FOR if kind.value == name), None)
    if kind is None or not takes_new(site().config, kind, f"{kind.folder}/a.md"):
        abort(404)
    limit_request()
    outline = outline_of(site().config, kind, site().today())
    is_sent = request.method == "POST"
    return Begun(kind, outline, Filled.of_form(kind, request.form) if is_sent else Filled.empty(kind, outline))


def _step(begun: Begun) -> tuple[Step, dict[str, list[str]]]:
    """Return the step to show and what is wrong with fields; nobody gets past a field that all later ones need."""
    asked = next((step for step in Step if step.value == request.form.get("step")), Step.ABOUT)
    remarks: dict[str, list[str]] = defaultdict(list)
    if request.method != "POST":
        return asked, remarks
    for name, said in begun.filled.too_long().items():
        remarks[name].append(said)
    if asked is not Step.ABOUT or request.form.get("from") != Step.ABOUT:
        title = begun.filled.text("title")
        if not begun.filled.file_name:
            remarks["title"].append(_ODD_TITLE if title else _NO_TITLE)
        elif begun.path.removesuffix(".md") in open_desk().pages:
            remarks["title"].append(_THERE)
    is_stuck = any(one.step is Step.ABOUT and one.name in remarks for one in fields_of(begun.kind))
    return (Step.ABOUT if is_stuck else asked), remarks


def _page(begun: Begun, step: Step, found: dict[str, list[str]]) -> FormPage:
    desk = open_desk()
    draft = _checked(begun, desk) if step in {Step.TEXT, Step.CHECK} and BODY not in found else None
    unfinished = _sorted_in(draft, begun, found) if draft else ()
    shown = [asked for asked in fields_of(begun.kind) if asked.step is step]
    names = {asked.name for asked in shown}
    is_begun = request.method == "POST"
    return FormPage(
        title=f"{_STEPS[step]} – {_heading(begun.kind)}",
        heading=_heading(begun.kind),
        action=f"/contribute/{begun.kind.value}",
        steps=tuple(StepLink(one.value, _STEPS[one], number, one is step) for number, one in enumerate(Step, 1)),
        step=step.value,
        before=_beside(step, -1),
        after=_beside(step, 1),
        remarks=_remarks(begun, step, found),
        unfinished=unfinished,
        fields=tuple(
            drawn(asked, begun.filled, desk, request.form.get(f"find-{asked.name}", "")[:200], found) for asked in shown
        ),
        carried=tuple(
            pair for pair in begun.filled.pairs() if pair[0].partition("-")[0] not in names and pair[0] not in names
        ),
        similar=_similar(begun) if step is Step.ABOUT else None,
        notes=tuple((part.heading, part.note) for part in begun.outline.parts) if step is Step.TEXT else (),
        preview=Markup(draft.html) if draft else None,  # noqa: S704 - cleaned by nh3 as every page is
        ends=ends_of(begun.path, begun.filled.page_text(begun.outline), begun.filled.given.get("domains", ()))
        if step is Step.CHECK and is_begun and not found.get("title")
        else None,
    )


def _heading(kind: Kind) -> str:
    article = "an" if kind is Kind.EVENT else "a"
    return f"Contribute {article} {labels.kind(kind).lower()}"


def _beside(step: Step, by: int) -> str:
    steps = list(Step)
    place = steps.index(step) + by
    return steps[place].value if 0 <= place < len(steps) else ""


def _checked(begun: Begun, desk: OpenDesk) -> Draft:
    return desk.desk.check(begun.path, begun.filled.page_text(begun.outline), site().today())


def _sorted_in(draft: Draft, begun: Begun, found: dict[str, list[str]]) -> tuple[str, ...]:
    """Put problems of a draft beside its fields; return what is only unfinished."""
    text = begun.filled.page_text(begun.outline)
    fields = fields_of(begun.kind)
    unfinished = []
    for problem in draft.problems:
        said = f"{_capital(problem.message)}. {problem.remedy}"
        if problem.severity is Severity.NOTE:
            unfinished.append(said)
            continue
        name = _field_of(problem, fields)
        found[name].append(f"Line {_line(problem, text, begun.filled.text(BODY))}: {said}" if name == BODY else said)
    return tuple(unfinished)


def _field_of(problem: Problem, fields: Sequence[Asked]) -> str:
    """Return the name of the field that a problem is about, that of the text where it is in no field."""
    key = problem.field.partition("[")[0]
    names = [asked.name for asked in fields]
    if key in names:
        return key
    return next((name for name in names if key and name.partition(".")[0] == key.partition(".")[0]), BODY)


def _line(problem: Problem, text: str, body: str) -> int:
    """Return the line of the text box on which a problem is."""
    stripped = len(body) - len(body.lstrip("\n"))
    head = text.split("\n---\n", 1)[0].count("\n") + 3
    return max(1, problem.line - head + stripped)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _remarks(begun: Begun, step: Step, found: dict[str, list[str]]) -> tuple[Remark, ...]:
    """Return what is wrong, in the order of the fields, each leading to its field."""
    remarks = []
    for asked in fields_of(begun.kind):
        where = "" if asked.step is step else asked.step.value
        for said in found.get(asked.name, ()):
            text = said if said.startswith(asked.label) else f"{asked.label}: {said[:1].lower()}{said[1:]}"
            remarks.append(Remark(text, where, field_id(asked.name)))
    return tuple(remarks[:_SHOWN])


def _similar(begun: Begun) -> tuple[PageSummary, ...]:
    """Return pages that may say this already."""
    asked = " ".join(filter(None, (begun.filled.text("title"), begun.filled.text("summary"))))
    return similar_pages(searcher(), asked, begun.kind) if asked.strip() else ()


def similar_pages(engine: Searcher, text: str, kind: Kind) -> tuple[PageSummary, ...]:
    """Return the pages nearest to a text: entries for an entry, for other kinds those of the same."""
    kinds = ENTRY_KINDS if kind in ENTRY_KINDS else (kind,)
    query = Query(text[:500], k=_SIMILAR, filters={Facet.KIND: tuple(one.value for one in kinds)})
    return tuple(hit.page for hit in engine.search(query).hits)
