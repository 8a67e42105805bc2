"""A record of use added to an entry: the entry's text with it, and the lines alone for whoever edits the file by hand.

The text has what readers of the page see; keys that the content model doesn't know, and comments, are not part of it.
So where the file itself can be edited, the lines are the better way. Called by the site's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.page import EntryHead
from kb.source import file_text, head_text, without_comments


def with_use(head: EntryHead, body: str, record: Mapping[str, Any]) -> str:
    """Return an entry's text with one more record of use, whatever the record is worth."""
    values = head.model_dump(mode="json", exclude_defaults=True)
    values["used_by"] = [*values.get("used_by", ()), dict(record)]
    return file_text(values, without_comments(body))


def lines_of(record: Mapping[str, Any]) -> str:
    """Return the lines that belong into a head for a record of use."""
    return head_text({"used_by": [dict(record)]})
