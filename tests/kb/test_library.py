"""Reading a library: which files are pages of which kind, and what their references to each other come to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.choices import Kind
from kb.config import Config, KindRule, load_config
from kb.errors import ContentMissingError
from kb.library import KindFinder, Library, find_files, read_library
from kb.page import CollectionHead, CommunityHead, DomainHead, EntryHead, EventHead, PersonHead
from kb.problems import Problems, Severity

Write = Callable[..., Config]


def said(library: Library) -> list[tuple[str, int, str, str]]:
    """Return what identifies each problem: path, line, code and field."""
    return [(problem.path, problem.line, problem.code, problem.field) for problem in library.problems]


def entry(library: Library, page_id: str) -> EntryHead:
    """Return the head of an entry."""
    head = library.pages[page_id].head
    assert isinstance(head, EntryHead)
    return head


def page(title: str, *lines: str) -> str:
    """Return a file with a head of these lines."""
    return "\n".join(["---", f"title: {title}", *lines, "---", "Text", ""])


# Files


def test_the_folder_gives_the_kind(write_library: Write) -> None:
    """A library laid out as the design has it needs no kb.toml at all."""
    library = read_library(write_library({f"{kind.folder}/deep/er/one.md": page("One") for kind in Kind}))
    assert {page_id: found.kind for page_id, found in library.pages.items()} == {
        f"{kind.folder}/deep/er/one": kind for kind in Kind
    }
    assert said(library) == []


def test_files_without_a_kind_are_reported_and_readmes_hidden_and_other_files_are_not(write_library: Write) -> None:
    """A page put into the wrong folder would otherwise vanish; a README beside pages is meant for people."""
    library = read_library(
        write_library(
            {
                "practices/a.md": page("A"),
                "practices/B.MD": page("B"),
                "practices/c.markdown": page("C"),
                "practices/README.md": "# Read me",
                "practices/notes.txt": "x",
                "practices/.hidden.md": page("H"),
                ".git/practices/x.md": page("X"),
                "practise/lost.md": page("Lost"),
            },
            "[[kinds]]\nkind = 'practice'\nfiles = ['practices/**']\n",
        )
    )
    assert list(library.pages) == ["practices/B", "practices/a", "practices/c"]
    assert library.left_out == 1
    assert said(library) == [("practise/lost.md", 1, "no-kind", "")]
    assert "Move it below one of: practices/**" in next(iter(library.problems)).remedy


def test_excluded_files_are_counted_and_the_first_rule_that_fits_wins(write_library: Write) -> None:
    """Patterns are those of .gitignore: a leading slash means the top, a trailing one a folder."""
    toml = (
        "exclude = ['/old/', '_*.md']\n"
        "[[kinds]]\nkind = 'story'\nfiles = 'news/**/*.md'\nexclude = ['news/calls/']\n"
        "[[kinds]]\nkind = 'event'\nfiles = ['news/**/*.md', 'calls/*.md']\n"
    )
    files = ["news/a.md", "news/_draft.md", "news/calls/b.md", "news/old/c.md", "old/d.md", "calls/e.md"]
    library = read_library(write_library(dict.fromkeys(files, page("A")), toml))
    assert {page_id: found.kind.value for page_id, found in library.pages.items()} == {
        "calls/e": "event",
        "news/a": "story",
        "news/calls/b": "event",
        "news/old/c": "story",
    }
    assert library.left_out == 2


def test_no_rule_takes_a_file_that_its_patterns_do_not_name() -> None:
    """A rule for one folder must not swallow another whose name merely begins alike."""
    find = KindFinder([KindRule(kind=Kind.STORY, files="/news/*.md")])
    assert find("news/a.md") is not None
    assert [find(path) for path in ("newsletter/a.md", "old/news/a.md", "news/2017/a.md", "news/a.txt")] == [None] * 4


def test_two_files_of_one_id_are_an_error_and_the_first_stays(write_library: Write) -> None:
    """`a.md`, `a/index.md` and `a.markdown` would all be the page /practices/a."""
    library = read_library(
        write_library(
            {
                "practices/a.markdown": page("Three"),
                "practices/a.md": page("One"),
                "practices/a/_index.md": page("Two"),
            }
        )
    )
    assert library.pages["practices/a"].title == "Three"
    assert said(library) == [
        ("practices/a.md", 1, "duplicate-id", ""),
        ("practices/a/_index.md", 1, "duplicate-id", ""),
    ]
    assert next(iter(library.problems)).message == "practices/a.markdown has the same id, practices/a"


def test_a_bad_page_never_stops_the_others(write_library: Write) -> None:
    """Whatever is wrong with one file, its neighbours are read, in the order of their names."""
    library = read_library(
        write_library(
            {
                "stories/a.md": page("A"),
                "stories/b.md": "---\ntitle: x: y\n---\n",
                "stories/c.md": b"\xff\x00\xfe",
                "stories/d.md": b"x" * 1_000_001,
                "stories/e.md": page("E"),
            }
        )
    )
    assert list(library.pages) == ["stories/a", "stories/c", "stories/e"]
    assert {(path, code) for path, _, code, _ in said(library)} >= {
        ("stories/b.md", "unreadable-head"),
        ("stories/c.md", "not-utf8"),
        ("stories/d.md", "too-large"),
    }


def test_a_link_out_of_the_content_folder_is_not_followed(write_library: Write, tmp_path: Path) -> None:
    """A pull request with a symbolic link must not publish the server's files; links within are fine."""
    (tmp_path / "secret.md").write_text("# Secret\n", encoding="utf-8")
    config = write_library({"stories/a.md": page("A")})
    (config.settings.content / "stories/in.md").symlink_to(config.settings.content / "stories/a.md")
    (config.settings.content / "stories/out.md").symlink_to(tmp_path / "secret.md")
    (config.settings.content / "practices").symlink_to(tmp_path)
    library = read_library(config)
    assert list(library.pages) == ["stories/a", "stories/in"]
    assert said(library) == [("stories/out.md", 1, "link-outside", "")]


def test_hostile_file_names_are_pages_or_reported(shared: Path, tmp_path: Path) -> None:
    """42 names with separators, controls, right-to-left marks and shell words: nothing raises, every page has an id."""
    names: list[str] = json.loads((shared / "hostile/bytes-and-unicode/filenames.json").read_text(encoding="utf-8"))
    for name in names:
        (tmp_path / name).write_text("# A page\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("# Latin\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"th\xe9.md")).symlink_to("/nowhere")
    problems = Problems()
    found = set(find_files(tmp_path, problems))
    assert {name for name in names if name not in found} == {
        ".hidden.md", "..md", "#a.md#", ".#a.md", "a.md~", "a.md.swp", "a\nb.md", "a\tb.md", "a\\b.md", "\u202egnp.md"
    }  # fmt: skip
    assert [(problem.path, problem.code) for problem in problems] == [
        ("a\tb.md", "bad-file-name"),
        ("a\nb.md", "bad-file-name"),
        ("a\\b.md", "bad-file-name"),
        ("caf?.md", "bad-file-name"),
        ("th?.md", "bad-file-name"),
        ("\u202egnp.md", "bad-file-name"),
    ]


def test_a_folder_that_cannot_be_read_is_reported(
    write_library: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Walking a tree passes over such folders without a word, and their pages would be missing unnoticed."""
    config = write_library({"stories/closed/a.md": page("A"), "stories/b.md": page("B")})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    library = read_library(config)
    assert list(library.pages) == ["stories/b"]
    assert [str(problem) for problem in library.problems] == [
        "stories/closed:1:1: error [unreadable-file] "
        "the folder can't be read (Permission denied). Check its permissions."
    ]


def test_without_its_folder_there_is_no_library(write_library: Write) -> None:
    """Rather than an empty library: the path is wrong, and the message says which setting to mend."""
    config = write_library({})
    config.settings.content.rmdir()
    with pytest.raises(ContentMissingError, match=r"content: is not a folder\. Set `content` in kb\.toml") as caught:
        read_library(config)
    assert caught.value.folder == config.settings.content


def test_progress_is_told_of_every_file(write_library: Write) -> None:
    """Files that are left out count as well, so that the bar reaches its end."""
    told: list[int] = []
    read_library(write_library({"stories/a.md": page("A"), "stories/README.md": "x", "odd/b.md": "x"}), told.append)
    assert told == [3, 3, 3]


# References

PEOPLE = {
    "people/john-mclaughlin.md": page("John McLaughlin"),
    "people/grace.md": page("Grace Hopper", "slug: ghopper", "aliases: [Amazing Grace]"),
    "domains/web.md": page("The web", "issues:", "  - {id: speed, title: Speed}", "  - {id: reach, title: Reach}"),
    "domains/data.md": page("Open data", "issues: [{id: licences, title: Licences}]"),
}


def test_references_become_ids_and_inexact_ones_are_reported_with_the_id_to_write(write_library: Write) -> None:
    """Exact ones by id, last part or slug are silent; another case, the title or an alias works and is said."""
    library = read_library(
        write_library(
            PEOPLE
            | {
                "stories/a.md": page(
                    "A",
                    "people:",
                    "  - people/grace",
                    "  - {person: john-mcLaughlin, role: editor}",
                    "domains:",
                    "  - web",
                    "  - Open Data",
                    "  - data",
                )
            }
        )
    )
    head = entry(library, "stories/a")
    assert [(part.person, part.role.value) for part in head.people] == [
        ("people/grace", "author"),
        ("people/john-mclaughlin", "editor"),
    ]
    assert head.domains == ("domains/web", "domains/data")
    assert [problem for problem in said(library) if problem[0] == "stories/a.md"] == [
        ("stories/a.md", 5, "inexact-reference", "people[1]"),
        ("stories/a.md", 8, "inexact-reference", "domains[1]"),
    ]
    remedies = [problem.remedy for problem in library.problems if problem.code == "inexact-reference"]
    assert remedies == ["Write 'people/john-mclaughlin'.", "Write 'domains/data'."]


def test_dangling_and_ambiguous_references_are_dropped_located_and_explained(write_library: Write) -> None:
    """A misspelt author is an error with the nearest ids; two pages of one name are both offered, none is taken."""
    library = read_library(
        write_library(
            PEOPLE
            | {
                "practices/report.md": page("Report"),
                "stories/report.md": page("Report"),
                "stories/a.md": page(
                    "A",
                    "people: [grase, grace]",
                    "related:",
                    "  - {entry: report, why: more}",
                    "  - stories/report",
                    "uses: [nothing-like-it]",
                    "used_by: [{organisation: Leeds, person: nobody-at-all}]",
                ),
            }
        )
    )
    head = entry(library, "stories/a")
    assert [part.person for part in head.people] == ["people/grace"]
    assert [related.entry for related in head.related] == ["stories/report"]
    assert head.uses == ()
    assert [(use.organisation, use.person) for use in head.used_by] == [("Leeds", None)]
    found = [problem for problem in library.problems if problem.code == "dangling-reference"]
    assert [(problem.line, problem.field, problem.message, problem.remedy) for problem in found] == [
        (3, "people[0]", "no person is called 'grase'", "Did you mean people/grace?"),
        (
            5,
            "related[0]",
            "several pages are called 'report'",
            "Write the id: practices/report or stories/report.",
        ),
        (7, "uses[0]", "no practice is called 'nothing-like-it'", "Add the practice page, or remove the reference."),
        (8, "used_by[0]", "no person is called 'nobody-at-all'", "Add the person page, or remove the reference."),
    ]
    assert all(problem.severity is Severity.ERROR for problem in found)


def test_references_of_every_kind_of_page_are_resolved(write_library: Write) -> None:
    """Single ones, lists and tables alike; one that leads nowhere leaves its field empty, not wrong."""
    library = read_library(
        write_library(
            PEOPLE
            | {
                "domains/all.md": page("All", "coordinators: [grace]", "start_here: [{entry: c, note: first}, d]"),
                "communities/c.md": page("C", "members: [grace, ghopper, GRACE]", "domains: [web]"),
                "collections/d.md": page("D", "curator: ghopper", "items: [c, {entry: web}]", "excluded: [x]"),
                "collections/e.md": page("E", "curator: nobody"),
                "events/f.md": page("F", "speakers: [grace]", "communities: [c]", "entries: [collections/d]"),
                "people/ada.md": page("Ada", "domains: [web]"),
            }
        )
    )
    heads = {page_id: found.head for page_id, found in library.pages.items()}
    domain, community, event, person = (heads[i] for i in ("domains/all", "communities/c", "events/f", "people/ada"))
    assert isinstance(domain, DomainHead)
    assert isinstance(community, CommunityHead)
    assert isinstance(event, EventHead)
    assert isinstance(person, PersonHead)
    assert domain.coordinators == ("people/grace",)
    assert [item.entry for item in domain.start_here] == ["communities/c", "collections/d"]
    assert (community.members, community.domains) == (("people/grace",), ("domains/web",))
    assert (event.speakers, event.communities, event.entries) == (
        ("people/grace",),
        ("communities/c",),
        ("collections/d",),
    )
    assert person.domains == ("domains/web",)
    full, empty = heads["collections/d"], heads["collections/e"]
    assert isinstance(full, CollectionHead)
    assert isinstance(empty, CollectionHead)
    assert (full.curator, [item.entry for item in full.items], full.excluded) == (
        "people/grace",
        ["communities/c", "domains/web"],
        (),
    )
    assert empty.curator is None


def test_issues_must_be_on_the_map_of_one_of_the_entrys_domains(write_library: Write) -> None:
    """An issue of another domain, or one that was renamed, is reported with those there are."""
    library = read_library(
        write_library(
            PEOPLE
            | {
                "stories/a.md": page("A", "domains: [web]", "issues: [speed, licences, weight]"),
                "stories/b.md": page("B", "domains: [web, data]", "issues: [speed, licences]"),
                "stories/c.md": page("C", "issues: [speed]"),
            }
        )
    )
    assert entry(library, "stories/a").issues == ("speed",)
    assert entry(library, "stories/b").issues == ("speed", "licences")
    assert entry(library, "stories/c").issues == ()
    found = [problem for problem in library.problems if problem.code == "dangling-reference"]
    assert [(problem.path, problem.line, problem.column, problem.field, problem.remedy) for problem in found] == [
        ("stories/a.md", 4, 17, "issues[1]", "Its domains have: reach, speed."),
        ("stories/a.md", 4, 27, "issues[2]", "Its domains have: reach, speed."),
        ("stories/c.md", 3, 10, "issues[0]", "Its domains have: no issues."),
    ]


UNLISTED = {
    "stories/a.md": page("A", "people: [Ada Lovelace, ada-lovelace]", "domains: [open-data]"),
    "stories/b.md": page("B", "people: [ADA Lovelace, '!!']", "domains: [open_data]", "uses: [gone]"),
}


def test_unlisted_people_and_domains_are_created_once_where_the_rules_say_so(write_library: Write) -> None:
    """Every spelling leads to one page without a file; other kinds of reference still dangle."""
    config = write_library(UNLISTED, "[unlisted]\nperson = 'create'\ndomain = 'create'\n")
    library = read_library(config)
    made = {page_id: found for page_id, found in library.pages.items() if not found.path}
    assert {page_id: (found.kind.value, found.title) for page_id, found in made.items()} == {
        "people/ada-lovelace": ("person", "Ada Lovelace"),
        "domains/open-data": ("domain", "Open data"),
    }
    for page_id in ("stories/a", "stories/b"):
        assert [part.person for part in entry(library, page_id).people] == ["people/ada-lovelace"]
        assert entry(library, page_id).domains == ("domains/open-data",)
    assert [(path, field) for path, _, _, field in said(library)] == [("stories/b.md", "uses[0]")]


@pytest.mark.parametrize("rule", ["create", "ignore"])
def test_a_reference_to_any_page_is_never_taken_for_a_persons(write_library: Write, rule: str) -> None:
    """A mistyped practice in a reading list would become a practitioner, or vanish without a word."""
    files = {"collections/a.md": page("A", "items: [practices/gone]", "excluded: [gone]", "curator: Ada")}
    config = write_library(files, f"[unlisted]\nperson = '{rule}'\ndomain = '{rule}'\n")
    library = read_library(config)
    assert set(library.pages) == {"collections/a"} | ({"people/ada"} if rule == "create" else set())
    assert said(library) == [
        ("collections/a.md", 3, "dangling-reference", "items[0]"),
        ("collections/a.md", 4, "dangling-reference", "excluded[0]"),
    ]
    assert next(iter(library.problems)).message == "no page is called 'practices/gone'"


@pytest.mark.parametrize("toml", ["", "[unlisted]\nperson = 'create'\n", "[unlisted]\nperson = 'ignore'\n"])
def test_a_name_that_several_people_share_is_reported_with_their_ids(write_library: Write, toml: str) -> None:
    """They do exist: neither "nobody is called so" nor a third page of that name would be true."""
    files = {f"people/{name}.md": page("Jo Smith") for name in "ab"} | {"stories/a.md": page("A", "people: [Jo Smith]")}
    library = read_library(write_library(files, toml))
    assert set(library.pages) == {"people/a", "people/b", "stories/a"}
    assert [(problem.code, problem.message, problem.remedy) for problem in library.problems] == [
        ("dangling-reference", "several persons are called 'Jo Smith'", "Write the id: people/a or people/b.")
    ]


def test_several_communities_of_a_name_are_spelt_as_such(write_library: Write) -> None:
    """The message reads as English for every kind that can be referred to alone."""
    files = {f"communities/{name}.md": page("Data") for name in "ab"} | {
        "events/a.md": page("A", "communities: [Data]")
    }
    library = read_library(write_library(files))
    assert [problem.message for problem in library.problems] == ["several communities are called 'Data'"]


def test_unlisted_people_and_domains_may_be_passed_over(write_library: Write) -> None:
    """`ignore` drops the reference without a word, for people and domains each on their own."""
    library = read_library(write_library(UNLISTED, "[unlisted]\nperson = 'ignore'\n"))
    assert list(library.pages) == ["stories/a", "stories/b"]
    assert entry(library, "stories/a").people == ()
    assert [field for _, _, _, field in said(library)] == ["domains[0]", "domains[0]", "uses[0]"]


def test_listed_pages_are_preferred_to_created_ones(write_library: Write) -> None:
    """`create` must not make a second page of somebody who has one, however the name is spelt."""
    files = PEOPLE | {"stories/a.md": page("A", "people: [Grace hopper, Ada]")}
    library = read_library(write_library(files, "[unlisted]\nperson = 'create'\n"))
    assert [part.person for part in entry(library, "stories/a").people] == ["people/grace", "people/ada"]
    assert [page_id for page_id, found in library.pages.items() if not found.path] == ["people/ada"]


def test_a_link_in_a_circle_is_one_problem(tmp_path: Path) -> None:
    """A symbolic link to itself is reported, and the other pages are read."""
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "loop.md").symlink_to("loop.md")
    (tmp_path / "stories" / "page.md").write_text("---\ntitle: Page\n---\nText.\n", encoding="utf-8")
    library = read_library(load_config(environ={}, flags={"content": tmp_path, "index": tmp_path / ".kb"}))
    assert list(library.pages) == ["stories/page"]
    assert [(problem.path, problem.code) for problem in library.problems] == [("stories/loop.md", "unreadable-file")]
