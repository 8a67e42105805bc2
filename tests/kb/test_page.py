"""The heads of pages: what each kind may say, and what it may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from kb.choices import ENTRY_KINDS, Kind
from kb.page import HEADS, SCHEMES, SHORTHAND, EntryHead, Head, PersonHead
from kb.rendering import Rendered

COMMON = "title summary tags aliases redirect_from status published reviewed review_in licence source_url example"
ENTRY = """
    domains issues people organisation sector place stage outcome uses used_by related evidence effort barriers
"""
KEYS = {
    Kind.PRACTICE: ENTRY,
    Kind.CASE_STUDY: ENTRY,
    Kind.STORY: ENTRY,
    Kind.DOMAIN: "outcome issues coordinators start_here",
    Kind.PERSON: """
        kind role organisation sector place domains skills offers asks contact recommendable
    """,
    Kind.COMMUNITY: "domains coordinators members join cadence channels started",
    Kind.COLLECTION: "curator purpose items query excluded",
    Kind.EVENT: "start end timezone place url communities domains speakers entries recap",
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_the_keys_of_the_design_and_no_others(kind: Kind) -> None:
    """What a contributor reads in the design is what the program accepts; an undocumented key can't slip in."""
    assert set(HEADS[kind].model_fields) == {*COMMON.split(), *KEYS[kind].split()}


def test_only_a_title_is_required_of_any_page() -> None:
    """Somebody with five minutes can contribute: everything else may come later."""
    for kind in Kind:
        assert HEADS[kind].model_validate({"title": "A"}).title == "A"
        with pytest.raises(ValidationError):
            HEADS[kind].model_validate({})


def test_entries_are_the_three_kinds_that_hold_practice() -> None:
    """References to an entry may name these and nothing that merely organises them."""
    assert [kind.folder for kind in ENTRY_KINDS] == ["practices", "case-studies", "stories"]
    assert len({kind.folder for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "www.example.org", "//example.org/", "/etc/passwd", " https://x"],
)
def test_an_address_that_is_not_of_the_web_or_mail_is_refused(address: str) -> None:
    """It would become a link: one that runs a script, or leads somewhere else than it says."""
    with pytest.raises(ValidationError, match="begins with https://, http:// or mailto:"):
        EntryHead(title="A", source_url=address)


@pytest.mark.parametrize("address", ["", "https://example.org/a?b#c", "HTTP://EXAMPLE.ORG", "mailto:ada@example.org"])
def test_an_address_of_the_web_or_mail_is_kept_as_written(address: str) -> None:
    """In whatever case its scheme is written; an empty one means there is none."""
    assert EntryHead(title="A", source_url=address).source_url == address


@pytest.mark.parametrize(("written", "kept"), [("12 months", "12 months"), ("1 Year", "1 year"), ("90days", "90days")])
def test_a_period_is_a_number_and_a_unit(written: str, kept: str) -> None:
    """As people write it, in any case, with or without the blank."""
    assert Head(title="A", review_in=written).review_in == kept


@pytest.mark.parametrize("written", ["soon", "a year", "1 fortnight", "1000 days", "-1 day", "1 year ago", "1.5 years"])
def test_what_is_no_period_is_refused(written: str) -> None:
    """A review that never comes due because its period can't be counted would be forgotten."""
    with pytest.raises(ValidationError, match="expected a period such as '12 months'"):
        Head(title="A", review_in=written)


@pytest.mark.parametrize(
    ("field", "value"),
    [("stage", "done"), ("outcome", "Worked"), ("sector", "private"), ("status", "hidden"), ("colour", "red")],
)
def test_closed_choices_and_keys_are_closed(field: str, value: str) -> None:
    """A facet with both `worked` and `Worked` would split what belongs together."""
    with pytest.raises(ValidationError):
        EntryHead.model_validate({"title": "A", field: value})


def test_a_person_is_reached_by_the_coordinator_unless_the_page_says_otherwise() -> None:
    """The default gives no address away, and nobody is an example by accident."""
    head = PersonHead(title="Ada")
    assert head.contact.policy == "via-coordinator"
    assert (head.contact.email, head.contact.url, head.recommendable, head.example) == ("", "", True, False)


def test_every_plain_spelling_has_a_table_to_go_to() -> None:
    """`people: [ada]` means `{person: ada}`: each field so abbreviated exists, as does the key within it."""
    fields: dict[str, Any] = {name: field for head in HEADS.values() for name, field in head.model_fields.items()}
    for field, key in SHORTHAND.items():
        assert f"{key}" in str(fields[field].annotation.__args__[0].model_fields), field


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_offered_is_allowed_in_heads_and_texts(scheme: str, render: Callable[..., Rendered]) -> None:
    """One list for both: what a head may link to, a text may."""
    assert EntryHead(title="A", source_url=f"{scheme}:x").source_url
    assert f'href="{scheme}:x"' in render(f"[a]({scheme}:x)").html
