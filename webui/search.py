"""The search page: a question with filters in, an answer that can be judged without opening anything out."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from indexer import Answer, Facet, FacetValue, Mode, Searcher
from kb.choices import Kind
from kb.errors import UnknownPageError
from webui import labels, people
from webui.contexts import (
    Chip,
    FacetGroup,
    FacetLink,
    ModeLink,
    Pagination,
    Results,
    SearchBox,
    SearchPage,
    render,
)
from webui.search_params import PAGE_SIZE, SearchParams
from webui.site import searcher, site

SHOWN_VALUES = 7
_FACETS = {
    Facet.KIND: "Kind",
    Facet.OUTCOME: "Outcome",
    Facet.STAGE: "Stage",
    Facet.DOMAIN: "Domain",
    Facet.PLACE: "Place",
    Facet.ORGANISATION: "Organisation",
    Facet.TAG: "Tag",
}
_MODES = {
    Mode.HYBRID: "Words and meaning",
    Mode.KEYWORD: "Exact words only",
    Mode.DENSE: "Similar meaning only",
}


def search() -> str:
    """Answer a question, or show how to ask one."""
    params = SearchParams.from_args(request.args)
    engine = searcher()
    answer = engine.search(params.query()) if params.text or params.filters else None
    names = _Names(engine, answer)
    return render(
        SearchPage(
            title=f"{labels.shortened(params.text, 60)} – Search" if params.text else "Search",
            search_in_header=False,
            heading=_heading(params, answer),
            box=SearchBox(params.text, params.carried()),
            chips=tuple(
                Chip(_FACETS[facet], names.of(facet, value), params.toggled(facet, value).url())
                for facet, value in params.chosen()
            ),
            clear=params.without_filters().url(),
            overview=site().overviews.of(engine),
            results=_results(engine, params, answer) if answer else None,
        )
    )


def _heading(params: SearchParams, answer: Answer | None) -> str:
    if answer is None:
        return "What are you dealing with?"
    if not params.text:
        return f"{answer.total:,} {'page' if answer.total == 1 else 'pages'} with these filters"
    asked = labels.shortened(params.text, 80)
    if not answer.answered:
        return f"Nothing {'with these filters' if params.filters else 'here'} answers “{asked}”"
    return f"{answer.total:,} {'result' if answer.total == 1 else 'results'} for “{asked}”"


def _results(engine: Searcher, params: SearchParams, answer: Answer) -> Results:
    last = max(1, -(-answer.total // PAGE_SIZE))
    return Results(
        hits=answer.hits,
        near_misses=answer.near_misses,
        people=tuple(people.suggested(engine, person) for person in answer.people) if params.page == 1 else (),
        facets=_facet_groups(params, answer),
        modes=_mode_links(params, answer),
        ignored=(*params.ignored, *answer.ignored),
        notice=answer.notice,
        pagination=pagination(params, last) if last > 1 and params.page <= last else None,
        beyond=params.on_page(last).url() if answer.answered and params.page > last else "",
    )


def _mode_links(params: SearchParams, answer: Answer) -> tuple[ModeLink, ...]:
    """Return the ways of matching; none without a question, or where the engine fell back to another way than asked."""
    if answer.mode is not params.mode or not params.text:
        return ()
    return tuple(ModeLink(text, params.matching(mode).url(), params.mode is mode) for mode, text in _MODES.items())


def _facet_groups(params: SearchParams, answer: Answer) -> tuple[FacetGroup, ...]:
    groups = []
    for facet, heading in _FACETS.items():
        values = _worth_showing(answer.facets.get(facet, ()), params.filters.get(facet, ()), answer.total)
        links = tuple(
            FacetLink(
                label_of(facet, value.value, value.label),
                value.count,
                params.toggled(facet, value.value).url(),
                value.value in params.filters.get(facet, ()),
            )
            for value in values
        )
        if links:
            groups.append(FacetGroup(facet.value, heading, links[:SHOWN_VALUES], links[SHOWN_VALUES:]))
    return tuple(groups)


def _worth_showing(values: tuple[FacetValue, ...], chosen: tuple[str, ...], total: int) -> tuple[FacetValue, ...]:
    """Return the values, chosen ones first; none if the only one holds for every result, since it narrows nothing."""
    if not chosen and len(values) == 1 and values[0].count >= total:
        return ()
    return tuple(sorted(values, key=lambda value: value.value not in chosen))


def label_of(facet: Facet, value: str, label: str = "") -> str:
    """Return the words for a facet's value; `label` is what the engine calls it."""
    if facet is Facet.KIND:
        return labels.kind(Kind(value))
    if facet is Facet.STAGE:
        return labels.stage(value)
    if facet is Facet.OUTCOME:
        return labels.outcome(value)
    return label or value


class _Names:
    """Finds the words for chosen filters, also where the answer has none of them."""

    def __init__(self, engine: Searcher, answer: Answer | None) -> None:
        self._engine = engine
        self._facets: Mapping[Facet, tuple[FacetValue, ...]] = answer.facets if answer else {}

    def of(self, facet: Facet, value: str) -> str:
        known = next((found.label for found in self._facets.get(facet, ()) if found.value == value), "")
        if facet is Facet.DOMAIN and not known:
            try:
                known = self._engine.head(value).title
            except UnknownPageError:
                known = value
        return label_of(facet, value, known)


def pagination(params: SearchParams, last: int) -> Pagination:
    """Return the steps to other pages: the first, the last, and those around this one."""
    number = params.page
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    steps: list[tuple[int, str] | None] = []
    for before, step in zip([0, *shown], shown, strict=False):
        if step - before > 1:
            steps.append(None)
        steps.append((step, params.on_page(step).url()))
    return Pagination(
        number=number,
        previous=params.on_page(number - 1).url() if number > 1 else "",
        next=params.on_page(number + 1).url() if number < last else "",
        steps=tuple(steps),
    )
