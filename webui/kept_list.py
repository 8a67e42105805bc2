"""The list of pages that a reader keeps, as the cookie that holds it. `webui.kept` shows and changes it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from flask import request

COOKIE = "kept"
BYTES = 3800  # browsers take cookies of up to 4,096 bytes, name and attributes included
_BETWEEN = ":"  # quoted in ids, and needs no quotes in a cookie


@dataclass(frozen=True)
class KeptList:
    """The ids of kept pages, in the order in which they were kept."""

    ids: tuple[str, ...] = ()

    @classmethod
    def of_request(cls) -> KeptList:
        """Return the list of the reader whose request is answered."""
        ids = (unquote(part, errors="replace") for part in request.cookies.get(COOKIE, "")[:BYTES].split(_BETWEEN))
        return cls(tuple(dict.fromkeys(page_id for page_id in ids if page_id and page_id.isprintable())))

    def value(self) -> str:
        """Return the list as the text of a cookie."""
        return _BETWEEN.join(quote(page_id, safe="/") for page_id in self.ids)

    def with_page(self, page_id: str) -> KeptList:
        """Return the list with a page added at its end."""
        return KeptList((*(other for other in self.ids if other != page_id), page_id))

    def without(self, page_id: str) -> KeptList:
        """Return the list without a page."""
        return KeptList(tuple(other for other in self.ids if other != page_id))

    def moved_up(self, page_id: str) -> KeptList:
        """Return the list with a page one place nearer to its beginning."""
        ids = list(self.ids)
        if page_id in ids[1:]:
            at = ids.index(page_id)
            ids[at - 1 : at + 1] = ids[at], ids[at - 1]
        return KeptList(tuple(ids))

    @property
    def fits(self) -> bool:
        """Whether browsers would take it."""
        return len(self.value()) <= BYTES


def kept_ids() -> tuple[str, ...]:
    """Return the ids of the pages that the reader whose request is answered keeps."""
    return KeptList.of_request().ids
