"""A plan as the agendas need it: times, tables and people instead of codes."""

from datetime import datetime

from bilateral.agenda.model import Appointment, Occasion, Unplaced
from bilateral.exchange.model import Period
from bilateral.matching.reasons import gist
from bilateral.meeting.model import Pair
from bilateral.planning.use_cases import Plan
from bilateral.schedule import model as schedule
from bilateral.text import READERS, Text
from bilateral.wording import say, text


def build_occasion(plan: Plan, prepared_at: datetime) -> Occasion:
    """The occasion of a plan; `prepared_at` (aware) is the time that its papers state."""
    workbook = plan.matched.workbook
    slots = {slot.id: slot for slot in plan.problem.slots}
    return Occasion(
        exchange=workbook.exchange,
        companies=plan.matched.companies,
        visits=workbook.visits,
        appointments=tuple(
            _appointment(plan, plan.pair[meeting.request], meeting, slots[meeting.slot])
            for meeting in plan.schedule.meetings
        ),
        unplaced=tuple(
            Unplaced(
                one.request,
                plan.pair[one.request].companies,
                reason_of(plan, one),
                told(one),
                plan.pair[one.request].proposed,
            )
            for one in plan.schedule.unplaced
        ),
        prepared_at=prepared_at,
    )


def why(plan: Plan, pair: Pair) -> Text:
    """Why the two should meet, as one sentence in each reader's language."""
    match = plan.matched.explain(pair.companies)
    return Text({reader: gist(match, reader) for reader in READERS})


def reason_of(plan: Plan, unplaced: schedule.Unplaced) -> Text:
    """Why a pair has no place, and what stands in its way, as one sentence in each reader's language: for organisers,
    because it names meetings of others."""
    return (
        Text({reader: _reason(plan, unplaced, reader) for reader in READERS}) if unplaced.blockers else told(unplaced)
    )


def told(unplaced: schedule.Unplaced) -> Text:
    """The same without a name of anybody else, for the two companies."""
    return text("planning", f"told.{unplaced.reason}")


def _reason(plan: Plan, unplaced: schedule.Unplaced, reader: str) -> str:
    named = [_name(plan, blocker, reader) for blocker in unplaced.blockers[:_NAMED]]
    if left := len(unplaced.blockers) - len(named):
        named.append(say("planning", "and_more", reader, count=left))
    blockers = say("planning", "between", reader).join(named)
    return say("schedule", f"reason.{unplaced.reason}", reader, blockers=blockers)


_NAMED = 4
"""How many of the meetings in the way are named; of the others the number is said."""


def _name(plan: Plan, blocker: str, reader: str) -> str:
    """What stands in the way, by name: a meeting by its two companies, a company or an interpreter."""
    names: dict[str, Text] = {company.id: company.name for company in plan.matched.companies}
    if blocker in plan.pair:
        return " – ".join(names[company].for_reader(reader) for company in plan.pair[blocker].companies)
    exchange = plan.matched.workbook.exchange
    names |= {interpreter.id: interpreter.name for interpreter in exchange.interpreters}
    return names[blocker].for_reader(reader) or blocker


def _appointment(plan: Plan, pair: Pair, meeting: schedule.Meeting, slot: schedule.Slot) -> Appointment:
    return Appointment(
        pair=pair.id,
        companies=pair.companies,
        period=Period(slot.start_at, slot.end_at),
        session=slot.session,
        table=meeting.table,
        interpreter=meeting.interpreter,
        accepted=pair.accepted,
        why=why(plan, pair),
        proposed=pair.proposed,
    )
