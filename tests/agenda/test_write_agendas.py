from dataclasses import replace
from pathlib import Path

import pytest
from forum import COMPANIES, OCCASION, with_company

from bilateral.agenda.use_cases import file_name, write_agendas
from bilateral.progress import Report
from bilateral.text import Text


def test_everything_is_written_and_told(tmp_path: Path) -> None:
    told: list[Report] = []
    written = write_agendas(OCCASION, tmp_path / "out", told.append)
    names = [str(path.relative_to(tmp_path / "out")) for path in written.paths]
    people = [f"companies/{id_}" for id_ in ("C1", "C2", "C3", "R1", "R2", "R3")] + [
        "interpreters/I1",
        "interpreters/I2",
    ]
    tops = ["host-agendas.pdf", "guest-agendas.pdf", "table-signs.pdf", "table-days.pdf", "timetable.xlsx"]
    assert names == [f"{person}.{kind}" for person in people for kind in ("pdf", "ics")] + tops
    assert sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file()) == sorted(written.paths)
    assert (told[0], told[-1]) == (Report("agendas", 0, 21), Report("agendas", 21, 21))
    assert written.notices == ()


def test_written_twice_is_the_same(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_agendas(OCCASION, tmp_path).paths]
    assert [path.read_bytes() for path in write_agendas(OCCASION, tmp_path).paths] == first


def test_a_strange_character_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    occasion = with_company(replace(COMPANIES[0], name=Text(zh="武汉😀公司")))
    written = write_agendas(occasion, tmp_path)
    assert len(written.paths) == 21
    assert [(notice.code, notice.values["whose"]) for notice in written.notices] == [("glyph", "C1")]


def test_nothing_is_written_where_something_cannot_be_made(tmp_path: Path) -> None:
    lost = replace(OCCASION, appointments=(replace(OCCASION.appointments[0], table="T9"),))
    with pytest.raises(KeyError):
        write_agendas(lost, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ids_become_names_that_every_system_takes() -> None:
    assert [file_name(id_) for id_ in ("C01", "../x", "企业-1", "a b")] == ["C01", "%2E%2E%2Fx", "企业-1", "a%20b"]


def test_a_write_that_fails_leaves_no_half_file(tmp_path: Path) -> None:
    folder = tmp_path / "table-signs.pdf"
    folder.mkdir()
    with pytest.raises(OSError, match="table-signs"):
        write_agendas(OCCASION, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
