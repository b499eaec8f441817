"""Writes everyone's papers into a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bilateral.agenda.calendar import agenda_ics
from bilateral.agenda.day import company_agenda, interpreter_agenda
from bilateral.agenda.model import Agenda, Occasion
from bilateral.agenda.pdf import Printed, agenda_pdf, agendas_pdf, signs_pdf, tables_pdf
from bilateral.agenda.reading import reader_of
from bilateral.agenda.spreadsheet import occasion_xlsx
from bilateral.fault import Fault
from bilateral.progress import Listener, Report, ignore
from bilateral.whole_file import write_whole
from bilateral.wording import say


@dataclass(frozen=True, slots=True)
class Written:
    """The files written, in the order of the folder's plan, and what could not be printed as it was given."""

    paths: tuple[Path, ...]
    notices: tuple[Fault, ...]


def write_agendas(occasion: Occasion, folder: Path, progress: Listener = ignore) -> Written:
    """Writes every agenda, roster, sign, list, calendar and the workbook into `folder`, made if need be.

    `companies/<id>.pdf` and `.ics`, `interpreters/<id>.pdf` and `.ics`, `host-agendas.pdf` and `guest-agendas.pdf`
    (all agendas of a side, to print), `table-signs.pdf`, `table-days.pdf` and `timetable.xlsx`. Everything is made
    before the first file is written, and each file takes its place whole; files of other names are left alone.
    `progress` counts files in the stage "agendas". Raises OSError where the folder cannot be written.
    """
    work = _plan(occasion)
    contents: list[tuple[Path, bytes]] = []
    notices: dict[tuple[object, ...], Fault] = {}
    for done, (name, make) in enumerate(work):
        progress(Report("agendas", done, len(work)))
        content, found = make()
        contents.append((folder / name, content))
        notices |= {(notice.code, *notice.values.values()): notice for notice in found}
    for path, content in contents:
        write_whole(path, content)
    progress(Report("agendas", len(work), len(work)))
    return Written(tuple(path for path, _ in contents), tuple(notices.values()))


Made = tuple[bytes, tuple[Fault, ...]]


def _plan(occasion: Occasion) -> list[tuple[str, Callable[[], Made]]]:
    """What is written under which name, and how each is made."""
    exchange = occasion.exchange
    companies = {company.id: company_agenda(occasion, company.id) for company in occasion.companies}
    interpreters = {who.id: interpreter_agenda(occasion, who.id) for who in exchange.interpreters}
    language = reader_of([exchange.organiser_language])
    plan: list[tuple[str, Callable[[], Made]]] = []

    def add(name: str, make: Callable[[], Printed]) -> None:
        plan.append((f"{name}.pdf", lambda: _both(make())))

    def add_agenda(name: str, agenda: Agenda) -> None:
        add(name, partial(agenda_pdf, occasion, agenda))
        plan.append((f"{name}.ics", lambda: (agenda_ics(occasion, agenda), ())))

    for id_, agenda in companies.items():
        add_agenda(f"companies/{file_name(id_)}", agenda)
    for id_, agenda in interpreters.items():
        add_agenda(f"interpreters/{file_name(id_)}", agenda)
    for role, side in zip(("host", "guest"), exchange.sides, strict=True):
        members = [companies[company.id] for company in occasion.companies if company.side == side.id]
        title = say("agenda", "title.side", language, side=side.name.for_reader(language))
        if members:
            add(f"{role}-agendas", partial(agendas_pdf, occasion, members, title))
    add("table-signs", partial(signs_pdf, occasion))
    add("table-days", partial(tables_pdf, occasion))

    def workbook() -> Made:
        made = occasion_xlsx(occasion)
        return made.xlsx, made.notices

    plan.append(("timetable.xlsx", workbook))
    return plan


def file_name(id_: str) -> str:
    """An id as the name of a file on any system: letters, digits, "-" and "_" stay, the rest becomes "%" and its
    code."""
    return "".join(part if part.isalnum() or part in "-_" else f"%{ord(part):02X}" for part in id_)


def _both(printed: Printed) -> Made:
    return printed.pdf, printed.notices
