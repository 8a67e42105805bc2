"""Rendering many pages: shapes that would take hours end as plain text, reported, and their neighbours are unharmed."""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.choices import Kind
from kb.config import Config, KindRule, load_config
from kb.library import Library, read_library
from kb.page import Page
from kb.problems import Problem, Problems, Severity
from kb.reading import read_page
from kb.render_pool import RenderPool
from kb.rendering import Rendered
from tests.kb.whole import add_faults, rendered_whole

Batch = tuple[dict[str, Page], dict[str, Rendered], list[Problem]]

# What each of the worst shapes comes to; all others are rendered.
BRACKETS = "more than 200 brackets are open at once"
TREE = "its elements are nested more than 200 deep"
STACK = "its lists or quotes are nested too deeply"
UNRENDERABLE = {
    "cm_bq_emph-2k": TREE,
    "cm_empty_deep_list-2k": STACK,
    "cm_empty_deep_list-8k": STACK,
    "cm_img_bracket-2k": BRACKETS,
    "cm_img_bracket-8k": BRACKETS,
    "cm_issue389-2k": TREE,
    "cm_link_emph-2k": BRACKETS,
    "cm_link_openers-2k": BRACKETS,
    "cm_link_openers-8k": BRACKETS,
    "cm_nested_bq-2k": TREE,
    "cm_nested_brackets-2k": BRACKETS,
    "cm_nested_brackets-8k": BRACKETS,
    "cm_nested_inlines-2k": TREE,
    "cm_nested_strong_emph-2k": TREE,
    "mt_279_ol_nest-2k": STACK,
    "pm798_open_brackets-2k": BRACKETS,
    "pm798_open_brackets-8k": BRACKETS,
    "pm799_gt_chain-2k": TREE,
    "pm799_gt_space_chain-2k": TREE,
    "x_deflist-2k": TREE,
    "x_many_divs-2k": TREE,
}
WORST = [name for name in UNRENDERABLE if name.endswith("8k")]


@pytest.fixture(scope="module")
def batch(shared: Path) -> Batch:
    """Every pathological page of 2 kB and the worst of 8 kB, rendered at once."""
    root = shared / "hostile/pathological-markdown/docs"
    problems = Problems()
    pages = {}
    for name in sorted([file.name for file in root.glob("*-2k.md")] + [f"{name}.md" for name in WORST]):
        source = read_page(root, name, KindRule(kind=Kind.STORY, files="*"), 1_000_000, problems)
        assert source is not None
        pages[source.page.id] = source.page
    library = Library(pages, Problems(), 0)
    config = load_config(environ={}, flags={"content": root, "render_seconds": 20})
    return pages, rendered_whole(library, config), list(library.problems)


def test_pages_that_cannot_be_rendered_are_plain_text_and_reported_with_the_reason(batch: Batch) -> None:
    """Too many brackets or too deep: each is said, at the body's first line, and of no other page."""
    pages, rendered, problems = batch
    assert len(pages) == 59 - 1 + len(WORST)
    assert {page_id: result.problem for page_id, result in rendered.items() if result.problem} == UNRENDERABLE
    found = [problem for problem in problems if problem.code == "unrenderable"]
    assert [problem.path for problem in found] == [f"{page_id}.md" for page_id in sorted(UNRENDERABLE)]
    for problem in found:
        assert problem.severity is Severity.ERROR
        assert problem.line == pages[problem.path.removesuffix(".md")].body_line
        assert problem.message.startswith("could not be rendered, and is shown as plain text: ")
        assert problem.remedy == "Simplify the Markdown."


def test_no_word_is_lost_whether_a_page_was_rendered_or_not(batch: Batch) -> None:
    """Only what Markdown itself does not show is missing: targets of links, labels of references, tags."""
    pages, rendered, _ = batch
    silent = {"cm_many_refs-2k", "x_footnotes-2k", "pm161_many_links_space-2k", "pm1619_many_links-2k"}
    silent |= {"pm1374_big_table-2k", "pm308_md_in_html-2k"}
    for page_id in pages.keys() - silent:
        sections = rendered[page_id].sections
        text = " ".join(text for section in sections for text in (section.title, *section.blocks))
        assert set(re.findall(r"\w+", pages[page_id].body)) <= set(re.findall(r"\w+", text)), page_id


SLOW = "```" + " " * 30_000 + "x"


def test_a_slow_page_harms_no_other_and_the_order_is_kept(write_library: Callable[..., Config]) -> None:
    """Its process is ended and replaced; pages behind it in the queue are rendered as if it weren't there."""
    files = {f"stories/{number}.md": f"---\ntitle: T\n---\nPage *{number}*\n" for number in range(6)}
    files["stories/3.md"] = f"---\ntitle: T\n---\nSlow {SLOW}\n\n{SLOW}\n"
    config = write_library(files, "render_seconds = 1.5\n")
    library = read_library(config)
    told: list[int] = []
    with RenderPool() as pool:
        rendered = pool.render(library, config, list(library.pages.values()), lambda: told.append(1))
    add_faults(library, config, rendered)
    assert list(rendered) == [f"stories/{number}" for number in range(6)]
    assert rendered["stories/3"].html.startswith("<p>Slow ``` x</p>")
    assert [result.html for page_id, result in rendered.items() if page_id != "stories/3"] == [
        f"<p>Page <em>{number}</em></p>" for number in (0, 1, 2, 4, 5)
    ]
    assert [(problem.path, problem.line, problem.code) for problem in library.problems] == [
        ("stories/3.md", 3, "unrenderable")
    ]
    assert "rendering took longer than 1.5 seconds" in str(next(iter(library.problems)))
    assert len(told) == 6


def test_dangling_links_are_located_where_each_is_written(write_library: Callable[..., Config]) -> None:
    """Also the second of two alike, one in a key of the head, and one whose target stood in a shortcode."""
    config = write_library(
        {
            "stories/a.md": "---\ntitle: A\n---\n\nSee gone.md.\n\n[x](gone.md) [ok](b.md)\n\n"
            "- [y](gone.md#z)\n- [x](gone.md)\n",
            "stories/b.md": "---\ntitle: B\nwhat: >-\n  One\n\n  two [x](lost.md)\n---\n\n"
            '[y]({{< ref "no.md" >}}) [z](#no)\n',
        },
        "[[kinds]]\nkind = 'story'\nfiles = '*'\nbody = {what = 'What'}\nignore = ['*']\n"
        "[[shortcodes]]\npattern = '\\{\\{< ref \"([^\"]*)\" >\\}\\}'\nreplace = '\\1'\n",
    )
    library = read_library(config)
    rendered_whole(library, config)
    assert [(problem.path, problem.line, problem.message) for problem in library.problems] == [
        ("stories/a.md", 7, "the link 'gone.md' leads to no page of the library"),
        ("stories/a.md", 9, "the link 'gone.md#z' leads to no page of the library"),
        ("stories/a.md", 10, "the link 'gone.md' leads to no page of the library"),
        ("stories/b.md", 6, "the link 'lost.md' leads to no page of the library"),
        ("stories/b.md", 9, "the link 'no.md' leads to no page of the library"),
        ("stories/b.md", 9, "the link '#no' leads to no heading of this page"),
    ]
    assert {problem.code for problem in library.problems} == {"dangling-link"}
    assert {problem.severity for problem in library.problems} == {Severity.ERROR}


def test_a_link_to_a_draft_is_a_warning_unless_it_comes_from_one(write_library: Callable[..., Config]) -> None:
    """Readers would meet a page that isn't there; drafts may refer to each other."""
    draft = "---\ntitle: T\nstatus: draft\n---\n[x](b.md)\n"
    config = write_library(
        {"stories/a.md": "---\ntitle: A\n---\n\n[x](/stories/b)\n", "stories/b.md": draft, "stories/c.md": draft}
    )
    library = read_library(config)
    rendered_whole(library, config)
    assert [str(problem) for problem in library.problems] == [
        "stories/a.md:5:5: warning [link-to-draft] the link '/stories/b' leads to a draft. "
        "Publish the draft, or drop the link."
    ]


def test_an_image_without_a_description_is_a_warning_where_it_stands(write_library: Callable[..., Config]) -> None:
    """Whoever can't see it learns only its file's name."""
    text = "---\ntitle: A\n---\n![A chart](a.png)\n\n![](b.png)\n\n<img src='https://h.example/c.png'>\n"
    config = write_library({"stories/a.md": text})
    library = read_library(config)
    rendered_whole(library, config)
    assert [str(problem) for problem in library.problems] == [
        f"stories/a.md:{place}: warning [missing-alt] the image '{source}' has no description. "
        "Write what it shows between the brackets: ![…](…)."
        for place, source in (("6:5", "b.png"), ("8:11", "https://h.example/c.png"))
    ]


def test_an_element_that_is_never_closed_is_a_warning_where_it_is_opened(write_library: Callable[..., Config]) -> None:
    """It would take what follows along; shown as text it takes nothing, and the page keeps its form."""
    text = "---\ntitle: A\n---\n\nFirst\nchoose <object> from the menu.\n\nAnd *then* this.\n"
    config = write_library({"stories/a.md": text})
    library = read_library(config)
    rendered = rendered_whole(library, config)
    assert rendered["stories/a"].html == (
        "<p>First\nchoose &lt;object&gt; from the menu.</p>\n<p>And <em>then</em> this.</p>"
    )
    assert [str(problem) for problem in library.problems] == [
        "stories/a.md:6:8: warning [left-open] <object is never closed: it is shown, or it would hide text. "
        "Put it between backticks where it is meant to be read; otherwise close it, or take it out."
    ]


def test_a_page_that_needs_too_much_memory_is_plain_text(write_library: Callable[..., Config]) -> None:
    """A shortcode's replacement can blow a page up to gigabytes; the machine keeps its memory."""
    config = write_library(
        {"stories/a.md": "---\ntitle: A\n---\n" + "x" * 900_000, "stories/b.md": "---\ntitle: B\n---\nFine"},
        f"[[shortcodes]]\npattern = 'x'\nreplace = '{'y' * 4000}'\n",
    )
    library = read_library(config)
    rendered = rendered_whole(library, config)
    assert rendered["stories/a"].problem == "rendering it takes too much memory"
    assert rendered["stories/b"].html == "<p>Fine</p>"


def test_a_pool_outlives_its_processes_and_grows(write_library: Callable[..., Config]) -> None:
    """A watcher's renderers may be killed from outside: fresh ones render the next pages, as many as it takes."""
    files = {f"stories/{number}.md": f"---\ntitle: T\n---\nPage *{number}*\n" for number in range(60)}
    config = write_library(files)
    library = read_library(config)
    pages = list(library.pages.values())
    with RenderPool() as pool:
        assert pool.render(library, config, pages[:1])["stories/0"].html == "<p>Page <em>0</em></p>"
        for child in multiprocessing.active_children():
            child.kill()
        time.sleep(0.5)
        assert [page.problem for page in pool.render(library, config, pages).values()] == [""] * 60
        assert pool._workers == min(2, os.cpu_count() or 1)
