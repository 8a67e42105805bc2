"""What the search engine is asked: a question with filters, an order and a way of matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """Which retrievers answer a query."""

    HYBRID = "hybrid"
    KEYWORD = "keyword"
    DENSE = "dense"


class Facet(StrEnum):
    """A field that results can be filtered by, and counted. Domains and people are page ids, the others texts."""

    KIND = "kind"
    DOMAIN = "domain"
    TAG = "tag"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    STAGE = "stage"
    OUTCOME = "outcome"


class Sort(StrEnum):
    """The order of results. Without words, relevance is newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    TITLE = "title"


@dataclass(frozen=True)
class Query:
    """A question as asked, in the query language (docs/searching.md).

    Filters are OR within a facet and AND across facets. `after` and `before` are ISO years, months or days: what was
    published from its beginning on, and before its beginning. `offset` skips hits for paging.
    """

    text: str
    mode: Mode = Mode.HYBRID
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    k: int = 10
    offset: int = 0
    sort: Sort = Sort.RELEVANCE
    after: str = ""
    before: str = ""
