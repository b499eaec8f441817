"""The whole way from the demo workbook to everyone's day, with the command line as a user calls it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
import pytest
import python_calamine

COMMAND = Path(sys.executable).with_name("bilateral")


@dataclass(frozen=True)
class Journey:
    folder: Path
    figures: dict[str, object]

    def problem(self) -> dict[str, list[dict[str, object]]]:
        return json.loads((self.folder / "out/problem.json").read_bytes())  # type: ignore[no-any-return]  # own format

    def schedule(self) -> dict[str, list[dict[str, str]]]:
        return json.loads((self.folder / "out/schedule.json").read_bytes())  # type: ignore[no-any-return]  # own format


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    home = {"HOME": str(folder / "home"), "BILATERAL_CACHE": str(folder / "cache"), "SOURCE_DATE_EPOCH": "1711500000"}
    (folder / "home").mkdir(exist_ok=True)
    return subprocess.run(
        [str(COMMAND), *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **home},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    folder = tmp_path_factory.mktemp("journey")
    assert run(folder, "demo", ".").returncode == 0
    planned = run(folder, "plan", "demo.xlsx", "-o", "out", "--json")
    assert (planned.returncode, planned.stderr) == (0, "")
    return Journey(folder, json.loads(planned.stdout))


def test_the_demo_is_planned_within_a_hundredth_of_its_bound_and_the_judge_is_content(journey: Journey) -> None:
    gap = journey.figures["gap"]
    assert isinstance(gap, float)
    assert 0 <= gap <= 0.01
    assert journey.figures["judge"] == []
    judged = run(journey.folder, "judge", "out/problem.json", "out/schedule.json", "-l", "en")
    assert (judged.returncode, "The judge found no fault." in judged.stdout) == (0, True)


def test_every_listed_file_is_there_and_nothing_else(journey: Journey) -> None:
    out = journey.folder / "out"
    listed = json.loads((out / "files.json").read_bytes())
    assert sorted(listed) == sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    companies = [company["id"] for company in journey.problem()["companies"]]
    wanted = [f"companies/{company}.{kind}" for company in companies for kind in ("ics", "pdf")]
    assert [name for name in sorted(listed) if name.startswith("companies/")] == sorted(wanted)
    assert len(companies) == 40


def test_a_second_plan_is_byte_identical_but_for_its_seconds(journey: Journey) -> None:
    assert run(journey.folder, "plan", "demo.xlsx", "-o", "again").returncode == 0
    differing = [
        path.relative_to(journey.folder / "out").as_posix()
        for path in sorted((journey.folder / "out").rglob("*"))
        if path.is_file()
        and path.read_bytes() != (journey.folder / "again" / path.relative_to(journey.folder / "out")).read_bytes()
    ]
    assert differing in ([], ["schedule.json"])
    first, second = (
        {**json.loads((journey.folder / name / "schedule.json").read_bytes()), "seconds": 0}
        for name in ("out", "again")
    )
    assert first == second


def test_a_company_reads_its_meetings_on_paper_as_the_timetable_has_them(journey: Journey) -> None:
    problem, schedule = journey.problem(), journey.schedule()
    start = {str(slot["id"]): datetime.fromisoformat(str(slot["start_at"])) for slot in problem["slots"]}
    parties = {str(request["id"]): request["parties"] for request in problem["requests"]}
    for company in ("C03", "R01"):
        own = [meeting for meeting in schedule["meetings"] if company in parties[meeting["request"]]]  # type: ignore[operator]  # a list of ids
        text = "\n".join(
            page.extract_text() for page in pypdf.PdfReader(journey.folder / f"out/companies/{company}.pdf").pages
        )
        assert len(own) > 1
        assert [f"{start[meeting['slot']]:%H:%M}" in text for meeting in own] == [True] * len(own)


def test_a_calendar_holds_the_same_meetings_at_the_same_moments(journey: Journey) -> None:
    problem, schedule = journey.problem(), journey.schedule()
    start = {str(slot["id"]): datetime.fromisoformat(str(slot["start_at"])) for slot in problem["slots"]}
    parties = {str(request["id"]): request["parties"] for request in problem["requests"]}
    own = sorted(start[m["slot"]] for m in schedule["meetings"] if "R01" in parties[m["request"]])  # type: ignore[operator]  # a list of ids
    lines = (journey.folder / "out/companies/R01.ics").read_text(encoding="utf-8").replace("\r\n ", "").splitlines()
    events = " ".join(lines).split("BEGIN:VEVENT")[1:]
    meetings = [event for event in events if "UID:meeting-" in event]
    begins = sorted(
        datetime.strptime(event.split("DTSTART;TZID=Asia/Shanghai:")[1][:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007  # aware below
        for event in meetings
    )
    assert own[0].utcoffset() == timedelta(hours=8)
    assert begins == [moment.replace(tzinfo=None) for moment in own]


def test_the_workbooks_open_and_hold_every_meeting(journey: Journey) -> None:
    timetable = python_calamine.CalamineWorkbook.from_path(str(journey.folder / "out/timetable.xlsx"))
    counts = [len(timetable.get_sheet_by_name(name).to_python()) for name in timetable.sheet_names]
    assert len(journey.schedule()["meetings"]) + 1 in counts
    matches = python_calamine.CalamineWorkbook.from_path(str(journey.folder / "out/matches.xlsx"))
    first = matches.get_sheet_by_name(matches.sheet_names[0])
    assert len(first.to_python()) == journey.figures["suggestions"] + 1  # type: ignore[operator]  # a number in own JSON


def test_a_broken_workbook_writes_nothing(journey: Journey) -> None:
    (journey.folder / "broken.xlsx").write_bytes((journey.folder / "demo.xlsx").read_bytes()[:5000])
    planned = run(journey.folder, "plan", "broken.xlsx", "-o", "nothing")
    assert planned.returncode == 1
    assert not (journey.folder / "nothing").exists()


def test_files_of_a_company_that_left_are_removed_and_those_of_the_organiser_stay(journey: Journey) -> None:
    from bilateral.planning.output import LIST

    out = journey.folder / "again"
    run(journey.folder, "plan", "demo.xlsx", "-o", "again")
    (out / "companies/X99.pdf").write_bytes(b"left")
    (out / "own notes.txt").write_text("mine", encoding="utf-8")
    (out / LIST).write_text(json.dumps([*json.loads((out / LIST).read_bytes()), "companies/X99.pdf", "../demo.xlsx"]))
    assert run(journey.folder, "plan", "demo.xlsx", "-o", "again").returncode == 0
    assert not (out / "companies/X99.pdf").exists()
    assert (out / "own notes.txt").read_text(encoding="utf-8") == "mine"
    assert (journey.folder / "demo.xlsx").exists()
