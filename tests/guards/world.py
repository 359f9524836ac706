"""What the pages are opened on: the demo on a Friday night, what the demo lacks, and a municipality with nothing."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from backend.common.clock import USUAL_BOUNDARY, Week, at
from backend.common.free_text import digest
from backend.common.viewer import Role
from backend.demo.accounts import DOMAIN, HUDDINGE, ORGANISATION_OF
from backend.demo.events import friday_id
from backend.demo.load import load
from backend.demo.tips import code_to_try
from events.actions.evening import new_token as new_evening
from events.actions.facts import Times, record_check_in
from events.actions.feeds import create_feed
from events.actions.teams import Group, form_teams
from events.calendars.tokens import new_token
from events.models import CheckIn, DecidedFocus, Event, FocusAnswer, FocusPlace, Signup, Team
from events.states import CancelReason, CheckInKind, EventState, FeedKind
from places.models import ContactChannel, District, Municipality, Place
from situation.actions.weeks import draft_picture, ensure_week
from situation.models import Measure
from tests import factories
from tips.actions.ingest import ingest
from tips.models import Receiver, Tip
from tips.report import Report
from volunteers import viewers
from volunteers.actions.tokens import create_token
from volunteers.invitation_tokens import token_hash
from volunteers.keys import new_key
from volunteers.member_lists import Row, packed
from volunteers.models import (
    Clearance,
    Erasure,
    GoldenRules,
    Invitation,
    JoinRequest,
    MemberImport,
    Membership,
    NamedText,
    Organisation,
    User,
)
from volunteers.states import InvitationWay, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Mapping

# The groups of Friday's walk are out, and the week before has been to its meeting.
FRIDAY_NIGHT = at(dt.date(2026, 11, 20), dt.time(22, 30))
BOTKYRKA_HOST, HUDDINGE_HOST, EMPTY_HOST = "botkyrka.localhost", "huddinge.localhost", "salem.localhost"

INVITATION = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF"

PASSWORD = "häst batteri klammer"

# The week before, whose meeting was on Thursday.
WEEK = "2026-W46"

# Somebody of each role in the demo.
RESIDENT = ""
VOLUNTEER, LEADER, COORDINATOR = "fatima.abdi", "johan.lindqvist", "yasmin.korkmaz"
ASSOCIATION, CONTACT_PERSON, NEIGHBOUR = "marko.nieminen", "gunilla.oberg", "ibrahim.sesay"
SAFETY, POLICE, HOUSING = "elin.forsberg", "henrik.dahl", "selma.aydin"
SAFETY_OF_HUDDINGE = "petra.holm"
OPERATOR = "operator"
# Has neither read the rules nor said her age.
NEWCOMER = "lucia.gonzalez"
EVERYBODY = (
    RESIDENT, VOLUNTEER, LEADER, COORDINATOR, ASSOCIATION, CONTACT_PERSON, NEIGHBOUR, SAFETY, POLICE, HOUSING,
)  # fmt: skip

EMPTY_DOMAIN = "salem.example"
KINDS = {
    Role.VOLUNTEER: OrganisationKind.NIGHT_WALK_GROUP,
    Role.WALK_LEADER: OrganisationKind.NIGHT_WALK_GROUP,
    Role.COORDINATOR: OrganisationKind.NIGHT_WALK_GROUP,
    Role.ASSOCIATION: OrganisationKind.ASSOCIATION,
    Role.CONTACT_PERSON: OrganisationKind.WATCH_AREA,
    Role.SAFETY_COORDINATOR: OrganisationKind.MUNICIPAL_UNIT,
    Role.POLICE: OrganisationKind.POLICE,
    Role.HOUSING: OrganisationKind.HOUSING_COMPANY,
    Role.DATA_PROTECTION: OrganisationKind.MUNICIPAL_UNIT,
}


def build(now: dt.datetime = FRIDAY_NIGHT) -> dict[str, Any]:
    """Everything, in the database. Returns ids by name, as the pages' addresses take them."""
    assert load(now) == []
    here = Municipality.objects.get(code="0127")
    passkey = _protect("sofia.papadopoulos")
    _operator()
    return {"passkey": passkey} | _events(here, now) | _others(here) | _neighbour() | _empty()


def _protect(who: str) -> int:
    """An app, recovery codes, a password and a passkey, whose id is returned."""
    person = user(who)
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    data = {"name": "Passkey 1", "passwordless": True, "credential": _credential()}
    key: Authenticator = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
    return key.pk


def _operator() -> None:
    """Who runs the installation, and has no role in any municipality."""
    User.objects.create_superuser(f"{OPERATOR}@{DOMAIN}", name="Drift")


def _credential() -> dict[str, Any]:
    """What a browser answers when it has made a passkey; its secret half nobody has."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AttestedCredentialData.create(aaguid=bytes(16), credential_id=b"passkey of the world", public_key=public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    said = AuthenticatorData.create(sha256(BOTKYRKA_HOST.encode()).digest(), flags, 0, bytes(held))
    client = CollectedClientData.create("webauthn.create", b"challenge", f"http://{BOTKYRKA_HOST}")
    answer = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
    }
    name = websafe_encode(held.credential_id)
    return {"id": name, "rawId": name, "type": "public-key", "response": answer, "clientExtensionResults": {}}


def user(who: str) -> User:
    """The demo's person of that key, or the empty municipality's person of that role."""
    domain = EMPTY_DOMAIN if who in set(KINDS) else DOMAIN
    found: User = User.objects.get(email=f"{who}@{domain}")
    return found


def parameters(ids: Mapping[str, Any], route: str) -> dict[str, Any]:
    """What a route of that name takes, by its parameters' names: everything of Botkyrka."""
    kind = next((word for word in ("activity", "meeting") if word in route), "walk")
    named = (
        "organisation",
        "membership",
        "focus_place",
        "team",
        "feed",
        "tip",
        "measure",
        "signup",
        "receiver",
        "clearance",
        "consent",
        "rules",
        "invitation",
        "request",
        "import",
    )
    # Some pages are about people without an account, and an invitation has a secret of its own.
    kept = {"membership_id": ids["kept_walker"]} if "kept" in route or "answer-for" in route else {}
    invited = {"token": INVITATION} if route == "volunteers:invitation" else {}
    coming = {"event_id": ids["coming_walk"]} if "answer_for" in route or "answer-for" in route else {}
    if "meeting" in route:
        coming = {}
    if route == "api-events:in-charge":
        coming = {"event_id": ids["activity"], "user_id": ids["club_member"]}
    if route == "api-volunteers:letters":
        coming = {"user_id": ids["protected"]}
    return {
        "event_id": ids[kind],
        **{f"{name}_id": ids[name] for name in named},
        "check_in_id": ids["check_in"],
        "user_id": ids["member"],
        "decided_id": ids["decided_focus"],
        "answer_id": ids["focus_answer"],
        "key": ids["week"],
        "name": "take_up",
        "token": ids["evening_token"] if route == "events:evening" else ids["token"],
        "token_id": ids["access_key"],
        "channel_id": ids["number"],
        "pk": 0,
        "provider_id": "nobodys",
        "erasure_id": ids["erasure"],
        "named_text_id": ids["named_text"],
        "slug": ids["slug"],
        "scope": ids["club"],
        **kept,
        **invited,
        **coming,
    }


def _events(here: Municipality, now: dt.datetime) -> dict[str, Any]:
    """The demo's walk, and one in each other state."""
    walk = Event.objects.get(pk=friday_id(USUAL_BOUNDARY.week_of(now)))
    fittja = District.objects.get(municipality=here, name="Fittja")
    walkers, club, watch = (Organisation.objects.get(pk=ORGANISATION_OF[key].id) for key in ("fittja", "club", "watch"))
    later = now + dt.timedelta(days=5)
    values: dict[str, Any] = {"starts_at": later, "ends_at": later + dt.timedelta(hours=3)}
    off = values | {"state": EventState.CANCELLED, "cancel_reason": CancelReason.WEATHER, "cancelled_at": now}
    draft = values | {"state": EventState.DRAFT, "published_at": None}
    hall = {"kind": "activity", "title": "Lovdisco", "min_people": 0, "max_people": 0}
    meeting = {"kind": "watch_meeting", "title": "Vårstädning", "min_people": 0, "max_people": 0}
    full = factories.make_event(walkers, fittja, **values | {"title": "Långpromenad", "min_people": 1, "max_people": 1})
    factories.make_signup(full, user(LEADER))
    return {
        "walk": walk.pk,
        "coming_walk": Event.objects.get(title="Nattvandring i Alby").pk,
        "full_walk": full.pk,
        "draft_walk": factories.make_event(walkers, fittja, **draft).pk,
        "cancelled_walk": factories.make_event(walkers, fittja, **off).pk,
        "activity": Event.objects.filter(kind="activity", state=EventState.OPEN).first().pk,
        "draft_activity": factories.make_event(club, fittja, **draft | hall).pk,
        "cancelled_activity": factories.make_event(club, fittja, **off | hall).pk,
        "meeting": Event.objects.get(kind="watch_meeting").pk,
        "draft_meeting": factories.make_event(watch, fittja, **draft | meeting).pk,
        "cancelled_meeting": factories.make_event(watch, fittja, **off | meeting).pk,
        "team": _out(walk, now).pk,
        "check_in": CheckIn.objects.get(team__event=walk).pk,
        "focus_answer": FocusAnswer.objects.filter(team__event__municipality=here).first().pk,
        "focus_place": FocusPlace.objects.filter(event=walk).first().pk,
        "signup": Signup.objects.filter(event=walk).first().pk,
    }


def _out(walk: Event, now: dt.datetime) -> Team:
    """Divides the walk's people into two groups, one of which is out. Returns that one."""
    leader = viewers.build(user(LEADER), walk.municipality_id, now=FRIDAY_NIGHT, second_factor=True)
    coming = {row.user.email.partition("@")[0]: row.pk for row in Signup.objects.filter(event=walk).coming()}
    led = Group((coming.pop(LEADER), coming.pop(VOLUNTEER)))
    began = walk.starts_at - dt.timedelta(minutes=20)
    team, _other = form_teams(viewer=leader, event_id=walk.pk, groups=[led, Group(tuple(coming.values()))], now=began)
    went = walk.starts_at + dt.timedelta(minutes=12)
    record_check_in(
        viewer=leader, team_id=team.pk, check_in_id=uuid4(), kind=CheckInKind.OUT, times=Times(went, went), now=now
    )
    return team


def _others(here: Municipality) -> dict[str, Any]:
    """One of each other thing, of Botkyrka."""
    tips = Tip.objects.filter(municipality=here)
    reader = viewers.build(user(VOLUNTEER), here.pk, now=FRIDAY_NIGHT, second_factor=True)
    token = new_token()
    feed = create_feed(viewer=reader, kind=FeedKind.PERSON, label="Min telefon", token=token, now=FRIDAY_NIGHT)
    return {
        "organisation": ORGANISATION_OF["fittja"].id,
        "club": ORGANISATION_OF["club"].id,
        "safety_unit": ORGANISATION_OF["safety"].id,
        "membership": Membership.objects.get(user=user(VOLUNTEER)).pk,
        "member": user(VOLUNTEER).pk,
        "protected": user("kim").pk,
        "club_member": user(ASSOCIATION).pk,
        "short_handed": Event.objects.get(municipality=here, organisation__name="Alby nattvandrare", state="open").pk,
        "clearance": Clearance.objects.filter(user=user(LEADER), kind="training").first().pk,
        "consent": factories.make_consent(
            user("noor.alhassan"), Organisation.objects.get(pk=ORGANISATION_OF["fittja"].id)
        ).pk,
        "rules": GoldenRules.objects.get(municipality=here).pk,
        "kept_walker": _kept("fittja").pk,
        "kept_neighbour": _kept("watch").pk,
        "invitation": _invitation().pk,
        "import": _list().pk,
        "request": JoinRequest.objects.create(
            organisation_id=ORGANISATION_OF["fittja"].id, user=user(NEIGHBOUR), asked_at=FRIDAY_NIGHT
        ).pk,
        "tip": tips.filter(state="received").first().pk,
        "held_tip": ingest(viewer=reader, report=_held(here), now=FRIDAY_NIGHT).tip.pk,
        "taken_tip": tips.filter(state="taken_up").first().pk,
        "closed_tip": tips.filter(state="closed").first().pk,
        "measure": Measure.objects.filter(municipality=here, state="decided").first().pk,
        "decided_focus": DecidedFocus.objects.filter(municipality=here, week=Week.parse(WEEK).next().key).first().pk,
        "week": WEEK,
        "fixed_week": "2026-W45",
        "feed": feed.pk,
        "token": token,
        "evening_token": new_evening(
            Signup.objects.get(user=user(LEADER), event=friday_id(USUAL_BOUNDARY.week_of(FRIDAY_NIGHT))).pk
        ),
        "access_key": _key(here),
        "receiver": Receiver.objects.filter(municipality=here, category="litter").first().pk,
        "unused_receiver": _unused(here).pk,
        "number": ContactChannel.objects.filter(municipality=here, kind="transit").get().pk,
        "place": Place.objects.filter(municipality=here).first().pk,
        "hour": FRIDAY_NIGHT.replace(minute=0).isoformat(),
        "code": code_to_try(here),
        "erasure": _erasure(here).pk,
        "named_text": NamedText.objects.filter(municipality=here).earliest("pk").pk,
        "slug": "incident",
    }


def _key(here: Municipality) -> UUID:
    """The coordinator's key for the association's pages on the web."""
    owner = viewers.build(user(COORDINATOR), here.pk, now=FRIDAY_NIGHT, second_factor=True)
    made = create_token(
        viewer=owner, token_id=uuid4(), key=new_key(), purpose="Vår webbplats", scopes=["walks:read"],
        expires_at=FRIDAY_NIGHT + dt.timedelta(days=90), second_factor_given=True, now=FRIDAY_NIGHT,
    )  # fmt: skip
    return made.pk


def _unused(here: Municipality) -> Receiver:
    """Somebody who was named for what is planned in Fittja, and is no longer."""
    return Receiver.objects.create(
        municipality=here,
        category="event_planned",
        district=District.objects.get(municipality=here, name="Fittja"),
        organisation_id=ORGANISATION_OF["club"].id,
        is_active=False,
    )


def _kept(organisation: str) -> Membership:
    """Somebody without an account, kept by an organisation of the demo."""
    person = factories.make_user("Rut", email=None, legal_name="Rut Andersson", phone="+46701740605")
    return Membership.objects.create(
        organisation_id=ORGANISATION_OF[organisation].id, user=person, role=Role.VOLUNTEER, since=FRIDAY_NIGHT
    )


def _list() -> MemberImport:
    """A list that waits, with a good row and a bad one."""
    rows = [Row(2, "Kim", "kim@example.org", "", "volunteer"), Row(3, "Bo", "bo", "", "volunteer", ["bad_email"])]
    return MemberImport.objects.create(
        organisation_id=ORGANISATION_OF["fittja"].id,
        uploaded_by=user(COORDINATOR),
        uploaded_at=FRIDAY_NIGHT,
        rows=packed(rows),
        row_count=2,
        error_count=1,
    )


def _invitation() -> Invitation:
    """An open link to them."""
    return Invitation.objects.create(
        organisation_id=ORGANISATION_OF["fittja"].id,
        role=Role.VOLUNTEER,
        way=InvitationWay.LINK,
        label="Klass 7B",
        token_hash=token_hash(INVITATION),
        created_at=FRIDAY_NIGHT,
        expires_at=FRIDAY_NIGHT + dt.timedelta(days=30),
        max_uses=30,
    )


def _erasure(here: Municipality) -> Erasure:
    """A receipt of which something still stays."""
    said = {"sv": "Listan över vilka som var ute", "en": "The list of who was out"}
    stays = [{"title": said, "ground": said, "until": "2027-11-27"}, {"title": said, "ground": said, "until": None}]
    erasure = Erasure.objects.create(municipality=here, asked_at=FRIDAY_NIGHT, stays=stays)
    measure = Measure.objects.filter(municipality=here).earliest("title")
    spots = ({"end": 4, "digest": digest(measure.title)}, {"end": 4, "digest": "written anew since"})
    for spot in spots:
        NamedText.objects.create(
            municipality=here, erasure=erasure, model="situation.Measure", object_id=str(measure.pk), path="title",
            start=0, found_at=FRIDAY_NIGHT, **spot,
        )  # fmt: skip
    return erasure


def _held(here: Municipality) -> Report:
    """An observation whose text waits for somebody to read it."""
    return Report(
        id=uuid4(),
        category="noise_disorder",
        occurred_at=FRIDAY_NIGHT,
        place_id=Place.objects.get(municipality=here, name="Fittja centrum").pk,
        text="Ring mig på 070-174 06 05 så berättar jag mer.",
    )


def _neighbour() -> dict[str, UUID]:
    """Huddinge's walk, as nobody of Botkyrka may see it; its week is drafted and has not been to its meeting."""
    huddinge = Municipality.objects.get(code=HUDDINGE)
    week = ensure_week(municipality_id=huddinge.pk, key=WEEK, now=FRIDAY_NIGHT)
    safety = viewers.build(user(SAFETY_OF_HUDDINGE), huddinge.pk, now=FRIDAY_NIGHT, second_factor=True)
    draft_picture(viewer=safety, week_id=week.pk, now=FRIDAY_NIGHT)
    return {
        "foreign_walk": Event.objects.get(municipality=huddinge).pk,
        "huddinge_place": Place.objects.filter(municipality=huddinge).first().pk,
    }


def _empty() -> dict[str, Any]:
    """Salem: one organisation and one person of each kind, one district; no place, no map, nobody told anything."""
    salem = factories.make_municipality("Salem", code="0128")
    district = factories.make_district(salem, "Salem")
    made = {role: factories.make_organisation(salem, kind, (district,)) for role, kind in KINDS.items()}
    for role, organisation in made.items():
        factories.make_member(organisation, role, "Sam", email=f"{role.value}@{EMPTY_DOMAIN}")
    walkers = made[Role.COORDINATOR]
    walk = factories.make_event(walkers, district, starts_at=FRIDAY_NIGHT + dt.timedelta(hours=1))
    return {"empty_organisation": walkers.pk, "empty_walk": walk.pk}
