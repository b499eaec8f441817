from datetime import datetime
from zoneinfo import ZoneInfo

from bilateral.company.model import Company
from bilateral.exchange.model import Exchange, Interpreter, Period, Session, Side, Table, Talk
from bilateral.meeting.model import Pair
from bilateral.planning.problem import build_problem
from bilateral.schedule import model as schedule
from bilateral.text import NO_WORDS, Text
from bilateral.visit.model import Visit

ZONE = ZoneInfo("Asia/Shanghai")


def period(start: str, end: str) -> Period:
    return Period(*(datetime.fromisoformat(f"2024-03-28T{at}").replace(tzinfo=ZONE) for at in (start, end)))


EXCHANGE = Exchange(
    "x",
    Text(en="X"),
    "Asia/Shanghai",
    Side("host", Text(zh="甲")),
    Side("guest", Text(ru="Б")),
    floor=2,
    max_meetings=6,
    sessions=(Session("S1", NO_WORDS, period("13:00", "14:00"), 20),),
    tables=(Table("T1"), Table("T2")),
    interpreters=(Interpreter("I1", Text(zh="李"), ("zh", "ru"), unavailable=(period("13:00", "13:05"),)),),
    talks=(Talk("K1", Text(en="Welcome"), period("13:40", "14:00"), attends=("guest",), interpreters=("I1",)),),
)
HOST = Company("C1", "host", Text(zh="甲"), "CN", ("zh",), table="T2", floor=9, unavailable=(period("13:20", "13:40"),))
GUEST = Company("R1", "guest", Text(ru="Б"), "RU", ("ru", "en"), parallel=2, max_meetings=3, table="T1")


def test_absence_talks_and_visits_become_unavailable_slots() -> None:
    visit = Visit("V1", Text(en="Visit"), "C1", period("13:00", "13:10"), attends=("R1",))
    problem = build_problem(EXCHANGE, (HOST, GUEST), (visit,), ())
    assert [sorted(company.unavailable) for company in problem.companies] == [["S1-01", "S1-02"], ["S1-01", "S1-03"]]
    assert [sorted(interpreter.unavailable) for interpreter in problem.interpreters] == [["S1-01", "S1-03"]]


def test_limits_are_the_company_s_own_or_the_exchange_s_and_no_floor_passes_them() -> None:
    problem = build_problem(EXCHANGE, (HOST, GUEST), (), ())
    assert [(one.floor, one.max_meetings, one.parallel) for one in problem.companies] == [(6, 6, 1), (2, 3, 2)]


def test_slots_keep_their_times_and_session() -> None:
    problem = build_problem(EXCHANGE, (HOST, GUEST), (), ())
    first = period("13:00", "13:20")
    assert problem.slots[0] == schedule.Slot("S1-01", first.start_at, first.end_at, "S1")
    assert len(problem.slots) == 3


def test_a_pair_sits_at_the_host_s_own_table_unless_it_says_another() -> None:
    pairs = (
        Pair("a", ("C1", "R1"), 50, session="S1", after=("b",)),
        Pair("b", ("C1", "R1"), 7, table="T1"),
    )
    assert build_problem(EXCHANGE, (HOST, GUEST), (), pairs).requests == (
        schedule.Request("a", ("C1", "R1"), 50, session="S1", table="T2", after=frozenset({"b"})),
        schedule.Request("b", ("C1", "R1"), 7, table="T1"),
    )
