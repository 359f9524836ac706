"""What the operations about people take: for each role its organisation's people, and the requests that fit them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from backend.common.viewer import Role
from tests import factories
from tests.api.stage import DAY, DROP, NIGHT, PEOPLE, Ready, paths
from volunteers.actions.tokens import create_token
from volunteers.keys import new_key
from volunteers.models import Invitation, JoinRequest, Membership
from volunteers.states import InvitationWay, MembershipState, OrganisationKind

if TYPE_CHECKING:
    from tests.api.stage import Stage
    from volunteers.models import Organisation

Recipes = dict[str, list[Ready]]
TODAY = NIGHT.date()
KEYS = ("COO", "ASS", "MSC", "POL", "HOU")  # who may have a key


class People:
    """Of each organisation that a role leads or stands in, one of whoever an operation is about."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        joined = {row.organisation_id: row.organisation for row in stage.memberships.values()}
        self.by_organisation = {pk: self._of(made) for pk, made in joined.items()}
        askable = OrganisationKind.PATROL_GROUP  # nobody of the cast is in one
        self.elsewhere = factories.make_organisation(stage.municipality, askable, (stage.fittja,))
        self.asked = factories.make_organisation(stage.municipality, askable, (stage.fittja,))
        self.wishes = {role: self._wishes(role) for role in PEOPLE if role != "RES"}
        self.keys = {role: self._key(role) for role in KEYS}

    def of(self, role: str) -> dict[str, Any]:
        """The people of the role's organisation; a resident knocks at the walkers'."""
        return self.by_organisation[self.stage.memberships.get(role, self.stage.memberships["VOL"]).organisation_id]

    def _of(self, organisation: Organisation) -> dict[str, Any]:
        youth = factories.make_member(organisation, name="Ungdom", cleared=("training", "record_check"))
        kept = factories.make_user("Rut", email=None, legal_name="Rut Andersson")
        asking = factories.make_user("Frågar")
        return {
            "organisation": organisation,
            "youth": youth,
            "protected": factories.make_member(organisation, name="Skyddad", is_protected=True),
            "kept": Membership.objects.create(
                organisation=organisation, user=kept, role=Role.VOLUNTEER, since=NIGHT - DAY
            ),
            "member": Membership.objects.get(user=factories.make_member(organisation, name="Medlem")),
            "suspended": self._suspended(organisation),
            "clearance": factories.make_clearance(youth, organisation, "training"),
            "consent": factories.make_consent(factories.make_member(organisation, name="Ung"), organisation),
            "request": JoinRequest.objects.create(organisation=organisation, user=asking, asked_at=NIGHT),
            "invitation": Invitation.objects.create(
                organisation=organisation, role=Role.VOLUNTEER, way=InvitationWay.LINK, label="Klass 7B",
                token_hash=str(organisation.pk), created_at=NIGHT, expires_at=NIGHT + 30 * DAY, max_uses=30,
            ),
        }  # fmt: skip

    @staticmethod
    def _suspended(organisation: Organisation) -> Membership:
        membership: Membership = Membership.objects.get(user=factories.make_member(organisation, name="Avstängd"))
        membership.state = MembershipState.SUSPENDED
        membership.save()
        return membership

    def _wishes(self, role: str) -> JoinRequest:
        return JoinRequest.objects.create(organisation=self.asked, user=self.stage.user(role), asked_at=NIGHT)

    def _key(self, role: str) -> Any:
        return create_token(
            viewer=self.stage.viewer(role), token_id=uuid.uuid4(), key=new_key(), purpose="Webb",
            scopes=["activities:read"], expires_at=NIGHT + 90 * DAY, second_factor_given=True, now=NIGHT,
        )  # fmt: skip


def recipes_of_people(people: People, role: str) -> Recipes:
    """By operationId."""
    here = people.of(role)
    return {**_papers(here), **_joining(people, here, role), **_standing_in(people, here, role)}


def _papers(here: dict[str, Any]) -> Recipes:
    who = {"organisation": str(here["organisation"].pk), "user": str(here["youth"].pk)}
    given = who | {"given_on": TODAY.isoformat()}
    noted = given | {"expires_on": DROP}
    consent = {"guardian_name": "Vera Vårdnad", "adult_on": "2027-10-01", "ends_on": "2027-06-01"}
    return {
        "clearance_note": [Ready(body=noted | {"kind": kind}) for kind in ("training", "record_check")],
        "clearance_withdraw": paths("clearance_id", [here["clearance"]]),
        "consent_note": [Ready(body=given | consent)],
        "consent_withdraw": paths("consent_id", [here["consent"]]),
    }


def _joining(people: People, here: dict[str, Any], role: str) -> Recipes:
    organisation, kept = str(here["organisation"].pk), here["kept"]
    gives = people.stage.memberships[role].role if role != "RES" else "volunteer"
    invited = {"organisation": organisation, "role": gives, "person": DROP}
    link, mail = {"way": "link", "email": DROP}, {"way": "mail", "email": "ny@example.org", "max_uses": 1}
    school = {
        "name": "Skolan",
        "districts": [str(people.stage.fittja.pk)],
        "ground_owner": "municipality",
        "contact_email": "skolan@example.org",
    }
    rut = {"name": "Rut", "legal_name": "Rut Andersson", "phone": "070-174 06 05"}
    return {
        "invitation_create": [Ready(body=invited | way) for way in (link, mail)],
        "insured_name_list": [Ready(path={"organisation_id": organisation})],
        "invitation_revoke": paths("invitation_id", [here["invitation"]]),
        "join_request_make": [Ready(body={"organisation": str(people.elsewhere.pk)})],
        "join_request_answer": paths("request_id", [here["request"]]),
        "join_request_withdraw": paths("request_id", [people.wishes.get(role, people.wishes["VOL"])]),
        "organisation_read": paths("organisation_id", [here["organisation"]]),
        "organisation_found": [Ready(body=school | {"kind": "school", "state": "forming"})],
        "organisation_edit": paths("organisation_id", [here["organisation"]], body=school | {"version": 0}),
        "organisation_state": paths("organisation_id", [here["organisation"]], body={"state": "dormant", "version": 0}),
        "membership_suspend": paths("membership_id", [here["member"]], body={"version": 0}),
        "membership_reinstate": paths("membership_id", [here["suspended"]], body={"version": 0}),
        "membership_contact": paths("membership_id", [here["member"]], body={"is_contact": True, "version": 0}),
        "kept_member_add": [Ready(body=rut | {"organisation": organisation})],
        "kept_member_edit": paths("membership_id", [kept], body=rut | {"version": kept.version}),
        "kept_member_end": paths("membership_id", [kept]),
        "access_token_revoke": paths("token_id", [people.keys.get(role, people.keys["COO"])]),
    }


def _standing_in(people: People, here: dict[str, Any], role: str) -> Recipes:
    stage = people.stage
    event = {"CON": stage.ahead[2], "ASS": stage.club_ahead}.get(role, stage.ahead[0])
    letter = {"organisation_id": str(here["organisation"].pk), "user_id": str(here["protected"].pk)}
    charge = {"event_id": str(stage.ahead[1].pk), "user_id": str(people.of("ASS")["protected"].pk)}
    return {
        "event_answer_for": [
            Ready(path={"event_id": str(event.pk), "membership_id": str(here["kept"].pk)}, body={"state": "coming"})
        ],
        "letter_write": [Ready(path=letter, body={"text": "Ring mig när du kan."})],
        "in_charge_set": [Ready(path=charge)],
    }
