"""The variables of every template: one frozen dataclass each, handed over as `page`.

A view builds one of these and calls `render`; templates know nothing else but the globals that `webui.app` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import has_request_context, render_template
from markupsafe import Markup

from indexer import Ignored, PageSummary, TocItem
from kb.choices import Kind
from webui.blocks import Block, Fact, Link
from webui.kept_list import kept_ids
from webui.overview import Overview
from webui.reading import ReadingPath
from webui.results import Chip, Choice, Correction, Results
from webui.source_diff import Stretch
from webui.ways_on import WaysOn


@dataclass(frozen=True)
class SearchBox:
    """What stands in a search box, and the choices it carries along unseen, as names and values."""

    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class View:
    """What the frame of every page needs.

    `title` is the document's, without the name of the library; `feed` the address of what is new in what it shows;
    `indexed` says whether robots may list it.
    """

    template: ClassVar[str]
    title: str
    description: str = ""
    search_in_header: bool = True
    feed: str = "/feed.xml"
    indexed: bool = True


@dataclass(frozen=True, kw_only=True)
class HomePage(View):
    """The first page."""

    template: ClassVar[str] = "home.html"
    heading: str
    overview: Overview
    events: tuple[PageSummary, ...]
    box: SearchBox = SearchBox()


@dataclass(frozen=True, kw_only=True)
class SearchPage(View):
    """Search: without `results` it is the page before a question was asked.

    `clear` is the search without filters, `convene` leads to who should be in the room for the question.
    """

    template: ClassVar[str] = "search.html"
    heading: str
    box: SearchBox
    chips: tuple[Chip, ...]
    knows_meaning: bool
    clear: str
    ways: WaysOn
    overview: Overview
    results: Results | None
    convene: str


@dataclass(frozen=True, kw_only=True)
class ConvenePage(View):
    """Who should be in the room: without `problem` it asks for one; where it isn't `answered` it leads on."""

    template: ClassVar[str] = "convene.html"
    problem: str
    sizes: tuple[Choice, ...]
    answered: bool
    notice: str
    ignored: tuple[Ignored, ...]
    meant: Correction | None
    search: str
    examples: tuple[Link, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Keep:
    """Whether the reader keeps a page, and where the form that changes it leads back to."""

    page: str
    kept: bool
    back: str


@dataclass(frozen=True)
class Tools:
    """What a reader can do with a page. Addresses are empty where there is no file to change, or nothing to use."""

    keep: Keep
    source: str
    edit: str
    used: str
    outdated: str


@dataclass(frozen=True, kw_only=True)
class ContentPage(View):
    """A page of the library, of any kind. `when` says of an event when and where it takes place."""

    template: ClassVar[str] = "page.html"
    kind: str
    path: ReadingPath | None
    tools: Tools
    summary: PageSummary
    crumbs: tuple[Link, ...]
    lede: str
    when: str
    facts: tuple[Fact, ...]
    tags: tuple[Link, ...]
    before: tuple[Block, ...]
    body: Markup
    contents: tuple[TocItem, ...]
    after: tuple[Block, ...]
    problem: str
    empty: str


@dataclass(frozen=True)
class ChangedFile:
    """A file of a change, with the files of the preview that show it; `page` is empty where the site has none."""

    state: str
    title: str
    path: str
    page: str
    changes: str
    note: str


@dataclass(frozen=True, kw_only=True)
class PreviewPage(View):
    """The first page of a preview; `left_out` counts changed files that are not listed."""

    template: ClassVar[str] = "preview.html"
    base: str
    files: tuple[ChangedFile, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class ChangePage(View):
    """What has changed in one file; `page` is where the page lies that comes of it, if one does."""

    template: ClassVar[str] = "change.html"
    heading: str
    path: str
    state: str
    page: str
    stretches: tuple[Stretch, ...]
    problem: str


@dataclass(frozen=True, kw_only=True)
class ErrorPage(View):
    """Something went wrong, said in words with ways on."""

    template: ClassVar[str] = "error.html"
    status: int
    heading: str
    paragraphs: tuple[str, ...]
    command: str = ""
    suggestions: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ValueCount:
    """A tag, a place or a kind, with the number of pages that have it."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ValuePage(View):
    """Everything with one tag, or in one place. `near` are tags that its pages often have as well."""

    template: ClassVar[str] = "value.html"
    kind: str
    heading: str
    crumbs: tuple[Link, ...]
    total: int
    search: str
    near: tuple[ValueCount, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class ValuesPage(View):
    """All tags, or all places."""

    template: ClassVar[str] = "values.html"
    heading: str
    lede: str
    values: tuple[ValueCount, ...]
    empty: str


@dataclass(frozen=True, kw_only=True)
class BrowsePage(View):
    """Every way into the library."""

    template: ClassVar[str] = "browse.html"
    overview: Overview
    kinds: tuple[ValueCount, ...]
    blocks: tuple[Block, ...]
    tags: tuple[ValueCount, ...]
    places: tuple[ValueCount, ...]


@dataclass(frozen=True)
class KeptRow:
    """A kept page; `can_move` unless it is the first."""

    page: PageSummary
    can_move: bool


@dataclass(frozen=True, kw_only=True)
class KeptPage(View):
    """The pages that the reader keeps. `gone` are ids that no page has any more; `full` after one more wouldn't fit."""

    template: ClassVar[str] = "kept.html"
    rows: tuple[KeptRow, ...]
    gone: tuple[str, ...]
    full: bool
    indexed: bool = False


@dataclass(frozen=True, kw_only=True)
class AboutPage(View):
    """What this library is, how it works and what it knows of its readers."""

    template: ClassVar[str] = "about.html"
    overview: Overview
    model: str
    keyword_engine: str


@dataclass(frozen=True, kw_only=True)
class HelpPage(View):
    """How to search, read, keep, subscribe and contribute."""

    template: ClassVar[str] = "help.html"
    kinds: tuple[Kind, ...]
    knows_meaning: bool


@dataclass(frozen=True)
class Pattern:
    """One component: its name, what its file says of it, and examples of it."""

    name: str
    about: tuple[str, ...]
    examples: tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True)
class PatternsPage(View):
    """Every component of the site with its parameters and examples."""

    template: ClassVar[str] = "patterns.html"
    patterns: tuple[Pattern, ...]
    indexed: bool = False


@dataclass(frozen=True)
class FeedEntry:
    """A page in a feed; `updated` is a moment with its time zone."""

    page: PageSummary
    url: str
    updated: str


@dataclass(frozen=True)
class Feed:
    """An Atom feed."""

    title: str
    subtitle: str
    id: str
    home: str
    updated: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True)
class Frame:
    """What the frame shows of the reader's own: how many pages they keep."""

    kept: int


def render(view: View) -> str:
    """Return the HTML of a page."""
    return render_template(view.template, page=view, frame=frame())


def frame() -> Frame:
    """Return what the frame shows for the request that is answered, if there is one."""
    return Frame(len(kept_ids()) if has_request_context() else 0)
