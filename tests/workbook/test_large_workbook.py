"""Many rows, right and wrong."""

from collections import Counter
from typing import Any

from workbook_files import faults_of, good_sheets, packed

from bilateral.workbook.read import read_workbook


def _companies(count: int, **spoil: Any) -> bytes:
    """`count` companies, the half on each side, each with its offer."""
    sheets = good_sheets()
    sheets["Companies"] = [["id", "side", "name:en", "country", "languages"]]
    sheets["Companies"] += [
        [f"C{n}", spoil.get("side", ("host", "guest")[n % 2]), f"Company {n}", spoil.get("country", "CN"), "zh"]
        for n in range(count)
    ]
    sheets["People"] = [["company", "name:en"], *([f"C{n}", "Li"] for n in range(count))]
    sheets["Offers"] = [["company", "text:en"], *([spoil.get("company", f"C{n}"), "brakes"] for n in range(count))]
    sheets["Needs"] = [["company", "text:en"]]
    return packed(sheets)


def test_thousands_of_rows_without_ids_are_given_ids_of_their_own() -> None:
    companies = read_workbook(_companies(5_000)).workbook.companies
    assert [offer.id for company in companies for offer in company.offers] == [f"C{n}-O1" for n in range(5_000)]


def test_more_companies_than_are_read_are_one_fault() -> None:
    sheets = good_sheets()
    sheets["Companies"] += [[f"C{n}", "host", f"Company {n}", "CN", "zh"] for n in range(2, 50_000)]
    assert [(fault.code, fault.place.sheet, dict(fault.values)) for fault in faults_of(packed(sheets))] == [
        ("sheet.too_many_rows", "Companies", {"found": 50_000, "limit": 20_000})
    ]


def test_ten_thousand_broken_rows_are_one_fault_each() -> None:
    faults = faults_of(_companies(10_000, country="Atlantis"))
    assert Counter(fault.code for fault in faults) == {"cell.unknown_country": 10_000}
    assert [fault.place.row for fault in faults] == list(range(2, 10_002))


def test_rows_broken_in_several_cells_are_told_cell_by_cell() -> None:
    faults = faults_of(_companies(1_000, country="Atlantis", side="third", company="C 1"))
    assert Counter(fault.code for fault in faults) == {
        "cell.unknown_country": 1_000,
        "cell.bad_choice": 1_000,
        "cell.bad_identifier": 1_000,
        "company.says_nothing": 1_000,
    }


def test_a_long_chain_of_requests_and_its_circles_are_followed() -> None:
    """Ten circles of two, and a chain that leads into each of them."""
    sheets = good_sheets()
    sheets["Companies"] += [[f"H{n}", "host", f"Host {n}", "CN", "zh"] for n in range(3_020)]
    chain = [[f"Q{n}", f"H{n}", "R01", f"Q{n + 1}"] for n in range(3_000)]
    knots = [
        [name, f"H{3_000 + 2 * n + at}", "R01", after]
        for n in range(10)
        for at, (name, after) in enumerate([(f"A{n}", f"B{n}"), (f"B{n}", f"A{n}")])
    ]
    chain[-1][3] = "A0"
    sheets["Requests"] = [["id", "from", "to", "after"], *chain, *knots]
    rings = [fault.values["ring"] for fault in faults_of(packed(sheets)) if fault.code == "request.after_circle"]
    assert rings == [f"A{n} → B{n} → A{n}" for n in range(10)]
