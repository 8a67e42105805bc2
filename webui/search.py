"""The search page: a question with filters in, an answer that can be judged without opening anything out."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request

from indexer import Answer, Facet, FacetValue, Mode, PersonSuggestion, Searcher, Sort
from kb.choices import Kind
from kb.errors import UnknownPageError
from webui import labels, people
from webui.contexts import SearchBox, SearchPage, render
from webui.convene import convene_url
from webui.results import Chip, Choice, Correction, FacetGroup, FacetLink, Pagination, Results
from webui.search_params import PAGE_SIZE, SearchParams
from webui.site import searcher, site
from webui.ways_on import WaysOn, ways_on

SHOWN_VALUES = 7
MOST_PEOPLE = 6
_FACETS = {
    Facet.OUTCOME: "Outcome",
    Facet.STAGE: "Stage",
    Facet.DOMAIN: "Domain",
    Facet.PLACE: "Place",
    Facet.ORGANISATION: "Organisation",
    Facet.TAG: "Tag",
    Facet.PERSON: "Person",
}
_PUBLISHED = "Published"
_SORTS = {Sort.RELEVANCE: "Best match", Sort.NEWEST: "Newest", Sort.TITLE: "Title"}
_MODES = {
    Mode.HYBRID: "Words and meaning",
    Mode.KEYWORD: "Exact words only",
    Mode.DENSE: "Similar meaning only",
}


def search() -> str:
    """Answer a question, or show how to ask one."""
    engine = searcher()
    params = SearchParams.from_args(request.args).understood(engine)
    answer = engine.search(params.query()) if params.text or params.narrowed else None
    if answer and _notice(params, answer) and engine.knows_meaning:
        g.tag = ""  # what limits the answer may end before the next generation
    ways = ways_on(engine, params, _narrowings(params)) if answer and not answer.answered else WaysOn()
    return render(
        SearchPage(
            title=_title(params, answer),
            search_in_header=False,
            feed="/feed.xml" if params.filters.get(Facet.KIND) == (Kind.PERSON.value,) else params.feed_url(),
            indexed=False,
            heading=_heading(params, answer),
            box=SearchBox(params.text, params.carried()),
            chips=_chips(params, Names(engine, answer)),
            knows_meaning=engine.knows_meaning,
            clear=params.without_filters().url(),
            ways=ways,
            overview=site().overviews.of(engine),
            results=_results(engine, params, answer) if answer else None,
            convene=convene_url(params.text) if params.text and answer and answer.answered else "",
        )
    )


def _chips(params: SearchParams, names: Names) -> tuple[Chip, ...]:
    """Return the chosen filters but for kinds, which are tabs."""
    chosen = [
        Chip(_FACETS[facet], names.of(facet, value), params.toggled(facet, value).url())
        for facet, value in params.chosen()
        if facet in _FACETS
    ]
    if params.after:
        chosen.append(Chip(_PUBLISHED, f"from {labels.day(params.after)} on", params.at_any_time(after=True).url()))
    if params.before:
        chosen.append(Chip(_PUBLISHED, f"before {labels.day(params.before)}", params.at_any_time(before=True).url()))
    return tuple(chosen)


def _narrowings(params: SearchParams) -> list[tuple[str, SearchParams]]:
    """Return what narrows a search, by name, each with the search without it."""
    facets = {Facet.KIND: "Kind", **_FACETS}
    narrowed = [(heading, params.only(facet)) for facet, heading in facets.items() if facet in params.filters]
    if params.after or params.before:
        narrowed.append((_PUBLISHED, params.at_any_time(after=True, before=True)))
    return narrowed


def _title(params: SearchParams, answer: Answer | None) -> str:
    if answer is None:
        return "Search"
    return f"{labels.shortened(params.text, 60)} – Search" if params.text else _browsed(params, answer.total)


def _heading(params: SearchParams, answer: Answer | None) -> str:
    if answer is None:
        return "What are you dealing with?"
    if not params.text:
        return _browsed(params, answer.total)
    asked = labels.shortened(params.text, 80)
    if not answer.answered and _looks_for_people(params):
        return f"No profile answers “{asked}”"
    if not answer.answered:
        return f"Nothing {'with these filters' if params.narrowed else 'here'} answers “{asked}”"
    return f"{answer.total:,} {'result' if answer.total == 1 else 'results'} for “{asked}”"


def _browsed(params: SearchParams, total: int) -> str:
    """Return the heading of a list without a question: all pages of one kind, or what the filters leave."""
    kinds = params.filters.get(Facet.KIND, ())
    if len(kinds) == 1:
        return labels.counted(Kind(kinds[0]), total).capitalize()
    return f"{total:,} {'page' if total == 1 else 'pages'} with these filters"


def _results(engine: Searcher, params: SearchParams, answer: Answer) -> Results:
    last = max(1, -(-answer.total // PAGE_SIZE))
    return Results(
        hits=answer.hits,
        quotes=answer.quotes,
        near_misses=answer.near_misses,
        people=tuple(people.suggested(engine, person) for person in _people(engine, params, answer)),
        people_first=_looks_for_people(params),
        tabs=_tabs(params, answer),
        facets=_facet_groups(params, answer),
        modes=_mode_links(params, answer),
        sorts=_sort_links(params) if answer.total > 1 else (),
        shown=_shown(answer),
        meant=_meant(params, answer),
        expanded=answer.expanded,
        ignored=(*params.ignored, *answer.ignored),
        notice=_notice(params, answer),
        pagination=pagination(params, last) if last > 1 and params.page <= last else None,
        beyond=params.on_page(last).url() if answer.answered and params.page > last else "",
    )


def _meant(params: SearchParams, answer: Answer) -> Correction | None:
    """Return the question as it may have been meant, as a link that keeps filters, order and way of matching."""
    meant = answer.did_you_mean
    return Correction(meant, params.asking(meant).url()) if meant else None


def _notice(params: SearchParams, answer: Answer) -> str:
    """Return what limits the answer; a list of pages without a question misses nothing."""
    return answer.notice if params.text else ""


def _people(engine: Searcher, params: SearchParams, answer: Answer) -> tuple[PersonSuggestion, ...]:
    """Return people who may know, on the first page only.

    Whoever looks for practitioners gets those whom the whole library speaks for: few profiles say what people did.
    """
    if params.page > 1 or not params.text:
        return ()
    return engine.people(params.only(Facet.KIND).query(), MOST_PEOPLE) if _looks_for_people(params) else answer.people


def _looks_for_people(params: SearchParams) -> bool:
    return Kind.PERSON.value in params.filters.get(Facet.KIND, ())


def _tabs(params: SearchParams, answer: Answer) -> tuple[Choice, ...]:
    """Return a tab for all results and one for each kind among them; none where they are all of one kind."""
    chosen = params.filters.get(Facet.KIND, ())
    counts = {value.value: value.count for value in answer.facets.get(Facet.KIND, ())}
    kinds = [kind for kind in Kind if kind.value in counts or kind.value in chosen]
    if len(kinds) < 2 and not chosen:
        return ()
    others = params.only(Facet.KIND)
    every = Choice("All", others.url(), not chosen, sum(counts.values()))
    return (
        *((every,) if others.text or others.narrowed else ()),
        *(
            Choice(
                labels.kinds(kind),
                params.only(Facet.KIND, kind.value).url(),
                kind.value in chosen,
                counts.get(kind.value, 0),
            )
            for kind in kinds
        ),
    )


def _sort_links(params: SearchParams) -> tuple[Choice, ...]:
    """Return the orders; without a question nothing matches better than another."""
    sorts = {sort: text for sort, text in _SORTS.items() if params.text or sort is not Sort.RELEVANCE}
    chosen = params.sort if params.sort in sorts else Sort.NEWEST
    return tuple(Choice(text, params.sorted_by(sort).url(), sort is chosen) for sort, text in sorts.items())


def _shown(answer: Answer) -> str:
    """Return which results this page shows, where it doesn't show all."""
    if not answer.hits or len(answer.hits) == answer.total:
        return ""
    return f"{answer.hits[0].rank:,} to {answer.hits[-1].rank:,}"


def _mode_links(params: SearchParams, answer: Answer) -> tuple[Choice, ...]:
    """Return the ways of matching; none without a question, or where the engine fell back to another way than asked."""
    if answer.mode is not params.mode or not params.text:
        return ()
    return tuple(Choice(text, params.matching(mode).url(), params.mode is mode) for mode, text in _MODES.items())


def _facet_groups(params: SearchParams, answer: Answer) -> tuple[FacetGroup, ...]:
    groups = []
    for facet, heading in _FACETS.items():  # people are counted by no facet
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
        return labels.kinds(Kind(value))
    if facet is Facet.STAGE:
        return labels.stage(value)
    if facet is Facet.OUTCOME:
        return labels.outcome(value)
    return label or value


class Names:
    """Finds the words for chosen filters, also where the answer has none of them."""

    def __init__(self, engine: Searcher, answer: Answer | None) -> None:
        self._engine = engine
        self._facets: Mapping[Facet, tuple[FacetValue, ...]] = answer.facets if answer else {}

    def of(self, facet: Facet, value: str) -> str:
        known = next((found.label for found in self._facets.get(facet, ()) if found.value == value), "")
        if facet in {Facet.DOMAIN, Facet.PERSON} and not known:
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
