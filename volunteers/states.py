"""Kinds and states of organisations and memberships, with their allowed transitions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.viewer import Role


class OrganisationKind(models.TextChoices):
    """What an organisation is; which roles it can give follows from it."""

    NIGHT_WALK_GROUP = "night_walk_group", _("nattvandrargrupp")
    ASSOCIATION = "association", _("förening")
    WATCH_AREA = "watch_area", _("grannsamverkansområde")
    PATROL_GROUP = "patrol_group", _("grannstöd")
    SCHOOL = "school", _("skola")
    MUNICIPAL_UNIT = "municipal_unit", _("kommunal enhet")
    POLICE = "police", _("polis")
    HOUSING_COMPANY = "housing_company", _("bostadsbolag")
    TRANSIT = "transit", _("trafikbolag")
    RESCUE = "rescue", _("räddningstjänst")


class OrganisationState(models.TextChoices):
    """How alive an organisation is."""

    FORMING = "forming", _("bildas")
    ACTIVE = "active", _("aktiv")
    DORMANT = "dormant", _("vilande")
    CLOSED = "closed", _("avslutad")


# Forming → active → dormant and back; a closed one gives no rights, and can be opened again by who may found one.
ORGANISATION_TRANSITIONS: dict[str, frozenset[str]] = {
    OrganisationState.FORMING: frozenset({OrganisationState.ACTIVE, OrganisationState.CLOSED}),
    OrganisationState.ACTIVE: frozenset({OrganisationState.DORMANT, OrganisationState.CLOSED}),
    OrganisationState.DORMANT: frozenset({OrganisationState.ACTIVE, OrganisationState.CLOSED}),
    OrganisationState.CLOSED: frozenset({OrganisationState.ACTIVE}),
}


class InvitationWay(models.TextChoices):
    """How an invitation travels."""

    MAIL = "mail", _("e-post")
    SMS = "sms", _("sms")
    LINK = "link", _("länk")
    PAPER = "paper", _("papper med QR-kod")


class RequestState(models.TextChoices):
    """What became of somebody's wish to join."""

    OPEN = "open", _("väntar på svar")
    APPROVED = "approved", _("godkänd")
    DECLINED = "declined", _("avböjd")
    WITHDRAWN = "withdrawn", _("återtagen")


class ImportState(models.TextChoices):
    """What became of a member list."""

    PREVIEW = "preview", _("läst, inte infört")
    DONE = "done", _("infört")
    DROPPED = "dropped", _("bortkastat")


class ClearanceKind(models.TextChoices):
    """What somebody can be cleared for. The result is that it was done, never what it showed."""

    GOLDEN_RULES = "golden_rules", _("gyllene regler, lästa")
    TRAINING = "training", _("utbildning")
    RECORD_CHECK = "record_check", _("registerutdrag visat")
    OF_AGE = "of_age", _("har fyllt åldern")


# Beside these, and no choice of anybody's: whoever is known to be under eighteen needs a guardian's consent.
CONSENT = "consent"


class AccessKind(models.TextChoices):
    """What was done with somebody's data."""

    READ = "read", _("läste")
    EXPORT = "export", _("hämtade ut")


class MembershipState(models.TextChoices):
    """Whether a membership gives rights."""

    ACTIVE = "active", _("aktiv")
    SUSPENDED = "suspended", _("avstängd")
    ENDED = "ended", _("avslutad")


MEMBERSHIP_TRANSITIONS: dict[str, frozenset[str]] = {
    MembershipState.ACTIVE: frozenset({MembershipState.SUSPENDED, MembershipState.ENDED}),
    MembershipState.SUSPENDED: frozenset({MembershipState.ACTIVE, MembershipState.ENDED}),
    MembershipState.ENDED: frozenset({MembershipState.ACTIVE}),
}

ROLE_LABELS = {
    Role.VOLUNTEER: _("volontär"),
    Role.WALK_LEADER: _("vandringsledare"),
    Role.COORDINATOR: _("samordnare för vandringar"),
    Role.ASSOCIATION: _("föreningsledare"),
    Role.CONTACT_PERSON: _("kontaktombud"),
    Role.SAFETY_COORDINATOR: _("trygghetssamordnare"),
    Role.POLICE: _("kommunpolis"),
    # Whoever owns ground or answers for measures: companies, municipal units, schools, transport, rescue.
    Role.HOUSING: _("samverkanspart"),
    Role.DATA_PROTECTION: _("dataskyddsombud"),
}

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]

# Which roles an organisation of a kind can give (docs/rights.md).
ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.NIGHT_WALK_GROUP: frozenset({Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR}),
    OrganisationKind.ASSOCIATION: frozenset({Role.VOLUNTEER, Role.WALK_LEADER, Role.ASSOCIATION}),
    OrganisationKind.WATCH_AREA: frozenset({Role.VOLUNTEER, Role.CONTACT_PERSON}),
    OrganisationKind.PATROL_GROUP: frozenset({Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR}),
    OrganisationKind.SCHOOL: frozenset({Role.VOLUNTEER, Role.WALK_LEADER, Role.COORDINATOR, Role.HOUSING}),
    OrganisationKind.MUNICIPAL_UNIT: frozenset(
        {Role.SAFETY_COORDINATOR, Role.COORDINATOR, Role.HOUSING, Role.DATA_PROTECTION}
    ),
    OrganisationKind.POLICE: frozenset({Role.POLICE}),
    OrganisationKind.HOUSING_COMPANY: frozenset({Role.HOUSING}),
    OrganisationKind.TRANSIT: frozenset({Role.HOUSING}),
    OrganisationKind.RESCUE: frozenset({Role.HOUSING}),
}
