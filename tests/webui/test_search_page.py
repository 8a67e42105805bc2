"""The search page: results that can be judged, filters as links, honesty about what was not found."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from indexer import MAX_CHARACTERS
from tests.webui.conftest import AuditedClient

QUESTION = "who should be in the room"
SEARCH = f"/search?q={quote(QUESTION)}"
NONSENSE = "/search?q=zxqv+flumph+quasar"


def test_hits_can_be_judged_without_opening_them(client: AuditedClient) -> None:
    """Each hit has a kind, a linked title, an extract and the reason why it was found."""
    hits = client.soup(SEARCH).select(".hit")
    assert hits
    for hit in hits:
        assert hit.select_one(".hit-kind")
        assert hit.select_one(".hit-title a[href^='/']")
        assert len(hit.select_one(".hit-snippet").get_text(strip=True)) > 20
        assert hit.select(".reason-exact-words, .reason-similar-meaning")


def test_matched_words_are_marked(client: AuditedClient) -> None:
    """The word that a hit shares with the question stands out in the extract."""
    marked = {mark.get_text().lower() for mark in client.soup(SEARCH).select(".hit mark")}
    assert "room" in marked


def test_words_and_meaning_look_different(client: AuditedClient) -> None:
    """What matched by words and what by meaning have classes of their own, which the stylesheet draws differently."""
    sheet = client.get("/site.css").text
    assert ".reason-exact-words::before" in sheet
    assert ".reason-similar-meaning::before" in sheet


def test_people_follow_the_third_hit(client: AuditedClient) -> None:
    """The strip of people stands after three hits, with the entries that speak for each."""
    main = client.soup(SEARCH).select_one(".results-main")
    parts = [child.name for child in main.find_all(recursive=False)]
    assert parts[:2] == ["ol", "section"]
    assert len(main.select("ol")[0].select(".hit")) == 3
    assert main.select(".strip .person .person-reasons a")


def test_a_facet_adds_a_filter_and_its_chip_takes_it_away(client: AuditedClient) -> None:
    """Choosing a tag leaves as many results as it counted; removing the chip brings back the first results."""
    choice = client.soup(SEARCH).select_one(".facet-value[data-facet='tag trust']")
    count = int(choice.select_one(".facet-count").get_text())
    after = client.soup(choice["href"])
    assert after.select_one("h1").get_text().startswith(f"{count} result")
    chip = after.select_one(".chip")
    assert parse_qs(urlsplit(chip["href"]).query) == {"q": [QUESTION]}


def test_tabs_count_what_they_show(client: AuditedClient) -> None:
    """Each tab leads to as many results as it says, of its kind; the numbers stay whichever tab is open."""
    tabs = {tab.contents[0].strip(): tab for tab in client.soup(SEARCH).select(".tab")}
    numbers = {name: int(tab.select_one(".count").get_text()) for name, tab in tabs.items()}
    assert numbers.pop("All") == sum(numbers.values())
    assert len(numbers) > 2
    for name, number in numbers.items():
        page = client.soup(tabs[name]["href"])
        assert page.select_one("h1").get_text().startswith(f"{number} result")
        assert page.select_one(".tab[aria-current]").contents[0].strip() == name
        assert {int(tab.select_one(".count").get_text()) for tab in page.select(".tab")[1:]} == {*numbers.values()}


def test_an_order_is_a_link_and_stays(client: AuditedClient) -> None:
    """Sorting by title sorts, says so, and is kept by the tabs, the filters and the next question."""
    page = client.soup(SEARCH)
    link = next(choice for choice in page.select(".choice") if choice.get_text() == "Title")
    by_title = client.soup(link["href"])
    titles = [title.get_text().casefold() for title in by_title.select(".hits .hit-title")]
    assert titles == sorted(titles)
    assert by_title.select_one(".choice[aria-current]").get_text() == "Title"
    for other in by_title.select(".tab, .facet-value, .pagination a"):
        assert "sort=title" in other["href"]
    assert by_title.select_one("form[role=search] input[name=sort]")["value"] == "title"


def test_the_newest_come_first_where_that_is_asked_for(client: AuditedClient) -> None:
    """Sorted by age, each result is at least as old as the one above it, and those without a date are the last."""
    days = [
        max((time["datetime"] for time in hit.select("time")), default="")
        for hit in client.soup(f"{SEARCH}&sort=newest").select(".hits .hit")
    ]
    assert len(days) > 3
    assert days == sorted(days, reverse=True)


def test_all_that_was_chosen_is_in_the_address(client: AuditedClient) -> None:
    """The same address gives the same page to another reader, and each choice is a step that the next one keeps."""
    address, chosen = SEARCH, {"q": [QUESTION]}
    for link, name, value in (
        (".tab[href*='kind=practice']", "kind", "practice"),
        (".choice[href*='sort=newest']", "sort", "newest"),
        (".facet-value[data-facet='tag trust']", "tag", "trust"),
        (".facet-value[href*='mode=keyword']", "mode", "keyword"),
    ):
        address = client.soup(address).select_one(link)["href"]
        chosen[name] = [value]
        assert parse_qs(urlsplit(address).query) == chosen
    other = client.application.test_client()
    assert other.get(address).text == client.get(address).text


def test_whoever_looks_for_practitioners_gets_those_whose_work_speaks_for_them(client: AuditedClient) -> None:
    """Profiles seldom say what people did: on the tab for people the pages they took part in count, and come first."""
    page = client.soup("/search?q=invite+people+to+a+first+meeting&kind=person")
    strip = page.select_one(".strip")
    assert strip.select(".person .person-reasons a")
    hits = page.select_one(".results-main > .hits:not(.hits-near)")
    assert hits is None or strip.sourceline < hits.sourceline


def test_the_feed_of_a_search_is_offered(client: AuditedClient) -> None:
    """A reader can follow just what they asked for."""
    link = client.soup(f"{SEARCH}&tag=trust").select_one(".follow a")
    assert link["href"] == f"/feed.xml?q={quote(QUESTION).replace('%20', '+')}&tag=trust"


def test_a_new_question_keeps_the_filters(client: AuditedClient) -> None:
    """The search box carries the chosen filters and the way of matching along."""
    box = client.soup(f"{SEARCH}&kind=practice&mode=keyword").select_one("form[role=search]")
    hidden = {(field["name"], field["value"]) for field in box.select("input[type=hidden]")}
    assert hidden == {("kind", "practice"), ("mode", "keyword")}


def test_nothing_found_is_said_with_ways_on(client: AuditedClient) -> None:
    """A question without an answer gets no hits; near misses are called so, and each way on exists."""
    page = client.soup(NONSENSE)
    assert page.select_one("h1").get_text().startswith("Nothing here answers")
    assert not page.select(".hits:not(.hits-near) .hit")
    assert all(hit.select_one(".reason-near") for hit in page.select(".hit"))
    ways = [link["href"] for link in page.select(".ways a")]
    assert ways
    assert all(client.get(way).status_code == 200 for way in ways)


def test_only_ways_that_lead_on_are_offered(client: AuditedClient) -> None:
    """Filters that hide every answer can be dropped, each that is the reason by itself; those of nonsense can't."""
    page = client.soup("/search?q=mapping+the+issues&tag=trust&after=2999")
    assert "with these filters" in page.select_one("h1").get_text()
    ways = {link.get_text(strip=True): link["href"] for link in page.select(".ways a") if "q=" in link["href"]}
    assert "Search again without filters" in ways
    for address in ways.values():
        assert client.soup(address).select(".hit:not(.hit-near)")
    page = client.soup(f"{NONSENSE}&kind=practice&place=Nowhere")
    assert not [link for link in page.select(".ways a") if "zxqv" in link["href"]]


def test_filters_without_a_question_that_leave_nothing_can_be_dropped_one_by_one(client: AuditedClient) -> None:
    """Each of two filters has pages, and no page has both: each alone is offered."""
    page = client.soup("/search?tag=trust&after=2999")
    ways = {link.get_text(strip=True): link["href"] for link in page.select(".ways a") if "/search?" in link["href"]}
    assert "Published" in ways
    for address in ways.values():
        assert client.soup(address).select(".hit:not(.hit-near)")


def test_a_minus_and_a_filter_together_leave_a_way(client: AuditedClient) -> None:
    """Where neither alone is the reason, the bare words without filters are offered."""
    page = client.soup("/search?q=mapping+the+issues+-people&tag=nosuchtag")
    [way] = [link for link in page.select(".ways a") if "words alone" in link.get_text()]
    assert client.soup(way["href"]).select(".hit:not(.hit-near)")


def test_words_alone_are_offered_where_an_exclusion_left_nothing(client: AuditedClient) -> None:
    """The same words without the minus have an answer; where they have none, nothing is offered."""
    page = client.soup("/search?q=mapping+the+issues+-people")
    assert not page.select(".hit:not(.hit-near)")
    [way] = [link for link in page.select(".ways a") if "words alone" in link.get_text()]
    assert client.soup(way["href"]).select(".hit:not(.hit-near)")
    assert "words alone" not in client.soup("/search?q=zxqv+blorp+-people").select_one(".ways").get_text()


@pytest.mark.parametrize("address", ["/search", "/search?q=", "/search?q=%20%20"])
def test_without_a_question_there_are_examples(client: AuditedClient, address: str) -> None:
    """The empty page shows questions that lead to answers."""
    page = client.soup(address)
    examples = page.select(".examples a")
    assert examples
    assert not page.select(".hit")
    assert client.soup(examples[0]["href"]).select(".hit")


def test_filters_without_a_question_list_what_they_leave(client: AuditedClient) -> None:
    """A tag's link shows every page with that tag, and no reasons, since nothing was asked."""
    page = client.soup("/search?kind=practice")
    assert page.select_one("h1").get_text() == "5 practices"
    assert len(page.select(".hit")) == 5
    assert not page.select(".hit .reason")
    assert "Nothing" not in page.get_text()


def test_what_was_typed_is_never_markup(client: AuditedClient) -> None:
    """Markup in the question or a filter comes back as text, everywhere it is repeated."""
    payload = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    text = client.get(f"/search?q={quote(payload)}&tag={quote(payload)}&place={quote(payload)}").text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "alert(1)" in text


@pytest.mark.parametrize(
    "tail",
    [
        "page=1000000000",
        "page=-1",
        "page=0",
        "page=x",
        "page=%F0%9D%9F%99",
        "page=" + "9" * 400,
        "mode=telepathy",
        "kind=banana",
        "kind=banana&kind=practice",
        "stage=&outcome=&tag=",
        "outcome=worked&outcome=failed",
        "domain=domains/nowhere",
        "tag=" + "x" * 5000,
        "&".join(f"place=p{number}" for number in range(300)),
        "q=second",
        "kind=%00&place=%FF%FE&organisation=%0d%0a",
        "unknown=1&q[]=2",
    ],
)
def test_odd_parameters_never_break_the_page(client: AuditedClient, tail: str) -> None:
    """Whatever stands in the address, the answer is a page of the site."""
    assert client.get(f"{SEARCH}&{tail}").status_code == 200


@pytest.mark.parametrize("letter", ["a", "word ", "é", "\x00", "<", '"', "😀", "(", "AND "])
def test_a_hundred_kilobytes_of_question(client: AuditedClient, letter: str) -> None:
    """A question of any length and any letters is answered, and the page does not grow with it beyond reason."""
    response = client.get("/search", query_string={"q": letter * (100_000 // len(letter.encode()))})
    assert response.status_code == 200
    assert len(response.data) < 1_500_000


def test_a_question_too_long_is_said_once_to_be_cut(client: AuditedClient) -> None:
    """Site and engine have one limit: the reader sees one message, and the box holds and takes what counts."""
    page = client.soup(f"/search?q={'people+in+the+room+' * 200}")
    assert sum("only the first 2,000 characters" in part.get_text() for part in page.select(".ignored li")) == 1
    box = page.select_one("input[name=q]")
    assert box["maxlength"] == str(MAX_CHARACTERS)
    assert len(box["value"]) <= MAX_CHARACTERS
    assert box["value"].split()[-1] in {"people", "in", "the", "room"}


def test_a_page_beyond_the_last_leads_back(client: AuditedClient) -> None:
    """Page 10^9 says that there are not so many results and links to the last page of them."""
    page = client.soup(f"{SEARCH}&page=1000000000")
    back = page.select_one(".results-main a")
    assert client.soup(back["href"]).select(".hit")


def test_an_unknown_kind_is_said_to_be_left_out(client: AuditedClient) -> None:
    """A filter that means nothing is neither applied nor passed over in silence."""
    page = client.soup(f"{SEARCH}&kind=banana")
    assert "banana" in page.select_one(".ignored").get_text()
    assert not page.select(".chip")
    assert page.select(".hit")
