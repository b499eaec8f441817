"""How meetings are shared, what fairness costs and what would place more: in words and in figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_percent

from bilateral.agenda.reading import language_name, listed
from bilateral.cli.screen import out, table
from bilateral.progress import Listener
from bilateral.schedule.fairness import FairSchedule, Satisfaction, satisfaction
from bilateral.schedule.model import Problem, Schedule
from bilateral.schedule.remedy import NOTHING, Remedies, Remedy, find_remedies
from bilateral.wording import say

SHOWN = 3
"""How many remedies are shown to people; programs are given all."""

Name = Callable[[str, str], str]
"""What a "company", a "side" or a "session" with this id is called."""


def by_id(kind: str, code: str) -> str:
    """The name of what has no other."""
    return code


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is said of a schedule of mode "select" beside its own figures; of mode "all" nothing is."""

    problem: Problem
    sides: tuple[Satisfaction, ...]
    fair: FairSchedule | None
    remedies: Remedies

    def show(self, reader: str, name: Name = by_id) -> None:
        """Tell people: a table of shares, then the price of fairness, then the best remedies."""
        if self.sides:
            show_shares(self.sides, reader, name)
        for line in price_lines(self.problem, self.fair, reader) if self.fair else ():
            out.print(line, markup=False)
        show_remedies(self.remedies, reader, name)

    def data(self, reader: str, name: Name = by_id) -> dict[str, Any]:
        """Tell programs."""
        found: dict[str, Any] = {}
        if self.sides:
            found |= {"shares": share_data(self.sides), "remedies": remedy_data(self.remedies, reader, name)}
        if self.fair:
            found["fair"] = price_data(self.problem, self.fair)
        return found


def weigh(
    problem: Problem, schedule: Schedule, fair: FairSchedule | None, *, seconds: float, seed: int, progress: Listener
) -> Weighed:
    """Weigh a schedule for which `seconds` were allowed; remedies are sought in a fifth of that, at most 10 s.

    None are sought for a fair schedule: what would undo fairness would pass for one.
    """
    if problem.mode == "all":
        return Weighed(problem, (), None, NOTHING)
    remedies = NOTHING
    if fair is None:
        remedies = find_remedies(problem, schedule, seconds=min(10.0, 0.2 * seconds), seed=seed, progress=progress)
    return Weighed(problem, satisfaction(problem, schedule), fair, remedies)


def show_shares(sides: Sequence[Satisfaction], reader: str, name: Name = by_id) -> None:
    """What each side holds of what it could hold: a side a column, since their names are long."""
    figures = {
        "companies": [str(one.companies) for one in sides],
        "requests": [str(one.requests) for one in sides],
        "meetings": [str(one.meetings) for one in sides],
        "mean": [_percent(one.mean, reader) for one in sides],
        "least": [_percent(one.least, reader) for one in sides],
        "weight": [_percent(one.weight, reader) for one in sides],
        "without": [str(len(one.without)) for one in sides],
    }
    headings = [say("cli", "shares.side", reader), *(name("side", one.side) for one in sides)]
    table(headings, [[say("cli", f"shares.{figure}", reader), *values] for figure, values in figures.items()])


def share_data(sides: Sequence[Satisfaction]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {key: getattr(one, key) for key in ("side", "companies", "requests", "meetings")}
        | {key: round(getattr(one, key), 6) for key in ("mean", "least", "weight")}
        | {"without": list(one.without)}
        for one in sides
    ]


def price_lines(problem: Problem, fair: FairSchedule, reader: str) -> list[str]:
    """What a fair schedule grants everyone, and what it costs."""
    least = _percent(_least(problem, fair, fair=True), reader)
    if fair.fair is fair.usual:
        return [say("cli", "fair.free", reader, least=least)]
    reached = say(
        "cli",
        "fair.reached",
        reader,
        least=least,
        usual=_percent(_least(problem, fair, fair=False), reader),
        most=_percent(float(fair.least), reader),
    )
    figures = {
        "usual_value": fair.usual.objective.value("select"),
        "value": fair.fair.objective.value("select"),
        "usual_weight": fair.usual.objective.weight,
        "weight": fair.fair.objective.weight,
        "usual_meetings": len(fair.usual.meetings),
        "meetings": len(fair.fair.meetings),
    }
    return [reached, say("cli", "fair.price", reader, **figures)]


def price_data(problem: Problem, fair: FairSchedule) -> dict[str, Any]:
    """The same for programs."""
    return {
        "least": round(_least(problem, fair, fair=True), 6),
        "usual_least": round(_least(problem, fair, fair=False), 6),
        "at_most": round(float(fair.least), 6),
        "value_given_up": fair.usual.objective.value("select") - fair.fair.objective.value("select"),
        "weight_given_up": fair.weight_given_up,
        "meetings_given_up": fair.meetings_given_up,
    }


def show_remedies(found: Remedies, reader: str, name: Name = by_id) -> None:
    """The best remedies, a line each; nothing where there are none."""
    if found.remedies:
        out.print(say("cli", "remedies.heading", reader))
    for remedy in found.remedies[:SHOWN]:
        value = say("schedule", "remedy.value", reader, gain=remedy.gain, most=remedy.most)
        parts = [remedy_words(remedy, reader, name), value]
        if remedy.withdrawn:
            words = {"count": len(remedy.withdrawn), "placed": len(remedy.placed)}
            parts.insert(1, say("schedule", "remedy.withdrawn", reader, **words))
        out.print("  " + ("" if reader == "zh" else " ").join(parts), markup=False)


def remedy_data(found: Remedies, reader: str, name: Name = by_id) -> list[dict[str, Any]]:
    """All remedies for programs, with their sentences for people."""
    return [
        {
            "kind": remedy.addition.kind,
            "date": remedy.addition.day[0].isoformat() if remedy.addition.day else None,
            "session": remedy.addition.day[1] if remedy.addition.day else None,
            "company": remedy.addition.company,
            "languages": list(remedy.addition.languages),
            "places": remedy.places,
            "value": remedy.gain,
            "at_most": remedy.most,
            "known": remedy.known,
            "placed": list(remedy.placed),
            "withdrawn": list(remedy.withdrawn),
            "says": remedy_words(remedy, reader, name),
        }
        for remedy in found.remedies
    ]


def remedy_words(remedy: Remedy, reader: str, name: Name = by_id) -> str:
    """What is added and how many meetings more are held, as one sentence."""
    addition = remedy.addition
    values: dict[str, object] = {"count": remedy.places}
    if addition.day is not None:
        locale = {"en": "en_GB", "zh": "zh_Hans_CN"}.get(reader, reader)
        values |= {
            "date": format_skeleton("MMMMd", addition.day[0], locale=locale),
            "session": name("session", addition.day[1]),
        }
    if addition.company is not None:
        values["company"] = name("company", addition.company)
    values["languages"] = listed((language_name(code, reader) for code in addition.languages), reader)
    return say("schedule", f"remedy.{addition.kind}", reader, **values)


def _least(problem: Problem, schedules: FairSchedule, *, fair: bool) -> float:
    sides = satisfaction(problem, schedules.fair if fair else schedules.usual)
    return min((one.least for one in sides), default=1.0)


def _percent(share: float, reader: str) -> str:
    return str(format_percent(share, "0%", locale=reader))
