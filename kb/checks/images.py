"""Images that are not where a page says they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kb.checks.subject import Subject
from kb.problems import Problem, Severity

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def missing_images(subject: Subject, content: Path, site: str) -> Iterator[Problem]:
    """Yield the images of a page that are no file, seen from its folder or from the top of the content.

    Those on the web are links, and those at the root of a library's published site aren't ours to find.
    """
    for source in dict.fromkeys(subject.rendered.images):
        if _ELSEWHERE.match(source) or (site and source.startswith("/")) or _is_there(source, subject, content):
            continue
        message, remedy = f"the image {source!r} isn't there", "Add the file, or write its path relative to this one."
        yield subject.in_body("missing-image", Severity.WARNING, subject.place_of(source), message, remedy)


def _is_there(source: str, subject: Subject, content: Path) -> bool:
    try:
        path = unquote(urlsplit(source).path).lstrip("/")
    except ValueError:
        return False
    folders = [content] if source.startswith("/") else [(content / subject.page.path).parent, content]
    return bool(path) and "\0" not in path and any(os.path.isfile(folder / path) for folder in folders)  # noqa: PTH113 - Path raises on names that are too long
