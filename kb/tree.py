"""What is done to a page's tree between parsing and cleaning: headings, anchors, images, links, tables, code."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from kb.markdown_parser import UnrenderableError
from kb.normalise import UNSEEN, clean_text
from kb.references import slug
from kb.sections import BLOCKS, HEADINGS

# The site's own ids begin with an underscore.
_ANCHOR = re.compile(r"[A-Za-z0-9][\w:.-]{0,200}")
# The parser of the tree leaves out, without a word, what is nested more than 254 deep.
MAX_DEPTH = 200


def tree_of(fragment: str) -> HtmlElement:
    """Return the tree of an HTML fragment, below one element. Raises UnrenderableError for nesting without end."""
    # Character references can bring back what reading left out, and lxml refuses.
    root: HtmlElement = lxml.html.fragment_fromstring(UNSEEN.sub("", fragment), create_parent="div")
    _check_depth(root)
    return root


def _headings(root: HtmlElement) -> list[HtmlElement]:
    return [element for element in root.iter() if element.tag in HEADINGS]


def drop_repeated_title(root: HtmlElement, title: str) -> None:
    """Drop a first heading that says the title again: the page shows it already."""
    headings = _headings(root)
    if headings and headings[0].tag == "h1" and slug(str(headings[0].text_content())) == slug(title):
        headings[0].drop_tree()


def written_headings(root: HtmlElement) -> tuple[tuple[int, str], ...]:
    """Return level and words of each heading as it is, in order; those without words are none."""
    found = ((int(heading.tag[1]), " ".join(str(heading.text_content()).split())) for heading in _headings(root))
    return tuple((level, words) for level, words in found if words)


def order_headings(root: HtmlElement) -> None:
    """Give headings levels from 2 down, none skipped, keeping which lies under which."""
    open_levels: list[int] = []
    for heading in _headings(root):
        if not str(heading.text_content()).strip():
            heading.drop_tree()
            continue
        written = int(heading.tag[1])
        while open_levels and open_levels[-1] >= written:
            open_levels.pop()
        open_levels.append(written)
        heading.tag = f"h{min(len(open_levels) + 1, 6)}"


def name_headings(root: HtmlElement) -> None:
    """Give every heading an anchor, unique on the page; keep other anchors that can be kept."""
    taken: set[str] = set()
    for element in root.iter():
        name = element.attrib.pop("name", None)
        wanted = element.attrib.pop("id", name)
        if element.tag in HEADINGS:
            wanted = slug(wanted or str(element.text_content())) or "section"
            element.set("id", _free(wanted, taken))
        elif wanted and _ANCHOR.fullmatch(wanted) and wanted not in taken:
            taken.add(wanted)
            element.set("id", wanted)


def link_headings(root: HtmlElement) -> None:
    """Make every heading a link to itself, for readers to pass on, unless it holds what a link may not hold.

    One that lies in a link stays that link's.
    """
    for heading in _headings(root):
        if any(inner.tag == "a" or inner.tag in BLOCKS for inner in heading.iterdescendants()):
            continue
        if any(above.tag == "a" for above in heading.iterancestors()):
            continue
        link = lxml.html.Element("a")
        link.set("class", "section-link")
        link.set("href", f"#{heading.get('id')}")
        link.text, heading.text = heading.text, None
        link.extend(list(heading))
        heading.append(link)


def name_links(root: HtmlElement) -> None:
    """Give a link whose words are missing a name, so that readers know where it leads: its title, file or host."""
    for link in root.iter("a"):
        href = link.get("href", "")
        if href and not str(link.text_content()).strip():
            link.text = link.get("title") or _file_name(href) or _host(href) or href


def anchor_key(anchor: str) -> str:
    """Return what the anchors of one heading have in common, whichever tool made them from its words."""
    return slug(anchor).replace("-", "") or anchor


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def describe_images(root: HtmlElement) -> tuple[str, ...]:
    """Replace images by their description: pages load nothing from other hosts. Those on the web are linked to.

    Returns the addresses of images without a description.
    """
    undescribed = []
    for image in list(root.iter("img")):
        source, alt = image.get("src", ""), " ".join((image.get("alt") or image.get("title") or "").split())
        host = _host(source)
        link = host and not any(above.tag == "a" for above in image.iterancestors())
        span = lxml.html.Element("a" if link else "span")
        if link:
            span.set("href", source)
        else:
            span.set("class", "image")
        name = alt or ("" if host else _file_name(source))
        span.text = f"Image: {name}" if name else f"Image at {host}" if host else "Image"
        if source and not alt:
            undescribed.append(source)
        span.tail = image.tail
        parent = image.getparent()
        if parent is not None:
            parent.replace(image, span)
    return tuple(undescribed)


def _file_name(address: str) -> str:
    try:
        return clean_text(posixpath.basename(unquote(urlsplit(address).path)))
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "" if address.startswith(("http://", "https://")) else ""
    except ValueError:
        return ""


def make_scrollable(root: HtmlElement) -> None:
    """Put tables in a box that scrolls sideways; such boxes, and code, can be reached and so scrolled by keyboard."""
    for code in root.iter("pre"):
        code.set("tabindex", "0")
    for table in list(root.iter("table")):
        parent = table.getparent()
        if parent is None:
            continue
        box = lxml.html.Element("div")
        box.set("class", "table")
        box.set("tabindex", "0")
        box.tail, table.tail = table.tail, None
        parent.replace(table, box)
        box.append(table)


def _check_depth(root: HtmlElement) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnrenderableError(f"its elements are nested more than {MAX_DEPTH} deep")
