"""E-mail addresses and phone numbers in the text of a page, where nobody can take them back.

How somebody can be reached stands on their own page, under a policy that they chose. Phone numbers are told by
`phonenumbers`, which knows the plans of all countries; those that belong to a service (freephone, shared cost), and
those reserved for examples and for drama, are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

from kb.checks.subject import Subject
from kb.problems import Problem, Severity

HOME = "GB"  # whose numbers may be written without a country's code
_EMAIL = re.compile(
    r"(?<![\w.+/-])(?P<name>[\w.+'-]{1,64})@(?P<host>(?:[\w-]+\.)+[a-z]{2,24})(?![\w/:])", re.IGNORECASE
)
_EXAMPLES = re.compile(r"(?:.*\.)?(?:example(?:\.(?:org|com|net))?|\w+\.(?:test|invalid|localhost))", re.IGNORECASE)
# Mailboxes of an office, whoever sits there.
_ROLES = re.compile(
    r"(?:admin|contact|enquir(?:y|ies)|events?|feedback|hello|help(?:desk)?|info|inquir(?:y|ies)|media|no-?reply|office|press"
    r"|support|team|webmaster)(?:[._+-].*)?|.*-(?:subscribe-)?request|listserv",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>]+|(?<=\]\()(?!(?:mailto|tel):)[^\s()]+", re.IGNORECASE)
_DIGITS = re.compile(r"(?:\d[\s().\u00a0\u2011\u2013-]{0,3}){8}")
_SERVICES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}
# Ofcom's numbers for drama, and the 555-01xx of North America.
_DRAMA = re.compile(r"44(?:7700900|2079460|1632960|8081570|(?:11[3-8]|121|131|141|151|161|191)4960)\d+|1\d{3}55501\d\d")


def personal_data(subject: Subject) -> Iterator[Problem]:
    """Yield the addresses and numbers in a page's text; code, comments and web addresses aren't looked at."""
    prose = _ADDRESS.sub(lambda found: " " * len(found[0]), subject.prose)
    for found in _EMAIL.finditer(prose) if "@" in prose else ():
        if not _EXAMPLES.fullmatch(found["host"]) and not _ROLES.fullmatch(found["name"]):
            yield _problem(subject, found.start(), "an e-mail address stands in the text")
    if _DIGITS.search(prose):
        for number in PhoneNumberMatcher(prose, HOME, leniency=Leniency.VALID):
            if not _is_nobodys(number.number):
                yield _problem(subject, number.start, "a phone number stands in the text")


def _problem(subject: Subject, offset: int, message: str) -> Problem:
    remedy = "Link to the page of the person or team, which says how to reach them; in examples write example.org."
    return subject.in_body("personal-data", Severity.WARNING, subject.place(offset), message, remedy)


def _is_nobodys(number: phonenumbers.PhoneNumber) -> bool:
    plain = f"{number.country_code}{number.national_number}"
    return phonenumbers.number_type(number) in _SERVICES or bool(_DRAMA.fullmatch(plain))
