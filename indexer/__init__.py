"""The search engine: builds generations of an index from a library, and answers queries, people and relations from one.

What stands in `__all__` is everything the site and the command line use.
"""

from indexer.advice import Advice, NearCopy, SuggestedLink, SuggestedPractice, SuggestedValue
from indexer.asked import Facet, Mode, Query, Sort
from indexer.brief import invitation_brief, reach_of
from indexer.build import Builder, BuildReport, build_index
from indexer.comparing import Comparison, compare, read_figures
from indexer.credits import Credit, PageHistory
from indexer.doctor import Finding, Health, examine
from indexer.encoders import load_encoder
from indexer.evaluation import Evaluation, evaluate
from indexer.filters import MOST_VALUES
from indexer.gathering import SIZE
from indexer.generation import IndexFolder, verified
from indexer.judged import read_collection
from indexer.live import LiveSearcher
from indexer.pairs import (
    Concern,
    Introduction,
    Introductions,
    IsolatedPerson,
    Match,
    Matches,
    Person,
    SimilarPerson,
)
from indexer.question import FIELDS, MAX_CHARACTERS, example_of, is_day, read_question
from indexer.results import (
    Answer,
    Backlink,
    ContactWay,
    Expansion,
    Explanation,
    FacetValue,
    Hit,
    Ignored,
    PageSummary,
    PersonReason,
    PersonSuggestion,
    Place,
    Quote,
    Reason,
    RelatedPage,
    Snippet,
    Stats,
    StoredPage,
    Tie,
    TocItem,
    Via,
)
from indexer.room import InvolvedCommunity, Method, Room, Seat
from indexer.searcher import Searcher
from indexer.serialise import (
    answer_values,
    evaluation_values,
    finding_values,
    introductions_values,
    page_values,
    person_values,
    related_values,
    stats_values,
)
from indexer.serialise_advice import advice_values
from indexer.serialise_room import room_values
from indexer.suggestions import Suggestion
from indexer.where_used import UseRecord, WhereUsed, where_used

__all__ = [
    "FIELDS",
    "MAX_CHARACTERS",
    "MOST_VALUES",
    "SIZE",
    "Advice",
    "Answer",
    "Backlink",
    "BuildReport",
    "Builder",
    "Comparison",
    "Concern",
    "ContactWay",
    "Credit",
    "Evaluation",
    "Expansion",
    "Explanation",
    "Facet",
    "FacetValue",
    "Finding",
    "Health",
    "Hit",
    "Ignored",
    "IndexFolder",
    "Introduction",
    "Introductions",
    "InvolvedCommunity",
    "IsolatedPerson",
    "LiveSearcher",
    "Match",
    "Matches",
    "Method",
    "Mode",
    "NearCopy",
    "PageHistory",
    "PageSummary",
    "Person",
    "PersonReason",
    "PersonSuggestion",
    "Place",
    "Query",
    "Quote",
    "Reason",
    "RelatedPage",
    "Room",
    "Searcher",
    "Seat",
    "SimilarPerson",
    "Snippet",
    "Sort",
    "Stats",
    "StoredPage",
    "SuggestedLink",
    "SuggestedPractice",
    "SuggestedValue",
    "Suggestion",
    "Tie",
    "TocItem",
    "UseRecord",
    "Via",
    "WhereUsed",
    "advice_values",
    "answer_values",
    "build_index",
    "compare",
    "evaluate",
    "evaluation_values",
    "examine",
    "example_of",
    "finding_values",
    "introductions_values",
    "invitation_brief",
    "is_day",
    "load_encoder",
    "page_values",
    "person_values",
    "reach_of",
    "read_collection",
    "read_figures",
    "read_question",
    "related_values",
    "room_values",
    "stats_values",
    "verified",
    "where_used",
]
