"""The demo's golden rules, and what its people are cleared for: most have read, a few are asked when they answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from backend.common.clock import at, local
from backend.demo.accounts import BOTKYRKA, ORGANISATION_OF, PEOPLE, Person, municipality_of, uid
from volunteers.actions.clearances import declare_of_age, note_clearance
from volunteers.actions.golden_rules import publish_rules, read_rules
from volunteers.cleared import current_rules
from volunteers.models import Clearance, Membership
from volunteers.seasons import Season
from volunteers.states import ClearanceKind, MembershipState

if TYPE_CHECKING:
    from backend.demo.stage import Stage

RULES = {
    "sv": (
        "Vi syns, lyssnar och hjälper. Vi är aldrig polis.",
        "Ingen går ensam. Minst två i varje grupp, hela kvällen.",
        "Västen är på hela tiden, också på väg till och från.",
        "Blir det bråk går vi undan och ringer 112. Vi följer inte efter någon.",
        "Vi söker inte igenom någon, och vi tar inte ifrån någon något.",
        "Vi skjutsar inte hem ungdomar, och vi lånar inte ut pengar.",
        "Vi fotar och filmar inte människor.",
        "Är du orolig för ett barn anmäler du det själv, som privatperson. Gruppen anmäler inte.",
    ),
    "en": (
        "We are seen, we listen and we help. We are never the police.",
        "Nobody walks alone. At least two in each group, all evening.",
        "The vest is on all the time, also on the way there and back.",
        "If there is a fight we step away and call 112. We follow nobody.",
        "We search nobody, and we take nothing from anybody.",
        "We drive no young people home, and we lend no money.",
        "We take no pictures and no films of people.",
        "If you worry for a child, you report it yourself, as a private person. The group does not report.",
    ),
}
PUBLISHER = "elin.forsberg"
# Who notes whose training.
NOTED_BY = {"fittja": "yasmin.korkmaz", "alby": "ali.rezai", "varby": "nadia.lundin"}
NOT_READ = frozenset({"lucia.gonzalez", "daniel.aho"})
TRAINED_FOR = dt.timedelta(days=3 * 365)
CHECKED_FOR = dt.timedelta(days=365)


def load(stage: Stage, joined: dt.datetime) -> None:
    """Rules, readings, trainings and record checks of one municipality; what exists is left as it is."""
    people = [person for person in PEOPLE if municipality_of(person) == stage.municipality.code and _stays(person)]
    if stage.municipality.code == BOTKYRKA and current_rules(stage.municipality.pk) is None:
        publish_rules(
            viewer=stage.viewer(PUBLISHER) if stage.viewer(PUBLISHER).roles else stage.system,
            texts=RULES,
            now=joined,
            new_id=uid("rules", "1"),
        )
    for person in people:
        _says(stage, person)
        _noted(stage, person, joined)


def _stays(person: Person) -> bool:
    """Whether nobody has ended the role while trying the demo."""
    rows = Membership.objects.filter(pk=uid("membership", person.key), state=MembershipState.ACTIVE)
    return person.organisation in {*NOTED_BY, "club"} and rows.exists()


def _says(stage: Stage, person: Person) -> None:
    """On the first day of the season, as one is asked to."""
    day = Season.of(local(stage.now).date()).first
    begun = at(day, dt.time(9))
    viewer, golden = stage.viewer(person.key), current_rules(stage.municipality.pk)
    if person.key in NOT_READ:
        return
    if person.organisation in NOTED_BY:
        declare_of_age(viewer=viewer, now=begun, new_id=uid("of_age", person.key))
    if golden is not None:
        read_rules(viewer=viewer, rules_id=golden.pk, now=begun, new_id=uid("read", person.key, golden.version, day))


def _noted(stage: Stage, person: Person, joined: dt.datetime) -> None:
    """Leaders are trained; whoever opens the hall has shown a register extract to the club's chair."""
    kind = ClearanceKind.RECORD_CHECK if person.organisation == "club" else ClearanceKind.TRAINING
    leads = person.role in {"walk_leader", "association"}
    known = Clearance.objects.filter(user_id=uid("user", person.key), kind=kind).exists()
    if not leads or known:
        return
    noter = stage.viewer(NOTED_BY[person.organisation]) if person.organisation in NOTED_BY else stage.system
    day = local(joined).date()
    note_clearance(
        viewer=noter if noter.roles else stage.system,
        organisation_id=ORGANISATION_OF[person.organisation].id,
        user_id=uid("user", person.key),
        kind=kind,
        given_on=day,
        expires_on=day + (CHECKED_FOR if kind == ClearanceKind.RECORD_CHECK else TRAINED_FOR),
        now=joined,
        new_id=uid("clearance", person.key, kind),
    )
