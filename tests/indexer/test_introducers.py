"""Who can introduce somebody: a chain of introductions does not end nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Searcher

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("coordinator", "can"),
    [
        ("contact: {policy: public, email: cora@example.org}", True),
        ("contact: {policy: public, url: 'https://example.org/cora'}", True),
        ("contact: {policy: public}", False),
        ("contact: {policy: public, email: ring me}", False),
        ("contact: {policy: via-coordinator, email: cora@example.org}", False),
        ("contact: {policy: none, email: cora@example.org}", False),
        ("status: archived\ncontact: {policy: public, email: cora@example.org}", False),
        ("status: draft\ncontact: {policy: public, email: cora@example.org}", False),
    ],
)
def test_only_coordinators_who_can_be_reached(
    write: Write, build: Callable[..., object], opened: Callable[..., Searcher], coordinator: str, can: bool
) -> None:
    """A coordinator without an address that is one, or who has left, is nobody to ask."""
    write("domains/homes", "title: Homes\ncoordinators: [cora]")
    write("people/cora", f"name: Cora\n{coordinator}")
    write("people/ann", "name: Ann\ndomains: [homes]")
    build()
    searcher = opened()
    [ann] = searcher.summaries(["people/ann"]).values()
    assert [domain.id for domain in searcher.introducers(ann)] == (["domains/homes"] if can else [])


def test_nobody_introduces_themself(
    write: Write, build: Callable[..., object], opened: Callable[..., Searcher]
) -> None:
    """Whoever coordinates a domain alone is reached by way of another one, or not at all."""
    write("domains/homes", "title: Homes\ncoordinators: [ann]")
    write("domains/nights", "title: Nights\ncoordinators: [ann, ben]")
    write("people/ann", "name: Ann\ndomains: [homes, nights]\ncontact: {policy: public, email: a@example.org}")
    write("people/ben", "name: Ben\ncontact: {policy: public, email: b@example.org}")
    build()
    searcher = opened()
    [ann] = searcher.summaries(["people/ann"]).values()
    assert [domain.id for domain in searcher.introducers(ann)] == ["domains/nights"]
