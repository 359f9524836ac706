"""The police's list as values: real answers, the 377 rows about Botkyrka as oracle, and any JSON at all."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common import clock
from situation.police import parse as police
from tests.situation.police.answers import answer, as_answer, oracle, row

HERE = ("Botkyrka", "Huddinge")


def items(name: str) -> dict[int, police.Item]:
    return {item.source_id: item for item in police.parse(answer(name)).items}


def one(**changes: Any) -> police.Item:
    (item,) = police.parse(as_answer(row(**changes))).items
    return item


def wall(item: police.Item) -> str:
    return f"{clock.local(item.occurred_at):%Y-%m-%d %H:%M}"


# --- the municipality ---------------------------------------------------------------------------------------


def test_every_oracle_row_gets_the_municipality_its_filing_says() -> None:
    for expected in oracle():
        (item,) = police.parse(as_answer(expected)).items
        filed_here = expected["_municipality_from_name"] if expected["_municipality_from_name"] in HERE else None
        assert police.municipality_of(item, HERE) == filed_here, expected


def test_no_doubtful_row_is_botkyrkas_and_only_countywide_rows_are_missed() -> None:
    taken = {
        row_["id"]: police.municipality_of(police.parse(as_answer(row_)).items[0], HERE) == "Botkyrka"
        for row_ in oracle()
    }
    doubtful = [row_["id"] for row_ in oracle() if row_["_doubtful"]]
    missed = [row_ for row_ in oracle() if not row_["_doubtful"] and not taken[row_["id"]]]
    assert (len(doubtful), [taken[id_] for id_ in doubtful]) == (36, [False] * 36)
    assert (sum(taken.values()), len(missed)) == (334, 7)
    assert {row_["location"]["name"] for row_ in missed} == {"Stockholms län"}


def test_botkyrka_is_found_before_and_after_the_api_changed() -> None:
    found = Counter(
        (row_["location"]["name"], row_["datetime"] >= "2026-01-20")
        for row_ in oracle()
        if police.municipality_of(police.parse(as_answer(row_)).items[0], HERE) == "Botkyrka"
    )
    assert found == {("Botkyrka", False): 287, ("Stockholms län", True): 47}


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("municipality_colon_2023-06-15", {"county": 125, "Botkyrka": 2, "Huddinge": 3}),
        ("new_year_2026-01-02", {"county": 154, "Botkyrka": 1, "Huddinge": 1}),
        ("county_2026-08-22", {"county": 149, "Botkyrka": 0, "Huddinge": 0}),
    ],
)
def test_a_real_list_is_filed_under_counties_and_municipalities(name: str, filed: dict[str, int]) -> None:
    counted = Counter(
        "county" if police.is_county(item.place) else police.municipality_of(item, HERE)
        for item in items(name).values()
    )
    assert {place: counted[place] for place in filed} == filed


def test_a_place_in_the_text_is_not_a_filing() -> None:
    item = one(name="22 augusti 08.15, Brand, Salem", summary="Brand i Hallunda, Botkyrka.", type="Brand")
    assert (item.place, police.municipality_of(item, HERE)) == ("Salem", None)


def test_names_match_whatever_their_case_but_only_whole() -> None:
    shouted = one(name="22 augusti 08.15, Brand, BOTKYRKA")
    longer = one(name="22 augusti 08.15, Brand, Botkyrkaby")
    assert [police.municipality_of(item, HERE) for item in (shouted, longer)] == ["Botkyrka", None]


def test_a_municipality_in_location_wins_also_after_the_change() -> None:
    assert one(place="Huddinge", name="22 augusti 08.15, Brand, Stockholms län").place == "Huddinge"


def test_a_name_without_commas_stays_with_the_county() -> None:
    assert one(name="Information från Botkyrka").place == "Stockholms län"


# --- times --------------------------------------------------------------------------------------------------


def test_every_real_time_is_read_and_agrees_with_the_polices_own_address() -> None:
    """The address carries year, month and day; those that differ are the police's own, and known."""
    differing = Counter()
    for name in (
        "municipality_colon_2023-06-15",
        "new_year_2026-01-02",
        "county_2026-08-22",
        "short_2025-07-18",
    ):
        for item in items(name).values():
            year, _month, day = item.url.split("/")[5:8]
            happened = clock.local(item.occurred_at)
            differing[name] += f"{happened.year}{happened.day}" != f"{year}{day}"
    assert differing == {
        "municipality_colon_2023-06-15": 0,
        "new_year_2026-01-02": 3,
        "county_2026-08-22": 6,
        "short_2025-07-18": 0,
    }


def test_the_year_is_right_across_new_year_where_the_address_is_wrong() -> None:
    read = items("new_year_2026-01-02")
    ronneby = next(item for item in read.values() if "/2026/december/" in item.url)
    assert wall(ronneby) == "2025-12-31 23:49"
    assert {clock.local(item.occurred_at).year for item in read.values()} == {2025, 2026}
    assert max(item.occurred_at - item.published_at for item in read.values()) <= police.WRITTEN_AHEAD


@pytest.mark.parametrize(
    ("published", "name", "expected"),
    [
        ("2026-01-01 0:12:00 +01:00", "31 december 23.48, Brand, Botkyrka", "2025-12-31 23:48"),
        ("2026-01-01 0:12:00 +01:00", "01 januari 00.02, Brand, Botkyrka", "2026-01-01 00:02"),
        ("2025-12-31 23:58:00 +01:00", "01 januari 00.05, Brand, Botkyrka", "2026-01-01 00:05"),
        ("2024-03-01 7:00:00 +01:00", "29 februari 22:30, Brand, Botkyrka", "2024-02-29 22:30"),
        ("2026-08-22 9:13:04 +02:00", "22 augusti 8.15, Brand, Botkyrka", "2026-08-22 08:15"),
        ("2023-06-15 9:13:04 +02:00", "15 juni 08:15, Brand, Botkyrka", "2023-06-15 08:15"),
        ("2026-03-29 6:00:00 +02:00", "29 mars 02.30, Brand, Botkyrka", "2026-03-29 03:30"),
        ("2026-06-07 8:24:11 +02:00", "07 juni 23.27, Brand, Botkyrka", "2026-06-07 08:24"),
        ("2025-03-01 7:00:00 +01:00", "29 februari 22:30, Brand, Botkyrka", "2025-03-01 07:00"),
        ("2026-08-22 9:13:04 +02:00", "22 augusti 25.15, Brand, Botkyrka", "2026-08-22 09:13"),
        ("2026-08-22 9:13:04 +02:00", "Brand, Botkyrka", "2026-08-22 09:13"),
    ],
)
def test_when_it_happened(published: str, name: str, expected: str) -> None:
    assert wall(one(datetime=published, name=name)) == expected


def test_the_ends_of_time_are_read_too() -> None:
    item = one(datetime="0001-01-01 1:00:00 +00:00", name="01 januari 00.30, Brand, Botkyrka")
    assert item.occurred_at == item.published_at


@pytest.mark.parametrize("written", ["2026-08-22 9:13:04 +02:00", "2026-08-22 09:13:04 +02:00", "2026-08-22T07:13:04Z"])
def test_publication_is_read_with_and_without_a_padded_hour(written: str) -> None:
    assert one(datetime=written).published_at == dt.datetime(2026, 8, 22, 7, 13, 4, tzinfo=dt.UTC)


# --- words --------------------------------------------------------------------------------------------------


def test_every_real_entry_is_read_and_type_stands_in_its_name() -> None:
    for name in ("municipality_colon_2023-06-15", "county_2026-08-22", "pair_1_2026-06-08"):
        read = police.parse(answer(name))
        assert (len(read.items), read.unreadable) == (500, 0)
        names = {row["id"]: row["name"] for row in json.loads(answer(name))}
        assert all(f", {item.kind}, {item.place}" in names[item.source_id] for item in read.items)


def test_types_keep_their_commas_and_lose_their_trailing_space() -> None:
    dogs = one(type="Lagen om hundar och katter ", name="22 augusti 08.15, Lagen om hundar och katter , Botkyrka")
    attempt = one(type="Mord/dråp, försök", name="22 augusti 08.15, Mord/dråp, försök, Botkyrka")
    assert [(item.kind, item.place) for item in (dogs, attempt)] == [
        ("Lagen om hundar och katter", "Botkyrka"),
        ("Mord/dråp, försök", "Botkyrka"),
    ]


def test_words_are_what_both_databases_can_hold() -> None:
    assert one(type="\ud800Fittja\0 centrum\r\n").kind == "?Fittja  centrum"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("/aktuellt/x/", "https://polisen.se/aktuellt/x/"),
        ("https://polisen.se/aktuellt/x/", "https://polisen.se/aktuellt/x/"),
        ("javascript:alert(1)", ""),
        ("//evil.example/x", ""),
        ("https://polisen.se@evil.example/", ""),
        ("http://polisen.se/x", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_an_address_leads_to_the_police_or_nowhere(told: str, kept: str) -> None:
    assert one(url=told).url == kept


def test_the_real_pair_shares_one_address_between_two_events() -> None:
    read = items("pair_1_2026-06-08")
    assert (len(read), len({item.url for item in read.values()})) == (500, 499)


def test_the_real_edits_show_in_the_digest_alone() -> None:
    before, after = items("pair_1_2026-06-08"), items("pair_2_2026-06-08")
    edited = {id_ for id_ in before.keys() & after.keys() if before[id_].digest != after[id_].digest}
    assert (len(after.keys() - before.keys()), len(before.keys() - after.keys())) == (24, 24)
    assert edited == {640888}  # the other edit, of 640891, is in the police's sentence
    assert [before[id_].published_at for id_ in edited] == [after[id_].published_at for id_ in edited]


# --- answers that say nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "refusal", "reason"),
    [
        (b"", police.EmptyAnswer, "no_bytes"),
        (b" \n", police.EmptyAnswer, "no_bytes"),
        (b"[]", police.EmptyAnswer, "no_events"),
        (b"<!doctype html><title>503</title>", police.BrokenAnswer, "not_json"),
        (answer("pair_1_2026-06-08")[:-40], police.BrokenAnswer, "not_json"),
        (b"\xff\xfe\xff", police.BrokenAnswer, "not_json"),
        (b"[" * 100_000, police.BrokenAnswer, "not_json"),
        (b'{"error": "try later"}', police.BrokenAnswer, "not_a_list"),
        (b'[{"id": 1}, 7, null]', police.BrokenAnswer, "nothing_readable"),
    ],
)
def test_an_answer_that_says_nothing_is_refused_whole(told: bytes, refusal: type[Exception], reason: str) -> None:
    with pytest.raises(refusal) as caught:
        police.parse(told)
    assert str(caught.value) == reason


def test_a_short_answer_is_an_answer() -> None:
    assert len(police.parse(answer("short_2025-07-18")).items) == 57


def test_unreadable_entries_are_counted_and_the_rest_is_read() -> None:
    told = as_answer(row(), row(id=True), row(id=2**31), row(datetime="i går"), row(name=None), row(id=680002))
    read = police.parse(told)
    assert ([item.source_id for item in read.items], read.unreadable) == ([680001, 680002], 4)


# --- any JSON -----------------------------------------------------------------------------------------------

texts = st.text("\0\ud800\n,. 1Å") | st.text()  # JSON can spell lone surrogates
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
times = st.builds(
    "{}-{:02}-{:02} {}:{:02}:{:02} {}".format,
    st.sampled_from(["0001", "1970", "2026", "9999"]),
    *[st.integers(0, 61)] * 5,
    st.sampled_from(["+02:00", "-23:59", "+99:99", "Z"]),
)
names = st.builds(
    "{} {} {}{}{}, {}, {}".format,
    st.integers(0, 32),
    st.sampled_from(["januari", "februari", "december", "Juni", "x"]),
    st.integers(0, 25),
    st.sampled_from([".", ":"]),
    st.integers(0, 61),
    texts,
    texts,
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(1, 2**31) | anything,
        "datetime": times | anything,
        "name": names | anything,
        "type": texts | anything,
        "summary": texts | anything,
        "url": texts | anything,
        "location": st.fixed_dictionaries({"name": texts | anything}) | anything,
    },
)


def holds(item: police.Item) -> bool:
    texts = (item.place, item.kind, item.url)
    limits = (police.MAX_PLACE, police.MAX_KIND, police.MAX_URL)
    return (
        0 < item.source_id <= police.MAX_ID
        and all(len(text) <= limit for text, limit in zip(texts, limits, strict=True))
        and "\0" not in "".join(texts).encode().decode()
        and item.occurred_at <= item.published_at + police.WRITTEN_AHEAD
        and item.published_at.tzinfo is dt.UTC
    )


@given(st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused(told: bytes) -> None:
    try:
        read = police.parse(told)
    except police.UnreadableAnswer:
        return
    assert all(map(holds, read.items))


spoilt = entries.map(lambda changes: row() | changes)


@given(st.lists(spoilt | entries | anything, min_size=1, max_size=4))
def test_any_entries_are_read_or_counted(rows: list[Any]) -> None:
    rows.append(row())
    read = police.parse(json.dumps(rows).encode())
    assert all(map(holds, read.items))
    assert len(read.items) + read.unreadable <= len(rows)
    assert read.items
