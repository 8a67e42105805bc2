"""The issue map of a large domain: an answer counts however many entries are newer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.webui.conftest import small_site

NEWER = 230


def test_an_old_answer_is_on_the_map(tmp_path: Path) -> None:
    """An issue that only the oldest of many entries names isn't called a gap; one that many name shows the newest."""
    heads = {
        "domains/home.md": "title: Home\nissues: [{id: beds, title: Beds}, {id: keys, title: Keys}]",
        "stories/oldest.md": "title: Oldest\ndomains: [domains/home]\nissues: [beds]\npublished: 2001-01-01",
    }
    for number in range(NEWER):
        day = date(2020, 1, 1) + timedelta(number)
        heads[f"stories/s{number}.md"] = (
            f"title: Story {number}\ndomains: [domains/home]\nissues: [keys]\npublished: {day}"
        )
    pages = {path: f"---\n{head}\n---\n\nBeds.\n" for path, head in heads.items()}
    with small_site(tmp_path, pages) as reader:
        page = reader.soup("/domains/home")
    beds, keys = page.select(".issue")
    assert [link["href"] for link in beds.select("a")] == ["/stories/oldest"]
    assert keys.select("a")[0]["href"] == f"/stories/s{NEWER - 1}"
    assert keys.select_one("summary").get_text() == f"{NEWER - 4} more"
    assert len(keys.select("a")) == NEWER
    assert page.select_one("section[aria-labelledby=_stories] .more").get_text(strip=True) == "All 231 stories"
