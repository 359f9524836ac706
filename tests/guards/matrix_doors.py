"""Which door of the house does what with which artefact: API, pages and live topics. By hand, like the matrix."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.factories import NOW
from tests.guards.matrix_world import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Ids = Mapping[str, Any]

    from django.http import HttpResponse
    from django.test import Client

API, PAGE, SOCKET = "API", "page", "socket"
LATER = NOW + dt.timedelta(days=3)
PLAN = {
    "title": "Ny",
    "starts_at": LATER.isoformat(),
    "ends_at": (LATER + dt.timedelta(hours=3)).isoformat(),
    "min_people": 0,
}
TIMES = {"occurred_at": NOW.isoformat(), "sent_at": NOW.isoformat()}
# Where a scope reaches, unless a door says otherwise.
REACH = {
    "all": {"own", "other"},
    "public": {"own", "other"},
    "own_organisation": {"own"},
    "own_area": {"own"},
    "own_event": {"own"},
    "own": set(),
    "count": set(),
    "own_area+count": set(),
}
# One's own answer, and numbers that come with the thing itself, reach as far as what is published.
AS_PUBLISHED = {"own", "other"}


def went(answer: HttpResponse, _ids: Ids) -> bool:
    """The door opened: 2xx, or a page that leads on after what was sent. 409: allowed, and not now."""
    if answer.status_code == 302:
        return not answer["Location"].startswith("/konto/")
    return answer.status_code in {200, 201, 204, 409}


def rows(answer: HttpResponse) -> list[Any]:
    """The list of an answer, empty for a refusal."""
    return list(answer.json().get("results", [])) if answer.status_code == 200 else []


@dataclass(frozen=True)
class Door:
    """``verb`` of ``artefact`` on a surface. ``reach`` says where a scope reaches here, when REACH does not."""

    artefact: str
    verb: str
    surface: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    opened: Callable[[HttpResponse, Ids], bool] = went
    reach: Mapping[str, set[str]] = field(default_factory=dict)
    # A list of the whole municipality: there is no other's to ask for.
    whole: bool = False
    # Open in any municipality to whoever has an account.
    abroad: bool = False

    def __str__(self) -> str:
        return f"{self.artefact}-{self.verb}-{self.surface}-{self.path}"

    def reaches(self, scope: str, relation: str) -> bool:
        """Whether a right of this scope opens the door to what stands in that relation."""
        return relation in {**REACH, **self.reach}[scope]

    def ask(self, client: Client, ids: Mapping[str, Any]) -> HttpResponse:
        """Go through it."""
        path = self.path.format_map({**ids, "new": uuid.uuid4()})
        body = None if self.body is None else {key: _filled(value, ids) for key, value in self.body.items()}
        if self.surface == PAGE:
            answer: Any = getattr(client, self.method)(path, body or {})
        elif self.method == "get":
            answer = client.get(path)
        else:
            answer = getattr(client, self.method)(path, json.dumps(body or {}), content_type="application/json")
        return answer


def _filled(value: Any, ids: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
        found = ids[value[1:-1]]
        return found if isinstance(found, list) else str(found)
    if isinstance(value, list):
        return [_filled(one, ids) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, ids) for key, one in value.items()}
    return value


def api(artefact: str, verb: str, method: str, path: str, body: Any = None, **more: Any) -> Door:
    return Door(artefact, verb, API, method, f"/api/v1/{path}", body, **more)


def page(artefact: str, verb: str, method: str, path: str, body: Any = None, **more: Any) -> Door:
    return Door(artefact, verb, PAGE, method, path, body, **more)


def topic(artefact: str, verb: str, key: str, **more: Any) -> Door:
    return Door(artefact, verb, SOCKET, "listen", key, **more)


def says(words: str) -> Callable[[HttpResponse, Ids], bool]:
    return lambda answer, _ids: answer.status_code == 200 and words in answer.content.decode()


def notes(kind: str) -> Callable[[HttpResponse, Ids], bool]:
    """A list with a clearance of this kind of the person who was asked for."""
    return lambda answer, ids: any(row["kind"] == kind and row["user"] == str(ids["member"]) for row in rows(answer))


def listed(answer: HttpResponse, _ids: Ids) -> bool:
    """A list with something in it."""
    return bool(rows(answer))


def lists_kim(answer: HttpResponse, _ids: Ids) -> bool:
    """Somebody else's name among the members."""
    return "Kim" in str(rows(answer))


def names_others(answer: HttpResponse, _ids: Ids) -> bool:
    """A roster with somebody's name beside the reader's own."""
    return answer.status_code == 200 and any(not person["is_me"] for person in answer.json()["people"])


WALK = PLAN | {"kind": "night_walk", "organisation": "{organisation}", "place": "{place}", "min_people": 2}
MEETING = PLAN | {"kind": "watch_meeting", "organisation": "{watch}", "place": "{place}"}
ACTIVITY = PLAN | {"kind": "activity", "organisation": "{club}", "place": "{place}"}
NEW_MEMBER = {"organisation": "{organisation}", "email": "ny@example.org", "name": "Ny", "role": "{role}"}
RUT = {"name": "Rut", "legal_name": "Rut Andersson"}
NEW_KEPT = RUT | {"organisation": "{organisation}"}
NOTE = {"organisation": "{organisation}", "user": "{member}", "given_on": NOW.date().isoformat()}
CHECKED, TRAINED = NOTE | {"kind": "record_check"}, NOTE | {"kind": "training"}
KEY = {"purpose": "Webb", "scopes": ["activities:read"], "expires_on": (NOW + dt.timedelta(days=30)).date().isoformat()}
RENAMED = {"name": "Nytt", "districts": [], "ground_owner": "unknown", "contact_email": "", "version": 0}
FOUNDED = {"name": "Ny grupp", "kind": "night_walk_group", "state": "forming"}
SELF = {"own": AS_PUBLISHED}
COUNTED = {"count": AS_PUBLISHED}
GROUP = {"groups": [{"name": "Grupp 1", "signups": "{signups}"}]}
NOBODY = {
    "category": "litter",
    "organisation": "{landlord}",
    "district": "{district}",
    "is_active": False,
    "version": 0,
}
DOORS: tuple[Door, ...] = (
    api("observation_raw", "R", "get", "tips/{tip}/", opened=says(WORDS)),
    page("observation_raw", "R", "get", "/observationer/{tip}/", opened=says(WORDS)),
    api("observation_raw", "U", "post", "tips/{tip}/take-up/", {"version": 1}),
    page("observation_raw", "U", "post", "/observationer/{tip}/take_up/", {"version": "1"}),
    topic("observation_raw", "U", "queue:{municipality}", whole=True),
    api("observation_coded", "R", "get", "tips/{tip}/"),
    page("observation_coded", "R", "get", "/observationer/{tip}/"),
    api("picture", "R", "get", "weeks/{week}/", whole=True),
    page("picture", "R", "get", "/veckan/{week}/", whole=True),
    api("picture", "U", "post", "weeks/{week}/draft/", whole=True),
    page("picture", "U", "post", "/veckan/{week}/utkast/", whole=True),
    topic("picture", "R", "week:{municipality}", whole=True),
    api("police_event", "R", "get", "police-events/", opened=listed, whole=True),
    api("focus_place", "R", "get", "events/{walk}/focus-places/", opened=listed),
    page("focus_place", "R", "get", "/vandringar/{walk}/", opened=says("Mörkt")),
    api("focus_place", "C", "post", "events/{walk}/focus-places/", {"place": "{spare}", "why": "Tomt"}),
    page("focus_place", "C", "post", "/vandringar/{walk}/fokus/", {"place": "{spare}", "why": "Tomt"}),
    api("focus_place", "X", "post", "weeks/{week}/focus/", {"place": "{spare}", "why": "Tomt"}),
    api("walk", "R", "get", "events/{walk}/", reach=COUNTED | {"public": set()}),
    page("walk", "R", "get", "/vandringar/{walk}/", reach=COUNTED | {"public": set()}),
    api("walk", "C", "post", "events/", WALK),
    page("walk", "U", "get", "/vandringar/{walk}/grupper/"),
    api("walk", "D", "post", "events/{walk}/cancel/", {"reason": "weather"}),
    page("walk", "D", "post", "/vandringar/{walk}/stall-in/", {"reason": "weather"}),
    api("walk", "P", "post", "events/{draft_walk}/publish/"),
    page("walk", "P", "post", "/vandringar/{draft_walk}/publicera/"),
    api("walk_answer", "C", "put", "events/{free}/answer/", {"state": "coming"}, reach=SELF),
    page("walk_answer", "C", "post", "/vandringar/{free}/svar/", {"answer": "yes"}, reach=SELF),
    api("walk_answer", "U", "put", "events/{walk}/leaders/{signup}/", {"is_leader": True}, reach={"own": set()}),
    api("team", "R", "get", "events/{walk}/teams/"),
    api("team", "U", "put", "events/{walk}/teams/", GROUP),
    topic("team", "R", "walk:{walk}", reach={"all": set()}),
    topic("team", "R", "board:{municipality}", whole=True, reach={"own_organisation": set(), "own_event": set()}),
    api("check_in", "C", "put", "teams/{team}/check-ins/{new}/", {"kind": "base", **TIMES}),
    page("check_in", "C", "post", "/vandringar/{walk}/ute/{team}/", {"kind": "base"}),
    api("check_in", "R", "get", "events/{walk}/check-ins/"),
    api("participant", "R", "get", "events/{walk}/roster/", opened=names_others, reach={"own": {"own"}}),
    api("measure", "R", "get", "measures/{measure}/"),
    page("measure", "R", "get", "/atgarder/{measure}/"),
    api("measure", "U", "post", "measures/{measure}/step/", {"to": "in_progress", "version": 1}),
    page("measure", "U", "post", "/atgarder/{measure}/steg/", {"to": "in_progress", "version": "1"}),
    api("watch_meeting", "R", "get", "events/{meeting}/"),
    page("watch_meeting", "R", "get", "/mitt-omrade/moten/{meeting}/"),
    api("watch_meeting", "C", "post", "events/", MEETING),
    api("watch_meeting", "D", "post", "events/{meeting}/cancel/", {"reason": "weather"}),
    api("watch_meeting", "P", "post", "events/{draft_meeting}/publish/"),
    page("watch_meeting", "P", "post", "/mitt-omrade/moten/{draft_meeting}/publicera/"),
    api("meeting_answer", "C", "put", "events/{meeting}/answer/", {"state": "coming"}),
    page("meeting_answer", "C", "post", "/mitt-omrade/moten/{meeting}/svar/", {"answer": "yes"}),
    api("activity", "R", "get", "events/{activity}/"),
    page("activity", "R", "get", "/aktiviteter/{activity}/"),
    api("activity", "C", "post", "events/", ACTIVITY),
    api("activity", "U", "patch", "events/{activity}/", {"title": "Ny titel"}),
    page("activity", "U", "get", "/aktiviteter/{activity}/redigera/"),
    api("activity", "P", "post", "events/{draft_activity}/publish/"),
    page("activity", "P", "post", "/aktiviteter/{draft_activity}/publicera/"),
    api("organisation", "R", "get", "organisations/", opened=listed, whole=True, abroad=True),
    api("organisation", "R", "get", "organisations/{organisation}/"),
    api("organisation", "C", "post", "organisations/", FOUNDED, whole=True),
    api("organisation", "U", "put", "organisations/{organisation}/", RENAMED),
    api("organisation", "U", "put", "organisations/{organisation}/state/", {"state": "dormant", "version": 0}),
    api("member", "R", "get", "memberships/?organisation={organisation}", opened=lists_kim, reach={"own": set()}),
    page("member", "R", "get", "/organisationer/{organisation}/"),
    api("member", "C", "post", "memberships/", NEW_MEMBER),
    api("member", "D", "delete", "memberships/{membership}/"),
    api("member", "D", "post", "memberships/{membership}/suspend/", {"version": 0}),
    api("member", "D", "post", "memberships/{membership}/reinstate/", {"version": 0}),
    api("member", "D", "put", "memberships/{membership}/contact/", {"is_contact": True, "version": 0}),
    page("organisation", "C", "get", "/organisationer/ny/", whole=True),
    page("organisation", "U", "get", "/organisationer/{organisation}/redigera/"),
    api("kept_member", "R", "get", "kept-members/?organisation={organisation}", opened=listed),
    page("kept_member", "R", "get", "/organisationer/{organisation}/utan-konto/"),
    api("kept_member", "C", "post", "kept-members/", NEW_KEPT),
    page("kept_member", "U", "get", "/utan-konto/{kept}/"),
    api("kept_member", "D", "delete", "kept-members/{kept}/"),
    api("insured_name", "R", "get", "organisations/{organisation}/insured-names/", opened=says("Rut Andersson")),
    page("insured_name", "R", "post", "/organisationer/{organisation}/forsakring/", opened=says("Rut Andersson")),
    api("record_check", "R", "get", "clearances/", opened=notes("record_check")),
    api("record_check", "C", "post", "clearances/", CHECKED),
    api("training", "R", "get", "clearances/", opened=notes("training")),
    api("training", "C", "post", "clearances/", TRAINED),
    page("access_log", "R", "get", "/integritet/logg/", whole=True),
    page("retention", "R", "get", "/integritet/gallring/", whole=True),
    page("municipality_rules", "R", "get", "/kommun/installningar/", whole=True),
    page("municipality_rules", "R", "get", "/kommun/installningar/mottagare/", whole=True),
    page("municipality_rules", "U", "get", "/kommun/installningar/mottagare/{receiver}/"),
    api("municipality_rules", "R", "get", "receivers/", whole=True),
    api("municipality_rules", "R", "get", "receivers/{receiver}/"),
    api("municipality_rules", "U", "post", "receivers/", {"category": "graffiti", "organisation": "{organisation}"}),
    api("municipality_rules", "U", "put", "receivers/{receiver}/", NOBODY),
    api("access_token", "C", "post", "access-tokens/", KEY, whole=True, reach=SELF),
    page("access_token", "C", "get", "/nycklar/", whole=True, reach=SELF),
)  # fmt: skip
