"""Addresses that two pages claim: former ones that collide, and ids that some file systems take for one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kb.cross_references import place_in_head
from kb.library import Library
from kb.page import Page
from kb.problems import Problem, Severity


def colliding_redirects(library: Library) -> Iterator[Problem]:
    """Yield each former address that is a page's address, or that a page before claims, too."""
    claimed: dict[str, str] = {}
    for page_id, source in library.sources.items():
        for written in source.page.head.redirect_from:
            address = written.strip("/")
            other = address if address in library.pages else claimed.setdefault(address, page_id)
            if other == page_id:
                continue
            message = f"{written!r} is the address of {other}"
            if other != address:
                message = f"{written!r} leads to {other} already"
            at = place_in_head(source, written, "redirect_from")
            yield source.placing.problem("redirect-clash", Severity.ERROR, at, message, "Keep it on one page.")


def alike_ids(library: Library) -> Iterator[Problem]:
    """Yield the pages whose id differs from another's in capitals or composed letters only."""
    first: dict[str, Page] = {}
    for page_id, source in library.sources.items():
        page = source.page
        other = first.setdefault(unicodedata.normalize("NFC", page_id).casefold(), page)
        if other is not page:
            message = f"{other.path} has the same name where file systems don't tell capitals apart"
            yield source.placing.problem("alike-id", Severity.WARNING, (), message, "Rename one of them.")
