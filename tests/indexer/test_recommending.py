"""Whom each page recommends, worked out with the index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import BuildReport, Searcher
from indexer.involved import Involved
from indexer.people import VOTERS, ExpertIndex
from indexer.recommending import STORED, experts_for_pages
from indexer.related import FLOOR
from kb.choices import Role
from tests.indexer.stand_ins import WordEncoder

Write = Callable[..., Path]
Build = Callable[..., BuildReport]
Open = Callable[..., Searcher]


@pytest.mark.parametrize("seed", range(10))
def test_all_pages_at_once_are_each_page_by_itself(seed: int) -> None:
    """In random libraries each page's experts are those for whom its nearest pages speak, one page after the other."""
    chance = np.random.default_rng(seed)
    pages, people = 300, 40
    vectors = chance.integers(-4, 5, size=(pages, 6)).astype(np.float32) / 8  # products of these are exact
    roles = list(Role)
    parts = {(int(chance.integers(pages)), 1000 + int(chance.integers(people))) for _ in range(400)}
    index = ExpertIndex([Involved(*part, roles[sum(part) % 4]) for part in sorted(parts)], vectors)
    without = [index.of_page(page) for page in range(pages)]
    found = list(experts_for_pages(index, vectors, without, 8))
    for page in range(pages):
        cosines = vectors @ vectors[page]
        cosines = np.where(cosines < FLOOR, 0, cosines.round(4))
        near = [other for other in np.argsort(-cosines, kind="stable").tolist() if cosines[other] and other != page]
        alone = index.experts(near[: VOTERS + 1], 8, without=without[page])
        assert [expert.score for expert in found[page]] == pytest.approx([expert.score for expert in alone], abs=1e-4)
        evidence = {expert.person: expert.evidence for expert in alone}
        both = [expert for expert in found[page] if expert.person in evidence]
        assert all(evidence[expert.person] == expert.evidence for expert in both)
        assert len(both) >= len(alone) - 1, "who is as good as the last may stand in their place"


def test_nobody_leads_every_page_of_a_domain(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Ann wrote the page that is nearest to all; she leads where she is furthest ahead, and is named in the others."""
    write("domains/trust", "title: Trust")
    for person in ("ann", "ben", "cat", "dan"):
        write(f"people/{person}", f"name: {person}")
    for person in ("ann", "ben", "cat", "dan"):
        write(f"stories/by-{person}", f"title: Trust\npeople: [{person}]\ndomains: [trust]", "Trust among neighbours.")
    for number in range(8):
        write(f"stories/s{number}", "title: Trust\ndomains: [trust]", f"Trust among neighbours {number}.")
    build(word_encoder)
    searcher = opened()
    lists = [searcher.people_for_page(f"stories/s{number}", STORED) for number in range(8)]
    assert all(len(found) == 4 for found in lists)
    leaders = [found[0].page.id for found in lists]
    assert max(leaders.count(leader) for leader in leaders) <= 4  # dan knows less than four fifths of what ann does
    assert set(leaders) == {f"people/{person}" for person in ("ann", "ben", "cat")}


def test_who_is_named_on_a_page_is_no_discovery_there(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """Whatever the part: author, contact, editor, or somebody who used it."""
    for person in ("ann", "ben", "cat", "dan", "eve"):
        write(f"people/{person}", f"name: {person}")
    parts = "people: [{person: ann, role: author}, {person: ben, role: contact}, {person: cat, role: editor}]"
    write("stories/a", f"{parts}\nused_by: [{{organisation: Home, person: dan}}]", "Trust among neighbours.")
    write("stories/b", "people: [ann, ben, cat, dan, eve]", "Trust among neighbours.")
    build(word_encoder)
    assert [person.page.id for person in opened().people_for_page("stories/a")] == ["people/eve"]


def test_an_update_recommends_as_a_rebuild_does(
    write: Write, build: Build, opened: Open, word_encoder: WordEncoder
) -> None:
    """A page whose people changed changes the lists of pages that were kept."""
    for person in ("ann", "ben"):
        write(f"people/{person}", f"name: {person}")
    write("stories/a", "people: [ann]", "Trust among neighbours.")
    write("stories/b", "", "Trust among neighbours and friends.")
    build(word_encoder)
    assert [person.page.id for person in opened().people_for_page("stories/b")] == ["people/ann"]
    write("stories/a", "people: [ben]", "Trust among neighbours.")
    build(word_encoder)
    updated = opened().people_for_page("stories/b")
    build(word_encoder, rebuild=True)
    assert [person.page.id for person in updated] == ["people/ben"]
    assert opened().people_for_page("stories/b") == updated


def test_only_lists_that_are_shown_count(write: Write, build: Build, opened: Open, word_encoder: WordEncoder) -> None:
    """Pages of people show no such list, so that sixty of them in a domain let nobody lead more often elsewhere."""
    write("domains/trust", "title: Trust")
    for person in ("ann", "ben", "cat"):
        write(f"people/{person}", f"name: {person}")
        write(f"stories/by-{person}", f"title: Trust\npeople: [{person}]\ndomains: [trust]", "Trust among neighbours.")
    for number in range(8):
        write(f"stories/s{number}", "title: Trust\ndomains: [trust]", f"Trust among neighbours {number}.")
    build(word_encoder)
    before = [opened().people_for_page(f"stories/s{number}") for number in range(8)]
    for number in range(40):
        write(f"people/p{number}", f"name: p{number}\ndomains: [trust]", f"Trust among neighbours {number}.")
    build(word_encoder)
    assert [opened().people_for_page(f"stories/s{number}") for number in range(8)] == before
