"""Where to go on from a question that nothing answers: only ways that lead to an answer are offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer import Facet, Mode, Searcher, read_question
from webui.results import Chip
from webui.search_params import SearchParams


@dataclass(frozen=True)
class WaysOn:
    """Addresses of searches that have results where this one has none, empty for those that haven't.

    `chips` are the chosen filters without which there is an answer, `words` is the search for the bare words of a
    question with phrases or exclusions, `hybrid` the search by words and meaning.
    """

    unfiltered: str = ""
    chips: tuple[Chip, ...] = ()
    words: str = ""
    hybrid: str = ""


def ways_on(engine: Searcher, params: SearchParams, chips: Iterable[tuple[Chip, SearchParams]]) -> WaysOn:
    """Return the ways on from a search without results; `chips` are its filters, each with the search without it."""

    def answered(search: SearchParams) -> str:
        return search.url() if search.text and search != params and engine.answers(search.query()) else ""

    question = read_question(params.text)
    bare = params.asking(question.text) if question.phrases or question.excluded else params
    unfiltered = answered(params.without_filters())
    return WaysOn(
        unfiltered=unfiltered,
        chips=tuple(chip for chip, search in chips if answered(search)) if unfiltered else (),
        words=answered(bare),
        hybrid=answered(params.matching(Mode.HYBRID)),
    )


def for_people(params: SearchParams) -> SearchParams:
    """Return the search that finds people by what they did: its pages are of any kind."""
    return params.only(Facet.KIND)
