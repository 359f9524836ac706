"""What is kept of the handling of personal data itself, and keys to other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, Person
from volunteers import reading
from volunteers.models import AccessLog, AccessToken, Erasure
from volunteers.privacy.people import ACCOUNT, CONTRACT
from volunteers.states import AccessKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

ACCESS_LOG = "volunteers.access_log"
ERASURES = "volunteers.erasures"
DUTY = _("Skyldighet att kunna visa hur uppgifter behandlas (artikel 5.2, 6.1 c och 32 i dataskyddsförordningen).")

LOG_WORDS = {"at": _("När"), "kind": _("Vad"), "reader__name": _("Läst av"), "what": _("Var"), "fields": _("Uppgifter")}
ERASURE_WORDS = {"asked_at": _("Begärt"), "last_day": _("Sista dag")}
TOKEN_WORDS = {
    "purpose": _("Vad den är till för"),
    "scopes": _("Får"),
    "hint": _("Börjar med"),
    "created_at": _("Skapad"),
    "expires_at": _("Gäller till"),
    "last_used_at": _("Senast använd"),
    "revoked_at": _("Återkallad"),
}


def readings_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """What was read of the person; a reader with protected data is not named."""
    rows = AccessLog.objects.filter(subject_id=user_id).select_related("reader").order_by("-at", "-id")
    return [
        {
            "at": row.at,
            "kind": row.kind,
            "reader__name": "" if row.reader is None or row.reader.is_protected else row.reader.name,
            "what": reading.title_of(row.what),
            "fields": reading.fields_said(row.fields),
        }
        for row in rows
    ]


def erase_readings(person: Person, _now: dt.datetime) -> None:
    """What was read of the person goes; that the person read of others stays as a number without a name."""
    AccessLog.objects.filter(subject_id=person.user_id).delete()


def erasures_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A wish to be erased of which something still stays."""
    rows: Iterable[Mapping[str, Any]] = (
        Erasure.objects.filter(user_id=user_id).order_by("asked_at", "id").values(*ERASURE_WORDS)
    )
    return rows


def tokens_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The person's keys, never the keys themselves."""
    rows: Iterable[Mapping[str, Any]] = (
        AccessToken.objects.filter(user_id=user_id).order_by("created_at", "id").values(*TOKEN_WORDS)
    )
    return rows


def erase_tokens(person: Person, _now: dt.datetime) -> None:
    """They do what their owner may, which is nothing from now on."""
    AccessToken.objects.filter(user_id=person.user_id).delete()


HOLDERS = (
    Holder(
        model="volunteers.AccessLog",
        title=_("Läslogg"),
        fields=("reader", "subject", "what", "fields", "at"),
        purpose=_("Att du och dataskyddsombudet kan se vem som har läst vad."),
        ground=DUTY,
        basis=Basis.LEGAL_DUTY,
        keep=_("12 månader"),
        data_class=ACCESS_LOG,
        export=readings_of,
        words=LOG_WORDS,
        choices={"kind": dict(AccessKind.choices)},
        erase=erase_readings,
    ),
    Holder(
        model="volunteers.Erasure",
        title=_("Begäran om radering"),
        fields=("user", "asked_at", "stays", "last_day"),
        purpose=_("Att kunna visa att en radering är gjord, och ta bort det som står kvar när tiden är slut."),
        ground=DUTY,
        basis=Basis.LEGAL_DUTY,
        keep=_("Kvittot har inget namn och sparas."),
        data_class=ERASURES,
        export=erasures_of,
        words=ERASURE_WORDS,
    ),
    Holder(
        model="volunteers.AccessToken",
        title=_("Nycklar till andra system"),
        fields=("user", "purpose", "last_used_at"),
        purpose=_("Att ett annat system kan göra det du har bestämt åt dig."),
        ground=CONTRACT,
        basis=Basis.CONTRACT,
        keep=_("Tills du tar bort nyckeln eller kontot"),
        data_class=ACCOUNT,
        export=tokens_of,
        words=TOKEN_WORDS,
        erase=erase_tokens,
    ),
)
