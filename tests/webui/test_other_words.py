"""The search page says in which other words it looked, and which words may have been meant."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.webui.conftest import AuditedClient, small_site

PAGES = {
    "stories/words.md": "---\ntitle: Winter\ntags: [beds]\n---\nWhy delayed transfers of care fell in our hospital.\n",
    "stories/acronym.md": "---\ntitle: Board\ntags: [beds]\n---\nOur DTOC board meets each morning.\n",
    "practices/bees.md": "---\ntitle: Bees\n---\nBees in the garden of the care home.\n",
    "vocabulary.yml": "DTOC: delayed transfer of care\n",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedClient]:
    """A reader of a small library with a vocabulary."""
    with small_site(tmp_path_factory.mktemp("words"), PAGES) as client:
        yield client


def test_what_was_also_looked_for_is_said(reader: AuditedClient) -> None:
    """Whoever wonders why a page without their acronym is there can read it next to what was not used."""
    page = reader.soup("/search?q=DTOC")
    said = page.select_one(".ignored li").get_text()
    assert said == "Also looked for: delayed transfer of care – here it means the same as DTOC"
    assert {title.get_text().strip() for title in page.select(".hit-title")} == {"Winter", "Board"}
    assert not reader.soup("/search?q=bees").select(".ignored")


def test_a_misspelt_word_leads_to_the_question_that_was_meant(reader: AuditedClient) -> None:
    """One link, above all results, asks it with the same filters and order; until then the question stays as it is."""
    page = reader.soup("/search?q=hosptial+winter&tag=beds&sort=newest&page=2")
    meant = page.select_one(".meant a")
    assert meant.get_text() == "hospital winter"
    assert parse_qs(urlsplit(meant["href"]).query) == {"q": ["hospital winter"], "tag": ["beds"], "sort": ["newest"]}
    answered = reader.soup(meant["href"])
    assert answered.select_one(".hit-title").get_text().strip() == "Winter"
    assert not answered.select(".meant")


def test_the_vocabulary_is_no_page(reader: AuditedClient) -> None:
    """Nothing leads to the file, and nobody can fetch it."""
    assert reader.get("/vocabulary").status_code == 404
    assert reader.get("/vocabulary.yml").status_code == 404
