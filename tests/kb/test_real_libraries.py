"""Four libraries that nobody here wrote, read in place: every page of them is there, and every fault is a known one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.choices import Kind, Status
from kb.config import Config, load_config
from kb.library import Library, read_library
from kb.page import EntryHead, EventHead, PersonHead
from kb.problems import Problem, Severity
from kb.rendering import Rendered
from tests.kb.whole import rendered_whole

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# Pages by kind, files left out by configuration, and problems by code: measured, then looked at one by one.
EXPECTED: dict[str, tuple[dict[str, int], int, dict[str, int]]] = {
    "18f-methods": ({"practice": 35, "domain": 5}, 22, {}),
    "homeoffice": ({"practice": 49, "domain": 3}, 19, {}),
    "openpracticelibrary": (
        {"practice": 171, "story": 10, "person": 93, "domain": 4},
        3,
        {"control-character": 1, "dangling-link": 3, "missing-alt": 22},
    ),
    "digitalgov": (
        {"story": 2309, "practice": 129, "event": 335, "community": 41, "domain": 51, "person": 1043},
        131,
        {
            "dangling-link": 135,
            "dangling-reference": 14,
            "empty-item": 1,
            "inexact-reference": 14,
            "missing-alt": 5,
            "missing-title": 1,
            "repeated-item": 80,
            "repeated-key": 15,
            "unknown-tag": 6,
        },
    ),
}


@dataclass(frozen=True)
class Whole:
    """A library, read and rendered in full."""

    config: Config
    library: Library
    rendered: dict[str, Rendered]

    def found(self, code: str) -> list[Problem]:
        """Return the problems of one code."""
        return [problem for problem in self.library.problems if problem.code == code]

    def entry(self, page_id: str) -> EntryHead:
        """Return the head of an entry."""
        head = self.library.pages[page_id].head
        assert isinstance(head, EntryHead)
        return head


@pytest.fixture(scope="session")
def whole(shared: Path) -> Callable[[str], Whole]:
    """Read and render an example's library, once a session, wherever the shared folder is."""
    made: dict[str, Whole] = {}

    def read(name: str) -> Whole:
        if name not in made:
            file = EXAMPLES / f"{name}.toml"
            parts = load_config(file, environ={}).settings.content.parts
            content = shared.joinpath(*parts[parts.index("corpora") :])
            config = load_config(file, environ={}, flags={"content": content, "render_seconds": 30})
            library = read_library(config)
            made[name] = Whole(config, library, rendered_whole(library, config))
        return made[name]

    return read


@pytest.mark.parametrize("name", EXPECTED)
def test_every_page_is_read_and_every_problem_is_a_known_one(whole: Callable[[str], Whole], name: str) -> None:
    """Nothing crashes, no file is left out but by configuration, and nothing is reported that isn't wrong."""
    kinds, left_out, problems = EXPECTED[name]
    library = whole(name).library
    assert Counter(page.kind.value for page in library.pages.values()) == kinds
    assert library.left_out == left_out
    assert dict(sorted(library.problems.by_code().items())) == problems


@pytest.mark.parametrize("name", EXPECTED)
def test_every_problem_is_in_the_line_it_names(whole: Callable[[str], Whole], name: str) -> None:
    """The quoted word of a report stands in that line of the file, also where the body comes from the head."""
    library = whole(name)
    for problem in library.library.problems:
        lines = (library.config.settings.content / problem.path).read_text("utf-8", "replace").split("\n")
        quoted = re.search(r"'([^']+)'", problem.message)
        expected = quoted[1] if quoted else problem.field if problem.code == "repeated-key" else ""
        assert expected in lines[problem.line - 1], problem


@pytest.mark.parametrize("name", EXPECTED)
def test_every_page_is_rendered_with_its_text_and_without_what_a_generator_would_expand(
    whole: Callable[[str], Whole], name: str
) -> None:
    """No page ends as plain text; no braces of Hugo, Liquid or Nunjucks are shown; headings go down without a gap."""
    library = whole(name)
    for page_id, rendered in library.rendered.items():
        assert rendered.problem == "", page_id
        assert not re.search(r"\{\{[<%]|\{%|\{\{", re.sub(r"(?s)<(pre|code)>.*?</\1>", "", rendered.html)), page_id
        assert bool(rendered.sections) or not re.search(r"\w", re.sub(r"<[^>]*>", "", rendered.html)), page_id
        levels = [section.level for section in rendered.sections if section.anchor]
        assert all(2 <= level <= before + 1 for before, level in zip([1, *levels], levels, strict=False)), page_id


@pytest.mark.parametrize("name", EXPECTED)
def test_every_link_within_the_library_leads_to_a_page_that_is_there(whole: Callable[[str], Whole], name: str) -> None:
    """And every anchor on the page itself to an element with that id."""
    library = whole(name)
    for page_id, rendered in library.rendered.items():
        ids = {*re.findall(r'id="([^"]*)"', rendered.html), "top"}
        for link in rendered.links:
            assert not link.target.page or link.target.page in library.library.pages, page_id
            if link.target.href.startswith("#"):
                assert link.target.anchor in ids, page_id


def test_digitalgov_spellings_of_a_name_are_taken_and_reported(whole: Callable[[str], Whole]) -> None:
    """`john-mcLaughlin` is John McLaughlin, `social media` the topic social-media; the author is told what to write."""
    library = whole("digitalgov")
    found = {(problem.path, problem.line): problem for problem in library.found("inexact-reference")}
    problem = found["communities/crowdsourcing-and-citizen-science.md", 26]
    assert (problem.column, problem.field, problem.severity) == (5, "authors[2]", Severity.WARNING)
    assert problem.message == "'john-mcLaughlin' was taken to mean authors/john-mclaughlin"
    assert problem.remedy == "Write 'authors/john-mclaughlin'."
    assert "topics/social-media" in library.entry("resources/coronavirus-covid19-guidance-for-us-government").domains


def test_digitalgov_topics_that_are_gone_are_reported_and_the_others_kept(whole: Callable[[str], Whole]) -> None:
    """Fourteen references lead to topics that were merged or renamed; the page keeps those that exist."""
    library = whole("digitalgov")
    dangling = library.found("dangling-reference")
    assert Counter(re.findall(r"'(.*?)'", problem.message)[0] for problem in dangling) == {
        "web-content-managers-forum": 3,
        "content": 3,
        "customer-service": 3,
        "customer service": 2,
        "strategy": 2,
        "policies and regulations": 1,
    }
    helene = library.entry("resources/hurricane-helene-guidance-for-us-government")
    assert {"topics/content", "topics/strategy"}.isdisjoint(helene.domains)
    assert set(helene.domains) <= library.library.pages.keys()
    assert helene.domains


def test_digitalgov_topics_given_twice_count_once(whole: Callable[[str], Whole]) -> None:
    """Eighty are, mostly pasted; each is located at its second mention."""
    library = whole("digitalgov")
    repeated = library.found("repeated-item")
    assert {problem.field.partition("[")[0] for problem in repeated} == {"topics"}
    for page in library.library.pages.values():
        domains = page.head.model_dump().get("domains", ())
        assert len(domains) == len(set(domains)), page.id


def test_digitalgov_dates_are_read_however_they_were_written(whole: Callable[[str], Whole]) -> None:
    """`2013-07-08 11:20:46 -0400` keeps its zone; all but a few stories and no event are without a date."""
    library = whole("digitalgov").library
    stories = [page.head for page in library.pages.values() if page.kind is Kind.STORY]
    assert sum(head.published is None for head in stories) == 7
    assert min(head.published for head in stories if head.published).year >= 2009
    starts = [page.head.start for page in library.pages.values() if isinstance(page.head, EventHead)]
    assert all(start is not None and start.tzinfo is not None for start in starts)


def test_digitalgov_people_give_away_no_more_than_name_and_agency(whole: Callable[[str], Whole]) -> None:
    """Their heads hold accounts, pictures, places and pronouns under keys we don't know: none is on any page."""
    library = whole("digitalgov")
    people = {page_id: page.head for page_id, page in library.library.pages.items() if page.kind is Kind.PERSON}
    assert all(isinstance(head, PersonHead) and head.contact.policy == "none" for head in people.values())
    for page_id, head in people.items():
        given = set(head.model_dump(exclude_defaults=True))
        assert {"title", "contact"} <= given <= {"title", "contact", "organisation", "aliases"}, page_id
    text = "".join(head.model_dump_json() for head in people.values())
    assert "profile_photo" not in text
    assert "jonraedeke" not in text


def test_digitalgov_drafts_stay_drafts(whole: Callable[[str], Whole]) -> None:
    """`draft: true` is how Hugo keeps a page back."""
    pages = whole("digitalgov").library.pages
    assert Counter(page.kind.value for page in pages.values() if page.head.status is Status.DRAFT) == {
        "story": 2,
        "event": 6,
    }


def test_open_practice_library_pages_have_their_bodies_from_the_head(whole: Callable[[str], Whole]) -> None:
    """Each practice but one says what it is, why and how, though nothing stands below its head."""
    library = whole("openpracticelibrary")
    titles = {
        page_id: {section.title for section in rendered.sections}
        for page_id, rendered in library.rendered.items()
        if library.library.pages[page_id].kind is Kind.PRACTICE
    }
    parts = {"What is it?", "Why do it?", "How to do it?"}
    assert len(titles) == 171
    assert [page_id for page_id, found in titles.items() if not parts <= found] == [
        "practice/expand-and-contract-pattern"
    ]
    head = library.entry("practice/event-storming")
    assert head.effort.people
    assert head.people[0].person.startswith("people/")


def test_18f_methods_take_their_effort_and_phase_from_keys_of_their_own(whole: Callable[[str], Whole]) -> None:
    """`timeRequired` is an effort, `category` a domain made for it."""
    library = whole("18f-methods")
    head = library.entry("_methods/card-sorting")
    assert (head.effort.time, head.domains) == ("15–30 minutes per user", ("domains/validate",))
    assert all(library.entry(page_id).summary for page_id, page in library.library.pages.items() if page.path)
