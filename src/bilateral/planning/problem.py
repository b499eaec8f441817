"""From an exchange and its pairs to a schedule problem: times become slots, talks and visits become absence."""

from collections.abc import Iterable, Sequence

from bilateral.company.model import Company
from bilateral.exchange.model import Exchange, Interpreter, Period, Talk
from bilateral.meeting.model import Pair
from bilateral.schedule import model as schedule
from bilateral.visit.attendance import attends
from bilateral.visit.model import Visit


def build_problem(
    exchange: Exchange, companies: Sequence[Company], visits: Sequence[Visit], pairs: Sequence[Pair]
) -> schedule.Problem:
    """The problem of placing `pairs` (mode "select").

    A company is unavailable in every slot that overlaps a time when it is away, a talk that it attends or a visit on
    which it goes; so is an interpreter who works there. A company's own table is the table of its meetings unless
    the pair says another; where both have one, the host side's.
    """
    by_id = {company.id: company for company in companies}
    return schedule.Problem(
        mode="select",
        slots=tuple(
            schedule.Slot(slot.id, slot.period.start_at, slot.period.end_at, slot.session) for slot in exchange.slots()
        ),
        tables=tuple(schedule.Table(table.id) for table in exchange.tables),
        companies=tuple(_company(exchange, company, visits) for company in companies),
        interpreters=tuple(_interpreter(exchange, interpreter, visits) for interpreter in exchange.interpreters),
        requests=tuple(_request(exchange, pair, by_id) for pair in pairs),
    )


def busy_periods(exchange: Exchange, company: Company, visits: Iterable[Visit]) -> tuple[Period, ...]:
    """When `company` can have no meeting: its own absence, the talks that it attends, the visits on which it goes."""
    occasions: tuple[Talk | Visit, ...] = (*exchange.talks, *visits)
    return (*company.unavailable, *(item.period for item in occasions if attends(company, item)))


def _company(exchange: Exchange, company: Company, visits: Iterable[Visit]) -> schedule.Company:
    most = exchange.max_meetings if company.max_meetings is None else company.max_meetings
    floor = exchange.floor if company.floor is None else company.floor
    return schedule.Company(
        company.id,
        company.side,
        frozenset(company.languages),
        _overlapped(exchange, busy_periods(exchange, company, visits)),
        company.parallel,
        most,
        floor if most is None else min(floor, most),
    )


def _interpreter(exchange: Exchange, interpreter: Interpreter, visits: Iterable[Visit]) -> schedule.Interpreter:
    occasions: tuple[Talk | Visit, ...] = (*exchange.talks, *visits)
    work = (item.period for item in occasions if interpreter.id in item.interpreters)
    return schedule.Interpreter(
        interpreter.id,
        frozenset(interpreter.languages),
        _overlapped(exchange, (*interpreter.unavailable, *work)),
        interpreter.max_consecutive,
        interpreter.max_meetings,
        interpreter.standby,
    )


def _request(exchange: Exchange, pair: Pair, by_id: dict[str, Company]) -> schedule.Request:
    first, second = sorted((by_id[party] for party in pair.companies), key=lambda one: one.side != exchange.host.id)
    return schedule.Request(
        pair.id,
        pair.companies,
        pair.weight,
        session=pair.session or None,
        table=pair.table or first.table or second.table or None,
        after=frozenset(pair.after),
    )


def _overlapped(exchange: Exchange, periods: Iterable[Period]) -> frozenset[str]:
    busy = tuple(periods)
    return frozenset(slot.id for slot in exchange.slots() if any(slot.period.overlaps(period) for period in busy))
