import re
from datetime import UTC, datetime

import pytest

from bilateral.planning.occasion import build_occasion, reason_of, told
from bilateral.planning.use_cases import Plan
from bilateral.schedule.model import Unplaced
from bilateral.text import READERS

REASONS = ("no_common_slot", "party_full", "party_busy", "no_interpreter", "tables_full", "precedence", "displaced")


def test_every_meeting_becomes_an_appointment_with_its_time_table_and_reason(plan: Plan) -> None:
    occasion = build_occasion(plan, datetime(2024, 3, 27, tzinfo=UTC))
    slots = {slot.id: slot for slot in plan.problem.slots}
    assert [(one.pair, one.period.start_at, one.table, one.interpreter) for one in occasion.appointments] == [
        (meeting.request, slots[meeting.slot].start_at, meeting.table, meeting.interpreter)
        for meeting in plan.schedule.meetings
    ]
    assert [(one.accepted, one.proposed) for one in occasion.appointments] == [
        (plan.pair[one.pair].accepted, plan.pair[one.pair].proposed) for one in occasion.appointments
    ]
    assert all(set(one.why) == set(READERS) for one in occasion.appointments)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_a_sentence_in_each_language_with_names_instead_of_codes(plan: Plan, reason: str) -> None:
    blockers = {"no_common_slot": (), "party_full": ("R01",)}.get(reason, tuple(pair.id for pair in plan.pairs[:2]))
    said = reason_of(plan, Unplaced("C01+R01", reason, blockers))
    assert set(said) == set(READERS)
    assert [bool(re.search(r"[{}]|[CR]0\d", sentence)) for sentence in said.values()] == [False] * len(READERS)


def test_of_many_meetings_in_the_way_four_are_named_and_the_rest_counted(plan: Plan) -> None:
    said = reason_of(plan, Unplaced("C01+R01", "displaced", tuple(plan.pairs[0].id for _ in range(7))))
    assert said["ru"].endswith("; и ещё 3.")
    assert said["zh"].endswith("；另有 3 项。")


@pytest.mark.parametrize("reason", REASONS)
def test_companies_are_told_the_reason_without_any_name(reason: str) -> None:
    plain = told(Unplaced("C01+R01", reason, ("C02+R01",)))
    assert set(plain) == set(READERS)
    assert [bool(re.search(r"[{}]|[CR]0\d|–", sentence)) for sentence in plain.values()] == [False] * len(READERS)
