"""The file format bilateral/schedule@1: JSON to `Schedule` and back."""

import json
from collections.abc import Mapping
from typing import Any, Literal, cast

from bilateral.fault import Fault, InputFaults
from bilateral.schedule.fields import Fields
from bilateral.schedule.model import Bound, Meeting, Move, Objective, Schedule, Status, Unplaced
from bilateral.schedule.problem_file import document, read_json, rows

FORMAT = "bilateral/schedule@1"

STATUSES = ("optimal", "feasible", "infeasible", "unknown")

REASONS = (
    "party_full",
    "no_common_slot",
    "party_busy",
    "no_interpreter",
    "tables_full",
    "precedence",
    "displaced",
    "infeasible",
    "not_found",
    "cancelled",
    "by_hand",
    "has_room",
)
"""Why a request has no place. "infeasible" and "not_found" speak of the whole problem, in mode "all"; "has_room" says
that an edit by hand left it a place that it does not take by itself."""

MOVE_REASONS = (
    "company_unavailable",
    "interpreter_unavailable",
    "table_unavailable",
    "made_room_for",
    "keeps_order",
    "cancelled",
    "added",
    "filled",
    "by_hand",
)
"""Why a repair or an edit by hand moved a meeting, withdrew it or found it a place."""


def read_schedule(data: bytes | str | Mapping[str, Any]) -> Schedule:
    """The schedule in a JSON document (UTF-8) or in the object that it holds.

    Only the form is read: whether it fits a problem is for `judge` to say. Raises InputFaults with every fault found.
    """
    faults: list[Fault] = []
    fields = Fields(read_json(data), "", faults)
    fields.choice("format", (FORMAT,))
    schedule = Schedule(
        problem_sha256=fields.text("problem_sha256"),
        status=cast("Status", fields.choice("status", STATUSES)),
        meetings=tuple(_meeting(item) for item in fields.objects("meetings")),
        unplaced=tuple(_unplaced(item) for item in fields.objects("unplaced")),
        objective=_objective(fields),
        bound=_bound(fields.object_or_none("bound")),
        gap=fields.number_or_none("gap"),
        seconds=fields.number("seconds"),
        moves=tuple(_move(item) for item in fields.objects("moves", required=False)),
    )
    fields.close()
    if faults:
        raise InputFaults(tuple(faults))
    return schedule


def _meeting(item: Fields) -> Meeting:
    meeting = Meeting(item.text("request"), item.text("slot"), item.text("table"), item.text_or_none("interpreter"))
    item.close()
    return meeting


def _unplaced(item: Fields) -> Unplaced:
    unplaced = Unplaced(item.text("request"), item.choice("reason", REASONS), tuple(item.texts("blockers")))
    item.close()
    return unplaced


def _move(item: Fields) -> Move:
    request = item.text("request")
    was, now = (_place(item.object_or_none(key), request) for key in ("from", "to"))
    move = Move(request, was, now, item.choice("reason", MOVE_REASONS), item.text_or_none("cause"))
    item.close()
    return move


def _place(item: Fields | None, request: str) -> Meeting | None:
    if item is None:
        return None
    place = Meeting(request, item.text("slot"), item.text("table"), item.text_or_none("interpreter"))
    item.close()
    return place


def _objective(fields: Fields) -> Objective:
    item = fields.object_or_none("objective")
    if item is None:
        fields.fault("file.key_missing", "", key="objective")
        return Objective(0, 0, 0, 0)
    objective = Objective(*(item.integer(key, least=0) for key in ("weight", "floor_met", "breaks", "table_changes")))
    item.close()
    return objective


def _bound(item: Fields | None) -> Bound | None:
    if item is None:
        return None
    kind = cast("Literal['trivial', 'lp', 'cp-sat']", item.choice("kind", ("trivial", "lp", "cp-sat")))
    bound = Bound(item.integer("value", least=0), kind)
    item.close()
    return bound


def write_schedule(schedule: Schedule) -> bytes:
    """The file: one line per meeting, keys in a fixed order, a newline at the end; `moves` only where there are any."""
    objective, bound = schedule.objective, schedule.bound
    parts = {
        "format": json.dumps(FORMAT),
        "problem_sha256": json.dumps(schedule.problem_sha256),
        "status": json.dumps(schedule.status),
        "meetings": rows(
            {"request": m.request, "slot": m.slot, "table": m.table, "interpreter": m.interpreter}
            for m in schedule.meetings
        ),
        "unplaced": rows(
            {"request": u.request, "reason": u.reason, "blockers": list(u.blockers)} for u in schedule.unplaced
        ),
        "objective": json.dumps(
            {
                "weight": objective.weight,
                "floor_met": objective.floor_met,
                "breaks": objective.breaks,
                "table_changes": objective.table_changes,
            }
        ),
        "bound": json.dumps(None if bound is None else {"value": bound.value, "kind": bound.kind}),
        "gap": json.dumps(schedule.gap),
        "seconds": json.dumps(schedule.seconds),
    }
    if schedule.moves:
        parts["moves"] = rows(move_row(move) for move in schedule.moves)
    return "".join(document(parts)).encode()


def move_row(move: Move) -> dict[str, object]:
    """A move as JSON."""
    return {
        "request": move.request,
        "from": _place_row(move.was),
        "to": _place_row(move.now),
        "reason": move.reason,
        "cause": move.cause,
    }


def _place_row(place: Meeting | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {"slot": place.slot, "table": place.table, "interpreter": place.interpreter}
