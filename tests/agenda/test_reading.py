from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from forum import APPOINTMENTS, COMPANIES, EXCHANGE, OCCASION, at

from bilateral.agenda.reading import (
    abridge,
    contacts,
    day_title,
    interpretation,
    marks,
    offset_words,
    page_languages,
    reader_of,
    status_code,
    zone_words,
)
from bilateral.exchange.model import Table
from bilateral.text import Text


def test_the_reader_is_the_first_language_in_which_bilateral_speaks_else_english() -> None:
    assert [reader_of(languages) for languages in (["kk", "ru", "en"], ["zh"], ["kk"], [])] == ["ru", "zh", "en", "en"]


def test_a_page_is_bilingual_where_the_organiser_reads_another_language() -> None:
    assert page_languages(["ru"], EXCHANGE) == ("ru", "zh")
    assert page_languages(["zh", "ru"], EXCHANGE) == ("zh",)


def test_days_are_said_in_full() -> None:
    said = [day_title(date(2024, 3, 28), language) for language in ("en", "ru", "zh")]
    assert said == ["Thursday, 28 March 2024", "Четверг, 28 марта 2024\u202fг.", "2024年3月28日星期四"]


def test_the_time_zone_is_said_by_place_and_distance() -> None:
    assert zone_words(EXCHANGE, at(28, "9:00"), "ru") == "Время везде местное: Ухань (UTC+8)"
    assert offset_words(at(28, "9:00"), ZoneInfo("Asia/Kolkata")) == "+5:30"
    assert offset_words(at(28, "9:00"), ZoneInfo("America/New_York")) == "-4"


def test_a_table_is_marked_by_its_number_where_numbers_tell_all_apart() -> None:
    assert dict(marks(EXCHANGE.tables)) == {"T1": "1", "T2": "2", "T3": "3"}
    halls = (Table("A-1", Text(en="A 1")), Table("B-1", Text(en="B 1")))
    assert dict(marks(halls)) == {"A-1": "A-1", "B-1": "B-1"}
    named = (Table("T1", Text(en="Table 1")), Table("VIP", Text(en="Red table")))
    assert dict(marks(named)) == {"T1": "T1", "VIP": "VIP"}


def test_contacts_pass_only_where_both_accepted() -> None:
    accepted, proposed = APPOINTMENTS[0], replace(APPOINTMENTS[0], accepted=False)
    guest = COMPANIES[3]
    assert [person.id for person in contacts(accepted, guest)] == ["P4", "P5"]
    assert contacts(proposed, guest) == ()


def test_a_meeting_says_how_far_it_is_agreed() -> None:
    codes = [status_code(appointment) for appointment in APPOINTMENTS[:3]]
    assert codes == ["meeting.accepted", "meeting.proposed", "meeting.requested"]


def test_a_meeting_says_who_interprets_or_which_language_is_shared_or_that_there_is_neither() -> None:
    said = [interpretation(OCCASION, APPOINTMENTS[place], "en") for place in (0, 2, 5)]
    assert said == [
        "Interpreter: Zhou Lanqing",
        "Common language: English. No interpreter",
        "No common language and no interpreter: please ask the organiser",
    ]


def test_a_long_text_is_cut_at_a_word_and_shows_that_it_is() -> None:
    assert abridge("pumps and valves", 20) == "pumps and valves"
    assert abridge("pumps and valves, made to order", 20) == "pumps and valves…"
    assert abridge("泵" * 30, 10) == "泵" * 9 + "…"
