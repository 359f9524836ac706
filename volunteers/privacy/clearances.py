"""What people are cleared for: what was read, learnt and shown, and guardians' yes. Never a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, Person
from volunteers.models import Clearance, GoldenRules, GuardianConsent
from volunteers.privacy.people import CONTRACT, PUBLIC_TASK
from volunteers.states import ClearanceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

CLEARANCES = "volunteers.clearances"
CONSENTS = "volunteers.consents"
RULES = "volunteers.golden_rules"

CLEARANCE_WORDS = {
    "kind": _("Slag"),
    "organisation__name": _("Organisation"),
    "given_on": _("Den"),
    "expires_on": _("Gäller till och med"),
    "withdrawn_at": _("Återtaget"),
}
CONSENT_WORDS = {
    "organisation__name": _("Organisation"),
    "guardian_name": _("Vårdnadshavare"),
    "given_on": _("Den"),
    "adult_on": _("Fyller 18 den"),
    "ends_on": _("Gäller till och med"),
    "withdrawn_at": _("Återtaget"),
}
RULES_WORDS = {"version": _("Version"), "published_at": _("Gäller från")}


def clearances_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's own."""
    rows: Iterable[Mapping[str, Any]] = (
        Clearance.objects.filter(user_id=user_id).order_by("given_on", "id").values(*CLEARANCE_WORDS)
    )
    return rows


def erase_clearances(person: Person, _now: dt.datetime) -> None:
    """All of the person's own; whose the person checked keep the day, without a checker."""
    Clearance.objects.filter(user_id=person.user_id).delete()
    Clearance.objects.filter(checked_by_id=person.user_id).update(checked_by=None)


def consents_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's own."""
    rows: Iterable[Mapping[str, Any]] = (
        GuardianConsent.objects.filter(user_id=user_id).order_by("given_on", "id").values(*CONSENT_WORDS)
    )
    return rows


def erase_consents(person: Person, _now: dt.datetime) -> None:
    """The person's own with the guardian's name; and the person's name where they are somebody's guardian."""
    GuardianConsent.objects.filter(user_id=person.user_id).delete()
    GuardianConsent.objects.filter(seen_by_id=person.user_id).update(seen_by=None)
    for row in GuardianConsent.objects.only("id", "guardian_name"):
        if person.is_in(row.guardian_name):
            row.guardian_name = person.scrub(row.guardian_name)
            row.save(update_fields=["guardian_name"])


def rules_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Versions that the person published."""
    rows: Iterable[Mapping[str, Any]] = (
        GoldenRules.objects.filter(published_by_id=user_id).order_by("version", "id").values(*RULES_WORDS)
    )
    return rows


def erase_rules(person: Person, _now: dt.datetime) -> None:
    """The rules stay, without who wrote them."""
    GoldenRules.objects.filter(published_by_id=person.user_id).update(published_by=None)


HOLDERS = (
    Holder(
        model="volunteers.Clearance",
        title=_("Vad du har läst, lärt dig och visat"),
        fields=("user", "kind", "given_on", "expires_on", "checked_by"),
        purpose=_("Att den som är med barn eller går ute om natten har det som krävs."),
        ground=CONTRACT,
        basis=Basis.CONTRACT,
        keep=_("Tolv månader efter att det har gått ut eller tagits tillbaka"),
        data_class=CLEARANCES,
        export=clearances_of,
        words=CLEARANCE_WORDS,
        choices={"kind": dict(ClearanceKind.choices)},
        erase=erase_clearances,
    ),
    Holder(
        model="volunteers.GuardianConsent",
        title=_("Vårdnadshavares samtycke"),
        fields=("user", "guardian_name", "given_on", "adult_on", "seen_by"),
        purpose=_("Att ingen under 18 år går med utan att en vårdnadshavare har sagt ja."),
        # The guardian's yes is what the organiser asks for; it is not the ground for keeping the note of it.
        ground=CONTRACT,
        basis=Basis.CONTRACT,
        keep=_("Till läsårets slut"),
        data_class=CONSENTS,
        export=consents_of,
        words=CONSENT_WORDS,
        erase=erase_consents,
    ),
    Holder(
        model="volunteers.GoldenRules",
        title=_("Gyllene regler som du har publicerat"),
        fields=("published_by",),
        purpose=_("Visa vem i kommunen som beslutade om en version av reglerna."),
        ground=PUBLIC_TASK,
        basis=Basis.PUBLIC_TASK,
        keep=_("Så länge reglerna finns kvar."),
        data_class=RULES,
        export=rules_of,
        words=RULES_WORDS,
        erase=erase_rules,
    ),
)
