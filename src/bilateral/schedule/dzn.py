"""The public files of the classical problem (.dzn) as problems of mode "all".

Format and problem: Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret, "Constraint Solving Approaches to the
Business-to-Business Meeting Scheduling Problem", JAIR 74 (2022) 263-301.
"""

import re
from datetime import UTC, datetime, timedelta

from bilateral.fault import Fault, InputFaults, Place
from bilateral.schedule.model import Company, Problem, Request, Slot, Table
from bilateral.schedule.problem_file import DAY_SLOTS

_FIRST = datetime(2000, 1, 1, 8, tzinfo=UTC)
_LENGTH = timedelta(minutes=15)
_MORNING, _EITHER = 1, 3


class _File:
    """The assignments of a .dzn text; what is missing or malformed becomes a fault."""

    def __init__(self, text: str) -> None:
        self.text = "\n".join(line.split("%", 1)[0] for line in text.splitlines())
        self.faults: list[Fault] = []

    def fault(self, code: str, name: str, **values: object) -> None:
        self.faults.append(Fault(code, Place(path=name), {"id": "", "name": name, **values}))

    def _right_side(self, name: str, pattern: str) -> str:
        found = re.search(rf"\b{name}\s*=\s*{pattern}\s*;", self.text, re.DOTALL)
        if found is None:
            self.fault("dzn.missing", name)
            return ""
        return found.group(1)

    def number(self, name: str, least: int) -> int:
        value = int(self._right_side(name, r"(-?\d+)") or least)
        if value < least:
            self.fault("dzn.too_small", name, found=value, least=least)
        return max(value, least)

    def numbers(self, name: str) -> list[int]:
        return _integers(self._right_side(name, r"\[(.*?)\]"))

    def sets(self, name: str) -> list[list[int]]:
        return [_integers(inside) for inside in re.findall(r"\{([^}]*)\}", self._right_side(name, r"\[(.*?)\]"))]

    def expect(self, name: str, count: int, found: int) -> None:
        if count != found:
            self.fault("dzn.count", name, expected=count, found=found)

    def within(self, name: str, numbers: list[int], most: int, least: int = 1) -> list[int]:
        """The numbers from `least` to `most`; the others are faults."""
        for number in numbers:
            if not least <= number <= most:
                self.fault("dzn.out_of_range", name, found=number, least=least, most=most)
        return [number for number in numbers if least <= number <= most]


def _integers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"-?\d+", text)]


def read_dzn(data: bytes | str, max_breaks: int | None = 2) -> Problem:
    """The problem of mode "all" in a .dzn file: requests m1…, slots s1…, companies p1…, tables t1…, in file order.

    All slots are one session of one date, of invented times. `max_breaks` is the fairness bound, which the files leave
    out. Who meets is derived from `requested`; `meetingsxBusiness` is not read, for it counts from two. Raises
    InputFaults with every fault found.
    """
    file = _File(data.decode("latin-1") if isinstance(data, bytes) else data)
    companies, meetings = file.number("nBusiness", 1), file.number("nMeetings", 0)
    tables, slots = file.number("nTables", 0), file.number("nTotalSlots", 1)
    morning = file.number("nMorningSlots", 0)
    if slots > DAY_SLOTS:
        file.fault("dzn.out_of_range", "nTotalSlots", found=slots, least=1, most=DAY_SLOTS)
    requested, forbidden = file.numbers("requested"), file.sets("forbidden")
    fixed, precedences = file.numbers("fixed"), file.sets("precedences")
    file.expect("requested", 3 * meetings, len(requested))
    file.expect("forbidden", companies, len(forbidden))
    file.expect("fixed", meetings, len(fixed))
    file.expect("precedences", meetings, len(precedences))
    file.within("requested", requested[0::3] + requested[1::3], companies)
    file.within("requested", requested[2::3], _EITHER)
    file.within("fixed", fixed, slots, least=0)
    unavailable = [[slot for slot in file.within("forbidden", told, slots, least=0) if slot] for told in forbidden]
    earlier = [file.within("precedences", told, meetings) for told in precedences]
    for index in range(len(requested) // 3):
        if requested[3 * index] == requested[3 * index + 1]:
            file.fault("dzn.meets_itself", "requested", meeting=index + 1, company=requested[3 * index])
    if file.faults:
        raise InputFaults(tuple(file.faults))

    def allowed(kind: int, slot: int) -> frozenset[str] | None:
        """The slots of a meeting: half of the day by its kind, one where it is fixed."""
        half = {_MORNING: range(1, morning + 1), _EITHER: range(1, slots + 1)}.get(kind, range(morning + 1, slots + 1))
        told = [number for number in half if slot in (0, number)]
        return None if kind == _EITHER and not slot else frozenset(f"s{number}" for number in told)

    return Problem(
        mode="all",
        slots=tuple(
            Slot(f"s{number + 1}", _FIRST + number * _LENGTH, _FIRST + (number + 1) * _LENGTH, "day")
            for number in range(slots)
        ),
        tables=tuple(Table(f"t{number + 1}") for number in range(tables)),
        companies=tuple(
            Company(f"p{number + 1}", "participant", unavailable=frozenset(f"s{slot}" for slot in told))
            for number, told in enumerate(unavailable)
        ),
        requests=tuple(
            Request(
                f"m{index + 1}",
                (f"p{requested[3 * index]}", f"p{requested[3 * index + 1]}"),
                slots=allowed(requested[3 * index + 2], fixed[index]),
                after=frozenset(f"m{number}" for number in earlier[index]),
                interpreter="none",
            )
            for index in range(meetings)
        ),
        max_breaks=max_breaks,
    )
