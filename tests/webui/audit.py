"""The page audit: what every HTML page of the site must be, checked on each one that any test fetches.

Each rule says what is wrong and how to mend it. What only a browser can see (contrast, focus) is checked by axe in
`tests/browser`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import unquote

import html5lib
from bs4 import BeautifulSoup
from bs4.element import Tag

_LEAK = re.compile(r"^\s*(None|True|False|\(\)|\[\])\s*$| object at 0x|^\s*<Kind\.")
_LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "form": "action"}


@lru_cache(maxsize=512)  # many tests fetch the same page
def audit(html: str) -> tuple[str, ...]:
    """Return what is wrong with a page, each as one sentence that says the fix."""
    soup = BeautifulSoup(html, "html5lib")
    return (*_parse_errors(html), *(problem for rule in RULES for problem in rule(soup)))


def _parse_errors(html: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    for (line, column), code, _ in parser.errors:
        yield f"HTML error {code!r} at line {line}, column {column}: close or nest the tags there correctly"


def _frame(soup: BeautifulSoup) -> Iterator[str]:
    if not (soup.html and soup.html.get("lang")):
        yield "the document has no language: set lang on <html>"
    if not (soup.title and soup.title.get_text(strip=True)):
        yield "the document has no title: give the view a title"
    if not soup.select_one('meta[name="viewport"]'):
        yield "there is no viewport: extend base.html"
    for landmark in ("header", "main", "footer"):
        if len(soup.select(f"body > {landmark}")) != 1:
            yield f"there is not exactly one <{landmark}> below <body>: extend base.html"
    first = soup.select_one("body a[href]")
    if first is None or not soup.select_one(str(first["href"])):
        yield "the first link does not skip to the content: keep the skip link first"


def _headings(soup: BeautifulSoup) -> Iterator[str]:
    headings = soup.find_all(re.compile("^h[1-6]$"))
    ones = [heading for heading in headings if heading.name == "h1"]
    if len(ones) != 1:
        yield f"there are {len(ones)} h1: keep one, and let bodies begin at h2"
    last = 0
    for heading in headings:
        level = int(heading.name[1])
        text = heading.get_text(" ", strip=True)
        if level > last + 1:
            yield f"h{level} {text!r} follows h{last}: use h{last + 1}"
        if not text:
            yield f"an h{level} is empty: leave it out"
        last = level


def _labels(soup: BeautifulSoup) -> Iterator[str]:
    for field in soup.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        if not named and not (field.get("id") and soup.select_one(f'label[for="{field["id"]}"]')):
            yield f"field {field.get('name')!r} has no label: add <label for>"
    for image in soup.find_all("img"):
        if image.get("alt") is None:
            yield f"image {image.get('src')!r} has no alt: describe it, or alt='' where it only decorates"
    for control in soup.select("a[href], button"):
        if not (control.get_text(strip=True) or control.get("aria-label") or control.select("img[alt]:not([alt=''])")):
            yield f"{_short(control)} has no text: say where it leads"
    for region in soup.select("nav, aside, section"):
        if region.find_parent(class_="prose"):
            continue  # in a body, a section without a name is no landmark
        if not (region.get("aria-label") or region.get("aria-labelledby")):
            yield f"{_short(region)} has no name: add aria-labelledby or aria-label"


def _ids(soup: BeautifulSoup) -> Iterator[str]:
    counts = Counter(str(element["id"]) for element in soup.select("[id]"))
    for name, count in counts.items():
        if count > 1:
            yield f"id {name!r} is used {count} times: ids are unique, those of the layout begin with an underscore"
    for element in soup.select("[id]"):
        if not str(element["id"]).startswith("_") and not element.find_parent(class_="prose"):
            yield f"id {element['id']!r} of the layout may meet one of a body: begin it with an underscore"


def _references(soup: BeautifulSoup) -> Iterator[str]:
    known = {str(element["id"]) for element in soup.select("[id]")}
    for attribute in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
        for element in soup.select(f"[{attribute}]"):
            for name in str(element[attribute]).split():
                if name not in known:
                    yield f"{attribute}={name!r} names no element: mend the id"
    for link in soup.select('a[href^="#"]'):
        if unquote(str(link["href"])[1:]) not in known and link["href"] not in {"#", "#top"}:
            yield f"link to {link['href']!r} leads nowhere: mend the anchor"


def _inline_code(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script"):
        if not script.get("src"):
            yield "there is an inline script: move it to static/js"
    if soup.find("style"):
        yield "there is an inline style sheet: move it to static/css"
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if name.startswith("on") or name == "style":
                yield f"{_short(element)} has inline code in {name!r}: use a class, or a script file"
            elif name in {"href", "src", "action"} and str(value).strip().lower().startswith(("javascript:", "data:")):
                yield f"{_short(element)} runs code from an address: link to a page"


def _third_parties(soup: BeautifulSoup) -> Iterator[str]:
    for name, attribute in _LOADING.items():
        for element in soup.find_all(name):
            address = str(element.get(attribute, ""))
            if re.match(r"(\w+:)?//", address) and element.get("rel") != ["canonical"]:
                yield f"{_short(element)} loads from {address!r}: serve it from here"


def _leaks(soup: BeautifulSoup) -> Iterator[str]:
    """A text or attribute that is nothing but a Python value was meant to be left out, or to be words.

    Bodies may write of whatever they like, and a marked word is one that somebody looked for.
    """
    texts = [
        str(t) for t in soup.find_all(string=True) if not t.find_parent(class_="prose") and not t.find_parent("mark")
    ]
    attributes = (value for element in soup.find_all(True) for value in element.attrs.values())
    values = [" ".join(value) if isinstance(value, list) else str(value) for value in attributes]
    for text in [*texts, *values]:
        if leak := _LEAK.search(text):
            yield f"{leak[0].strip()!r} shows on the page: a variable leaked into the template"


def _short(element: Tag) -> str:
    return str(element).split(">", 1)[0][:100] + ">"


RULES: tuple[Callable[[BeautifulSoup], Iterator[str]], ...] = (
    _frame,
    _headings,
    _labels,
    _ids,
    _references,
    _inline_code,
    _third_parties,
    _leaks,
)
