"""Markdown to safe HTML: Python-Markdown, then one pass over the tree, then nh3 as the last word.

The tree pass gives headings levels in order and unique anchors, resolves links, and cuts the page into sections.
`render_page` works on one page and is not bounded in time: `kb.render_pool` runs it in child processes that are.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import lxml.html
import nh3
from lxml.html import HtmlElement

from kb import tree
from kb.config import ShortcodeRule
from kb.left_open import cleaned_whole
from kb.links import LinkTargets, Target
from kb.markdown_parser import UnrenderableError, unsafe_html
from kb.page import SCHEMES, Page
from kb.sections import HEADINGS, Section, sections_of

__all__ = ["Link", "Rendered", "Renderer", "UnrenderableError", "plain_page", "sanitised"]

_TAGS = set(HEADINGS) | set(
    """
    p br hr pre code blockquote ul ol li dl dt dd strong b em i u s del ins sub sup small mark abbr cite q kbd samp var
    a table caption thead tbody tfoot tr th td div span section details summary figure figcaption
    """.split()
)
_DROPPED_WITH_CONTENT = set("script style template noscript svg math iframe object title textarea".split())
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "td": {"align", "colspan", "rowspan"},
    "details": {"open"},
}
_INNER_ATTRIBUTES = _ATTRIBUTES | {"*": {"id"}, "a": {"href", "title", "name"}, "img": {"src", "alt", "title"}}
_OUTER_ATTRIBUTES = _ATTRIBUTES | {"*": {"id"}, "div": {"tabindex"}, "pre": {"tabindex"}}
_INNER_CLASSES = {"div": {"footnote", "table"}, "a": {"footnote-ref", "footnote-backref"}, "span": {"image"}}
_OUTER_CLASSES = _INNER_CLASSES | {"a": {*_INNER_CLASSES["a"], "section-link"}}
_SCHEMES = {*SCHEMES, "tel"}


@dataclass(frozen=True)
class Link:
    """A link in a body: as written, and where it leads. A target without href leads nowhere."""

    href: str
    target: Target


@dataclass(frozen=True)
class Rendered:
    """A page's body as safe HTML, its sections as text, and its links. `problem` says why it is only plain text.

    `undescribed` holds the addresses of images without a description, `shown_as_text` the names of tags that
    would have taken text along, `images` the addresses of all images, `headings` the levels and words of headings as
    their author wrote them, and `anchors` what can be linked to.
    """

    html: str
    sections: tuple[Section, ...]
    links: tuple[Link, ...] = ()
    problem: str = ""
    undescribed: tuple[str, ...] = ()
    shown_as_text: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Renderer:
    """What is needed to render any page of one library."""

    targets: LinkTargets
    shortcodes: tuple[ShortcodeRule, ...] = field(default=())

    def render_page(self, page: Page) -> Rendered:
        """Render one page's body.

        Raises UnrenderableError, RecursionError or ValueError for shapes that the parsers can't take.
        """
        source = page.body
        for rule in self.shortcodes:
            source = re.sub(rule.pattern, rule.replace, source)
        cleaned, shown_as_text = cleaned_whole(unsafe_html(source), _inner_html, _DROPPED_WITH_CONTENT)
        root = tree.tree_of(cleaned)
        images = tuple(source for image in root.iter("img") if (source := image.get("src")))
        undescribed = tree.describe_images(root)
        tree.drop_repeated_title(root, page.title)
        headings = tree.written_headings(root)
        tree.order_headings(root)
        tree.name_headings(root)
        tree.make_scrollable(root)
        links = self._resolve_links(root, page)
        tree.name_links(root)
        sections = sections_of(root)
        tree.link_headings(root)
        inner = html.escape(root.text or "", quote=False) + "".join(
            lxml.html.tostring(child, encoding="unicode") for child in root
        )
        anchors = frozenset(name for element in root.iter() if (name := element.get("id")))
        return Rendered(sanitised(inner), sections, links, "", undescribed, shown_as_text, images, headings, anchors)

    def _resolve_links(self, root: HtmlElement, page: Page) -> tuple[Link, ...]:
        links = []
        ids = [element.get("id", "") for element in root.iter() if element.get("id")]
        anchors = {tree.anchor_key(name): name for name in reversed(ids)} | {name: name for name in ids}
        anchors.setdefault(tree.anchor_key(page.title), "top")  # the site shows the title above the body
        for anchor in root.iter("a"):
            href = anchor.get("href")
            if href is None:
                continue
            target = self.targets.resolve(href, page.path)
            if target.href.startswith("#") and target.href.lower() != "#top":  # every browser knows the top
                found = anchors.get(target.anchor) or anchors.get(tree.anchor_key(target.anchor))
                target = Target(f"#{found}", anchor=found) if found else Target("")
            links.append(Link(href, target))
            if target.href:
                anchor.set("href", target.href)
            else:
                del anchor.attrib["href"]
        return tuple(links)


def _inner_html(unsafe: str) -> str:
    """Return HTML that may still hold images, and whose headings and links are not ours yet."""
    return nh3.clean(
        unsafe, tags=_TAGS | {"img"}, attributes=_INNER_ATTRIBUTES, url_schemes=_SCHEMES,
        clean_content_tags=_DROPPED_WITH_CONTENT, link_rel=None, allowed_classes=_INNER_CLASSES,
    )  # fmt: skip


def sanitised(unsafe: str) -> str:
    """Return HTML that holds nothing but what a page may hold: the last word on every page's body."""
    return nh3.clean(
        unsafe, tags=_TAGS, attributes=_OUTER_ATTRIBUTES, url_schemes=_SCHEMES,
        clean_content_tags=_DROPPED_WITH_CONTENT, link_rel="noopener", allowed_classes=_OUTER_CLASSES,
    )  # fmt: skip


def plain_page(page: Page, problem: str) -> Rendered:
    """Return a page whose Markdown could not be rendered as plain paragraphs, so that nothing of it is lost."""
    blocks = tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", page.body) if part.strip())
    text = "\n".join(f"<p>{html.escape(block)}</p>" for block in blocks)
    return Rendered(text, (Section("", "", 1, (), blocks),) if blocks else (), (), problem)
