"""Mail for those who have no account with the forge: to the library's mailbox, or to coordinators who are public."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from indexer import Searcher
from kb.errors import UnknownPageError
from kb.page import DomainHead
from webui.reach import public_email

# Bytes of a whole mailto address: what mail programs surely take.
LONGEST_MAIL = 1_900
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
            found |= dict.fromkeys(filter(None, (public_email(engine, person) for person in head.coordinators)))
    return tuple(found)[:_MOST]


def mail_to(addresses: tuple[str, ...], subject: str, text: str) -> str:
    """Return the address that opens a mail with this text; empty where it is too long, or nobody takes it."""
    if not addresses:
        return ""
    to = ",".join(quote(address, safe="@+") for address in addresses)
    body = quote(text.replace("\n", "\r\n"), safe="")
    address = f"mailto:{to}?subject={quote(subject, safe='')}&body={body}"
    return address if len(address) <= LONGEST_MAIL else ""
