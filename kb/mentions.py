"""Find the first place where a body names another page by its title or an alias, and isn't a link there yet.

Headings, code, links, addresses, HTML and shortcodes are passed over: nothing in them could become a link. Called for
`kb suggest`.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from kb.choices import Status
from kb.page import Page, PersonHead

# One word alone may mean anything: it counts where it is written just as the title has it, and not to begin a sentence.
_SHORTEST = 4
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|(?:=+|-+)\s*$)")
_INDENTED = re.compile(r" {4,}|\t")
_NO_LINK_HERE = re.compile(
    r"""(`+)(?!`).*?(?<!`)\1(?!`)  # code within a line
    | !?\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])  # links and images
    | !?\[[^\[\]]*\]  # what may be a link by reference
    | \{\{.*?\}\}  # shortcodes
    | </?[A-Za-z][^>]*>  # tags
    | <[^\s>]+>|(?:https?://|www\.)\S+|\S+@\S+  # addresses
    """,
    re.VERBOSE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKED_TEXT = re.compile(r"<a\b.*?</a>", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"\w+", re.UNICODE)
_HIDDEN = "\x00"


@dataclass(frozen=True)
class Mention:
    """A page that a body names: the line in its file, the words there, and the Markdown that makes them a link."""

    page: str
    line: int
    text: str
    markdown: str


def mentions(page: Page, pages: Mapping[str, Page], linked: Iterable[str]) -> tuple[Mention, ...]:
    """Return where a page's body names others of `pages`, each page once, in the order of lines.

    Pages that it links to already (`linked`, ids) are left out, as are those without a file, archived ones, people who
    don't want to be recommended, and names that several pages have. Of two names at one place the longer one counts.
    """
    passed_over = {page.id, *linked}
    names = _names(pages)
    if not names:
        return ()
    found: dict[str, Mention] = {}
    for number, line, words in _lines(page.body):
        at = 0
        while at < len(words):
            length, target = _named(line, words, at, names)
            if target and target not in passed_over:
                start, end = words[at][1], words[at + length - 1][2]
                text = line[start:end]
                markdown = f"[{text}]({_address(page.path, pages[target].path)})"
                found[target] = Mention(target, page.body_line + number, text, markdown)
                passed_over.add(target)
            at += max(1, length)
    return tuple(found.values())


# The words of a name, folded, with the page it means and how the name is written.
_Names = dict[str, dict[tuple[str, ...], tuple[str, str]]]
_Words = list[tuple[str, int, int]]


def _names(pages: Mapping[str, Page]) -> _Names:
    """Return the names of all pages that may be linked to, by their first word."""
    meant: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for page in pages.values():
        head = page.head
        for name in (head.title, *head.aliases):
            words = tuple(word.casefold() for word in _NAME.findall(name))
            if words and len(name) >= _SHORTEST:
                meant[words].add((page.id, name))
    names: _Names = defaultdict(dict)
    for words, meanings in meant.items():
        if len({page for page, _ in meanings}) == 1:
            target, name = min(meanings)
            if _is_linkable(pages[target]):
                names[words[0]][words] = (target, name)
    return names


def _is_linkable(page: Page) -> bool:
    head = page.head
    unwilling = isinstance(head, PersonHead) and not head.recommendable
    return bool(page.path) and head.status is Status.PUBLISHED and not unwilling


def _named(line: str, words: _Words, at: int, names: _Names) -> tuple[int, str]:
    """Return how many words from `at` on are a page's name, and the page; the longest name counts."""
    best, target = 0, ""
    for name, (page, written) in names.get(words[at][0], {}).items():
        if len(name) <= best or tuple(word for word, _, _ in words[at : at + len(name)]) != name:
            continue
        start, end = words[at][1], words[at + len(name) - 1][2]
        if _HIDDEN in line[start:end] or (len(name) == 1 and not _is_meant(line, start, end, written)):
            continue
        best, target = len(name), page
    return best, target


def _is_meant(line: str, start: int, end: int, written: str) -> bool:
    before = line[:start].rstrip(" \t*_\"'“‘(")
    begins = not before.strip(" \t>-+0123456789.") or before[-1] in ".!?:…"
    return line[start:end] == written and not written.islower() and not begins


def _lines(body: str) -> Iterator[tuple[int, str, _Words]]:
    """Yield the lines of a body in which a link could stand, each with its number from 0 and its words."""
    for pattern in (_COMMENT, _LINKED_TEXT):
        body = pattern.sub(lambda hidden: re.sub(r"[^\n]", _HIDDEN, hidden[0]), body)
    lines = body.split("\n")
    fence = ""
    for number, line in enumerate(lines):
        opened = _FENCE.match(line)
        if fence:
            fence = "" if opened and line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
            continue
        if opened:
            fence = opened[1]
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        is_title = bool(line.strip()) and bool(re.fullmatch(r" {0,3}(?:=+|-+)\s*", below))
        is_code = bool(_INDENTED.match(line)) and (number == 0 or not lines[number - 1].strip())
        if _HEADING.match(line) or is_title or is_code:
            continue
        shown = _NO_LINK_HERE.sub(lambda hidden: _HIDDEN * len(hidden[0]), line)
        yield number, shown, [(word[0].casefold(), *word.span()) for word in _NAME.finditer(shown)]


def _address(source: str, target: str) -> str:
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))
