import pytest

from bilateral.matching.tariff import nearness, shared_digits, titles


@pytest.mark.parametrize(
    ("first", "second", "digits", "near"),
    [
        ("841370", "8413702100", 6, 1.0),
        ("8413", "841370", 4, 0.7),
        ("841350", "841370", 4, 0.7),
        ("84", "841370", 2, 0.2),
        ("8412", "8413", 2, 0.2),
        ("85", "84", 0, 0.0),
        ("", "8413", 0, 0.0),
        ("", "", 0, 0.0),
    ],
)
def test_codes_are_as_near_as_they_go_along_the_tree_together(
    first: str, second: str, digits: int, near: float
) -> None:
    assert (shared_digits(first, second), nearness(first, second)) == (digits, near)
    assert (shared_digits(second, first), nearness(second, first)) == (digits, near)


def test_every_code_has_its_parent_and_a_title() -> None:
    known = titles()
    assert list(known) == sorted(known)
    assert [code for code in known if len(code) > 2 and code[:-2] not in known] == []
    assert [code for code, title in known.items() if not title.strip()] == []


def test_chapters_without_goods_are_left_out() -> None:
    assert [code for code in titles() if code[:2] in {"98", "99"}] == []
