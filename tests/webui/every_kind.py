"""A small library with a page of every kind, and heads that say all they may. Everything in it is made up."""

from __future__ import annotations

LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
LIBRARY = {
    "practices/huddle.md": "title: Morning huddle\ndomains: [domains/home]\nredirect_from: [old/huddle]",
    "case-studies/leeds.md": """title: Huddles in Leeds
domains: [domains/home]
issues: [beds]
organisation: Leeds City Council
sector: public
place: Leeds
stage: finished
outcome: failed
uses: [practices/huddle]
people: [{person: people/ada, role: practitioner}]
used_by:
  - {organisation: Hull Trust, place: Hull, date: 2025-03-02, outcome: partly, note: No flats., person: people/ada}
tags: [discharge, beds]
evidence: [{title: Ward counts, url: "https://example.org/counts", kind: data}]
barriers: [Nobody owned the flats]
effort: {people: Four, time: Six weeks, cost: None to speak of, difficulty: hard}
reviewed: 2026-03-01""",
    "stories/long.md": f"title: {LONG}\nstatus: archived\ndomains: [domains/home]\npeople: [people/gwen]",
    "domains/home.md": """title: Home from hospital
outcome: Nobody waits for a key safe.
issues: [{id: beds, title: Beds, question: Who finds the bed?}, {id: keys, title: Keys}]
coordinators: [people/cora]""",
    "people/ada.md": """title: Ada Shah
role: Ward clerk
domains: [domains/home]
offers: [An hour by phone]
contact: {policy: public, email: ada@example.org}""",
    "stories/plain.md": """title: A plain day
domains: [domains/home]
tags: [Discharge]
place: Leeds
published: 2026-02-01
people: [{person: people/ada, role: author}, {person: people/shy, role: author}]""",
    "people/shy.md": """title: Shy Lowe
place: Leeds
recommendable: false
contact: {policy: none}""",
    "people/cora.md": """title: Cora Lane
kind: team
domains: [domains/home]
contact: {policy: none, email: cora@unlisted.example, url: "https://unlisted.example"}""",
    "people/tom.md": """title: Tom Reed
domains: [domains/home]
contact: {policy: via-coordinator, email: tom@unlisted.example}""",
    "domains/night.md": "title: Nights\ncoordinators: [people/gone]",
    "people/gone.md": "title: Left Early\nstatus: draft",
    "domains/days.md": "title: Days\ncoordinators: [people/vic, people/ada]",
    "domains/alone.md": "title: Alone\ncoordinators: [people/vic]",
    "people/vic.md": """title: Vic Ames
domains: [domains/alone]
contact: {policy: via-coordinator}""",
    "people/gwen.md": """title: Gwen Roe
status: archived
contact: {policy: public, email: gwen@example.org}""",
    "people/noor.md": """title: Noor Aziz
domains: [domains/night]
contact: {policy: via-coordinator}""",
    "people/both.md": """title: Bo Thorn
domains: [domains/night, domains/home, domains/days]
contact: {policy: via-coordinator}""",
    "communities/clerks.md": """title: Ward clerks
domains: [domains/home]
coordinators: [people/cora]
members: [people/ada]
join: https://example.org/join
cadence: Monthly
channels: [A mailing list]
started: 2021-05-01""",
    "collections/first.md": """title: First month
purpose: What to read first.
curator: people/cora
items: [{entry: practices/huddle, note: Read this first.}, case-studies/leeds]""",
    "collections/fresh.md": """title: What is new about huddles
purpose: Keeps itself fresh.
query: huddle beds
items: [stories/plain]
excluded: [practices/huddle]
example: true""",
    "events/past.md": """title: First call
start: 2025-01-15
communities: [communities/clerks]
domains: [domains/home]
speakers: [people/ada]""",
    "events/call.md": """title: Open call
start: 2026-12-03 14:00 +00:00
end: 2026-12-03 15:30 +00:00
timezone: Europe/London
place: Online
url: https://example.org/call
communities: [communities/clerks]
speakers: [people/ada]
entries: [case-studies/leeds]
recap: Forty people came.""",
}
ADDRESSES = [f"/{path.removesuffix('.md')}" for path, head in LIBRARY.items() if "status: draft" not in head]


def pages() -> dict[str, str]:
    """Return the files of the library, each with a body."""
    body = "## What it is\n\nA huddle about beds.\n"
    return {path: f"---\n{head}\n---\n\n{body}" for path, head in LIBRARY.items()}
