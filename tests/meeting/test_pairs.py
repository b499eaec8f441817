from hypothesis import given
from hypothesis import strategies as st

from bilateral.meeting.model import Pair, Request, Status
from bilateral.meeting.pairs import pair_requests, propose_pairs, set_aside

ORDER = {"C1": 0, "C2": 1, "R1": 2, "R2": 3}


def request(asker: str, asked: str, wish: int = 3, status: Status = Status.WISHED, **more: object) -> Request:
    return Request(f"{asker}{asked}", asker, asked, wish, status, **more)  # type: ignore[arg-type]  # terse in tests


def test_a_mutual_wish_is_one_accepted_pair_with_the_weight_of_both() -> None:
    pairs = pair_requests([request("C1", "R1", 5), request("R1", "C1", 4)], ORDER, {("C1", "R1"): 0.5})
    assert pairs == (Pair("C1+R1", ("C1", "R1"), 8 * 9 + 10 + 5, accepted=True, requests=("C1R1", "R1C1")),)


def test_a_wish_without_answer_is_not_accepted_and_weighs_less() -> None:
    pairs = pair_requests([request("R2", "C2", 5)], ORDER, {})
    assert pairs == (Pair("C2+R2", ("C2", "R2"), 40, requests=("R2C2",)),)


def test_an_accepted_request_counts_a_presumed_wish_of_the_other() -> None:
    pairs = pair_requests([request("C1", "R1", 5, Status.ACCEPTED)], ORDER, {})
    assert [(pair.weight, pair.accepted) for pair in pairs] == [(8 * (5 + 3) + 10, True)]


def test_no_weight_passes_a_hundred() -> None:
    both = [request("C1", "R1", 5, Status.ACCEPTED), request("R1", "C1", 5, Status.ACCEPTED)]
    assert [pair.weight for pair in pair_requests(both, ORDER, {("C1", "R1"): 1.0})] == [100]


def test_never_closes_the_couple_whatever_the_other_wishes() -> None:
    requests = [request("C1", "R1", 5), request("R1", "C1", 1, Status.NEVER)]
    assert set_aside(requests, ORDER) == {("C1", "R1"): Status.NEVER}
    assert pair_requests(requests, ORDER, {}) == ()


def test_a_declined_request_is_set_aside_unless_the_one_who_declined_asks() -> None:
    declined = request("C1", "R1", 5, Status.DECLINED)
    assert set_aside([declined], ORDER) == {("C1", "R1"): Status.DECLINED}
    pairs = pair_requests([declined, request("R1", "C1", 2)], ORDER, {})
    assert [(pair.weight, pair.accepted, pair.requests) for pair in pairs] == [(16, False, ("R1C1",))]


def test_requests_of_companies_that_are_not_approved_are_left_out() -> None:
    assert pair_requests([request("C1", "X9")], ORDER, {}) == ()


def test_after_points_to_the_pair_of_the_earlier_request() -> None:
    first, then = request("C1", "R1"), request("C1", "R2", after=("C1R1",))
    assert [pair.after for pair in pair_requests([then, first], ORDER, {})] == [(), ("C1+R1",)]


def test_the_accepted_request_settles_the_session_and_the_table() -> None:
    one = request("C1", "R1", 5, session="S1", table="T1")
    other = request("R1", "C1", 1, Status.ACCEPTED, session="S2")
    assert [(pair.session, pair.table) for pair in pair_requests([one, other], ORDER, {})] == [("S2", "T1")]


def test_proposals_fill_up_best_first_and_skip_what_is_closed() -> None:
    suggestions = [(("C1", "R1"), 0.4), (("C1", "R2"), 0.9), (("C2", "R2"), 0.5), (("C2", "R1"), 0.8)]
    proposed = propose_pairs(suggestions, (), [("C2", "R1")], enough=1)
    assert proposed == (Pair("C1+R2", ("C1", "R2"), 27, proposed=True),)


@given(
    st.lists(
        st.tuples(st.tuples(st.sampled_from(["C1", "C2"]), st.sampled_from(["R1", "R2"])), st.floats(0, 1)),
        unique_by=lambda item: item[0],
    ),
    st.integers(0, 3),
)
def test_no_company_is_proposed_beyond_enough(suggestions: list[tuple[tuple[str, str], float]], enough: int) -> None:
    proposed = propose_pairs(suggestions, (), (), enough=enough)
    met = [company for pair in proposed for company in pair.companies]
    assert all(met.count(company) <= enough for company in ORDER)
    assert len({pair.companies for pair in proposed}) == len(proposed)
    assert all(1 <= pair.weight <= 30 for pair in proposed)
