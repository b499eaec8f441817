"""What is written is read back as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_files import WRITTEN_AT
from workbook_strategies import workbooks

from bilateral.exchange.model import Period, Side
from bilateral.meeting.model import Status
from bilateral.text import READERS, Text
from bilateral.workbook.model import Workbook
from bilateral.workbook.read import read_workbook
from bilateral.workbook.template import template_workbook
from bilateral.workbook.write import CannotBeWritten, write_workbook


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(workbook=workbooks(), language=st.sampled_from(READERS))
def test_a_written_workbook_is_read_back_equal(workbook: Workbook, language: str) -> None:
    data = write_workbook(workbook, language=language, written_at=WRITTEN_AT)
    assert read_workbook(data).workbook == workbook


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(workbook=workbooks(), language=st.sampled_from(READERS))
def test_the_same_workbook_gives_the_same_bytes(workbook: Workbook, language: str) -> None:
    first, second = (write_workbook(workbook, language=language, written_at=WRITTEN_AT) for _ in range(2))
    assert first == second


def test_the_moment_of_writing_counts_and_not_its_time_zone() -> None:
    in_wuhan = WRITTEN_AT.astimezone(timezone(timedelta(hours=8)))
    first, second = (write_workbook(template_workbook(), language="zh", written_at=at) for at in (WRITTEN_AT, in_wuhan))
    assert first == second


def test_a_text_of_as_many_characters_as_a_cell_holds_comes_back() -> None:
    long = "长" * 32_767
    workbook = _described(Text(zh=long))
    data = write_workbook(workbook, language="zh", written_at=WRITTEN_AT)
    assert read_workbook(data).workbook.companies[0].description["zh"] == long


def _described(description: Text) -> Workbook:
    return _company(description=description)


def _company(**changes: object) -> Workbook:
    workbook = template_workbook()
    first, *others = workbook.companies
    return replace(workbook, companies=(replace(first, **changes), *others))  # type: ignore[arg-type]  # the test's own


def _exchange(**changes: object) -> Workbook:
    workbook = template_workbook()
    return replace(workbook, exchange=replace(workbook.exchange, **changes))  # type: ignore[arg-type]  # as above


def _talk(**changes: object) -> Workbook:
    (talk,) = template_workbook().exchange.talks
    return _exchange(talks=(replace(talk, **changes),))  # type: ignore[arg-type]  # as above


def _offer(**changes: object) -> Workbook:
    (offer,) = template_workbook().companies[0].offers
    return _company(offers=(replace(offer, **changes),))  # type: ignore[arg-type]  # as above


def _person(**changes: object) -> Workbook:
    (person,) = template_workbook().companies[0].people
    return _company(people=(replace(person, **changes),))  # type: ignore[arg-type]  # as above


def _request(**changes: object) -> Workbook:
    workbook = template_workbook()
    first, *others = workbook.requests
    return replace(workbook, requests=(replace(first, **changes), *others))  # type: ignore[arg-type]  # as above


def _period(start: str, end: str, zone: str = "Asia/Shanghai", fold: int = 0) -> Period:
    start_at, end_at = (datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone), fold=fold) for at in (start, end))
    return Period(start_at, end_at)


LOSSY: dict[str, Callable[[], Workbook]] = {
    "a text longer than a cell": lambda: _described(Text(zh="长" * 32_768)),
    "emoji that count twice": lambda: _described(Text(zh="🏭" * 16_384)),
    "half a surrogate pair": lambda: _described(Text(en="\ud800")),
    "a control character": lambda: _described(Text(en="a\x01b")),
    "a character that XML does not know": lambda: _described(Text(en="a\uffff")),
    "a Windows line end": lambda: _described(Text(en="a\r\nb")),
    "blanks around": lambda: _described(Text(en=" a")),
    "blanks alone": lambda: _described(Text(en=" ")),
    "a byte order mark": lambda: _described(Text(en="\ufeffa")),
    "the sequence that escapes sequences": lambda: _described(Text(en="_x005F_x0041_")),
    "a language that there is not": lambda: _described(Text({"xx": "a"})),
    "a language in another case": lambda: _described(Text({"ZH": "a"})),
    "a certificate with a comma": lambda: _company(certificates=("ISO 9001, 14001",)),
    "a certificate with a Chinese comma": lambda: _company(certificates=("ISO 9001、14001",)),
    "a certificate without a word": lambda: _company(certificates=("ISO 9001", "")),
    "an id with a blank": lambda: _company(id="C 01"),
    "an empty id": lambda: _company(id=""),
    "an empty id of an offer": lambda: _offer(id=""),
    "no name": lambda: _company(name=Text()),
    "no language": lambda: _company(languages=()),
    "a side that there is not": lambda: _company(side="third"),
    "a side of another id": lambda: _exchange(host=Side("hosts", Text(en="East"))),
    "a country by its name": lambda: _company(country="China"),
    "a registration number with a blank": lambda: _company(registration_number="9142 0115"),
    "a period with seconds": lambda: _company(unavailable=(_period("2024-03-28T13:30:15", "2024-03-28T14:00"),)),
    "a period of another zone": lambda: _company(
        unavailable=(_period("2024-03-28T13:30", "2024-03-28T14:00", "Europe/Moscow"),)
    ),
    "a period in a fixed offset": lambda: _company(
        unavailable=(Period(datetime(2024, 3, 28, 1, tzinfo=UTC), datetime(2024, 3, 28, 2, tzinfo=UTC)),)
    ),
    "a period backwards": lambda: _company(unavailable=(_period("2024-03-28T14:00", "2024-03-28T13:30"),)),
    "more meetings at once than there may be": lambda: _company(parallel=51),
    "a website that is a number's double": lambda: _company(website="\t"),
    "an HS code with dots": lambda: _offer(hs="8504.34"),
    "a telephone without its country": lambda: _person(phone="8 900 000-00-01"),
    "an e-mail in full-width letters": lambda: _person(email="ａ@b.example"),
    "a talk over midnight": lambda: _talk(period=_period("2024-03-28T23:00", "2024-03-29T01:00")),
    "a talk of several days": lambda: _talk(period=_period("2024-03-28T09:00", "2024-03-29T10:00")),
    "a talk that nobody attends": lambda: _talk(attends=()),
    "a talk of another century": lambda: _talk(period=_period("1924-03-28T13:00", "1924-03-28T14:00")),
    "a language of readers that there is not": lambda: _exchange(organiser_language="kk"),
    "a floor below nothing": lambda: _exchange(floor=-1),
    "a proposal of Bilateral": lambda: _request(status=Status.PROPOSED),
    "an empty id of a request": lambda: _request(id=""),
}


@pytest.mark.parametrize("name", LOSSY)
def test_what_a_workbook_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(CannotBeWritten):
        write_workbook(LOSSY[name](), language="en", written_at=WRITTEN_AT)


def test_the_hour_that_comes_twice_is_refused_the_second_time() -> None:
    def written(fold: int) -> bytes:
        period = _period("2024-11-03T01:10", "2024-11-03T01:40", "America/New_York", fold)
        workbook = replace(
            _exchange(time_zone="America/New_York", sessions=(), talks=(), interpreters=()), companies=(), visits=()
        )
        (talk,) = template_workbook().exchange.talks
        talks = (replace(talk, period=period, interpreters=()),)
        return write_workbook(
            replace(workbook, exchange=replace(workbook.exchange, talks=talks)), language="en", written_at=WRITTEN_AT
        )

    assert written(fold=0)
    with pytest.raises(CannotBeWritten):
        written(fold=1)


def test_the_refusal_names_sheet_row_and_column() -> None:
    with pytest.raises(CannotBeWritten, match=r"^companies, row 2, certificates: \('a,b',\) cannot be written"):
        write_workbook(_company(certificates=("a,b",)), language="en", written_at=WRITTEN_AT)


def test_a_moment_in_another_zone_is_written_in_the_zone_of_the_exchange() -> None:
    same_moment = Period(datetime(2024, 3, 28, 5, tzinfo=UTC), datetime(2024, 3, 28, 5, 20, tzinfo=UTC))
    data = write_workbook(_talk(period=same_moment), language="en", written_at=WRITTEN_AT)
    (talk,) = read_workbook(data).workbook.exchange.talks
    assert talk.period == _period("2024-03-28T13:00", "2024-03-28T13:20")
