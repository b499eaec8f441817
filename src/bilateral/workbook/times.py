"""Dates, times of day and periods in cells: only what can be taken in one way."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bilateral.exchange.model import Period
from bilateral.workbook.raw import BadCell, Raw, folded, listed, shown

_DATES = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?"))
DATES = (date(2000, 1, 1), date(2100, 12, 31))
"""A date outside them is a slip of the hand."""
_DATE_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def read_date(raw: Raw, zone: ZoneInfo) -> date:
    """A day on which it can only be; raises BadCell."""
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    words = folded(raw) if isinstance(raw, str) else shown(raw)
    parts = next((found.groups() for rule in _DATES if (found := rule.fullmatch(words))), None)
    if parts is None and (found := _DATE_DOTTED.fullmatch(words)):
        parts = found.groups()[::-1]
    try:
        year, month, day = (int(part) for part in parts or ())
        day_on = date(year, month, day)
    except ValueError:
        day_on = date.min
    if not DATES[0] <= day_on <= DATES[1]:
        raise BadCell("cell.bad_date", found=words, first=DATES[0].year, last=DATES[1].year)
    return day_on


def read_time(raw: Raw, zone: ZoneInfo) -> time:
    """A time of day in whole minutes; raises BadCell."""
    words = folded(raw) if isinstance(raw, str) else shown(raw)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", words)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("cell.bad_time", found=words)
    return time(int(found[1]), int(found[2]))


_MOMENT = r"(?:(\S+) +)?(\d{1,2}:\d{2})"
_PERIOD = re.compile(rf"{_MOMENT} *[-–—~至] *{_MOMENT}")


def _period(words: str, zone: ZoneInfo) -> Period:
    try:
        if found := _PERIOD.fullmatch(words):
            first = read_date(found[1] or "", zone)
            last = read_date(found[3], zone) if found[3] else first
            start_at = datetime.combine(first, read_time(found[2], zone), zone)
            end_at = datetime.combine(last, read_time(found[4], zone), zone)
        else:
            start_at = datetime.combine(read_date(words, zone), time(), zone)
            end_at = datetime.combine(start_at.date() + timedelta(days=1), time(), zone)
    except BadCell:
        raise BadCell("cell.bad_period", found=words) from None
    if start_at >= end_at:
        raise BadCell("cell.period_backwards", found=words)
    return Period(start_at, end_at)


def read_periods(raw: Raw, zone: ZoneInfo) -> tuple[Period, ...]:
    """Periods in the exchange's `zone`, a date alone being the whole day; raises BadCell."""
    if isinstance(raw, datetime | date):
        raw = read_date(raw, zone).isoformat()
    return tuple(_period(folded(part), zone) for part in listed(raw))


def write_periods(periods: Sequence[Period], language: str) -> str:
    """Periods as `read_periods` reads them."""
    return "; ".join(_write_period(period) for period in periods)


def _write_period(period: Period) -> str:
    first, last = period.start_at.date(), period.end_at.date()
    if last == first + timedelta(days=1) and period.start_at.time() == period.end_at.time() == time():
        return first.isoformat()
    end = f"{period.end_at:%H:%M}" if first == last else f"{period.end_at:%Y-%m-%d %H:%M}"
    return f"{period.start_at:%Y-%m-%d %H:%M}-{end}"
