"""The audit itself: each of its rules finds the fault that it is there for."""

from __future__ import annotations

import pytest

from tests.webui.audit import audit

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><meta name="viewport" content="width=device-width">
</head><body><a href="#_main">Skip</a><header>Top</header><main id="_main"><h1>A page</h1><h2>Part</h2>BODY</main>
<footer>End</footer></body></html>"""


def test_a_sound_page_passes() -> None:
    """The audit has no complaint that a correct page can't meet."""
    assert audit(GOOD.replace("BODY", '<p>Text</p><label for="_a">A</label><input id="_a" name="a">')) == ()


@pytest.mark.parametrize(
    ("body", "fix"),
    [
        ("<h1>Again</h1>", "keep one"),
        ("<h4>Too deep</h4>", "use h3"),
        ("<h3></h3>", "leave it out"),
        ('<input name="a">', "add <label for>"),
        ('<img src="/a.png">', "describe it"),
        ('<a href="/x"></a>', "say where it leads"),
        ("<nav>Ways</nav>", "aria-label"),
        ('<p id="_a"></p><p id="_a"></p>', "ids are unique"),
        ('<p id="a"></p>', "begin it with an underscore"),
        ('<p aria-labelledby="_gone"></p>', "mend the id"),
        ('<a href="#gone">There</a>', "mend the anchor"),
        ("<script>1</script>", "move it to static/js"),
        ("<style>p{}</style>", "move it to static/css"),
        ('<p style="color:red">Red</p>', "use a class"),
        ('<p onclick="x()">Click</p>', "use a class, or a script file"),
        ('<a href="javascript:x()">Go</a>', "link to a page"),
        ('<script src="https://cdn.example/x.js"></script>', "serve it from here"),
        ('<img alt="" src="//cdn.example/x.png">', "serve it from here"),
        ("<p>Published <b>None</b></p>", "leaked into the template"),
        ("<p><div></p></div>", "close or nest"),
    ],
)
def test_each_fault_is_found_with_its_fix(body: str, fix: str) -> None:
    """A fault of each sort is found, and the message says what to do."""
    problems = audit(GOOD.replace("BODY", body))
    assert any(fix in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        (' lang="en"', ""),
        ("<title>A page</title>", ""),
        ('<a href="#_main">Skip</a>', ""),
        ("<footer>End</footer>", ""),
    ],
)
def test_a_broken_frame_is_found(written: str, broken: str) -> None:
    """What base.html gives every page is missed when it is not there."""
    assert audit(GOOD.replace("BODY", "").replace(written, broken))
