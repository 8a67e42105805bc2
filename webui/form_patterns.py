"""Examples of the components of forms, for the patterns page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webui.form_contexts import Ends, FormField, Option, Remark

# Where the links of examples lead.
HERE = "#_main"
_ROLES = (Option("author", "wrote it", True), Option("contact", "can be asked", False))
_LINE = FormField("_f-a", "a", "Title", "As a colleague would say it.", "line", "Huddle", True, ("It is too short.",))
_CHOICE = FormField(
    "_f-b", "b", "How it went", "", "choice", "failed", False,
    options=(Option("worked", "Worked", False), Option("failed", "Did not work", True)),
)  # fmt: skip
_PICK = FormField(
    "_f-c", "c", "People", "Who can be asked.", "pick", "", False,
    options=(Option("people/x", "Example nurse", True, "c-role", _ROLES), Option("people/y", "Example ward", False)),
    find="find-c", typed="exam",
)  # fmt: skip
_TEXT = FormField("_f-d", "d", "Text", "In Markdown.", "body", "## The problem\n", False)

FORM_EXAMPLES: Mapping[str, tuple[tuple[str, tuple[Any, ...], Mapping[str, Any]], ...]] = {
    "ends": (
        (
            "ends_list",
            (
                Ends("stories/x.md", "x.md", "---\ntitle: X\n---\n", "GitHub", HERE, HERE, HERE, "library@example.org"),
                "",
            ),
            {},
        ),
    ),
    "form_field": tuple(("form_field", (field, "details"), {}) for field in (_LINE, _CHOICE, _PICK, _TEXT)),
    "remarks": (
        (
            "remark_list",
            ([Remark("Title: it is too short.", "", "_main"), Remark("On another step.", "text", "_f-x")], ""),
            {},
        ),
    ),
}
