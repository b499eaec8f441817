from dataclasses import replace

import pytest
from traders import CLINIC, PLYWOOD, SUPPLY, TRANSFORMERS, ranked_fast

from bilateral.company.model import Company, Direction, Need, Offer
from bilateral.matching.explain import explain_match
from bilateral.matching.model import Match
from bilateral.text import Text


def pair(offer: Offer, need: Need, **seller: object) -> Match:
    """The match of a Chinese company with this offer and a Russian one with this need."""
    maker = replace(TRANSFORMERS, offers=(offer,), needs=(), certificates=(), sector="", **seller)  # type: ignore[arg-type] # the values fit the fields
    buyer = replace(CLINIC, needs=(need,), sector="")
    return explain_match(ranked_fast((maker, buyer)), maker.id, buyer.id)


def features(match: Match) -> dict[str, float]:
    return {reason.feature: reason.value for lane in match.lanes for reason in lane.reasons}


OFFER = Offer("o", Text(en="centrifugal pumps"), hs="841370")
NEED = Need("n", Text(en="centrifugal pumps"), hs="841370")


@pytest.mark.parametrize(
    ("offered", "needed", "value"),
    [("841370", "8413702100", 1.0), ("8413", "841370", 0.7), ("841350", "841370", 0.7), ("84", "841370", 0.2)],
)
def test_hs_codes_are_as_near_as_the_digits_that_they_share(offered: str, needed: str, value: float) -> None:
    assert features(pair(replace(OFFER, hs=offered), replace(NEED, hs=needed)))["hs"] == value


@pytest.mark.parametrize(("offered", "needed"), [("", ""), ("", "8413"), ("8504", "8413"), ("0101", "")])
def test_absent_and_foreign_codes_are_no_reason(offered: str, needed: str) -> None:
    assert "hs" not in features(pair(replace(OFFER, hs=offered), replace(NEED, hs=needed)))


def test_the_shared_digits_are_the_evidence() -> None:
    lane = pair(replace(OFFER, hs="841350"), replace(NEED, hs="8413702100")).lanes[0]
    assert next(reason.evidence for reason in lane.reasons if reason.feature == "hs") == {
        "offer": "841350",
        "need": "8413702100",
        "shared": "8413",
    }


@pytest.mark.parametrize("way", [Direction.EXPORT, Direction.IMPORT])
def test_goods_that_would_go_the_same_way_for_both_make_no_match(way: Direction) -> None:
    match = pair(replace(OFFER, direction=way), replace(NEED, direction=way))
    assert (match.score, match.lanes, match.reasons) == (0.0, (), ())


@pytest.mark.parametrize(
    ("offered", "needed", "fits"),
    [
        (Direction.EXPORT, Direction.IMPORT, True),
        (Direction.IMPORT, Direction.EXPORT, True),
        (Direction.NONE, Direction.NONE, True),
        (Direction.NONE, Direction.IMPORT, False),
    ],
)
def test_direction_fits_where_one_sends_what_the_other_receives(
    offered: Direction, needed: Direction, fits: bool
) -> None:
    match = pair(replace(OFFER, direction=offered), replace(NEED, direction=needed))
    assert features(match).get("direction") == (1.0 if fits else None)


def test_sector_kind_and_direction_alone_are_no_ground() -> None:
    offer = Offer("o", Text(zh="蜂蜜"), sector="food", cooperation=SUPPLY)
    need = Need("n", Text(ru="Станки с ЧПУ"), sector="food", cooperation=SUPPLY)
    assert pair(offer, need).score == 0.0


def test_certificates_are_held_by_the_goods_or_their_maker_or_are_missing() -> None:
    match = pair(
        replace(OFFER, certificates=("CE",)), replace(NEED, certificates=("ИСО 9001", "CE", "ЕАС", "GMP")), id="C9"
    )
    assert features(match)["certificates_held"] == 0.25
    maker = replace(TRANSFORMERS, offers=(replace(OFFER, certificates=("CE",)),), certificates=("ISO 9001:2015",))
    buyer = replace(CLINIC, needs=(replace(NEED, certificates=("ИСО 9001", "CE", "ЕАС", "GMP")),))
    lane = explain_match(ranked_fast((maker, buyer)), maker.id, buyer.id).lanes[0]
    told = {reason.feature: (reason.value, reason.evidence.get("names")) for reason in lane.reasons}
    assert told["certificates_held"] == (0.5, ("ИСО 9001", "CE"))
    assert told["certificates_missing"] == (0.5, ("ЕАС", "GMP"))


def test_a_shared_model_number_is_named() -> None:
    offer = replace(OFFER, text=Text(zh="水泵 CR32-4 现货供应"))
    need = replace(NEED, text=Text(ru="Насосы CR32-4, аналог"))
    lane = pair(offer, need).lanes[0]
    exact = next(reason for reason in lane.reasons if reason.feature == "exact")
    assert (exact.value, exact.evidence) == (0.5, {"names": ("CR324",)})


def test_an_offer_without_sector_has_its_company_s() -> None:
    maker, buyer = replace(PLYWOOD, sector="timber"), replace(TRANSFORMERS, sector="", needs=TRANSFORMERS.needs)
    buyer = replace(buyer, needs=(replace(buyer.needs[0], sector="timber"),))
    lane = explain_match(ranked_fast((maker, buyer)), "R1", "C1").lanes[0]
    assert [reason.evidence for reason in lane.reasons if reason.feature == "sector"] == [{"sector": "timber"}]


def test_the_better_offer_is_the_lane(  # two offers for one need
) -> None:
    other = Offer("far", Text(en="birch plywood"), hs="441233")
    maker: Company = replace(TRANSFORMERS, offers=(other, OFFER))
    buyer = replace(CLINIC, needs=(NEED,))
    lane = explain_match(ranked_fast((maker, buyer)), maker.id, buyer.id).lanes[0]
    assert (lane.offer, lane.need) == (OFFER, NEED)
