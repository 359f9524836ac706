"""The demo's organisations and people, made through the same actions as real ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from backend.demo import clearances
from backend.demo.accounts import DOMAIN, ORGANISATION_OF, ORGANISATIONS, PEOPLE, municipality_of, uid
from places.models import District
from tips.categories import STORED
from tips.models import Receiver
from volunteers.actions import members, organisations
from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from backend.demo.accounts import DemoOrganisation, Person
    from backend.demo.stage import Stage

# Everybody joined so long ago that no welcome is still worth sending.
JOINED_BEFORE = dt.timedelta(days=120)

# Whose organisation answers for each sort of receiver (tips.categories.RECEIVERS).
RECEIVING = {
    "street": "streets",
    "parks": "streets",
    "traffic": "streets",
    "planning": "streets",
    "owner": "streets",
    "housing": "landlord",
    "outreach": "safety",
    "rescue": "rescue",
    "transit": "metro",
    "police": "police",
    "safety": "safety",
}
# Who gets it where no such organisation is in the demo.
FALLBACK = "safety-huddinge"
# Where the ground's owner decides, the owner's organisation goes before the default.
BY_OWNER: dict[str, tuple[str, ...]] = {"owner": ("landlord", "metro"), "street": ("landlord", "metro")}


def load(stage: Stage) -> None:
    """Organisations, members and routing of one municipality; what exists is left as it is."""
    code = stage.municipality.code
    for organisation in ORGANISATIONS:
        if organisation.municipality == code:
            _found(stage, organisation)
    for person in PEOPLE:
        if municipality_of(person) == code:
            _add(stage, person)
    clearances.load(stage, stage.now - JOINED_BEFORE)
    _route(stage)


def _found(stage: Stage, wanted: DemoOrganisation) -> None:
    if Organisation.objects.filter(pk=wanted.id).exists():
        return
    districts = District.objects.visible_to(stage.system)
    organisations.found_organisation(
        viewer=stage.system,
        organisation_id=wanted.id,
        name=wanted.name,
        kind=wanted.kind,
        district_ids=frozenset(one.pk for one in districts if not wanted.districts or one.name in wanted.districts),
        ground_owner=wanted.ground_owner,
        contact_email=f"{wanted.mailbox}@{DOMAIN}" if wanted.mailbox else "",
    )


def _add(stage: Stage, person: Person) -> None:
    """Also somebody whose role was ended while trying the demo is left as they are."""
    organisation = ORGANISATION_OF[person.organisation]
    if Membership.objects.filter(organisation_id=organisation.id, user__email=person.email).exists():
        return
    members.add_member(
        viewer=stage.system,
        organisation_id=organisation.id,
        email=person.email,
        name=person.name,
        role=person.role,
        language=person.language,
        now=stage.now - JOINED_BEFORE,
        new_user_id=uid("user", person.key),
        new_membership_id=uid("membership", person.key),
    )
    if person.is_protected:
        User.objects.filter(email=person.email).update(is_protected=True)


def _route(stage: Stage) -> None:
    """The routing table: each category's default receiver, and the ground's owner where that is who acts."""
    if Receiver.objects.filter(municipality=stage.municipality).exists():
        return
    here = {one.key: one for one in ORGANISATIONS if one.municipality == stage.municipality.code}
    rows = [
        Receiver(
            municipality=stage.municipality, category=category.code, organisation_id=here[key].id, ground_owner=owner
        )
        for category in STORED
        for key, owner in _receivers(category.receiver, here)
    ]
    Receiver.objects.bulk_create(rows)


def _receivers(receiver: str, here: dict[str, DemoOrganisation]) -> list[tuple[str, str]]:
    default = RECEIVING[receiver] if RECEIVING[receiver] in here else FALLBACK
    return [(default, "")] + [(key, here[key].ground_owner) for key in BY_OWNER.get(receiver, ()) if key in here]
