"""Read one file into a page: decode, split, map keys, normalise, validate.

Whatever can't be used is reported as a problem with its place; only a head that can't be read at all, or a file over
the size limit, leaves a page out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from kb.config import KindRule
from kb.files import read_text
from kb.head import HeadError, SplitFile, split_file
from kb.head import Path as ValuePath
from kb.mapping import body_of, mapped_values
from kb.normalise import clean_text, normalise
from kb.page import HEADS, Page
from kb.problems import Problem, Problems, Severity
from kb.validation import filled, shortened, validated, without_unknown

LONG_SUMMARY = 300
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
_CLOSING = re.compile(r"(?:^|[ \t])#+$")


@dataclass(frozen=True)
class Placing:
    """Knows where a page's values stand in its file, and by which keys its author wrote them."""

    path: str
    split: SplitFile
    keys: Mapping[str, str]

    def problem(self, code: str, severity: Severity, at: ValuePath, message: str, remedy: str) -> Problem:
        """Return a problem located at the value `at`, a path by our keys."""
        own = (self.keys.get(str(at[0]), str(at[0])), *at[1:]) if at else ()
        place = self.split.place(own)
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in own).lstrip(".")
        return Problem(self.path, place.line, place.column, code, severity, field, message, remedy)


@dataclass(frozen=True)
class Source:
    """A page with the further names it is referred to by, and the places of its values for problems found later."""

    page: Page
    names: tuple[str, ...]
    placing: Placing


def page_id(path: str) -> str:
    """Return the id of the page in the file `path`: without extension, an index page by its folder."""
    pure = PurePosixPath(path).with_suffix("")
    return str(pure.parent) if pure.name in {"index", "_index"} and len(pure.parts) > 1 else str(pure)


def read_page(root: Path, path: str, rule: KindRule, max_bytes: int, problems: Problems) -> Source | None:
    """Read the file `path` below `root` as a page of the rule's kind.

    Returns None, with an error among `problems`, when there is no page to be had from it.
    """
    text = read_text(root / path, path, max_bytes, problems)
    if text is None:
        return None
    try:
        split = split_file(text)
    except HeadError as error:
        problems.add(
            Problem(path, error.line, error.column, "unreadable-head", Severity.ERROR, "", error.message, error.remedy)
        )
        return None
    source = page_from(split, path, rule, problems)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(source, page=replace(source.page, digest=digest))


def page_from(split: SplitFile, path: str, rule: KindRule, problems: Problems) -> Source:
    """Make the page of a file that has been split into head and body."""
    values, keys = mapped_values(split.values, rule)
    placing = Placing(path, split, keys)

    def report(code: str, severity: Severity, at: ValuePath, message: str, remedy: str) -> None:
        problems.add(placing.problem(code, severity, at, message, remedy))

    for name, place in split.repeated:
        message = "the key is given more than once; only the last value counts"
        problems.add(
            Problem(path, place.line, place.column, "repeated-key", Severity.ERROR, name, message, "Keep one of them.")
        )
    model = HEADS[rule.kind]
    known = set(model.model_fields)
    values = normalise(model, filled(values, known, report), report, mapped=set(rule.fields))
    values = without_unknown(values, known, rule, report)
    summary = values.get("summary")
    if isinstance(summary, str) and len(summary) > LONG_SUMMARY and "summary" not in rule.fields:
        message = f"the summary has {len(summary):,} characters"
        report("long-summary", Severity.WARNING, ("summary",), message, "Shorten it to one or two sentences.")
    body = body_of(split, rule)
    title = values.get("title", "")
    if not isinstance(title, str):
        report("bad-value", Severity.ERROR, ("title",), f"expected text (got {shortened(title)})", "Write plain text.")
    elif not title:
        report("missing-title", Severity.WARNING, ("title",), "the page has no title", "Add `title: …` to the head.")
    if not isinstance(title, str) or not title:
        values["title"] = _title_from(body, path)
    head = validated(rule.kind, values, report)
    page = Page(page_id(path), rule.kind, head, body, path, split.body_line)
    slug = split.values.get("slug")
    return Source(page, (slug,) if isinstance(slug, str) and slug else (), placing)


def _title_from(body: str, path: str) -> str:
    heading = _HEADING.search(body)
    title = clean_text(_CLOSING.sub("", heading[1].rstrip())) if heading else ""
    if title:
        return title
    return PurePosixPath(page_id(path)).name.replace("-", " ").replace("_", " ").strip().capitalize() or path
