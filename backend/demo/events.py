"""The demo's walks, open halls and meetings: planned, answered, walked and closed through the real actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.demo.accounts import uid
from backend.demo.stage import SATURDAY, Stage, moment, walk_times
from events.actions import close, facts, focus, plan, signup, teams
from events.models import Event, FocusPlace, Signup
from events.states import CheckInKind, FocusAnswerKind
from volunteers.cleared import current_rules

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.clock import Week
    from events.actions.plan import PlanValues

# Who says yes to the coming Friday: four of six, with a leader.
COMING = ("johan.lindqvist", "fatima.abdi", "noor.alhassan", "kim")
# And who walked the Fridays before.
WALKED = ("johan.lindqvist", "mehmet.yildiz", "fatima.abdi", "sofia.papadopoulos", "erik.sandberg", "tesfaye.bekele")
# Minutes after the start of what each group of a walk that has been said on its phone.
EVENING = ((CheckInKind.BASE, -15), (CheckInKind.OUT, 12), (CheckInKind.OK, 85), (CheckInKind.BACK, 188))
FOCUS_ANSWERED = 70
CLOSED_AFTER = dt.timedelta(minutes=10)
ON_THE_WAY = dt.timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Planned:
    """Somebody plans something for an organisation."""

    key: str
    organisation: str
    planner: str
    values: PlanValues

    @property
    def id(self) -> UUID:
        """The event's id in every demo."""
        return uid("event", self.key)


def friday_id(week: Week) -> UUID:
    """The Fittja walk of a week's Friday."""
    return uid("event", _friday_key(week))


def _friday_key(week: Week) -> str:
    return f"walk/fittja/{week.key}"


def friday_walk(stage: Stage, week: Week) -> bool:
    """Plan the Fittja walk of a week's Friday, with focus places of the coordinator's own. Whether it was made."""
    starts_at, ends_at = walk_times(week)
    walk = Planned(
        _friday_key(week),
        "fittja",
        "yasmin.korkmaz",
        {
            "kind": "night_walk",
            "title": "Nattvandring i Fittja",
            "description": "Vi går i lugn takt mellan centrum, stationen och ängen. Västar och lampor finns på plats.",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "place_id": stage.place("Fittja centrum"),
            "meeting_point": "Utanför biblioteket, kl. 20.45",
            "min_people": 4,
            "max_people": 6,
        },
    )
    if not _plan(stage, walk, moment(week, -4, 16, 30)):
        return False
    for name, why in (("Fittja äng", "Eldat vid grillplatsen"), ("Regnbågsparken", "Mörkt och folktomt efter nio")):
        focus.add_focus_place(
            viewer=stage.viewer(walk.planner),
            event_id=walk.id,
            place_id=stage.place(name),
            why=why,
            now=moment(week, -4, 16, 40),
        )
    _say_yes(stage, walk.id, COMING if week == stage.coming else WALKED, moment(week, -3, 9))
    return True


def short_handed_walk(stage: Stage, week: Week) -> None:
    """Saturday's walk in Alby, which still lacks people and a leader."""
    starts_at, ends_at = walk_times(week, SATURDAY)
    walk = Planned(
        f"walk/alby/{week.key}",
        "alby",
        "ali.rezai",
        {
            "kind": "night_walk",
            "title": "Nattvandring i Alby",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "place_id": stage.place("Alby centrum"),
            "meeting_point": "Albys hjärta, kl. 20.45",
            "min_people": 3,
            "max_people": 8,
        },
    )
    if _plan(stage, walk, moment(week, -4, 18)):
        _say_yes(stage, walk.id, ("linnea.strom",), moment(week, -3, 12))


def open_hall(stage: Stage, week: Week) -> None:
    """Saturday's open hall, closed when it is over."""
    starts_at = moment(week, SATURDAY, 18)
    hall = Planned(
        f"hall/{week.key}",
        "club",
        "marko.nieminen",
        {
            "kind": "activity",
            "title": "Öppen hall: futsal och pingis",
            "description": "Kom som du är. Racketar och bollar finns att låna. Två ledare är på plats hela kvällen.",
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(hours=3),
            "place_id": stage.place("Fittja sporthall"),
            "age_from": 13,
            "age_to": 19,
            "cost": "Gratis",
            "accessibility": "Ramp vid entrén, omklädning i markplan.",
            "contact": "Fittja IF, öppen hall",
        },
    )
    made = _plan(stage, hall, moment(week, -4, 17))
    over = starts_at + dt.timedelta(hours=3, minutes=10)
    if made and stage.is_past(over):
        close.close_event(viewer=stage.viewer("marko.nieminen"), event_id=hall.id, now=over)


def watch_meeting(stage: Stage, week: Week) -> None:
    """The watch area's meeting on the Tuesday after the coming Friday."""
    starts_at = moment(week, 8, 19)
    meeting = Planned(
        f"meeting/{week.key}",
        "watch",
        "gunilla.oberg",
        {
            "kind": "watch_meeting",
            "title": "Områdesmöte inför vintern",
            "description": "Belysningen på gångvägen, nya skyltar, och vem som hälsar på de nyinflyttade.",
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(hours=1, minutes=30),
            "place_id": stage.place("Mötesplatsen Navet"),
        },
    )
    if _plan(stage, meeting, moment(week, -3, 8)):
        signup.say_yes(viewer=stage.viewer("ibrahim.sesay"), event_id=meeting.id, now=moment(week, -3, 11))


def huddinge_walk(stage: Stage, week: Week) -> None:
    """The neighbour's own walk."""
    starts_at, ends_at = walk_times(week)
    walk = Planned(
        f"walk/varby/{week.key}",
        "varby",
        "nadia.lundin",
        {
            "kind": "night_walk",
            "title": "Nattvandring i Vårby",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "place_id": stage.place("Vårby centrum"),
            "min_people": 2,
            "max_people": 4,
        },
    )
    if _plan(stage, walk, moment(week, -4, 16)):
        _say_yes(stage, walk.id, ("oskar.berg", "hodan.ali"), moment(week, -3, 10))


def play(stage: Stage, week: Week) -> None:
    """A Friday that has been: two groups, their check-ins and answers, closed."""
    starts_at, ends_at = walk_times(week)
    walk_id = friday_id(week)
    if not stage.is_past(ends_at + CLOSED_AFTER):
        return
    leader = stage.viewer("johan.lindqvist")
    formed = teams.form_teams(
        viewer=leader, event_id=walk_id, groups=_groups(walk_id), now=starts_at - dt.timedelta(minutes=20)
    )
    phones = ("johan.lindqvist", "mehmet.yildiz")
    for number, (team, phone) in enumerate(zip(formed, phones, strict=True)):
        _walk(stage, team.pk, phone, starts_at + dt.timedelta(minutes=4 * number))
    close.close_event(viewer=leader, event_id=walk_id, now=ends_at + CLOSED_AFTER)


def _groups(walk_id: UUID) -> list[teams.Group]:
    """Every other person, so that each group has one of the two leaders."""
    coming = list(Signup.objects.filter(event_id=walk_id).coming().order_by("-is_leader", "answered_at", "id"))
    halves = (coming[0::2], coming[1::2])
    return [teams.Group(tuple(one.pk for one in half)) for half in halves if len(half) > 1]


def _walk(stage: Stage, team_id: UUID, phone: str, starts_at: dt.datetime) -> None:
    viewer = stage.viewer(phone)
    for kind, minutes in EVENING:
        happened = starts_at + dt.timedelta(minutes=minutes)
        facts.record_check_in(
            viewer=viewer,
            team_id=team_id,
            check_in_id=uid("check-in", team_id, kind),
            kind=kind,
            times=facts.Times(happened, happened),
            now=happened + ON_THE_WAY,
        )
    asked = FocusPlace.objects.filter(event__teams=team_id).order_by("place__name_sort", "id")
    for number, row in enumerate(asked):
        answer = FocusAnswerKind.SEEN if number == 0 else FocusAnswerKind.NOT_SEEN
        happened = starts_at + dt.timedelta(minutes=FOCUS_ANSWERED + number)
        facts.record_focus_answer(
            viewer=viewer,
            team_id=team_id,
            focus_place_id=row.pk,
            answer_id=uid("focus-answer", team_id, row.pk),
            answer=answer,
            times=facts.Times(happened, happened),
            now=happened + ON_THE_WAY,
        )


def _plan(stage: Stage, planned: Planned, at: dt.datetime) -> bool:
    """Draft and publish, unless the event exists in whatever state. Returns whether it was made."""
    if Event.objects.filter(pk=planned.id).exists():
        return False
    viewer = stage.viewer(planned.planner)
    at = min(at, stage.now)
    plan.create_event(
        viewer=viewer,
        organisation_id=stage.organisation(planned.organisation).pk,
        values=planned.values,
        now=at,
        event_id=planned.id,
    )
    plan.publish_event(viewer=viewer, event_id=planned.id, now=at)
    return True


def _say_yes(stage: Stage, event_id: UUID, people: tuple[str, ...], first: dt.datetime) -> None:
    """Whoever is still a member: roles may have been ended while somebody tried the demo."""
    members = [key for key in people if stage.viewer(key).roles]
    golden = current_rules(stage.municipality.pk)
    for number, key in enumerate(members):
        at = min(first + dt.timedelta(minutes=47 * number), stage.now)
        signup.say_yes(
            viewer=stage.viewer(key),
            event_id=event_id,
            now=at,
            of_age=True,
            rules_read=golden.pk if golden is not None else None,
        )
