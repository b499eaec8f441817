"""Problems by the seed, for tests and measurements."""

import random
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from typing import Any

from bilateral.schedule.model import Company, Interpreter, Mode, Problem, Request, Slot, Table

SIZES: dict[str, dict[str, Any]] = {
    "S": {"companies": 60, "requests": 300, "slots": 8, "tables": 5, "interpreters": 3},
    "M": {"companies": 300, "requests": 3_000, "slots": 9, "tables": 30, "interpreters": 20, "caps": (8, 16)},
    "L": {
        "companies": 2_000,
        "requests": 30_000,
        "days": 3,
        "slots": 9,
        "tables": 165,
        "interpreters": 110,
        "caps": (10, 20),
    },
    "XL": {
        "companies": 10_000,
        "requests": 200_000,
        "days": 3,
        "slots": 9,
        "tables": 833,
        "interpreters": 560,
        "caps": (10, 20),
    },
}
"""What `generate_problem` takes for the sizes by which the engine is measured: two sessions on two or three days."""

PRESENCE = {"usual": 0.12, "tight": 0.36}
"""The chance that a company misses a session day."""

_OFFSET = timezone(timedelta(hours=8))


def generate_slots(days: int, sessions: int, slots: int) -> tuple[Slot, ...]:
    """Half-hour slots in `sessions` sessions on each of `days` dates, with a pause of two hours between sessions."""
    made = []
    for day in range(days):
        for session in range(sessions):
            start_at = datetime(2024, 3, 28, 8, tzinfo=_OFFSET) + timedelta(days=day)
            start_at += timedelta(minutes=session * (30 * slots + 120))
            for number in range(slots):
                begin = start_at + number * timedelta(minutes=30)
                name = f"s{day + 1}-{session + 1}-{number + 1}"
                made.append(Slot(name, begin, begin + timedelta(minutes=30), f"session {session + 1}"))
    return tuple(made)


def generate_problem(
    companies: int,
    requests: int,
    seed: int,
    *,
    mode: Mode = "select",
    days: int = 2,
    sessions: int = 2,
    slots: int = 8,
    tables: int | None = None,
    interpreters: int | None = None,
    caps: tuple[int, int] = (6, 12),
    floor: int = 4,
    absent: float = PRESENCE["usual"],
    several: float = 0.0,
    bipartite: bool = True,
    confined: float = 0.0,
    ordered: float = 0.0,
) -> Problem:
    """A problem of two sides that speak Russian and Chinese, some of each also English.

    A company misses a whole session day with probability `absent`, and single slots with 0.05. `several` is the share
    of companies with two representatives, `confined` and `ordered` the shares of requests that are confined to a
    session and that come after another. By default there is a table for 12 companies and an interpreter for 18, which
    is scarce.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up problems keep no secret
    times = generate_slots(days, sessions, slots)
    members = tuple(
        _company(chance, number, number < companies // 2, times, caps, floor, absent, several)
        for number in range(companies)
    )
    return Problem(
        mode=mode,
        slots=times,
        tables=tuple(Table(f"t{number + 1}") for number in range(tables or max(1, companies // 12))),
        companies=members,
        interpreters=tuple(
            _interpreter(chance, number, times)
            for number in range(max(1, companies // 18) if interpreters is None else interpreters)
        ),
        requests=_requests(chance, members, requests, bipartite, confined, ordered, sessions),
    )


def _company(
    chance: random.Random,
    number: int,
    guest: bool,
    times: tuple[Slot, ...],
    caps: tuple[int, int],
    floor: int,
    absent: float,
    several: float,
) -> Company:
    gone = {day for day in dict.fromkeys(slot.day for slot in times) if chance.random() < absent}
    languages = {"ru"} if guest else {"zh"}
    if chance.random() < 0.55:
        languages.add("en")
    if chance.random() < 0.08:
        languages |= {"ru", "zh"}
    cap = chance.randint(*caps)
    return Company(
        id=f"c{number + 1}",
        side="guest" if guest else "host",
        languages=frozenset(languages),
        unavailable=frozenset(slot.id for slot in times if slot.day in gone or chance.random() < 0.05),
        parallel=2 if chance.random() < several else 1,
        max_meetings=cap,
        floor=min(floor, cap),
    )


def _interpreter(chance: random.Random, number: int, times: tuple[Slot, ...]) -> Interpreter:
    pairs = ({"ru", "zh"}, {"en", "zh"}, {"ru", "en"}, {"ru", "zh", "en"})
    languages = pairs[0] if number == 0 else chance.choices(pairs, (55, 15, 15, 15))[0]
    gone = {day for day in dict.fromkeys(slot.day for slot in times) if chance.random() < 0.15}
    return Interpreter(
        id=f"i{number + 1}",
        languages=frozenset(languages),
        unavailable=frozenset(slot.id for slot in times if slot.day in gone),
    )


def _requests(
    chance: random.Random,
    companies: tuple[Company, ...],
    count: int,
    bipartite: bool,
    confined: float,
    ordered: float,
    sessions: int,
) -> tuple[Request, ...]:
    """Distinct pairs, the popular companies wished more; a weight is the product of two interests from 1 to 10."""
    popular = [chance.lognormvariate(0, 0.8) for _ in companies]
    half = len(companies) // 2
    numbers = range(len(companies))
    everyone, guests, hosts = (list(accumulate(part)) for part in (popular, popular[:half], popular[half:]))
    most = half * (len(companies) - half) if bipartite else len(companies) * (len(companies) - 1) // 2
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < min(count, most * 3 // 4):
        if bipartite:
            first = chance.choices(numbers[:half], cum_weights=guests)[0]
            second = chance.choices(numbers[half:], cum_weights=hosts)[0]
        else:
            first, second = sorted(chance.choices(numbers, cum_weights=everyone, k=2))
        if first != second:
            pairs[first, second] = None
    made: list[Request] = []
    for index, (first, second) in enumerate(pairs):
        made.append(
            Request(
                id=f"r{index + 1}",
                parties=(companies[first].id, companies[second].id),
                weight=chance.randint(1, 10) * chance.randint(1, 10),
                session=f"session {chance.randint(1, sessions)}" if chance.random() < confined else None,
                after=frozenset({chance.choice(made).id}) if made and chance.random() < ordered else frozenset(),
            )
        )
    return tuple(made)
