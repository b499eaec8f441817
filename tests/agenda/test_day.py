from dataclasses import replace

import pytest
from forum import APPOINTMENTS, EXCHANGE, OCCASION, ZONE, period, slot

from bilateral.agenda.day import breaks, by_day, company_agenda, interpreter_agenda, table_meetings
from bilateral.agenda.model import Appointment, Idle, Pause


def names(agenda) -> list[str]:  # type: ignore[no-untyped-def]  # any agenda, any entry
    return [
        entry.pair if isinstance(entry, Appointment) else str(entry.idle) if isinstance(entry, Pause) else entry.id
        for entry in agenda.entries
    ]


def test_a_company_has_its_meetings_talks_and_visits_in_time_order() -> None:
    assert names(company_agenda(OCCASION, "R1")) == ["K1", "C1-R1", "C3-R1", "K2", "C2-R1", "V1"]


def test_a_talk_is_for_whom_it_names_and_a_visit_also_for_its_host() -> None:
    assert names(company_agenda(OCCASION, "C1")) == ["K1", "C1-R1", "C1-R2", "K2"]
    assert names(company_agenda(OCCASION, "C3")) == ["K1", "C3-R1", "C3-R3", "V1"]


def test_a_company_sees_its_own_unplaced_wishes_only() -> None:
    assert [wish.pair for wish in company_agenda(OCCASION, "C3").unplaced] == ["C3-R2"]
    assert company_agenda(OCCASION, "C1").unplaced == ()


def test_what_nobody_wished_is_not_told_as_an_unplaced_wish() -> None:
    proposed = tuple(replace(wish, proposed=True) for wish in OCCASION.unplaced)
    assert company_agenda(replace(OCCASION, unplaced=proposed), "C3").unplaced == ()


def test_an_interpreter_rests_after_as_many_meetings_as_may_follow_each_other() -> None:
    assert names(interpreter_agenda(OCCASION, "I1")) == ["K1", "C1-R1", "C3-R1", "rest", "free", "V1"]


def test_an_interpreter_is_away_when_unavailable_and_free_otherwise() -> None:
    agenda = interpreter_agenda(OCCASION, "I2")
    assert names(agenda) == ["free", "C1-R2", "free", "away", "C2-R1", "free"]
    assert agenda.entries[3] == Pause(period(29, "09:00", "09:20"), Idle.AWAY)


def test_a_standby_interpreter_stands_by_all_through_each_session() -> None:
    standby = replace(EXCHANGE.interpreters[0], id="I3", standby=True)
    occasion = replace(OCCASION, exchange=replace(EXCHANGE, interpreters=(standby,)))
    assert names(interpreter_agenda(occasion, "I3")) == ["standby", "standby"]


def test_entries_of_one_local_day_stand_together() -> None:
    days = by_day(company_agenda(OCCASION, "R1").entries, ZONE)
    assert [(day.day, len(entries)) for day, entries in days] == [(28, 3), (29, 3)]


def test_a_table_has_its_meetings_in_time_order() -> None:
    assert [meeting.pair for meeting in table_meetings(OCCASION, "T1")] == ["C1-R1", "C2-R2", "C2-R1"]


def test_a_break_is_an_idle_run_between_two_meetings_of_one_session() -> None:
    assert breaks(OCCASION, "C1") == 1  # slots 1 and 4 of the first session
    assert breaks(OCCASION, "C2") == 0  # one meeting in each session
    alone = Appointment("x", ("C2", "R1"), slot(0, 4), "S1", "T1", None, False)
    assert breaks(replace(OCCASION, appointments=(*APPOINTMENTS, alone)), "C2") == 1


def test_an_unknown_company_is_refused() -> None:
    with pytest.raises(KeyError):
        company_agenda(OCCASION, "C9")
