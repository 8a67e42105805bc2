"""Normalising: what people write is brought into shape, and whatever had to be done is said once, at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kb.normalise import clean_text, normalise
from kb.page import DomainHead, EntryHead, Head, PersonHead

Said = list[tuple[str, tuple[str | int, ...]]]


@pytest.fixture
def shape() -> Callable[..., tuple[dict[str, Any], Said]]:
    """Normalise values for a head; return them with the codes and places of what was reported."""

    def shaped(values: dict[str, Any], head: type[Head] = EntryHead, **more: Any) -> tuple[dict[str, Any], Said]:
        said: Said = []
        result = normalise(head, values, lambda code, _severity, at, *_: said.append((code, at)), **more)
        return result, said

    return shaped


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("  Ada &amp; Grace\n", "Ada & Grace"),
        ("R&D", "R&D"),
        ("&copy; 2026", "© 2026"),
        ("https://example.org/?a=1&region=uk&copy=2&amp;b=3", "https://example.org/?a=1&region=uk&copy=2&b=3"),
        ("a\x00b\x1b[31mc\x85", "ab[31mc"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("&#8238;x\u2066y\u2069", "xy"),
        ("cafe\u0301", "caf\u00e9"),
        ("hi\U000e0041\U000e007f", "hi"),
        ("&lt;b&gt;", "<b>"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\ufdd0\uffff", ""),
    ],
)
def test_text_is_what_people_see(written: str, seen: str) -> None:
    """No entity, control, tag or direction-override character is left, also when it was hidden in an entity."""
    assert clean_text(written) == seen


def test_a_single_value_becomes_a_list_and_is_reported(shape: Any) -> None:
    """`tags: a, b` loses nothing, but the author learns how lists are written."""
    assert shape({"tags": "web, open data"}) == ({"tags": ["web", "open data"]}, [("not-a-list", ("tags",))])
    assert shape({"uses": True}) == ({"uses": [True]}, [("not-a-list", ("uses",))])


def test_a_sentence_where_a_list_was_meant_stays_whole(shape: Any) -> None:
    """A source's title or a barrier holds commas; references and short words don't."""
    for field, kept in (("barriers", "Cost, and time"), ("evidence", {"title": "Cost, and time"})):
        assert shape({field: "Cost, and time"}) == ({field: [kept]}, [("not-a-list", (field,))])
    assert shape({"used_by": "Leeds, York"})[0] == {"used_by": [{"organisation": "Leeds, York"}]}
    assert shape({"people": "ada, grace"})[0] == {"people": [{"person": "ada"}, {"person": "grace"}]}
    assert shape({"issues": "a, b", "uses": "c,d"})[0] == {"issues": ["a", "b"], "uses": ["c", "d"]}
    assert shape({"asks": "Help, please", "skills": "web, data"}, PersonHead)[0] == {
        "asks": ["Help, please"],
        "skills": ["web", "data"],
    }


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("A **bold** and _quiet_ [word](https://x.example/a_(b) 'T') with `code`.", "A bold and quiet word with code."),
        ("***Both*** and **one *in* other**", "Both and one in other"),
        ("![A chart](c.png) <b>of</b> <a href='x'>us</a><br/>", "A chart of us"),
        ("snake_case, 2 * 3 * 4, 2*3*4, a < b > c, <your name>, [sic]", None),
        ("Costs &lt;b&gt; R&amp;D", "Costs <b> R&D"),
    ],
)
def test_a_summary_becomes_plain_text(shape: Any, written: str, plain: str | None) -> None:
    """It is shown as one line of text, where marks would stand as typed; every word stays, and so do other signs."""
    assert shape({"summary": written, "place": "**x**"}) == ({"summary": plain or written, "place": "**x**"}, [])


@pytest.mark.usefixtures("stop_hangs")
@pytest.mark.parametrize("part", ["*", "*a", "**a ", "_a ", "`", "[", "[a](", "[a](b(", "<a ", "<b/", "![", "a* "])
def test_no_summary_takes_long(shape: Any, part: str) -> None:
    """The longest text allowed, of marks that never close."""
    assert shape({"summary": part * (20_000 // len(part))})[1] == []


def test_a_single_value_of_a_mapped_key_is_that_librarys_way(shape: Any) -> None:
    """`category: Discover, then decide` of another library is one category, and no fault to report."""
    values, said = shape({"domains": "Discover, then decide"}, mapped={"domains"})
    assert (values, said) == ({"domains": ["Discover, then decide"]}, [])


def test_empty_and_repeated_items_are_dropped_and_located(shape: Any) -> None:
    """The remaining items keep their order; each dropped one is reported where it stands."""
    values, said = shape({"tags": ["b", None, "a", "", "b", " a "]})
    assert values == {"tags": ["b", "a"]}
    assert said == [
        ("empty-item", ("tags", 1)),
        ("empty-item", ("tags", 3)),
        ("repeated-item", ("tags", 4)),
        ("repeated-item", ("tags", 5)),
    ]


def test_plain_ids_and_tables_may_stand_side_by_side_in_a_list(shape: Any) -> None:
    """A person without a role is just an id; the same person twice is found in either spelling."""
    values, said = shape({"people": ["ada", {"person": "grace", "role": "editor"}, {"person": "ada"}]})
    assert values == {"people": [{"person": "ada"}, {"person": "grace", "role": "editor"}]}
    assert said == [("repeated-item", ("people", 2))]
    assert shape({"start_here": ["practices/a"]}, DomainHead)[0] == {"start_here": [{"entry": "practices/a"}]}


def test_text_inside_tables_is_cleaned_and_nulls_are_left_out(shape: Any) -> None:
    """A `cost:` left empty is as good as absent."""
    values, said = shape({"effort": {"time": " 2&nbsp;days ", "cost": None}, "place": None})
    assert (values, said) == ({"effort": {"time": "2\u00a0days"}}, [])


def test_unknown_keys_and_wrong_shapes_are_left_for_validation(shape: Any) -> None:
    """The one place that judges values is the model; nothing is converted to please it."""
    odd = {"colour": [None, " x "], "effort": "much", "place": ["Leeds"], "recommendable": "perhaps"}
    assert shape(odd) == (odd, [])
    assert shape({"contact": ["x"]}, PersonHead) == ({"contact": ["x"]}, [])


@pytest.mark.usefixtures("stop_hangs")
def test_fifty_thousand_tags_are_no_trouble(shape: Any) -> None:
    """Comparing each item with all before it would take minutes; the limit on a head's values lets so many through."""
    tags = [f"tag {number}" for number in range(50_000)]
    values, said = shape({"tags": [*tags, "tag 7"]})
    assert values == {"tags": tags}
    assert said == [("repeated-item", ("tags", 50_000))]
