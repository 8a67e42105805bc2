"""Links to a heading of another page that has no such heading: they lead to the page, but not to the place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kb.checks.subject import Subject
from kb.library import Library
from kb.problems import Problem, Severity
from kb.rendering import Rendered
from kb.tree import anchor_key

# The site's own anchors begin so.
_OF_THE_SITE = ("top", "_")


def wanted_pages(rendered: Mapping[str, Rendered]) -> set[str]:
    """Return the ids of the pages of which these link to a heading."""
    return {link.target.page for page in rendered.values() for link in page.links if link.target.anchor} - {""}


def missing_anchors(subject: Subject, rendered: Mapping[str, Rendered], library: Library) -> Iterator[Problem]:
    """Yield the links of a page whose anchor isn't on the page they lead to, which is among those `rendered`.

    The words of a page's title stand above its text, where any link to it leads.
    """
    for link in subject.rendered.links:
        page, anchor = link.target.page, link.target.anchor
        if not anchor or page not in rendered or page == subject.page.id or anchor.startswith(_OF_THE_SITE):
            continue
        known = rendered[page].anchors
        if anchor in known or rendered[page].problem or anchor_key(anchor) == anchor_key(library.pages[page].title):
            continue
        near = difflib.get_close_matches(anchor, known, n=1)
        remedy = f"Did you mean #{near[0]}?" if near else "Link to a heading that is there, or to the page alone."
        message = f"the link {link.href!r} leads to no heading of {page}"
        yield subject.in_body("dangling-anchor", Severity.WARNING, subject.place_of(link.href), message, remedy)
