"""One comment about a change, in Markdown: what is to mend, and how far its pages have got. Printed by `kb summary`.

It is made of other people's words, and posted by a program: nothing in it is markup, a link or a mention but what
stands here. It begins with a line that nobody sees, by which a workflow finds the comment to bring up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.checking import Checked
from kb.problems import Problem, Severity
from kb.terminal import counted

MARKER = "<!-- practice-commons: summary -->"
LONGEST = 50_000  # characters; forges take some 65,000
_LONGEST_LINE = 400
_MOST = 30  # problems of a severity
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+|~!^$=-])")
_JOINER = "\u2060"  # no width, and no break
_HEADINGS = {Severity.ERROR: "To mend", Severity.WARNING: "Better mended", Severity.NOTE: "Unfinished or due"}


def summary(found: Checked) -> str:
    """Return the comment about what a check of a change found."""
    lines = [MARKER, "## What the check says", "", _verdict(found)]
    for severity, heading in _HEADINGS.items():
        of_it = [problem for problem in found.problems if problem.severity is severity]
        if of_it:
            lines += ["", f"### {heading}", "", *_listed(of_it)]
    return _bounded(lines)


def _verdict(found: Checked) -> str:
    if not found.pages and not len(found.problems):
        return "No page of the library has changed."
    levels = ", ".join(f"{count} {level}" for level, count in sorted(found.levels.items()))
    pages = f"{counted(found.pages, 'page')} checked{f' ({levels})' if levels else ''}"
    errors, warnings = counted(found.problems.errors, "error"), counted(found.problems.warnings, "warning")
    return f"{pages}: {errors}, {warnings}." if len(found.problems) else f"{pages}; nothing to mend."


def _listed(problems: Sequence[Problem]) -> Iterator[str]:
    for problem in problems[:_MOST]:
        yield f"- **{plain(f'{problem.path}:{problem.line}')}**: {plain(problem.text)} ({plain(problem.code)})"
    if len(problems) > _MOST:
        yield f"- and {len(problems) - _MOST} more; `kb check` lists them all."


def plain(text: str) -> str:
    """Return text such that Markdown shows it as it is, on one line: no markup, no links, and nobody is notified."""
    text = " ".join(text.split())
    text = text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"@|://|www\.", lambda sign: f"{sign[0][:1]}{_JOINER}{sign[0][1:]}", text, flags=re.IGNORECASE)
    return _SIGNS.sub(r"\\\1", text).replace("\\#", f"\\#{_JOINER}")


def _bounded(lines: list[str]) -> str:
    text, left = "", 0
    for line in lines:
        if left or len(text) + len(line) > LONGEST:
            left += 1
        else:
            text += f"{line}\n"
    return text + (f"\n{left} more lines are left out.\n" if left else "")
