"""What is wrong with an input, where, and how to mend it: said in codes; `wording` turns them into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is. In a workbook `sheet`, `row` and `column` (a letter, as Excel shows them); in a JSON file
    `path` ("requests[3].parties"). What does not apply is None."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    heading: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: a code ("company.duplicate"), its place, and the values that its sentence names.

    A `notice` is worth knowing but stops nothing (a registration number that could not be checked).
    """

    code: str
    place: Place = Place()
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["fault", "notice"] = "fault"


class InputFaults(Exception):
    """The input is wrong; `faults` holds every fault found, in the input's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.code} at {fault.place}" for fault in faults))
        self.faults = faults
