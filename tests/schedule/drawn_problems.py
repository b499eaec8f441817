"""Whole small problems for Hypothesis, with every feature that the format knows."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from bilateral.schedule.model import Company, Interpreter, Mode, Problem, Request, Slot, Table

LANGUAGES = ("en", "ru", "zh")
MORNING_AT = datetime(2024, 3, 28, 9, tzinfo=timezone(timedelta(hours=8)))


def slots_of(sessions: list[int]) -> tuple[Slot, ...]:
    """A session of so many half hours on each of the days from 28 March 2024 on, two sessions to a day."""
    made = []
    for index, length in enumerate(sessions):
        start_at = MORNING_AT + timedelta(days=index // 2, hours=5 * (index % 2))
        for number in range(length):
            begin = start_at + number * timedelta(minutes=30)
            end = begin + timedelta(minutes=30)
            made.append(Slot(f"s{index + 1}{number + 1}", begin, end, "morning" if index % 2 == 0 else "afternoon"))
    return tuple(made)


@st.composite
def problems(draw: st.DrawFn, mode: Mode | None = None, most_requests: int = 14, most_companies: int = 7) -> Problem:
    """A problem that the reader accepts, of at most 10 slots."""
    slots = slots_of(draw(st.sampled_from(([3], [5], [2, 3], [4, 4], [1, 3, 2], [4, 3, 3]))))
    ids = [slot.id for slot in slots]
    some_slots = st.frozensets(st.sampled_from(ids), max_size=len(ids) // 2)
    languages = st.frozensets(st.sampled_from(LANGUAGES), max_size=2)
    tables = tuple(
        Table(f"t{number}", draw(some_slots) if draw(st.integers(0, 3)) == 0 else frozenset())
        for number in range(draw(st.integers(0, 3)))
    )
    companies = tuple(
        _company(draw, number, some_slots, languages) for number in range(draw(st.integers(2, most_companies)))
    )
    interpreters = tuple(
        Interpreter(
            f"i{number}",
            draw(languages),
            draw(some_slots),
            max_consecutive=draw(st.integers(1, 4)),
            max_meetings=draw(st.none() | st.integers(0, 4)),
            standby=draw(st.booleans()) and draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    requests: list[Request] = []
    for number in range(draw(st.integers(0, most_requests))):
        first, second = draw(st.permutations([company.id for company in companies]))[:2]
        requests.append(
            Request(
                f"r{number}",
                (first, second),
                weight=draw(st.integers(1, 100)),
                slots=draw(st.none() | st.none() | some_slots),
                session=draw(st.none() | st.none() | st.sampled_from([slot.session for slot in slots])),
                table=draw(st.none() | st.sampled_from([table.id for table in tables])) if tables else None,
                after=_earlier(draw, requests),
                interpreter=draw(st.sampled_from(["auto", "auto", "none"])),
            )
        )
    modes: tuple[Mode, ...] = ("select", "all") if mode is None else (mode,)
    chosen = draw(st.sampled_from(modes))
    return Problem(
        mode=chosen,
        slots=slots,
        tables=tables,
        companies=companies,
        interpreters=interpreters,
        requests=tuple(requests),
        max_breaks=draw(st.none() | st.integers(0, 2)) if chosen == "all" else None,
    )


def _earlier(draw: st.DrawFn, requests: list[Request]) -> frozenset[str]:
    if not requests or draw(st.integers(0, 3)):
        return frozenset()
    return frozenset({draw(st.sampled_from(requests)).id})


def _company(
    draw: st.DrawFn,
    number: int,
    some_slots: st.SearchStrategy[frozenset[str]],
    languages: st.SearchStrategy[frozenset[str]],
) -> Company:
    cap = draw(st.none() | st.integers(0, 5))
    return Company(
        f"c{number}",
        draw(st.sampled_from(["host", "guest"])),
        draw(languages),
        draw(some_slots),
        parallel=draw(st.sampled_from([1, 1, 1, 2, 3])),
        max_meetings=cap,
        floor=draw(st.integers(0, 4 if cap is None else min(cap, 4))),
    )
