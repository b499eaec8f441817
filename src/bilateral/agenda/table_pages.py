"""What stands on the signs and day lists of tables, as plain data for the typesetter."""

from functools import partial

from bilateral.agenda.day import by_day, table_meetings
from bilateral.agenda.masthead import Page, masthead
from bilateral.agenda.model import Appointment, Occasion
from bilateral.agenda.reading import clock, day_title, marks, reader_of, table_name
from bilateral.agenda.runs import both, in_each, interpreter_of, label, run
from bilateral.text import READERS


def sign_pages(occasion: Occasion) -> Page:
    """One sheet a table: its mark, and its name and place in every language, the organiser's first."""
    exchange = occasion.exchange
    first = reader_of([exchange.organiser_language])
    languages = tuple(dict.fromkeys((first, *READERS)))
    found = marks(exchange.tables)
    return {
        **masthead(occasion, languages, occasion.prepared_at),
        "title": label("title.signs", languages[:1]),
        "signs": [
            {
                "mark": found[table.id],
                "names": [run(table_name(table, found[table.id], code), code, table.id) for code in languages],
                "places": both(table.place, languages, table.id),
            }
            for table in exchange.tables
        ],
    }


def table_pages(occasion: Occasion) -> Page:
    """One page a table and day on which meetings are held: its meetings, in the organiser's language and others'."""
    exchange = occasion.exchange
    reader = reader_of([exchange.organiser_language])
    languages = tuple(dict.fromkeys((reader, *READERS)))
    found = marks(exchange.tables)

    def row(meeting: Appointment) -> Page:
        companies = [occasion.company[company] for company in meeting.companies]
        return {
            "start": clock(meeting.period.start_at, exchange.zone),
            "end": clock(meeting.period.end_at, exchange.zone),
            "companies": [both(company.name, languages, company.id) for company in companies],
            "interpreter": interpreter_of(occasion, meeting, reader),
        }

    days = [day for day, _ in by_day(exchange.slots(), exchange.zone)]
    by_table = {table.id: dict(by_day(table_meetings(occasion, table.id), exchange.zone)) for table in exchange.tables}
    days = sorted({*days, *(day for meetings in by_table.values() for day in meetings)})
    slots = exchange.slots()
    return {
        **masthead(occasion, languages[:1], slots[0].period.start_at if slots else occasion.prepared_at),
        "title": label("title.tables", languages[:1]),
        "columns": [
            label(code, languages) for code in ("column.time", "head.company", "head.company", "head.interpreter")
        ],
        "empty": label("table.empty", languages),
        "sheets": [
            {
                "day": in_each(languages, partial(day_title, day)),
                "mark": found[table.id],
                "names": [run(table_name(table, found[table.id], code), code, table.id) for code in languages],
                "places": both(table.place, languages, table.id),
                "rows": [row(meeting) for meeting in by_table[table.id].get(day, [])],
            }
            for day in days
            for table in exchange.tables
        ],
    }
