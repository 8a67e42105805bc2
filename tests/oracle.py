"""What a page may not hold, judged by a second parser and the URL standard, not by what wrote the HTML."""

from __future__ import annotations

import re

import html5lib

ELEMENTS = """
    h1 h2 h3 h4 h5 h6 p br hr pre code blockquote ul ol li dl dt dd strong b em i u s del ins sub sup small mark abbr
    cite q kbd samp var a table caption thead tbody tfoot tr th td div span section details summary figure figcaption
""".split()
ATTRIBUTES = "href title id class rel align colspan rowspan scope start open tabindex".split()
CLASSES = "footnote table footnote-ref footnote-backref section-link image".split()
SCHEMES = "http https mailto tel".split()
FOREIGN = "iframe frame object embed applet base style math template audio video noscript".split()


def dangers(html: str) -> list[str]:
    """Return every element, attribute, class and address in `html` that a page may not hold."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in ELEMENTS:
            found.append(f"<{element.tag}>")
            continue
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES:
                found.append(f"{element.tag} {name}")
            elif name == "class":
                found += [f"class {word}" for word in value.split() if word not in CLASSES]
            elif name == "id" and value.startswith("_"):
                found.append(f"id {value}")
            elif name == "href" and (seen_scheme := scheme(value)) not in {"", *SCHEMES}:
                found.append(f"href {seen_scheme}:")
    return found


def scheme(address: str) -> str:
    """Return the scheme a browser would see: C0 and blank are stripped at the ends, TAB, CR and LF everywhere."""
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
    return match[1].lower() if match else ""


def dangers_of_site(html: str) -> list[str]:
    """Return what a whole page of the site holds that only content could have brought in."""
    found = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.tag in FOREIGN:
            found.append(f"<{element.tag}>")
            continue
        source = element.attrib.get("src", "")
        if element.tag == "script" and (not re.match(r"/[a-z]+\.js\?v=", source) or (element.text or "").strip()):
            found.append(f"<script src={source!r}>")
        for name, value in element.attrib.items():
            if str(name).startswith("on") or name in {"style", "srcdoc"} or "http-equiv" in str(name):
                found.append(f"{element.tag} {name}")
            elif name in {"href", "src", "action", "formaction"} and scheme(value) not in {"", *SCHEMES}:
                found.append(f"{element.tag} {name} {scheme(value)}:")
    return found
