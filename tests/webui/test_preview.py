"""A preview of a change in a real repository: pages as the site shows them, links that lead somewhere, a comparison."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from kb.cli import main
from tests.webui.audit import audit

WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
PAGES = {
    "stories/old.md": "---\ntitle: Old\nsummary: It goes.\n---\nText.\n",
    "stories/changed.md": "---\ntitle: Changed\nsummary: A page.\n---\nWe met on Monday. [Old](old.md) [b](kept.md)\n",
    "stories/kept.md": "---\ntitle: Kept\nsummary: It stays.\n---\nText.\n",
}
HOSTILE = '<script>alert(1)</script> & "x"'


def git(folder: Path, *arguments: str) -> None:
    """Run Git as somebody, without the settings of whoever runs the tests."""
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True, env=env)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library whose pages are committed on `main`; `work` changes one, removes one, and adds three."""
    top = tmp_path / "library"
    for path, text in PAGES.items():
        (top / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (top / "content" / path).write_text(text, "utf-8")
    (top / "kb.toml").write_text('title = "T"\n', "utf-8")
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "first")
    git(top, "checkout", "-q", "-b", "work")
    return top


def change(top: Path) -> None:
    """Change the library on its branch."""
    stories = top / "content/stories"
    (stories / "old.md").unlink()
    changed = PAGES["stories/changed.md"].replace("Monday", "Friday").replace("old.md", "new ä.md#where")
    (stories / "changed.md").write_text(changed, "utf-8")
    (stories / "new ä.md").write_text(f"---\ntitle: '{HOSTILE}'\nsummary: S\n---\n## Where\n\n{HOSTILE}\n", "utf-8")
    (stories / "draft.md").write_text("---\ntitle: Draft\nsummary: S\nstatus: draft\n---\nText.\n", "utf-8")
    (top / "content/vocabulary.yml").write_text("- [a, b]\n", "utf-8")


def preview(top: Path, out: Path, base: str = "main") -> Result:
    """Run the command."""
    return CliRunner().invoke(
        main,
        ["--config", str(top / "kb.toml"), "preview", "--changed", base, "--out", str(out)],
        catch_exceptions=False,
    )


def soup(file: Path) -> BeautifulSoup:
    """Return a parsed page."""
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def test_every_changed_file_is_listed_with_what_became_of_it(library: Path, tmp_path: Path) -> None:
    """Pages come first; a draft and a file that is no page have a comparison, and say why they have no page."""
    change(library)
    result = preview(library, tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("5 changed files, 2 pages as the site will show them")
    rows = [" ".join(row.get_text().split()) for row in soup(tmp_path / "out/index.html").select(".preview-files li")]
    told = [re.match(r"(\w+): (.*?) (?:stories/\S+(?: \S+)? · )?What has changed", row) for row in rows]
    assert [found and found.groups() for found in told] == [
        ("Changed", "Changed"),
        ("Added", "Draft"),
        ("Added", HOSTILE),
        ("Removed", "stories/old.md"),
        ("Added", "vocabulary.yml"),
    ]
    assert "A draft" in rows[1]


def test_every_page_stands_alone(library: Path, tmp_path: Path) -> None:
    """Each is sound, has the site's look beside it, and every link leads to a file that is there."""
    change(library)
    out = tmp_path / "out"
    preview(library, out)
    files = sorted(out.rglob("*.html"))
    assert len(files) == 1 + 5 + 2
    for file in files:
        assert not audit(file.read_text("utf-8")), file
        page = soup(file)
        for element in page.select("[href], [src]"):
            address = urlsplit(str(element.get("href") or element.get("src")))
            assert address.scheme or not address.path.startswith("/"), f"{file} leads to the root: {address.path}"
            if not address.scheme and address.path:
                target = (file.parent / unquote(address.path)).resolve()
                assert target.is_file(), f"{file} leads to {address.path}"
                if address.fragment:
                    assert soup(target).find(id=unquote(address.fragment)), f"{file} leads to {address}"
        assert not page.select("form")
        assert page.select_one("link[rel=stylesheet][href$='site.css']")
        assert not page.select("script:not([src])")
    changed = soup(out / "pages/stories/changed.html")
    assert changed.select_one(".prose a[href$='%C3%A4.html#where']")
    missing = changed.select_one(".prose a.not-here")
    assert missing
    assert (missing.get_text(), missing["aria-disabled"], missing.get("href")) == ("b", "true", None)


def test_links_to_other_pages_lead_to_the_public_site(library: Path, tmp_path: Path) -> None:
    """Where the library says where it is published, nothing is a dead end."""
    change(library)
    with (library / "kb.toml").open("a", encoding="utf-8") as toml:
        toml.write('site = "https://commons.example.org/"\n')
    preview(library, tmp_path / "out")
    page = soup(tmp_path / "out/pages/stories/changed.html")
    assert page.select_one(".prose a[href='https://commons.example.org/stories/kept']")
    assert not page.select(".not-here")


def test_a_comparison_can_be_read_without_colour(library: Path, tmp_path: Path) -> None:
    """What was put in and taken out is marked by element and by word, not by colour alone."""
    change(library)
    preview(library, tmp_path / "out")
    page = soup(tmp_path / "out/changes/1.html")
    assert [mark.get_text() for mark in page.select(".diff del")][:1] == ["[taken out] Monday"]
    assert [mark.get_text() for mark in page.select(".diff ins")][:1] == ["[put in] Friday"]


def test_nothing_changed_says_so(library: Path, tmp_path: Path) -> None:
    """An empty preview is no error: its page tells reviewers that there is nothing to see."""
    result = preview(library, tmp_path / "out")
    assert (result.exit_code, result.output.split(";")[0]) == (0, "Nothing in the content differs from main")
    assert "Nothing in the content differs from main." in soup(tmp_path / "out/index.html").get_text()


def test_a_folder_with_anything_else_is_left_alone(library: Path, tmp_path: Path) -> None:
    """A mistyped folder loses nothing."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/index.html").write_text("mine", "utf-8")
    result = preview(library, tmp_path / "mine")
    assert result.exit_code == 2
    assert "something else than a preview" in result.output
    assert [file.read_text("utf-8") for file in (tmp_path / "mine").iterdir()] == ["mine"]


def test_an_earlier_preview_is_replaced(library: Path, tmp_path: Path) -> None:
    """No page stays from a change that was taken back."""
    change(library)
    out = tmp_path / "out"
    preview(library, out)
    git(library, "stash", "-q", "-u")
    assert preview(library, out).exit_code == 0
    assert sorted(path.name for path in out.rglob("*.html")) == ["index.html"]


def test_links_in_the_folder_lead_nothing_astray(library: Path, tmp_path: Path) -> None:
    """A link that somebody put into an earlier preview isn't followed out of it."""
    change(library)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    preview(library, out)
    elsewhere.mkdir()
    (out / "pages").rename(tmp_path / "moved")
    (out / "pages").symlink_to(elsewhere)
    assert preview(library, out).exit_code != 0
    assert list(elsewhere.iterdir()) == []


def test_a_page_that_is_a_link_out_of_the_library_is_not_shown(library: Path, tmp_path: Path) -> None:
    """A change can't make the preview publish a file of the machine that builds it."""
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret\n---\nhunter2\n", "utf-8")
    (library / "content/stories/link.md").symlink_to(secret)
    assert preview(library, tmp_path / "out").exit_code == 0
    written = [file.read_text("utf-8") for file in (tmp_path / "out").rglob("*.html")]
    assert written
    assert not any("hunter2" in text for text in written)


def test_an_unknown_base_is_misuse(library: Path, tmp_path: Path) -> None:
    """Nothing is written where Git knows no such commit."""
    result = preview(library, tmp_path / "out", base="nowhere")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
