"""Where to go on from a search without results: only ways that lead to some are offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer import Mode, Searcher, read_question
from webui.results import Choice
from webui.search_params import SearchParams


@dataclass(frozen=True)
class WaysOn:
    """Addresses of searches that have results where this one has none, empty for those that haven't.

    `unfiltered` is the search without filters, `fewer` are those without one kind of filter; `words` is that for the
    bare words of a question with phrases, exclusions or fields, `hybrid` that by words and meaning.
    """

    unfiltered: str = ""
    fewer: tuple[Choice, ...] = ()
    words: str = ""
    hybrid: str = ""


def ways_on(engine: Searcher, params: SearchParams, narrowings: Sequence[tuple[str, SearchParams]]) -> WaysOn:
    """Return the ways on; `narrowings` are what narrows the search, by name, each with the search without it."""

    def address(search: SearchParams) -> str:
        asks = search.text or search.narrowed
        return search.url() if asks and search != params and engine.answers(search.query()) else ""

    bare = params.asking(read_question(params.text).text)
    unfiltered = address(params.without_filters())
    # Where even the search without any filter has nothing, those with some have nothing either.
    worth = narrowings if len(narrowings) > 1 and (unfiltered or not params.text) else ()
    found = ((name, address(search)) for name, search in worth)
    fewer = tuple(Choice(name, href, chosen=False) for name, href in found if href)
    return WaysOn(
        unfiltered=unfiltered,
        fewer=fewer,
        words=address(bare) or ("" if unfiltered else address(bare.without_filters())),
        hybrid=address(params.matching(Mode.HYBRID)),
    )
