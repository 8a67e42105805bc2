"""Four libraries that nobody here wrote, read in place: all of them indexed for words, a sample by meaning too."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import BuildReport, Facet, IndexFolder, Mode, Query, Searcher, build_index
from indexer.encoder import Encoder
from indexer.encoders import Encoders
from kb.choices import Kind
from kb.config import Config, load_config

ROOT = Path(__file__).resolve().parents[2]

# Counts were taken from the files: 18F has 36 methods, one of them a template; of digital.gov's 2,311 news items and
# resources two are lists and two drafts, of its 336 events one and six.
COUNTS = {
    "18f-methods": {"practice": 35, "domain": 5},
    "homeoffice": {"practice": 49, "domain": 3},
    "openpracticelibrary": {"practice": 171, "story": 10, "person": 93, "domain": 4},
    "digitalgov": {"story": 2307, "practice": 129, "event": 329, "community": 41, "domain": 51, "person": 1043},
}
# Problems that lose something an author wrote, beyond which nothing may go wrong.
ERRORS = {"18f-methods": 0, "homeoffice": 0, "openpracticelibrary": 3, "digitalgov": 175}


def example(name: str, **flags: object) -> Config:
    """Return an example's configuration; the test fails where its content is not at the place it names."""
    return load_config(ROOT / "examples" / f"{name}.toml", environ={}, flags=flags)


class Library:
    """An example's index for words only, and the report of building it."""

    def __init__(self, name: str, shared: Path, index: Path) -> None:
        folder = example(name).settings.content.parts
        content = shared.joinpath(*folder[folder.index("corpora") :])
        self.config = example(name, content=content, index=index, model="none")
        self.report: BuildReport = build_index(self.config, None)
        self.searcher = Searcher(IndexFolder(index).open(verify=True), Encoders())

    def found(self, query: str, k: int = 10, **filters: str) -> list[str]:
        chosen = {Facet(name): (value,) for name, value in filters.items()}
        return [hit.page.id for hit in self.searcher.search(Query(query, Mode.KEYWORD, chosen, k)).hits]


@pytest.fixture(scope="session")
def libraries(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Library]]:
    """Index a library when a test first asks for it, once a session."""
    built: dict[str, Library] = {}

    def library(name: str) -> Library:
        if name not in built:
            built[name] = Library(name, shared, tmp_path_factory.mktemp(name))
        return built[name]

    yield library
    for one in built.values():
        one.searcher.close()


@pytest.fixture(params=COUNTS)
def library(request: pytest.FixtureRequest, libraries: Callable[[str], Library]) -> Library:
    return libraries(request.param)


# --- everything, by words ---


@pytest.mark.parametrize("name", COUNTS)
def test_every_page_is_indexed(libraries: Callable[[str], Library], name: str) -> None:
    """No file crashes the build or is lost: counts by kind are those of the files, every page has its passages."""
    library = libraries(name)
    assert library.report.counts == COUNTS[name]
    stats = library.searcher.stats()
    assert stats.pages == COUNTS[name]
    assert stats.passages == library.report.passages >= sum(COUNTS[name].values())
    assert stats.problems == library.report.problems.by_code()
    assert "unrenderable" not in stats.problems
    assert library.report.problems.errors <= ERRORS[name]


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("18f-methods", "card sorting", "_methods/card-sorting"),
        ("18f-methods", "KJ method", "_methods/kj-method"),
        ("18f-methods", "journey map", "_methods/journey-mapping"),
        ("homeoffice", "managing secrets", "docs/standards/managing-secrets"),
        ("homeoffice", "code review", "docs/patterns/code-reviews"),
        ("homeoffice", "OpenTelemetry", "docs/patterns/observability-by-opentelemetry"),
        ("openpracticelibrary", "event storming", "practice/event-storming"),
        ("openpracticelibrary", "mob programming", "practice/mob-programming"),
        ("openpracticelibrary", "tormenta de eventos", "practice/event-storming-tormenta-de-eventos"),
        ("digitalgov", "federal plain language guidelines", "resources/federal-plain-language-guidelines"),
        (
            "digitalgov",
            "planning a federal prize competition",
            "news/2021/09/2021-09-02-planning-a-federal-prize-competition",
        ),
        ("digitalgov", "guide to robotic process automation", "resources/guide-robotic-process-automation"),
    ],
)
def test_a_known_page_is_found_by_its_words(
    libraries: Callable[[str], Library], name: str, query: str, expected: str
) -> None:
    """Somebody who remembers words of a page finds it first."""
    assert libraries(name).found(query)[0] == expected


@pytest.mark.parametrize("name", ["18f-methods", "homeoffice"])
def test_every_practice_is_found_by_its_title(libraries: Callable[[str], Library], name: str) -> None:
    """Whatever a practice is called, its title finds it among the first three."""
    library = libraries(name)
    pages = library.searcher.pages_of_kind(Kind.PRACTICE)
    assert [page.id for page in pages if page.id not in library.found(page.title, 3)] == []


def test_an_address_leads_to_a_heading_that_exists(library: Library) -> None:
    """In markup that nobody here wrote, too, the anchor of every hit is an id of its page."""
    hits = library.searcher.search(Query("how to do this with users and teams", Mode.KEYWORD, k=50)).hits
    anchored = [hit for hit in hits if "#" in hit.url]
    assert anchored
    for hit in anchored:
        assert f'id="{hit.url.partition("#")[2]}"' in library.searcher.page(hit.page.id).html


def test_pages_join_the_people_and_domains_they_name(libraries: Callable[[str], Library]) -> None:
    """digital.gov's authors and topics are other pages, by their slugs; the Open Practice Library's are made."""
    digitalgov = libraries("digitalgov").searcher
    page = digitalgov.page("news/2021/09/2021-09-02-planning-a-federal-prize-competition")
    assert page.summary.domains[0] == ("topics/challenges-and-prize-competitions", "Challenges and prize competitions")
    assert page.linked["authors/quinn-slayton"].title == "Quinn Slayton"
    assert len(digitalgov.entries_in_domain("topics/plain-language")) == 72
    practice = libraries("openpracticelibrary").searcher.page("practice/event-storming")
    assert practice.linked["people/mtakane"].kind is Kind.PERSON
    assert practice.words > 100, "its text stands in its head"


def test_a_filter_finds_within_a_large_library(libraries: Callable[[str], Library]) -> None:
    """Events on plain language are found behind two hundred better stories, and nothing else is."""
    library = libraries("digitalgov")
    found = library.found("plain language", k=50, kind="event")
    assert len(found) > 20
    assert all(page.startswith("events/") for page in found)
    assert library.found("plain language", k=50, kind="event", domain="robotic-process-automation") == []


def test_people_are_recommended_by_what_they_wrote(libraries: Callable[[str], Library]) -> None:
    """For plain language somebody comes up who speaks of it at one event after another, with those as reasons."""
    people = libraries("digitalgov").searcher.people("plain language")
    assert "Katherine Spivey" in {person.page.title for person in people}
    for person in people:
        assert person.reasons
        assert all("plain" in reason.snippet.text.casefold() for reason in person.reasons[:1])


# --- a sample of digital.gov, by meaning ---

UNDERSTOOD = "how do we write so that people understand us"
ACCESSIBLE = "getting employees to use accessible documents"
PRIZES = "prize competition lessons"
SAMPLE = {
    UNDERSTOOD: [
        "news/2016/11/2016-11-07-writing-for-the-web-is-easy-writing-for-users-is-not",
        "events/2020/05/2020-05-13-average-american-reader-needs-you-write",
        "resources/plain-language-web-writing-tips",
        "news/2015/12/2015-12-11-getting-serious-about-good-writing-eias-write-right-curriculum",
        "news/2014/04/2014-04-16-how-to-tell-your-agencys-story-plainly",
        "news/2016/02/2016-02-12-putting-your-main-message-first",
        "news/2015/10/2015-10-23-technical-writing-need-not-be-abstruse-use-plain-language-for-maximum-impact",
        "resources/an-introduction-to-plain-language",
    ],
    ACCESSIBLE: [
        "news/2022/05/2022-05-19-document-accessibility-getting-from-5-000-to-0",
        "news/2015/10/2015-10-16-why-your-user-experience-must-include-design-for-accessibility",
        "news/2019/12/2019-12-11-an-introduction-accessibility",
        "news/2017/05/2017-05-09-benefits-of-accessible-design",
        "news/2015/07/2015-07-23-pdfs-a-digital-content-detour",
        "resources/best-practices-writing-for-accessible-web",
        "events/2021/04/2021-04-30-accessible-digital-content-tips-and-tricks",
        "events/2022/04/2022-04-15-the-basics-of-buying-accessible-products-and-services",
    ],
    PRIZES: [
        "news/2021/09/2021-09-02-planning-a-federal-prize-competition",
        "news/2021/09/2021-09-02-spotlight-chat-planning-a-federal-prize-competition",
        "news/2013/11/2013-11-13-key-to-successful-prize-competitions-define-your-problem-statement",
        "news/2014/03/2014-03-20-six-tips-for-measuring-success-in-challenge-competitions",
        "news/2015/07/2015-07-14-challenge-gov-program-launches-new-training-opportunities",
        "news/2014/09/2014-09-29-advice-from-usaid-on-prize-competition-communication-strategies",
        "news/2013/10/2013-10-21-partnerships-can-add-value-to-prize-competitions",
        "news/2014/06/2014-06-26-deloitte-analysis-craft-of-incentive-prize-design",
    ],
    "": [  # about other things
        "events/2021/02/2021-02-25-plain-language-and-section-508",
        "news/2019/05/2019-05-08-introducing-new-rpa-community-practice",
        "news/2013/05/2013-05-04-video-copyright",
        "news/2020/07/2020-07-10-transform-federal-business-operations-join-rpa",
        "resources/plainlanguage-gov",
        "news/2014/12/2014-12-29-crowdsourcing-for-accessibility",
    ],
}


@pytest.fixture(scope="session")
def sample(shared: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Some thirty pages of digital.gov with the people and topics they name, indexed with the real model."""
    folder = tmp_path_factory.mktemp("sample")
    source = shared / "corpora" / "digitalgov" / "tree" / "content"
    wanted = {f"{page}.md" for pages in SAMPLE.values() for page in pages}
    for page in sorted(wanted):
        slugs = re.findall(r"^\s*- ([\w-]+)\s*$", (source / page).read_text(encoding="utf-8"), re.MULTILINE)
        wanted |= {f"{kind}/{slug}/_index.md" for slug in slugs for kind in ("authors", "topics")}
    for page in wanted:
        if (source / page).is_file():
            (folder / "content" / page).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / page, folder / "content" / page)
    config = example("digitalgov", content=folder / "content", index=folder / "index")
    report = build_index(config, encoder)
    assert report.counts["story"] + report.counts["event"] == sum(len(pages) for pages in SAMPLE.values())
    encoders = Encoders()
    encoders._loaded[encoder.name] = encoder
    searcher = Searcher(IndexFolder(config.settings.index).open(), encoders)
    yield searcher
    searcher.close()


@pytest.mark.parametrize("question", [UNDERSTOOD, ACCESSIBLE, PRIZES])
def test_a_question_finds_what_answers_it(sample: Searcher, question: str) -> None:
    """The first three are pages that answer, by meaning too, not ones that share a common word with the question."""
    answer = sample.search(Query(question))
    assert answer.mode is Mode.HYBRID
    assert answer.answered
    assert [hit.page.id for hit in answer.hits[:3] if hit.page.id not in SAMPLE[question]] == []


@pytest.mark.parametrize(
    ("question", "name"), [(UNDERSTOOD, "Katherine Spivey"), (ACCESSIBLE, "Andrew Nielson"), (PRIZES, "Karen Trebon")]
)
def test_people_who_know_are_recommended_with_reasons(sample: Searcher, question: str, name: str) -> None:
    """Among the three is somebody who wrote or spoke of it more than once, and their reasons are pages that answer."""
    people = {person.page.title: person for person in sample.search(Query(question)).people}
    assert len(people) == 3
    assert name in people
    reasons = [reason.page.id for reason in people[name].reasons]
    assert reasons
    assert set(reasons) <= set(SAMPLE[question])


def test_a_question_that_nothing_here_answers_is_not_answered(sample: Searcher) -> None:
    """Asked about another country's hospitals, a library on digital government says that it has nothing."""
    answer = sample.search(Query("which antibiotic helps against pneumonia in small children"))
    assert (answer.answered, answer.hits, answer.people) == (False, (), ())
    assert answer.near_misses
