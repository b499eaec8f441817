import re
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from traders import CLINIC, COMPANIES, PLYWOOD, TRANSFORMERS, ranked_fast

from bilateral.company.model import Direction
from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import CharacterEncoder, SentenceEncoder
from bilateral.matching.explain import explain_match
from bilateral.matching.model import Match
from bilateral.matching.rank import rank_matches
from bilateral.matching.reasons import gist, reason_parts, reason_sentences, summary, summary_parts
from bilateral.text import READERS, Text
from bilateral.wording import codes


@pytest.fixture(scope="module")
def match(encoder: SentenceEncoder, store: EmbeddingStore) -> Match:
    return explain_match(rank_matches(COMPANIES, encoder=encoder, store=store), "C2", "R2")


def test_the_summary_is_one_sentence_in_the_reader_s_language(match: Match) -> None:
    likeness = f"{match.lanes[0].likeness:.2f}"
    assert [summary(match, language) for language in READERS] == [
        "武汉乙医疗器械有限公司 offers “一次性注射器和输液器”, which is close to what Klinika seeks: "
        f"“Disposable syringes” (likeness {likeness}); 武汉乙医疗器械有限公司 exports and Klinika imports; "
        "武汉乙医疗器械有限公司 would win a customer and Klinika a supplier; "
        "they can talk without an interpreter: English.",
        "武汉乙医疗器械有限公司 предлагает «一次性注射器和输液器», что близко к запросу компании ООО «Клиника»: "
        f"«Шприцы одноразовые и системы для инфузий» (близость {likeness.replace('.', ',')}); "
        "武汉乙医疗器械有限公司 экспортирует, ООО «Клиника» импортирует; 武汉乙医疗器械有限公司 получит покупателя, "
        "ООО «Клиника» — поставщика; переводчик не нужен, общий язык: английский.",
        "武汉乙医疗器械有限公司供应“一次性注射器和输液器”，与Klinika的需求“Disposable syringes”相近"
        f"（相似度{likeness}）；"
        "武汉乙医疗器械有限公司出口，Klinika进口；武汉乙医疗器械有限公司可获客户，Klinika可获供应商；"
        "双方可用英语直接洽谈，无需翻译。",
    ]


def test_the_gist_says_only_what_meets_what(match: Match) -> None:
    assert [gist(match, language) for language in READERS] == [
        "武汉乙医疗器械有限公司 offers “一次性注射器和输液器”; Klinika seeks “Disposable syringes”.",
        "武汉乙医疗器械有限公司 предлагает «一次性注射器和输液器»; ООО «Клиника» ищет "
        "«Шприцы одноразовые и системы для инфузий».",
        "武汉乙医疗器械有限公司供应“一次性注射器和输液器”，Klinika需求为“Disposable syringes”。",
    ]


def test_what_companies_wrote_carries_its_language(match: Match) -> None:
    assert [(part.words, part.language) for part in summary_parts(match, "ru") if not part.own] == [
        ("武汉乙医疗器械有限公司", "zh"),
        ("一次性注射器和输液器", "zh"),
        ("ООО «Клиника»", "ru"),
        ("Шприцы одноразовые и системы для инфузий", "ru"),
        ("武汉乙医疗器械有限公司", "zh"),
        ("ООО «Клиника»", "ru"),
        ("武汉乙医疗器械有限公司", "zh"),
        ("ООО «Клиника»", "ru"),
    ]


def test_every_reason_is_a_sentence() -> None:
    matches = rank_matches(
        (replace(TRANSFORMERS, former_partners=("R1",)), PLYWOOD),
        encoder=CharacterEncoder(),
        store=EmbeddingStore(),
        wishes={("C1", "R1"): 3, ("R1", "C1"): 2},
    )
    assert reason_sentences(explain_match(matches, "C1", "R1"), "en") == [
        "Jia Transformers offers “干式变压器，2500 kVA，符合GB/T 10228”; "
        "ООО «Фанера» seeks “Сухие трансформаторы 2500 кВА”.",
        "Both name HS 8504.",
        "Both are in the same sector.",
        "Both look for the same kind of cooperation: supply.",
        "Jia Transformers exports and ООО «Фанера» imports.",
        "The certificates asked for are there: ИСО 9001.",
        "These certificates are asked for and not shown yet: ЕАС.",
        "ООО «Фанера» offers “Берёзовая фанера 1525×1525”; Jia Transformers seeks “采购桦木胶合板，用于包装箱”.",
        "Both name HS 441233.",
        "Both look for the same kind of cooperation: supply.",
        "ООО «Фанера» exports and Jia Transformers imports.",
        "Each has something that the other seeks.",
        "Both asked for this meeting.",
        "They share no language: an interpreter is needed (Chinese–Russian).",
        "They have worked together before.",
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "These two are not brought together: one of them names the other as a rival."),
        ("ru", "Встреча этих компаний не предлагается: одна из них назвала другую конкурентом."),
        ("zh", "不安排这两家企业洽谈：其中一方已将对方列为竞争对手。"),
    ],
)
def test_an_exclusion_is_told(language: str, sentence: str) -> None:
    matches = ranked_fast((replace(TRANSFORMERS, rivals=("R1",)), PLYWOOD))
    assert reason_sentences(explain_match(matches, "C1", "R1"), language) == [sentence]


def test_where_nothing_speaks_for_a_meeting_that_is_said() -> None:
    assert summary(explain_match(ranked_fast((TRANSFORMERS, CLINIC)), "C1", "R2"), "ru") == (
        "Оснований для этой встречи пока не найдено."
    )


def test_a_long_offer_is_quoted_by_its_first_words() -> None:
    wordy = replace(PLYWOOD.offers[0], text=Text(ru="фанера " * 500))
    seller = replace(PLYWOOD, offers=(wordy,), needs=())
    told = summary(explain_match(ranked_fast((TRANSFORMERS, seller)), "R1", "C1"), "ru")
    assert "«" + "фанера " * 16 + "фанера…»" in told


def test_services_have_no_exporter() -> None:
    offer = replace(TRANSFORMERS.offers[1], text=Text(en="repair of transformers"), hs="85")
    need = replace(PLYWOOD.needs[0], text=Text(en="repair of transformers"), direction=Direction.NONE)
    companies = (replace(TRANSFORMERS, offers=(offer,), needs=()), replace(PLYWOOD, needs=(need,)))
    told = reason_sentences(explain_match(ranked_fast(companies), "C1", "R1"), "en")
    assert "Neither side has goods to move." in told
    assert [sentence for sentence in told if "exports" in sentence or "customer" in sentence] == []


HOSTILE = st.sampled_from(["{seller}", "%s", "\ue000offer\ue001", "<b>", "a" * 300, "、", "\u202eabc"]) | st.text(
    min_size=1
)


@given(HOSTILE, HOSTILE, st.sampled_from(READERS))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_companies_write_stays_a_quotation(name: str, offer: str, language: str) -> None:
    seller = replace(PLYWOOD, name=Text(ru=name), offers=(replace(PLYWOOD.offers[0], text=Text(ru=offer)),))
    match = explain_match(ranked_fast((TRANSFORMERS, seller)), "C1", "R1")
    for sentence in reason_parts(match, language):
        own = "".join(part.words for part in sentence if part.own)
        assert not re.search("[{}\ue000\ue001]", own)
    assert reason_sentences(match, language) == [
        "".join(part.words for part in sentence) for sentence in reason_parts(match, language)
    ]


def places(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_language_has_the_same_sentences_with_the_same_places() -> None:
    english = {code: places(sentence) for code, sentence in codes("matching", "en").items()}
    for language in READERS:
        assert {code: places(sentence) for code, sentence in codes("matching", language).items()} == english
