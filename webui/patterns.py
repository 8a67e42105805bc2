"""The patterns page: every component with its parameters and examples, drawn by the very files that draw the site.

A new component is shown once it has its examples in `EXAMPLES`; a test holds that none is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from flask import get_template_attribute
from markupsafe import Markup

from indexer import Hit, PageSummary, Place, Quote, Reason, RelatedPage, Snippet, TocItem
from kb.choices import Kind
from webui import blocks
from webui.blocks import Fact, Link, NotedPage, PersonCard, PersonReasonLine, Reach
from webui.contexts import Keep, Pattern, PatternsPage, Tools, ValueCount, render
from webui.form_patterns import FORM_EXAMPLES, HERE
from webui.overview import DomainTile, FeaturedCollection, Overview
from webui.reading import ReadingPath
from webui.results import Chip, Choice, FacetGroup, FacetLink, Pagination

_FOLDER = Path(__file__).parent / "templates" / "components"
_ABOUT = re.compile(r"\{#(.*?)#\}", re.DOTALL)

Example: TypeAlias = tuple[str, tuple[Any, ...], Mapping[str, Any]]


def patterns() -> str:
    """Show every component."""
    found = tuple(
        Pattern(
            path.stem,
            tuple(line.strip() for line in _about(path).splitlines() if line.strip()),
            tuple(_drawn(path.stem, example) for example in EXAMPLES[path.stem]),
        )
        for path in components()
    )
    return render(PatternsPage(title="Patterns", search_in_header=False, patterns=found))


def components() -> list[Path]:
    """Return the files of all components, by name."""
    return sorted(_FOLDER.glob("*.html"))


def _about(path: Path) -> str:
    found = _ABOUT.match(path.read_text(encoding="utf-8"))
    return found[1] if found else ""


def _drawn(component: str, example: Example) -> Markup:
    macro, args, options = example
    draw: Callable[..., str] = get_template_attribute(f"components/{component}.html", macro)
    return Markup(draw(*args, **options))  # noqa: S704 - drawn by our own templates, which escape


def _of(macro: str, *args: Any, **options: Any) -> Example:
    return macro, args, options


_CASE = PageSummary(
    id="case-studies/example-key-safes",
    kind=Kind.CASE_STUDY,
    title="Example case: key safes before going home",
    url=HERE,
    summary="An example of a summary: what was done, where, and what came of it.",
    organisation="Example Borough Council",
    place="Example Borough",
    stage="finished",
    outcome="partly",
    published="2026-03-01",
    reviewed="2026-09-01",
    example=True,
    domains=(("domains/example", "Home from hospital"),),
)
_PRACTICE = PageSummary(
    id="practices/example-huddle",
    kind=Kind.PRACTICE,
    title="Example practice: a morning huddle",
    url=HERE,
    summary="",
    example=True,
)
_SNIPPET = Snippet("Nobody had told the ward who holds the key safe.", ((20, 24), (39, 47)))
_HIT = Hit(
    rank=1,
    page=_CASE,
    url=_CASE.url,
    score=0.9,
    snippet=_SNIPPET,
    section="What went wrong",
    reasons=(Reason.EXACT_WORDS, Reason.SIMILAR_MEANING),
    words=("key safe", "ward"),
    missing=("keypad",),
    nearest=Place(HERE, "What we would do again"),
)
_QUOTE = Quote(_CASE, _CASE.url, "What went wrong", _SNIPPET, 0.6)
_NEAR = Hit(2, _PRACTICE, _PRACTICE.url, 0.3, Snippet("Ten minutes, standing, every morning."), "", ())
_PERSON = PersonCard(
    name="Example link worker",
    href=HERE,
    about="Link worker, Example Neighbours, Example Borough",
    part="has done it",
    example=True,
    archived=False,
    offers=("An hour by phone",),
    reasons=(PersonReasonLine(_CASE, _CASE.url, "Has done:", "3 May 2026", _SNIPPET),),
    reach=Reach("Ask a coordinator to introduce you:", (Link("Home from hospital", HERE),)),
)
_MATCH = blocks.MatchLine(
    own="A morning at our front desk for a visitor",
    other="A day at a front desk, to see what people bring in their bags",
    person=Link("Example designer", HERE, example=True),
    about="Designer of services, Example Borough",
    reach=_PERSON.reach,
)
_MATCHES = blocks.Matches(id="_x", heading="", own="Offered here", others="Asked for", items=(_MATCH,), rest=(_MATCH,))
_COLLECTION = FeaturedCollection(
    PageSummary("collections/example", Kind.COLLECTION, "Example collection", HERE, ""),
    "What to read in your first week.",
    Link("Example coordinator", example=True),
    5,
)
_DOMAIN = PageSummary("domains/example", Kind.DOMAIN, "Home from hospital", HERE, "")
_OVERVIEW = Overview(
    domains=(DomainTile(_DOMAIN, "Nobody waits in a bed for a key safe.", 12),),
    other_domains=(_DOMAIN,),
    newest=(),
    collection=None,
    events=(),
    numbers=(),
    examples=(),
    created="2026-11-25",
)
_CHOICES = (
    Choice("All", HERE, True, 120),
    Choice("Practices", HERE, False, 20),
)
_SORTS = (
    Choice("Best match", HERE, True),
    Choice("Newest", HERE, False),
)
_FACETS = (
    FacetLink("Leeds", 12, HERE, True),
    FacetLink("Hull", 3, HERE, False),
)
_LINK = Link("A link", HERE, note="with a note", example=True)
_PAGES = Pagination(2, HERE, HERE, ((1, HERE), (2, HERE), None, (9, HERE)))
_PATH = ReadingPath(
    Link("Example collection", HERE, example=True), 2, 5, "Read the pitfalls first.",
    Link("The one before", HERE), Link("The one after", HERE),
)  # fmt: skip
_TOOLS = Tools(Keep("practices/example-huddle", False, "/patterns"), HERE, HERE, HERE, HERE)
_ISSUES = (
    blocks.MappedIssue("_x", "Key safes", "Who fits them, and who pays?", (_CASE,), ()),
    blocks.MappedIssue("_y", "Nights", "Who is there at three in the morning?", (), ()),
)
_USE = blocks.UseLine("Example Trust", "Hull", "2 March 2026", "failed", "No flats with a lift.", Link("Example nurse"))


def _list(**values: Any) -> blocks.PageList:
    return blocks.PageList(id="_x", heading="Practices", items=(_CASE, _PRACTICE), **values)


EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    **FORM_EXAMPLES,
    "block": (
        _of("draw", blocks.Points(id="_block-points", heading="A block", intro="Its intro.", items=(_LINK,))),
        _of("draw", blocks.PageList(id="_block-empty", heading="An empty block", items=(), empty="It says why.")),
    ),
    "brief": (
        _of(
            "brief",
            blocks.Brief(
                id="_x", heading="Invitation brief", text="# Invitation\n\n- Date and time: …\n", download=HERE
            ),
        ),
    ),
    "chips": (_of("chip_row", (Chip("Place", "Leeds", HERE),) * 2, HERE),),
    "choices": (_of("choice_row", _SORTS, "Order"),),
    "contact": (_of("contact", blocks.Contact(id="_x", heading="How to reach", reach=_PERSON.reach)),),
    "contents": (_of("contents_list", (TocItem("_pattern-block", "block", 2), TocItem("_pattern-chips", "chips", 2))),),
    "crumbs": (_of("crumb_row", (Link("Home", "/"), Link("Home from hospital", HERE))),),
    "domain_tiles": (_of("domain_tiles", _OVERVIEW),),
    "examples": (_of("example_questions", ("Who should be in the room?", "How do we keep volunteers?")),),
    "facet": (_of("facet", FacetGroup("place", "Place", _FACETS, _FACETS[1:])),),
    "facts": (
        _of(
            "facts_card",
            (
                Fact("Outcome", (Link("Partly worked"),), "partly"),
                Fact("Place", (Link("Leeds"),)),
                Fact("Link", (_LINK,)),
            ),
            (Link("discharge", HERE),),
        ),
    ),
    "featured": (_of("featured", _COLLECTION),),
    "hit": (_of("hit_card", _HIT, heading=3), _of("hit_card", _NEAR, near=True, heading=3)),
    "issue_map": (_of("issue_map", blocks.IssueMap(id="_x", heading="Issue map", items=_ISSUES)),),
    "labels": (
        _of("example"),
        _of("archived"),
        *(_of("outcome_mark", outcome) for outcome in ("worked", "partly", "failed", "too-early")),
        *(_of("reason", reason.value) for reason in Reason),
    ),
    "link": (_of("link", _LINK),),
    "logo": (_of("logo"),),
    "matches": (_of("matches", _MATCHES),),
    "meta_line": (_of("meta_line", _CASE, dated=True, with_kind=True),),
    "methods": (_of("methods", blocks.Methods(id="_x", heading="", items=(blocks.UsedMethod(_PRACTICE, (_CASE,)),))),),
    "noted_list": (
        _of(
            "noted_list",
            blocks.NotedList(
                id="_x", heading="", items=(NotedPage(_CASE, "Read this for the pitfalls."),), ordered=True
            ),
        ),
        _of("noted_list", blocks.NotedList(id="_x", heading="", items=(NotedPage(_PRACTICE, "", "Next step"),))),
    ),
    "page_link": (_of("page_link", _CASE),),
    "page_list": (
        _of("page_list", _list(compact=True)),
        _of("page_list", _list(rest=(_CASE,), more=Link("All 20 practices", HERE))),
    ),
    "pagination": (_of("pager", _PAGES),),
    "people": (_of("people", blocks.People(id="_x", heading="People", items=(_PERSON, _PERSON))),),
    "person_card": (_of("person_card", _PERSON),),
    "points": (
        _of("points", blocks.Points(id="_x", heading="", items=(Link("The first point"), _LINK))),
        _of("points", blocks.Points(id="_x", heading="", items=(Link("A single point is a paragraph."),))),
    ),
    "reading_path": (_of("reading_bar", _PATH),),
    "related_list": (
        _of(
            "related_list",
            blocks.RelatedList(
                id="_x", heading="", items=(RelatedPage(_CASE, 0.7, ("works on the same question", "also in Leeds")),)
            ),
        ),
    ),
    "quote": (_of("quote", _QUOTE),),
    "search_tips": (_of("search_tips"), _of("search_signs")),
    "search_box": (_of("search_box", None, "What are you dealing with?", "A few words, a question, or a paragraph."),),
    "sectors": (
        _of(
            "sectors",
            blocks.Sectors(
                id="_x",
                heading="",
                items=(blocks.SectorLine("Public sector", (_LINK,)), blocks.SectorLine("Business", ())),
            ),
        ),
    ),
    "snippet": (_of("snippet", _SNIPPET),),
    "tabs": (_of("tab_row", _CHOICES, "Kinds of page, as an example"),),
    "tools": (_of("page_tools", _TOOLS),),
    "topics": (
        _of(
            "topics",
            blocks.Topics(
                id="_x",
                heading="",
                items=(blocks.Topic(_LINK, 7, (blocks.Proof(_CASE, "has done it"), blocks.Proof(_PRACTICE))),),
            ),
        ),
    ),
    "uses": (_of("uses", blocks.Uses(id="_x", heading="", items=(_USE,))),),
    "value_list": (_of("value_list", (ValueCount("discharge", HERE, 12),)),),
}
