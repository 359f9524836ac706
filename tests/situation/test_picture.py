"""The picture as plain data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from situation.picture import Sources, TipCount, WalkFigures, canonical, compose, fingerprint

LAMP = TipCount("Fittja", "Fittja tunnelbanestation", "lighting_broken", 7, "walk", "volunteer", 2)
SHOUT = TipCount("Alby", "", "noise_disorder", 7, "web", "resident", 3)


def sources(**values: object) -> Sources:
    defaults = {
        "districts": ("Alby", "Fittja", "Tumba"), "tips": (LAMP, SHOUT), "before": {"Fittja": 6}, "late": (),
        "walks": (), "activities": 0, "police": (), "focus": (), "police_fetched_at": "2026-11-20T10:00:00+00:00",
    }  # fmt: skip
    return Sources(**defaults | values)  # type: ignore[arg-type]


def content(**values: object) -> dict:
    return compose("2026-W47", "2026-11-25T15:00+01:00", sources(**values))


def test_residents_and_walkers_stand_apart() -> None:
    assert (content()["tips"]["residents"], content()["tips"]["walkers"]) == (3, 2)


def test_it_is_the_walk_that_makes_a_walker_and_not_the_role() -> None:
    def told(channel: str, reporter: str, n: int) -> TipCount:
        return TipCount("Fittja", "", "litter", 7, channel, reporter, n)

    tips = (
        told("web", "resident", 1), told("phone", "resident", 2), told("web", "volunteer", 4),
        told("web", "contact_person", 8), told("web", "staff", 16), told("walk", "volunteer", 32),
    )  # fmt: skip
    figures = content(tips=tips)["tips"]
    assert (figures["residents"], figures["walkers"], figures["staff"]) == (31, 32, 16)


def test_a_silent_district_is_a_line_too() -> None:
    assert content()["tips"]["by_district"] == [
        {"key": "Alby", "residents": 3, "walkers": 0, "usual": 0.0},
        {"key": "Fittja", "residents": 0, "walkers": 2, "usual": 1.5},
        {"key": "Tumba", "residents": 0, "walkers": 0, "usual": 0.0},
    ]


def test_a_place_without_name_is_no_place() -> None:
    assert [row["key"] for row in content()["tips"]["by_place"]] == ["Fittja tunnelbanestation"]


def test_walked_hours_leave_out_the_cancelled() -> None:
    walks = (WalkFigures("Fittja", "closed", 4, 14.0, True), WalkFigures("Alby", "cancelled", 2, 0.0, False))
    assert content(walks=walks)["walks"] == {
        "held": 1, "cancelled": 1, "people": 4, "hours": 14.0,
        "by_district": [{"key": "Fittja", "walks": 1, "hours": 14.0}],
    }  # fmt: skip


def test_what_is_missing_is_said() -> None:
    walks = (WalkFigures("Fittja", "closed", 4, 0.0, False),)
    focus = ({"place": "Tunneln", "district": "Alby", "why": "", "answers": {}},)
    codes = [
        line["code"]
        for line in content(walks=walks, focus=focus, held_texts=1, not_assessed=2, police_fetched_at="")["missing"]
    ]
    assert codes == [
        "not_assessed", "held_texts", "districts_without_walk", "walks_without_check_in", "focus_without_answer",
        "police_not_fetched",
    ]  # fmt: skip


@given(st.permutations([LAMP, SHOUT, TipCount("Alby", "Alby centrum", "graffiti", 2, "web", "resident", 1)]))
def test_the_order_of_rows_changes_nothing(tips: list[TipCount]) -> None:
    assert content(tips=tuple(tips)) == content(tips=tuple(reversed(tips)))


def test_the_fingerprint_follows_every_part() -> None:
    forms = [
        canonical(content(), "note", {}),
        canonical(content(), "other", {}),
        canonical(content(), "note", {"a": 1}),
    ]
    assert len({fingerprint(form) for form in forms}) == 3
    assert fingerprint(forms[0]) == fingerprint(canonical(dict(reversed(content().items())), "note", {}))
