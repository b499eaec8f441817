"""The demo exchange: Jiangxia District and the delegation of OPORA RUSSIA, with invented companies.

Cornex New Energy, Jinpan Technology, the district and OPORA RUSSIA are real and only public facts are said of them;
every other company and every person is invented and says so.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from bilateral.company.model import Cooperation, Direction
from bilateral.meeting.model import Status
from bilateral.text import Text
from bilateral.workbook.cells import PERIODS
from bilateral.workbook.model import Workbook
from bilateral.workbook.nouns import workbook_of
from bilateral.workbook.sheets import SHEETS


def demo_workbook() -> Workbook:
    """The demo exchange as an exchange workbook."""
    exchange, companies, requests = (_content(name) for name in ("exchange", "companies", "requests"))
    zone = ZoneInfo(exchange["exchange"]["time_zone"])
    rows: dict[str, list[dict[str, Any]]] = {sheet.key: [] for sheet in SHEETS}
    for key in ("sectors", "sessions", "tables", "interpreters", "talks"):
        rows[key] = [_values(item, zone) for item in exchange[key]]
    settings = exchange["exchange"]
    rows["exchange"] = [
        _values({**settings, "host": settings["host"]["name"], "guest": settings["guest"]["name"]}, zone)
    ]
    rows["visits"] = [_values({**item, "attends": item["companies"]}, zone) for item in exchange["visits"]]
    for company in companies["companies"]:
        rows["companies"].append(_values(company, zone))
        for key in ("people", "offers", "needs"):
            rows[key] += [{"company": company["id"], **_values(item, zone)} for item in company.get(key, ())]
    rows["requests"] = _requests(requests["requests"], zone)
    return workbook_of({key: list(values) for key, values in rows.items()})


def _requests(items: list[dict[str, Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """The requests with ids; the content names an earlier request by who asked whom."""
    ids = {(item["from"], item["to"]): f"Q{number:02}" for number, item in enumerate(items, 1)}
    return [
        {
            **_values(item, zone),
            "id": name,
            "asker": asker,
            "asked": asked,
            "after": tuple(ids[earlier[0], earlier[1]] for earlier in item.get("after", ())),
        }
        for item, ((asker, asked), name) in zip(items, ids.items(), strict=True)
    ]


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads(files("bilateral.demo").joinpath("content").joinpath(f"{name}.toml").read_text("utf-8"))


def _values(item: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {key: _value(key, value, zone) for key, value in item.items()}


def _value(key: str, value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, dict):
        return Text(value)
    if key == "unavailable":
        return PERIODS.read("; ".join(value), zone)
    if key == "date":
        return date.fromisoformat(value)
    if key in {"start", "end"}:
        return time.fromisoformat(value)
    if key == "attends":
        return (value,) if isinstance(value, str) else tuple(value)
    if key == "cooperation":
        return tuple(Cooperation(kind) for kind in value)
    if key == "direction":
        return Direction(value)
    if key == "status":
        return Status(value)
    return tuple(value) if isinstance(value, list) else value
