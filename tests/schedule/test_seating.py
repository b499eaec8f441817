from drawn_problems import slots_of

from bilateral.schedule.build import build_schedule
from bilateral.schedule.model import Company, Problem, Request, Table


def test_fixed_tables_are_kept_and_companies_stay_where_they_sit() -> None:
    companies = tuple(Company(name, "host", frozenset({"zh"})) for name in "abcd")
    requests = (
        Request("ab", ("a", "b"), slots=frozenset({"s11"}), table="t2"),
        Request("ac", ("a", "c"), slots=frozenset({"s12"})),
        Request("ad", ("a", "d"), slots=frozenset({"s13"})),
        Request("bc", ("b", "c"), slots=frozenset({"s13"}), table="t3"),
    )
    tables = tuple(Table(f"t{number + 1}") for number in range(3))
    schedule = build_schedule(Problem("select", slots_of([3]), tables, companies, (), requests), seconds=10)
    at = {meeting.request: meeting.table for meeting in schedule.meetings}
    assert (at["ab"], at["ac"], at["ad"], at["bc"]) == ("t2", "t2", "t2", "t3")
    assert len(at) == len(requests)


def test_a_company_of_two_keeps_both_its_tables() -> None:
    companies = (
        Company("a", "host", frozenset({"zh"}), parallel=2),
        *(Company(name, "guest", frozenset({"zh"})) for name in "bcde"),
    )
    requests = tuple(
        Request(f"a{name}", ("a", name), slots=frozenset({slot}))
        for name, slot in (("b", "s11"), ("c", "s11"), ("d", "s12"), ("e", "s12"))
    )
    tables = tuple(Table(f"t{number + 1}") for number in range(4))
    schedule = build_schedule(Problem("select", slots_of([2]), tables, companies, (), requests), seconds=10)
    assert (schedule.status, schedule.objective.table_changes) == ("optimal", 0)
