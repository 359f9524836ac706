"""Who may see, add and end members: asked by API, pages, admin and commands alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common import rights
from backend.common.rights import Scope, Verb
from backend.common.viewer import MUNICIPALITY_WIDE, Role, Via
from places.rights import MUNICIPALITY_RULES
from volunteers.models import Membership
from volunteers.rights import (
    ACCESS_LOG,
    ACCESS_TOKEN,
    INSURED_NAME,
    KEPT_MEMBER,
    MEMBER,
    ORGANISATION,
    RECORD_CHECK,
    RETENTION,
    TRAINING,
)
from volunteers.states import ROLES_OF_KIND, ClearanceKind, OrganisationKind

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from volunteers.models import Organisation, User

# Roles that add and end members of their own organisation.
LEADING_ROLES = frozenset({Role.COORDINATOR, Role.ASSOCIATION, Role.CONTACT_PERSON, Role.SAFETY_COORDINATOR})
# What a leader notes; the golden rules are read and the age is said by the person alone.
NOTED = frozenset({ClearanceKind.TRAINING, ClearanceKind.RECORD_CHECK})
# Roles that nobody gets by finding a link or a paper on the wall.
BY_NAME_ONLY = LEADING_ROLES | MUNICIPALITY_WIDE


def can_found_organisation(viewer: Viewer) -> bool:
    """A safety coordinator, or the operator's command."""
    return viewer.is_system or Scope.ALL in rights.scopes(viewer, ORGANISATION, Verb.CREATE)


def can_edit_organisation(viewer: Viewer) -> bool:
    """Change an organisation of the municipality, and how alive it is."""
    return viewer.is_system or Scope.ALL in rights.scopes(viewer, ORGANISATION, Verb.UPDATE)


def can_see_members(viewer: Viewer, organisation: Organisation) -> bool:
    """By name: those who lead the organisation."""
    return _leads(viewer, organisation, Verb.READ)


def can_count_members(viewer: Viewer, organisation: Organisation) -> bool:
    """As a number: those who see names, and those who plan for the whole municipality."""
    if organisation.municipality_id != viewer.municipality_id:
        return False
    return can_see_members(viewer, organisation) or Scope.COUNT in rights.scopes(viewer, MEMBER, Verb.READ)


def can_add_members(viewer: Viewer, organisation: Organisation) -> bool:
    """Those who lead the organisation, and the operator's command."""
    return _leads(viewer, organisation, Verb.CREATE)


def is_askable(organisation: Organisation) -> bool:
    """Whether one may ask to join: where there are volunteers."""
    return Role.VOLUNTEER in ROLES_OF_KIND[organisation.kind]


def can_keep(viewer: Viewer, organisation: Organisation, verb: Verb = Verb.READ) -> bool:
    """The organisation's people without an account: its leaders of every sort, walk leaders too."""
    here = organisation.municipality_id == viewer.municipality_id
    return here and organisation.pk in rights.organisations(viewer, KEPT_MEMBER, verb)


def can_read_insured(viewer: Viewer, organisation: Organisation) -> bool:
    """The names for the insurer, of the own organisation's people. It wants a second factor, too (backend.common)."""
    here = organisation.municipality_id == viewer.municipality_id
    return here and organisation.pk in rights.organisations(viewer, INSURED_NAME, Verb.READ)


def can_give_role(viewer: Viewer, organisation: Organisation, role: Role) -> bool:
    """Whoever may add members; a role that reaches over the whole municipality is only given by one who has it,
    so that nobody lifts themselves or a friend above their own organisation."""
    if not can_add_members(viewer, organisation):
        return False
    return viewer.is_system or role not in MUNICIPALITY_WIDE or viewer.has(Role.SAFETY_COORDINATOR)


def can_end_membership(viewer: Viewer, membership: Membership) -> bool:
    """The person, whoever may give the role, and the operator's command."""
    organisation: Organisation = membership.organisation
    if organisation.municipality_id != viewer.municipality_id:
        return False
    if viewer.is_signed_in and membership.user_id == viewer.user_id:
        return True
    leads = _leads(viewer, organisation, Verb.DELETE)
    return leads and can_give_role(viewer, organisation, Role(membership.role))


def can_publish_rules(viewer: Viewer) -> bool:
    """The golden rules: who decides the municipality's rules, and the operator's command."""
    return viewer.is_system or Scope.ALL in rights.scopes(viewer, MUNICIPALITY_RULES, Verb.UPDATE)


def can_read_clearances(viewer: Viewer, organisation_id: object, kind: str) -> bool:
    """What the people of an organisation are cleared for, of that kind."""
    return organisation_id in rights.organisations(viewer, _artefact_of(kind), Verb.READ)


def can_note(viewer: Viewer, organisation_id: object, kind: str) -> bool:
    """Note that something was shown or learnt, or take the note back; what a person says themselves nobody notes."""
    if kind not in NOTED:
        return False
    return viewer.is_system or organisation_id in rights.organisations(viewer, _artefact_of(kind), Verb.CREATE)


def can_note_consent(viewer: Viewer, organisation_id: object) -> bool:
    """A guardian's consent, seen on paper: who notes training."""
    return viewer.is_system or organisation_id in rights.organisations(viewer, TRAINING, Verb.CREATE)


def _artefact_of(kind: str) -> str:
    return RECORD_CHECK if kind == ClearanceKind.RECORD_CHECK else TRAINING


def can_suspend(viewer: Viewer, membership: Membership, *, also_own: bool = False) -> bool:
    """Whoever may take the role away from somebody else; ``also_own`` where it is no harm to oneself."""
    if membership.user_id == viewer.user_id and not also_own:
        return False
    organisation: Organisation = membership.organisation
    leads = _leads(viewer, organisation, Verb.DELETE)
    return leads and can_give_role(viewer, organisation, Role(membership.role))


def can_read_access_log(viewer: Viewer) -> bool:
    """All of the municipality's: who answers for it, and the data protection officer. One's own everybody reads."""
    return Scope.ALL in rights.scopes(viewer, ACCESS_LOG, Verb.READ)


def can_read_retention(viewer: Viewer) -> bool:
    """How long what stays, and what was removed."""
    return Scope.ALL in rights.scopes(viewer, RETENTION, Verb.READ)


def can_set_retention(viewer: Viewer) -> bool:
    """Whoever answers for the municipality's data."""
    return Scope.ALL in rights.scopes(viewer, RETENTION, Verb.UPDATE)


def can_erase(viewer: Viewer, user_id: UUID) -> bool:
    """Oneself, or the operator's command."""
    return viewer.is_system or (viewer.is_signed_in and viewer.user_id == user_id)


def knows_name(viewer: Viewer, user: User) -> bool:
    """Whether the viewer reads the person's own name already, in some membership; the operator's command does."""
    if viewer.is_system:
        return True
    seen = Membership.objects.visible_to(viewer).filter(user=user).select_related("user")
    return any(membership.is_name_shown for membership in seen)


def can_have_keys(viewer: Viewer) -> bool:
    """Make keys for other systems: in person, never by a key."""
    return viewer.via is Via.SESSION and Scope.OWN in rights.scopes(viewer, ACCESS_TOKEN, Verb.CREATE)


def _leads(viewer: Viewer, organisation: Organisation, verb: Verb) -> bool:
    if organisation.municipality_id != viewer.municipality_id:
        return False
    if viewer.is_system or organisation.pk in rights.organisations(viewer, MEMBER, verb):
        return True
    return viewer.has(Role.SAFETY_COORDINATOR) and organisation.kind == OrganisationKind.MUNICIPAL_UNIT
