"""The demo's observations: invented ones, told through the real door, assessed through the real steps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.common import clock
from backend.common.viewer import Viewer
from backend.demo.accounts import BOTKYRKA, HUDDINGE, uid
from backend.demo.events import friday_id
from backend.demo.stage import FRIDAY, SATURDAY, Stage, moment
from tips import receipts
from tips.actions import triage
from tips.actions.ingest import ingest, is_on_walk
from tips.models import Tip
from tips.report import Report
from tips.states import CloseReason, TipState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.clock import Week
    from places.models import Municipality

A_WEEK = 13
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SUNDAY = 0, 1, 2, 3, 6
WALKER, ANSWERS_CALLS = "fatima.abdi", "amanda.wikstrom"
ASSESSES = {BOTKYRKA: "elin.forsberg", HUDDINGE: "petra.holm"}
TOLD_AFTER = dt.timedelta(minutes=25)
ASSESSED_AT = dt.time(8, 30)
WAITS = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Told:
    """``by``: a person's key, "walk" for somebody on Friday's walk, "call" for a caller, "" for a resident."""

    category: str
    place: str
    day: int
    hour: int
    text: str = ""
    by: str = ""
    behaviour: str = ""
    language: str = "sv"


POOL: tuple[Told, ...] = (
    Told("lighting_broken", "Fittja tunnelbanestation", FRIDAY, 22, "Två lampor är släckta vid uppgången.", "walk"),
    Told("gathering_unsettling", "Fittja centrum", FRIDAY, 21, "", "walk", "blocking"),
    Told("path_underpass", "Alby tunnelbanestation", THURSDAY, 19, "Gångtunneln är mörk i mitten, man ser inte ut."),
    Told("litter", "Fittja äng", SUNDAY, 11, "Sopsäckar och en soffa vid grillplatsen."),
    Told("noise_disorder", "Hallunda centrum", SATURDAY, 23, "Hög musik och rop utanför entrén till långt efter elva."),
    Told("door_lock_broken", "Storvreten centrum", TUESDAY, 18, "Porten går inte att stänga.", "call"),
    Told("place_dark_deserted", "Regnbågsparken", FRIDAY, 22, "", "walk"),
    Told("reckless_riding", "Tumba centrum", SATURDAY, 20, "Mopeder på gångvägen genom torget.", "gunilla.oberg"),
    Told("graffiti", "Fittja bibliotek", MONDAY, 9, "Klotter på baksidan."),
    Told("lighting_broken", "Fittja tunnelbanestation", WEDNESDAY, 18, "Fortfarande mörkt på trappan ner."),
    Told("intoxication", "Alby centrum", FRIDAY, 23),
    Told("vandalism", "Storvretens IP", SUNDAY, 14, "En ruta är krossad på klubbhuset."),
    Told(
        "place_unsafe_other",
        "Fittja tunnelbanestation",
        THURSDAY,
        22,
        "The lift is out and the stairs are empty late.",
        language="en",
    ),
    Told("traffic_risk", "Kassmyraskolan", TUESDAY, 7, "Bilar kör upp på gångbanan vid lämning."),
    Told("gathering_unsettling", "Hallunda centrum", SATURDAY, 21, "", "", "shouting_at"),
    Told("fireworks", "Alby folkhälsopark", SATURDAY, 22, "Raketer mot fasaden."),
    Told("sightline_blocked", "Tullinge station (pendeltåg)", MONDAY, 17, "Häcken har växt ut över cykelvägen."),
    Told("rough_sleeping", "Tumba station (pendeltåg)", WEDNESDAY, 6),
    Told("place_safer", "Fittja centrum", SUNDAY, 16, "Ljusare och fler vuxna ute nu. Fortsätt så!"),
    Told("litter", "Alby tunnelbanestation", MONDAY, 8, "Glas på perrongtrappan."),
    Told(
        "stairwell_trespass",
        "Botkyrkabyggens lokal Värdshusvägen",
        THURSDAY,
        23,
        "Källardörren stod uppbruten.",
        "call",
    ),
    Told("fire_traces", "Fittja äng", FRIDAY, 21, "Svedd bänk och aska.", "walk"),
    Told("vehicle_abandoned", "Vårsta centrum", TUESDAY, 13, "En bil utan skyltar sedan i somras."),
    Told("noise_disorder", "Fittja centrum", SATURDAY, 22, "Ring mig på 070-174 06 05 så berättar jag mer."),
    Told("event_planned", "Brunna IP", WEDNESDAY, 20, "Stor turnering på lördag, många kommer med buss."),
    Told("rumour", "Tumba gymnasium", MONDAY, 15, "Det sägs att skolan stängs på fredag. Många föräldrar är oroliga."),
)

IN_HUDDINGE: tuple[Told, ...] = (
    Told("lighting_broken", "Vårby gårds tunnelbanestation", TUESDAY, 19, "Belysningen blinkar på trappan."),
    Told("litter", "Skogås centrum", SATURDAY, 12),
    Told("path_underpass", "Flemingsbergs station", THURSDAY, 21),
)


def of_week(week: Week) -> list[Told]:
    """Thirteen of the pool, another selection each week, the same for the same week."""
    first = week.number * 9
    return [POOL[(first + number) % len(POOL)] for number in range(A_WEEK)]


def tell(stage: Stage, week: Week, told: list[Told]) -> None:
    """What was told of a week until now, with what has become of it. What exists is left as it is."""
    for number, one in enumerate(told):
        happened = moment(week, one.day, one.hour, 10)
        received = happened + TOLD_AFTER
        tip_id = uid("tip", stage.municipality.code, week.key, number)
        if not stage.is_past(received) or Tip.objects.filter(pk=tip_id).exists():
            continue
        viewer, by_phone, walk_id = _door(stage, one, week)
        report = Report(
            id=tip_id,
            category=one.category,
            occurred_at=happened,
            place_id=stage.place(one.place),
            behaviour=one.behaviour,
            text=one.text,
            walk_id=walk_id,
            by_phone=by_phone,
            language=one.language,
        )
        _assess(stage, ingest(viewer=viewer, report=report, now=received).tip, number)


def code_to_try(municipality: Municipality) -> str:
    """The code of the demo's latest observation that has been answered, to follow it by; empty when there is none."""
    weeks = Tip.objects.filter(municipality=municipality).order_by("-week").values_list("week", flat=True).distinct()
    ids = [uid("tip", municipality.code, week, number) for week in weeks[:4] for number in range(A_WEEK)]
    tip = Tip.objects.filter(pk__in=ids, state=TipState.CLOSED).order_by("-received_at", "-id").first()
    return receipts.again(tip.pk, tip.receipt_hash) if tip is not None else ""


def _door(stage: Stage, one: Told, week: Week) -> tuple[Viewer, bool, UUID | None]:
    """(who tells, whether for a caller, from which walk); a resident where that person is no longer there."""
    if one.by == "walk" and _walked(stage, week):
        return stage.viewer(WALKER), False, friday_id(week)
    if one.by == "call" and stage.viewer(ANSWERS_CALLS).roles:
        return stage.viewer(ANSWERS_CALLS), True, None
    if one.by not in {"", "walk", "call"}:
        return stage.viewer(one.by), False, None
    return Viewer(user_id=None, municipality_id=stage.municipality.pk), False, None


def _walked(stage: Stage, week: Week) -> bool:
    """Whether the person who tells from walks was on this one."""
    return is_on_walk(stage.viewer(WALKER), friday_id(week))


def _assess(stage: Stage, tip: Tip, number: int) -> None:
    """The first assessment on a weekday's morning, and what followed, by turns. The newest still wait."""
    viewer = stage.viewer(ASSESSES[stage.municipality.code])
    morning = _assessed_at(tip.received_at)
    if not viewer.roles or not stage.is_past(morning + dt.timedelta(hours=1)):
        return
    tip = triage.take_up(viewer=viewer, tip_id=tip.pk, version=tip.version, now=morning)
    later = morning + dt.timedelta(minutes=10)
    fate = number % 4
    if fate in {0, 2}:
        tip = triage.send_on(viewer=viewer, tip_id=tip.pk, version=tip.version, now=later)
        fixed = later + dt.timedelta(days=4)
        if fate == 0 and stage.is_past(fixed):
            triage.close(viewer=viewer, tip_id=tip.pk, version=tip.version, reason=CloseReason.FIXED, now=fixed)
    elif fate == 1:
        triage.close(viewer=viewer, tip_id=tip.pk, version=tip.version, reason=CloseReason.IN_PICTURE, now=later)


def _assessed_at(received_at: dt.datetime) -> dt.datetime:
    """The first weekday's morning that lies a day after it came."""
    day = clock.local(received_at).date()
    while day.weekday() > FRIDAY or clock.at(day, ASSESSED_AT) < received_at + WAITS:
        day += dt.timedelta(days=1)
    return clock.at(day, ASSESSED_AT)
