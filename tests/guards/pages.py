"""Every page in its states: by whom it is opened, what is sent to it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from backend.common.viewer import Role
from tests.guards.world import (
    ASSOCIATION,
    BOTKYRKA_HOST,
    CONTACT_PERSON,
    COORDINATOR,
    EMPTY_HOST,
    EVERYBODY,
    HOUSING,
    HUDDINGE_HOST,
    LEADER,
    NEIGHBOUR,
    NEWCOMER,
    OPERATOR,
    POLICE,
    RESIDENT,
    SAFETY,
    SAFETY_OF_HUDDINGE,
    VOLUNTEER,
)  # fmt: skip
from volunteers.papers import PAPERS

# Addresses that show no page of their own: they take a form and lead on, or answer with something else than a page.
NO_PAGE = {
    "api-schema",
    "demo:sign_in",
    "desk:health",
    "events:activity_charge",
    "desk:my_data_json",
    "desk:my_data_zip",
    "events:activity_publish",
    "events:check_in",
    "events:feed",
    "events:feed_public",
    "events:feed_revoke",
    "events:focus_answer",
    "events:meeting_answer",
    "events:meeting_answer_for",
    "events:meeting_publish",
    "events:offline",
    "events:walk_answer_for",
    "events:walk_close",
    "events:walk_focus_remove",
    "events:walk_lead",
    "events:walk_publish",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "password_forget",
    "phone_remove",
    "set_language",
    "sign_out_everywhere",
    "situation:draft",
    "situation:fixed",
    "situation:measure_step",
    "evening_way",
    "volunteers:key_revoke",
    "volunteers:clearance_withdraw",
    "volunteers:consent_withdraw",
    "volunteers:ask",
    "volunteers:import_decide",
    "volunteers:invitation_revoke",
    "volunteers:kept_end",
    "volunteers:named_text",
    "volunteers:membership_change",
    "volunteers:membership_end",
    "volunteers:organisation_state",
    "volunteers:request_answer",
    "volunteers:request_withdraw",
}
# Somebody with an app, recovery codes and a password; somebody whose role is shut for the lack of any.
WITH_FACTORS, WITHOUT_FACTOR = "sofia.papadopoulos", "amanda.wikstrom"
# Somebody who has asked for a code to sign in with, and has not typed it yet.
WITH_CODE = "code asked for"
# Somebody who has given the password and not yet the second step; somebody who has asked for a code to a new number.
WITH_STEP_ONE, WITH_NUMBER = "password given", "mehmet.yildiz"
DATA, EMPTY, ERROR = "data", "empty", "error"
# An invitation on paper.
PAPER = {"way": "paper", "role": "volunteer", "label": "Basen", "max_uses": "30", "days": "60"}
NO_UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class State:
    """A page to look at. ``args`` name ids of the world; ``post`` is a form that is sent; ``press`` is clicked then."""

    kind: str
    route: str
    who: str = RESIDENT
    args: tuple[str, ...] = ()
    query: str = ""
    post: dict[str, str] | None = field(default=None, hash=False)
    press: tuple[str, ...] = ()
    status: int = 200
    host: str = BOTKYRKA_HOST
    wide: bool = False

    def __str__(self) -> str:
        return "-".join(filter(None, (self.kind, self.route, self.who, *self.args, self.query, *map(str, self.press))))

    def path(self, ids: dict[str, Any]) -> str:
        """The address of it; a name that is no id stands for itself."""
        found = self.route
        if not found.startswith("/"):
            found = reverse(self.route, args=[ids.get(name, name) for name in self.args])
        return found + self.query.format_map(ids)

    def form(self, ids: dict[str, Any]) -> dict[str, str] | None:
        """What is sent, with its {names} filled in; None for a page that is only opened."""
        return None if self.post is None else {name: said.format_map(ids) for name, said in self.post.items()}


def data(route: str, who: str = RESIDENT, *args: str, **more: Any) -> State:
    """With data."""
    return State(DATA, route, who, args, **more)


def empty(route: str, who: Role | str = RESIDENT, *args: str, **more: Any) -> State:
    """Where there is nothing."""
    return State(EMPTY, route, str(who), args, host=EMPTY_HOST, **more)


def wrong(route: str, who: str = RESIDENT, *args: str, status: int = 400, **more: Any) -> State:
    """In error: a form with everything missing unless ``post`` says otherwise."""
    return State(ERROR, route, who, args, status=status, **({"post": {}} | more))


def shut(status: int, route: str, who: str = RESIDENT, *args: str, **more: Any) -> State:
    """Refused."""
    return State(ERROR, route, who, args, status=status, **more)


WITH_DATA = (
    *(data("desk:home", who, wide=who in {RESIDENT, SAFETY}) for who in EVERYBODY),
    data("desk:home", RESIDENT, press=(".nav summary",)),
    data("desk:home", COORDINATOR, press=(".nav summary",)),
    data("desk:board", COORDINATOR, wide=True),
    data("desk:board", SAFETY),
    data("desk:my_data", VOLUNTEER),
    data("volunteers:access_log", SAFETY, wide=True),
    data("volunteers:access_log", SAFETY, query="?kind=read"),
    data("volunteers:retention", SAFETY, wide=True),
    data("volunteers:erase", VOLUNTEER),
    data("volunteers:erased", RESIDENT, "erasure"),
    data("volunteers:papers"),
    *(data("volunteers:paper", RESIDENT, slug) for slug in PAPERS),
    data("volunteers:organisations", COORDINATOR),
    data("volunteers:organisation", COORDINATOR, "organisation"),
    data("volunteers:member", COORDINATOR, "organisation", "member"),
    data("volunteers:own_clearances", VOLUNTEER),
    data("volunteers:protection", VOLUNTEER),
    data("volunteers:member_protection", COORDINATOR, "organisation", "member"),
    data("volunteers:letter", COORDINATOR, "organisation", "protected"),
    data("events:walk", NEWCOMER, "short_handed"),
    data("volunteers:golden_rules", VOLUNTEER),
    data("volunteers:golden_rules", SAFETY),
    data("volunteers:golden_rules_new", SAFETY),
    data("volunteers:organisation", SAFETY, "safety_unit"),
    data("volunteers:invitations", COORDINATOR, "organisation"),
    data("volunteers:invitations", COORDINATOR, "organisation", post=PAPER, wide=True),
    data("volunteers:invitations", COORDINATOR, "organisation", post=PAPER | {"way": "link"}),
    data("volunteers:every", VOLUNTEER),
    data("volunteers:import_new", COORDINATOR, "organisation"),
    data("volunteers:import", COORDINATOR, "import"),
    data("volunteers:every", SAFETY),
    data("volunteers:about", VOLUNTEER, "club"),
    data("volunteers:about", COORDINATOR, "organisation"),
    data("volunteers:organisation_new", SAFETY),
    data("volunteers:organisation_edit", SAFETY, "organisation", wide=True),
    data("volunteers:membership", COORDINATOR, "membership"),
    data("volunteers:insured", COORDINATOR, "organisation"),
    data("volunteers:insured", COORDINATOR, "organisation", post={}, wide=True),
    data("volunteers:kept", LEADER, "organisation"),
    data("volunteers:kept_one", LEADER, "kept_walker"),
    shut(404, "volunteers:invitation", RESIDENT, "x"),
    shut(404, "volunteers:invitation_empty"),
    data("events:walks", VOLUNTEER, wide=True),
    data("events:walks", COORDINATOR),
    data("events:walk_new", COORDINATOR, wide=True),
    *(data("events:walk", who, "walk") for who in (VOLUNTEER, LEADER, COORDINATOR, SAFETY, POLICE)),
    data("events:walk", VOLUNTEER, "full_walk"),
    data("events:walk", VOLUNTEER, "coming_walk", wide=True),
    data("events:walk", COORDINATOR, "draft_walk"),
    data("events:walk", VOLUNTEER, "cancelled_walk"),
    data("events:walk_edit", COORDINATOR, "full_walk"),
    data("events:walk_cancel", COORDINATOR, "full_walk"),
    data("events:walk_cancel", COORDINATOR, "draft_walk"),
    data("events:groups", LEADER, "walk"),
    data("events:walk_out", VOLUNTEER, "walk"),
    data("events:walk_out", LEADER, "walk", wide=True),
    data("events:evening", RESIDENT, "evening_token"),
    data("events:mine", VOLUNTEER, wide=True),
    data("events:activities"),
    data("events:activities", ASSOCIATION),
    data("events:activity_new", ASSOCIATION),
    data("events:activity", RESIDENT, "activity", wide=True),
    data("events:activity", ASSOCIATION, "activity"),
    data("events:activity", ASSOCIATION, "draft_activity"),
    data("events:activity", RESIDENT, "cancelled_activity"),
    data("events:activity_edit", ASSOCIATION, "activity"),
    data("events:activity_cancel", ASSOCIATION, "activity"),
    data("events:area", CONTACT_PERSON),
    data("events:area", NEIGHBOUR),
    data("events:meeting_new", CONTACT_PERSON),
    data("events:meeting", CONTACT_PERSON, "meeting"),
    data("events:meeting", CONTACT_PERSON, "draft_meeting"),
    data("events:meeting", NEIGHBOUR, "meeting"),
    data("events:meeting", NEIGHBOUR, "cancelled_meeting"),
    data("events:meeting_edit", CONTACT_PERSON, "meeting"),
    data("events:meeting_cancel", CONTACT_PERSON, "meeting"),
    data("events:feeds", VOLUNTEER),
    data("events:feeds", COORDINATOR, post={"calendar": "person", "label": "Min telefon"}),
    data("events:feed_rotate", VOLUNTEER, "feed", post={}),
    data("tips:observe"),
    data("tips:observe", press=("label:has(#danger-yes)",)),
    data("tips:observe", press=("label:has(#danger-no)",), wide=True),
    data("tips:observe", press=("label:has(#danger-no)", "label:has([value=lighting_broken])")),
    data("tips:observe", press=("label:has(#danger-no)", "label:has([value=lighting_broken])", "label.place")),
    data("tips:observe", VOLUNTEER, query="?walk={walk}"),
    data("tips:thanks", post={"category": "lighting_broken", "place": "p:{place}", "when": "{hour}", "id": NO_UUID}),
    data("tips:follow"),
    data("tips:follow", post={"code": "{code}"}),
    data("tips:call", SAFETY),
    data("tips:queue", SAFETY, wide=True),
    data("tips:queue", SAFETY, query="?state=all&category=litter"),
    data("tips:queue", SAFETY, query="?state=texts"),
    data("tips:queue", COORDINATOR, query="?state=all"),
    data("tips:queue", POLICE, query="?state=all"),
    data("tips:numbers", CONTACT_PERSON),
    *(data("tips:detail", SAFETY, tip, wide=tip == "tip") for tip in ("tip", "held_tip", "closed_tip")),
    data("tips:detail", POLICE, "closed_tip"),
    data("situation:week_of", SAFETY_OF_HUDDINGE, "week", host=HUDDINGE_HOST),
    data("situation:week_of", SAFETY, "week", wide=True),
    data("situation:week_of", SAFETY, "fixed_week"),
    data("situation:week_of", POLICE, "fixed_week"),
    data("situation:measure", SAFETY, "measure"),
    data("situation:measure", HOUSING, "measure"),
    data("situation:propose", COORDINATOR),
    data("situation:propose", ASSOCIATION),
    data("volunteers:keys", COORDINATOR),
    data("desk:settings", SAFETY),
    data("desk:number_new", SAFETY),
    data("desk:new_municipality", OPERATOR, wide=True),
    data("desk:number", SAFETY, "number"),
    data("tips:receivers", SAFETY, wide=True),
    data("tips:receiver_new", SAFETY, query="?category=litter"),
    data("tips:receiver", SAFETY, "receiver"),
    data("tips:receiver", SAFETY, "unused_receiver"),
    data("demo:index"),
    data("styleguide", wide=True),
    data("account_login"),
    data("account_login", query="?med=losenord"),
    data("mfa_index", VOLUNTEER, wide=True),
    data("mfa_index", WITH_FACTORS, wide=True),
    data("mfa_add_webauthn", VOLUNTEER),
    data("mfa_activate_totp", VOLUNTEER),
    data("mfa_deactivate_totp", WITH_FACTORS),
    data("mfa_view_recovery_codes", WITH_FACTORS),
    data("mfa_generate_recovery_codes", WITH_FACTORS),
    data("account_change_phone", VOLUNTEER),
    data("account_set_password", VOLUNTEER),
    data("account_change_password", WITH_FACTORS),
    data("account_reauthenticate", WITH_FACTORS),
    data("code_again", VOLUNTEER),
    data("code_again", VOLUNTEER, post={"send": "yes"}),
    data("mfa_reauthenticate", WITH_FACTORS),
    data("mfa_reauthenticate_webauthn", WITH_FACTORS),
    data("mfa_remove_webauthn", WITH_FACTORS, "passkey"),
    data("mfa_authenticate", WITH_STEP_ONE, wide=True),
    data("account_verify_phone", WITH_NUMBER),
    data("desk:home", WITHOUT_FACTOR),
    data("account_logout", VOLUNTEER),
    data("account_inactive"),
    data("account_signup"),
    data("account_request_login_code"),
    data("account_confirm_login_code", WITH_CODE),
)
NOTHING_YET = (
    *(empty("desk:home", who) for who in ("", *Role)),
    empty("desk:board", Role.COORDINATOR),
    empty("desk:my_data", Role.POLICE),
    empty("volunteers:organisations", Role.POLICE),
    empty("volunteers:organisation", Role.COORDINATOR, "empty_organisation"),
    empty("volunteers:insured", Role.COORDINATOR, "empty_organisation", post={}),
    empty("volunteers:keys", Role.ASSOCIATION),
    empty("desk:settings", Role.DATA_PROTECTION),
    empty("tips:receivers", Role.SAFETY_COORDINATOR),
    empty("tips:receivers", Role.DATA_PROTECTION),
    empty("tips:receiver_new", Role.SAFETY_COORDINATOR),
    empty("volunteers:golden_rules", Role.VOLUNTEER),
    empty("volunteers:own_clearances", Role.POLICE),
    empty("events:walks", Role.VOLUNTEER),
    empty("events:walks", Role.COORDINATOR),
    empty("events:walks", Role.VOLUNTEER, query="?lacking=on"),
    empty("events:walk_new", Role.COORDINATOR),
    empty("events:mine", Role.VOLUNTEER),
    empty("events:activities"),
    empty("events:activity_new", Role.ASSOCIATION),
    empty("events:area", Role.CONTACT_PERSON),
    empty("events:meeting_new", Role.CONTACT_PERSON),
    empty("events:feeds", Role.VOLUNTEER),
    empty("events:groups", Role.COORDINATOR, "empty_walk"),
    empty("events:walk", Role.COORDINATOR, "empty_walk"),
    empty("events:walk_out", Role.COORDINATOR, "empty_walk"),
    empty("tips:observe"),
    empty("tips:observe", press=("label:has(#danger-no)",)),
    empty("tips:call", Role.SAFETY_COORDINATOR),
    empty("tips:queue", Role.SAFETY_COORDINATOR),
    empty("tips:queue", Role.SAFETY_COORDINATOR, query="?state=texts"),
    empty("tips:queue", Role.SAFETY_COORDINATOR, query="?category=litter"),
    empty("tips:numbers", Role.CONTACT_PERSON),
    empty("situation:week", Role.SAFETY_COORDINATOR),
    empty("situation:propose", Role.CONTACT_PERSON),
)
IN_ERROR = (
    wrong("volunteers:keys", COORDINATOR),
    wrong("volunteers:invitations", COORDINATOR, "organisation", post={"way": "sms", "phone": "12"}),
    shut(403, "volunteers:insured", LEADER, "organisation"),
    wrong("desk:settings", SAFETY, post={"area": "volunteers"}),
    wrong("desk:settings", SAFETY, post={"area": "events"}),
    wrong("desk:number_new", SAFETY),
    wrong("desk:new_municipality", OPERATOR),
    wrong("tips:receiver_new", SAFETY),
    shut(409, "tips:receiver", SAFETY, "receiver", post={"is_active": "no", "version": "99"}),
    shut(403, "tips:receivers", VOLUNTEER),
    shut(403, "desk:settings", VOLUNTEER),
    shut(403, "desk:new_municipality", SAFETY),
    wrong("volunteers:golden_rules_new", SAFETY, post={"sv": ""}),
    wrong("volunteers:member", COORDINATOR, "organisation", "member"),
    wrong("volunteers:member", COORDINATOR, "organisation", "member", post={"form": "consent"}),
    wrong("volunteers:member_protection", COORDINATOR, "organisation", "member"),
    wrong("volunteers:letter", COORDINATOR, "organisation", "protected"),
    wrong("volunteers:protection", VOLUNTEER),
    wrong("events:walk_answer", NEWCOMER, "short_handed", post={"answer": "yes"}, status=409),
    wrong("volunteers:organisation", COORDINATOR, "organisation"),
    wrong("volunteers:retention", SAFETY),
    wrong("volunteers:erase", VOLUNTEER),
    wrong("volunteers:erase", COORDINATOR, post={"sure": "yes"}),
    wrong("volunteers:paper", RESIDENT, "tillganglighet"),
    shut(403, "volunteers:access_log", VOLUNTEER),
    shut(403, "volunteers:retention", POLICE),
    wrong("events:walk_new", COORDINATOR, wide=True),
    wrong("events:walk_edit", COORDINATOR, "full_walk"),
    wrong("events:walk_cancel", COORDINATOR, "full_walk"),
    wrong("events:walk_focus", COORDINATOR, "full_walk"),
    wrong("events:groups", LEADER, "walk"),
    wrong("events:activity_new", ASSOCIATION),
    wrong("events:activity_edit", ASSOCIATION, "activity"),
    wrong("events:activity_cancel", ASSOCIATION, "activity"),
    wrong("events:meeting_new", CONTACT_PERSON),
    wrong("events:meeting_edit", CONTACT_PERSON, "meeting"),
    wrong("events:meeting_cancel", CONTACT_PERSON, "meeting"),
    wrong("events:feeds", VOLUNTEER, post={"calendar": "nobody's"}),
    wrong("events:walks", VOLUNTEER, query="?district=nowhere", post=None),
    wrong("events:activities", query="?age=-1", post=None),
    wrong("tips:thanks", post={"id": NO_UUID}),
    wrong("tips:call", SAFETY, post={"id": NO_UUID}),
    wrong("tips:follow", post={"code": "AAAA"}),
    wrong("tips:step", SAFETY, "taken_tip", "send_on", post={"version": "2"}),
    wrong("tips:step", SAFETY, "taken_tip", "close", post={"version": "2"}),
    *(
        wrong("situation:week_of", SAFETY_OF_HUDDINGE, "week", host=HUDDINGE_HOST, post={"form": form})
        for form in ("measure", "focus", "fix")
    ),
    wrong("situation:propose", COORDINATOR),
    wrong("account_request_login_code", status=200, post={"address": "x"}),
    wrong("account_login", status=200),
    wrong("mfa_activate_totp", VOLUNTEER, status=200),
    wrong("account_change_phone", VOLUNTEER, status=200),
    wrong("account_set_password", VOLUNTEER, status=200),
    wrong("mfa_reauthenticate", WITH_FACTORS, status=200),
    wrong("mfa_authenticate", WITH_STEP_ONE, status=200, post={"code": "x"}),
    wrong("account_verify_phone", WITH_NUMBER, status=200, post={"code": "x"}),
    shut(403, "tips:queue", WITHOUT_FACTOR),
    wrong("account_confirm_login_code", WITH_CODE, status=200, post={"code": "x"}),
    shut(403, "desk:board", VOLUNTEER),
    shut(403, "tips:queue", ASSOCIATION),
    shut(403, "tips:numbers", VOLUNTEER),
    shut(403, "tips:call", VOLUNTEER),
    shut(403, "situation:week", VOLUNTEER),
    shut(403, "events:walk_new", VOLUNTEER),
    shut(403, "volunteers:organisation", VOLUNTEER, "organisation"),
    shut(403, "tips:follow", post={"csrfmiddlewaretoken": ""}),
    shut(404, "/finns-inte/"),
    shut(404, "events:evening", RESIDENT, "mangled"),
    shut(404, "events:walk", COORDINATOR, "foreign_walk"),
    shut(409, "events:walk_answer", VOLUNTEER, "full_walk", post={"answer": "yes"}),
    shut(409, "events:walk_answer", VOLUNTEER, "cancelled_walk", post={"answer": "yes"}),
    shut(409, "events:walk_edit", COORDINATOR, "cancelled_walk"),
    shut(409, "situation:week_of", SAFETY, "fixed_week", post={"form": "focus"}),
    shut(409, "tips:step", SAFETY, "tip", "take_up", post={"version": "99"}),
    shut(409, "tips:step", SAFETY, "closed_tip", "take_up", post={"version": "1"}),
)
STATES = (*WITH_DATA, *NOTHING_YET, *IN_ERROR)
