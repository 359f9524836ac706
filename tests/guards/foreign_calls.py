"""Requests that go well at home, each with the ids that it names: what the walk with foreign ids starts from. By hand.

A ``{name}`` is a thing of tests/guards/foreign_world.py. The walk asks each of these once more for each such place in
it, with the same thing of another organisation, of another municipality, and of nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.common.viewer import Role
from tests.factories import NOW
from tests.guards.matrix_world import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping

MSC, COO, LEA, VOL = Role.SAFETY_COORDINATOR, Role.COORDINATOR, Role.WALK_LEADER, Role.VOLUNTEER
ASS, CON, HOU, DPO = Role.ASSOCIATION, Role.CONTACT_PERSON, Role.HOUSING, Role.DATA_PROTECTION
TODAY = NOW.date()
LATER = NOW + dt.timedelta(days=3)
DAY = LATER.date().isoformat()
PLAN = {
    "title": "Ny",
    "starts_at": LATER.isoformat(),
    "ends_at": (LATER + dt.timedelta(hours=3)).isoformat(),
    "min_people": 2,
}
HERE, THERE = PLAN | {"place": "{place}"}, PLAN | {"place": None, "district": "{district}"}
FORM = {"title": "Ny", "date": DAY, "starts_at": "18:00", "ends_at": "20:00"} | {
    "place": "{place}",
    "district": "{district}",
}
TIMES = {"occurred_at": NOW.isoformat(), "sent_at": NOW.isoformat()}
TOLD = {"category": "litter", "occurred_at": NOW.isoformat()}
SEEN = {"category": "litter", "when": NOW.isoformat(), "id": "{new}"}
MEASURE = {"title": "Byt lampor", "kind": "lighting", "owner": "{landlord}", "deadline": DAY, "place": "{place}"}
NOTED = {"organisation": "{organisation}", "user": "{youth}", "given_on": TODAY.isoformat()}
CONSENT = {"guardian_name": "Vera", "given_on": TODAY.isoformat(), "adult_on": "2027-10-01", "ends_on": "2027-06-01"}
INVITED = {"way": "link", "role": "volunteer", "label": "7B", "max_uses": 3, "days": 30, "person": "{kept_person}"}
NEW = {"email": "ny@example.org", "name": "Ny", "role": "volunteer"}
NEW_FORM = FORM | {"organisation": "{organisation}", "form_id": "{new}"}
NEW_WALK = NEW_FORM | {"min_people": 2, "focus-0-place": "{spare}"}
RECEIVER = {"category": "graffiti", "organisation": "{landlord}", "district": "{district}"}
SCHOOL = {"name": "Ny", "ground_owner": "unknown", "districts": ["{district}"]}
FOUNDED = {"name": "Ny", "kind": "school", "state": "active", "districts": ["{district}"]}


@dataclass(frozen=True)
class Call:
    """A request by somebody who may; ``ids`` are those of the address where they are not the route's usual ones."""

    route: str
    method: str
    who: Role | None
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    ids: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method}-{self.route}-{'-'.join([*self.query, *(self.body or {})])}"


def read(route: str, who: Role | None, **query: str) -> Call:
    return Call(route, "get", who, query)


def send(route: str, who: Role | None, body: Mapping[str, Any], method: str = "post", **ids: str) -> Call:
    return Call(route, method, who, body=body, ids=ids)


CALLS: tuple[Call, ...] = (
    # Queries of the API.
    read("api-places:places", None, near="{point}"),
    read("api-events:events", VOL, district="{district}"),
    read("api-places:places", None, district="{district}"),
    read("api-places:places", None, q="{name}"),
    read("api-tips:tips", MSC, district="{district}"),
    read("api-tips:count", MSC, district="{district}"),
    read("api-volunteers:memberships", COO, organisation="{organisation}"),
    read("api-volunteers:invitations", COO, organisation="{organisation}"),
    read("api-volunteers:join-requests", COO, organisation="{organisation}"),
    read("api-volunteers:kept-members", COO, organisation="{organisation}"),
    # Bodies of the API.
    send("api-events:events", COO, HERE | {"kind": "night_walk", "organisation": "{organisation}", "id": "{new}"}),
    send("api-events:events", COO, THERE | {"kind": "night_walk", "organisation": "{organisation}"}),
    send("api-events:event", COO, {"place": "{spare}"}, "patch"),
    send("api-events:event", COO, {"place": None, "district": "{district}"}, "patch"),
    send("api-events:answer", VOL, {"state": "coming", "of_age": True, "rules_read": "{rules}"}, "put"),
    send("api-events:focus-places", COO, {"place": "{spare}", "why": "Tomt"}),
    send("api-events:teams", COO, {"groups": [{"name": "Vi", "signups": ["{signup}", "{signup_two}"]}]}, "put"),
    send("api-events:calendar-feeds", COO, {"kind": "organisation", "organisation": "{organisation}"}),
    send("api-volunteers:organisations", MSC, FOUNDED),
    send("api-volunteers:organisation", MSC, SCHOOL | {"contact_email": "", "version": 0}, "put"),
    send("api-volunteers:memberships", COO, NEW | {"organisation": "{organisation}"}),
    send("api-volunteers:clearances", COO, NOTED | {"kind": "training"}),
    send("api-volunteers:consents", COO, CONSENT | {"organisation": "{organisation}", "user": "{youth}"}),
    send("api-volunteers:kept-members", COO, {"organisation": "{organisation}", "name": "Rut", "legal_name": "Rut A"}),
    send("api-volunteers:join-requests", VOL, {"organisation": "{askable}"}),
    send("api-volunteers:invitations", COO, INVITED | {"organisation": "{organisation}"}),
    send("api-situation:measures", MSC, MEASURE | {"week": WEEK.key}),
    send("api-situation:measures", MSC, MEASURE | {"week": WEEK.key, "place": None, "district": "{district}"}),
    send("api-situation:week-focus", MSC, {"place": "{spare}", "why": "Tomt"}),
    send("api-tips:tips", VOL, TOLD | {"id": "{new}", "place": "{place}", "walk": "{walk}"}),
    send("api-tips:tips", None, TOLD | {"id": "{new}", "district": "{district}"}),
    send("api-tips:tip", VOL, TOLD | {"place": "{place}", "walk": "{walk}"}, "put", tip_id="{new}"),
    send("api-tips:tip", None, TOLD | {"district": "{district}"}, "put", tip_id="{new}"),
    send("api-tips:receivers", MSC, RECEIVER),
    send("api-tips:receiver", MSC, RECEIVER | {"is_active": True, "version": 0}, "put"),
    send("api-tips:send-on", MSC, {"version": 2, "organisation": "{landlord}"}, tip_id="{taken_tip}"),
    # Pages.
    read("desk:board", COO, part="event:{walk}"),
    read("desk:board", COO, part="signup:{walk}"),
    read("desk:board", COO, part="team:{team}"),
    read("desk:board", MSC, part="tip:{tip}"),
    read("events:walks", VOL, district="{district}"),
    read("events:activities", None, district="{district}"),
    read("events:walk_out", LEA, part="event:{walk}"),
    read("events:walk_out", LEA, part="team:{team}"),
    read("events:walk_out", LEA, part="focus:{focus_place}"),
    read("tips:observe", LEA, walk="{walk}"),
    read("tips:queue", MSC, district="{district}"),
    read("tips:queue", MSC, part="tip:{tip}"),
    read("tips:detail", MSC, part="tip:{tip}"),
    read("volunteers:access_log", DPO, about="{member}"),
    read("volunteers:access_log", DPO, by="{reader}"),
    send("events:walk_new", COO, NEW_WALK),
    send("events:walk_edit", COO, FORM | {"min_people": 2}),
    send("events:activity_new", ASS, NEW_FORM),
    send("events:activity_edit", ASS, FORM),
    send("events:meeting_new", CON, NEW_FORM),
    send("events:meeting_edit", CON, FORM),
    send("events:walk_answer", VOL, {"answer": "yes", "of_age": "yes", "rules_read": "{rules}"}),
    send("events:walk_answer_for", COO, {"answer": "yes", "member": "{kept}"}),
    send("events:meeting_answer_for", CON, {"answer": "yes", "member": "{kept}"}),
    send("events:walk_lead", COO, {"signup": "{signup}"}),
    send("events:walk_focus", COO, {"place": "{spare}", "why": "Tomt"}),
    send("events:activity_charge", ASS, {"user": "{leading_member}"}),
    send("events:feeds", COO, {"calendar": "organisation:{organisation}", "label": "Min"}),
    send("situation:propose", COO, MEASURE),
    send("situation:week_of", MSC, MEASURE | {"form": "measure"}),
    send("situation:week_of", MSC, {"form": "focus", "place": "{spare}", "why": "Tomt"}),
    send("situation:week_of", MSC, {"form": "withdraw", "focus": "{decided_focus}"}),
    send("tips:thanks", VOL, SEEN | {"place": "p:{place}", "walk": "{walk}"}),
    send("tips:thanks", None, SEEN | {"place": "d:{district}"}),
    send("tips:call", MSC, SEEN | {"place": "p:{place}"}),
    send("tips:step", MSC, {"version": 2, "organisation": "{landlord}"}, tip_id="{taken_tip}", name="send_on"),
    send("tips:receiver_new", MSC, RECEIVER),
    send("tips:receiver", MSC, RECEIVER | {"version": "0"}),
    send("volunteers:golden_rules", VOL, {"rules": "{rules}"}),
    send("volunteers:invitations", COO, INVITED),
    send("volunteers:organisation_new", MSC, SCHOOL | {"kind": "school", "state": "active"}),
    send("volunteers:organisation_edit", MSC, SCHOOL | {"version": "0"}),
)  # fmt: skip

# A new thing's id, made by whoever sends it: somebody else's is refused, and an unknown one is simply new.
MADE: Mapping[tuple[str, str], str] = {
    ("api-events:events", "id"): "{walk}",
    ("api-tips:tips", "id"): "{tip}",
    ("api-tips:tip", "tip_id"): "{tip}",
    ("api-events:check-in", "check_in_id"): "{check_in}",
    ("api-events:focus-answer", "answer_id"): "{focus_answer}",
    ("tips:thanks", "id"): "{tip}",
    ("tips:call", "id"): "{tip}",
}

NOTED_TODAY = {"form": "clearance", "kind": "training", "given_on": TODAY.isoformat()}
# Addresses with several ids, of which each is exchanged alone.
NESTED: tuple[Call, ...] = (
    read("volunteers:member", COO),
    send("volunteers:member", COO, NOTED_TODAY),
    read("volunteers:member_protection", COO),
    send("volunteers:member_protection", COO, {"alias": "Lo"}),
    read("volunteers:letter", COO),
    send("volunteers:letter", COO, {"text": "Ring mig."}),
    send("events:walk_focus_remove", COO, {}, focus_place_id="{free_focus}"),
    send("events:check_in", LEA, {"kind": "base"}),
    send("events:focus_answer", LEA, {"answer": "seen"}),
    send("api-volunteers:letters", COO, {"text": "Ring mig."}),
    send("api-events:answer-for", COO, {"state": "coming"}, "put"),
    send("api-events:leader", COO, {"is_leader": True}, "put"),
    send("api-events:in-charge", ASS, {"is_leader": True}, "put"),
    send("api-events:focus-place", COO, {}, "delete", focus_place_id="{free_focus}"),
    send("api-events:check-in", LEA, {"kind": "base", **TIMES}, "put", check_in_id="{new}"),
    send("api-events:focus-answer", LEA, {"answer": "seen", **TIMES}, "put", answer_id="{new}"),
    send("api-situation:week-focus-place", MSC, {}, "delete"),
)
# They look at no id: a form's address, opened, leads to the page where the form stands; a step is sent.
LEAD_ON = {
    ("events:walk_focus_remove", "get"),
    ("events:check_in", "get"),
    ("events:focus_answer", "get"),
    ("tips:step", "get"),
}
# One id, and a name of a step.
ONE_ID = {("tips:step", "post")}
