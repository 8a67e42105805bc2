"""Tags that are another tag in other letters: in capitals, with a hyphen for a space, in the plural.

Readers who follow one of them miss the pages of the other. `kb check --fix` mends what is certain: all but the plural.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from kb.cross_references import place_in_head
from kb.library import Library
from kb.problems import Problem, Severity
from kb.references import slug

_PLURAL = re.compile(r"(?:(?<=[a-z]{3})(?P<y>ies)|(?<=[a-z]{2}(?:ch|sh|ss))es|(?<=[a-z]{4})(?<![sui])s)(?=-|$)")


def tags_spelt_apart(library: Library) -> Iterator[Problem]:
    """Yield each tag that is a more frequent one of the library, spelt otherwise."""
    usual = usual_spelling(library)
    for source in library.sources.values():
        for tag in source.page.head.tags:
            if usual[tag] != tag:
                message = f"the tag {tag!r} is written {usual[tag]!r} elsewhere"
                at = place_in_head(source, tag, "tags")
                yield source.placing.problem("tag-spelling", Severity.WARNING, at, message, f"Write {usual[tag]!r}.")


def usual_spelling(library: Library) -> Mapping[str, str]:
    """Return for each tag how the library mostly spells it; of equals, the one in small letters counts."""
    counts = Counter(tag for source in library.sources.values() for tag in source.page.head.tags)
    alike: dict[str, list[str]] = defaultdict(list)
    for tag in counts:
        alike[_key(tag)].append(tag)
    usual = {key: min(tags, key=lambda tag: (-counts[tag], tag != tag.lower(), tag)) for key, tags in alike.items()}
    return {tag: usual[_key(tag)] for tag in counts}


def is_certain(tag: str, other: str) -> bool:
    """Whether two tags differ in capitals, accents and separators only."""
    return slug(tag) == slug(other)


def _key(tag: str) -> str:
    return _PLURAL.sub(lambda found: "y" if found["y"] else "", slug(tag)).replace("-", "") or tag
