"""Mail for those who have no account with the forge: to the library's mailbox, or to coordinators who are public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from indexer import ContactWay, Searcher
from kb.choices import Status
from kb.errors import UnknownPageError
from kb.page import DomainHead, PersonHead

# Bytes of a whole mailto address: what mail programs surely take.
LONGEST_MAIL = 1_900
_EMAIL = re.compile(r"[^\s@<>,;?&\"]+@[^\s@<>,;?&\"]+\.[^\s@<>,;?&\".]+")
_MOST = 3  # coordinators that one mail goes to


def recipients(engine: Searcher, mailbox: str, domains: Iterable[str]) -> tuple[str, ...]:
    """Return who takes contributions: the library's mailbox, or else coordinators of these domains who are public."""
    if mailbox:
        return (mailbox,)
    found: dict[str, None] = {}
    for domain in domains:
        try:
            head = engine.head(domain)
        except UnknownPageError:
            continue
        if isinstance(head, DomainHead):
            found |= dict.fromkeys(filter(None, (_public_email(engine, person) for person in head.coordinators)))
    return tuple(found)[:_MOST]


def mail_to(addresses: tuple[str, ...], subject: str, text: str) -> str:
    """Return the address that opens a mail with this text; empty where it is too long, or nobody takes it."""
    if not addresses:
        return ""
    to = ",".join(quote(address, safe="@+") for address in addresses)
    body = quote(text.replace("\n", "\r\n"), safe="")
    address = f"mailto:{to}?subject={quote(subject, safe='')}&body={body}"
    return address if len(address) <= LONGEST_MAIL else ""


def _public_email(engine: Searcher, person: str) -> str:
    """Return the mailbox of a person who made it public; empty where there is none."""
    try:
        head = engine.head(person)
    except UnknownPageError:  # a draft, say
        return ""
    if not isinstance(head, PersonHead) or head.status is not Status.PUBLISHED:
        return ""
    email = ContactWay.of(head.contact).email
    return email if _EMAIL.fullmatch(email) else ""
