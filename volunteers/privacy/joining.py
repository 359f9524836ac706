"""How people came in: invitations, requests, and lists that were read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, Person
from volunteers.models import Invitation, JoinRequest, MemberImport, User
from volunteers.privacy.people import CONTRACT, INTEREST
from volunteers.states import ROLE_CHOICES, ImportState, InvitationWay, RequestState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

JOINING = "volunteers.joining"
IMPORTS = "volunteers.imports"
KEEP = _("90 dagar efter att den har besvarats eller gått ut")

INVITATION_WORDS = {
    "organisation__name": _("Organisation"),
    "role": _("Roll"),
    "way": _("Väg"),
    "label": _("Namn"),
    "sent_to": _("Skickad till"),
    "created_at": _("Skapad"),
    "expires_at": _("Gäller till"),
}
REQUEST_WORDS = {
    "organisation__name": _("Organisation"),
    "state": _("Läge"),
    "asked_at": _("Frågade"),
    "answered_at": _("Besvarad"),
}
IMPORT_WORDS = {
    "organisation__name": _("Organisation"),
    "uploaded_at": _("Uppladdad"),
    "state": _("Läge"),
    "row_count": _("Antal rader"),
}


def invitations_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Those that the person made, without whom they were for, and those that were sent to them."""
    own = {word for word in User.objects.filter(pk=user_id).values_list("email", "phone").first() or () if word}
    rows = Invitation.objects.order_by("created_at", "id")
    # Of those that were for one person, the address and the name are that person's and not the inviter's.
    mine = [
        {name: "" if name in {"label", "sent_to"} and row["sent_to"] not in {"", *own} else row[name] for name in row}
        for row in rows.filter(created_by_id=user_id).values(*INVITATION_WORDS)
    ]
    # Sealed addresses are opened here: the database cannot compare them.
    sent = rows.exclude(created_by_id=user_id).values(*INVITATION_WORDS)
    return [*mine, *(row for row in sent if row["sent_to"] in own)]


def erase_invitations(person: Person, _now: dt.datetime) -> None:
    """The person's address and name in any invitation; who made one stays as a number without a name."""
    known = {word.casefold() for word in person.words}
    for row in Invitation.objects.only("id", "label", "sent_to"):
        sent = bool(row.sent_to) and row.sent_to.casefold() in known
        if sent or person.is_in(row.label):
            row.label, row.sent_to = "", "" if sent else row.sent_to
            row.save(update_fields=["label", "sent_to"])


def requests_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Where the person asked to join."""
    rows: Iterable[Mapping[str, Any]] = (
        JoinRequest.objects.filter(user_id=user_id).order_by("asked_at", "id").values(*REQUEST_WORDS)
    )
    return rows


def erase_requests(person: Person, _now: dt.datetime) -> None:
    """All of them."""
    JoinRequest.objects.filter(user_id=person.user_id).delete()


def imports_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The lists that the person read in; their rows are other people's."""
    rows: Iterable[Mapping[str, Any]] = (
        MemberImport.objects.filter(uploaded_by_id=user_id).order_by("uploaded_at", "id").values(*IMPORT_WORDS)
    )
    return rows


def erase_imports(person: Person, _now: dt.datetime) -> None:
    """The person's own lists, and the rows of a list that names them: it is read in anew."""
    MemberImport.objects.filter(uploaded_by_id=person.user_id).delete()
    for row in MemberImport.objects.only("id", "rows", "state"):
        if person.is_in(row.rows):
            row.rows, row.state = "", ImportState.DROPPED if row.state == ImportState.PREVIEW else row.state
            row.save(update_fields=["rows", "state"])


HOLDERS = (
    Holder(
        model="volunteers.Invitation",
        title=_("Inbjudningar"),
        fields=("created_by", "sent_to", "label"),
        purpose=_("Att den som bjuds in kan gå med, och att det syns vem som bjöd in."),
        ground=INTEREST,
        basis=Basis.INTEREST,
        keep=KEEP,
        data_class=JOINING,
        export=invitations_of,
        words=INVITATION_WORDS,
        choices={"role": dict(ROLE_CHOICES), "way": dict(InvitationWay.choices)},
        erase=erase_invitations,
    ),
    Holder(
        model="volunteers.JoinRequest",
        title=_("Förfrågningar om att gå med"),
        fields=("user", "state", "asked_at", "answered_at", "answered_by"),
        purpose=_("Att organisationen kan svara den som vill vara med."),
        ground=CONTRACT,
        basis=Basis.CONTRACT,
        keep=KEEP,
        data_class=JOINING,
        export=requests_of,
        words=REQUEST_WORDS,
        choices={"state": dict(RequestState.choices)},
        erase=erase_requests,
    ),
    Holder(
        model="volunteers.MemberImport",
        title=_("Medlemslistor som har lästs in"),
        fields=("uploaded_by", "rows"),
        purpose=_("Att en lista kan granskas innan något av den förs in."),
        ground=INTEREST,
        basis=Basis.INTEREST,
        keep=_("Ett dygn"),
        data_class=IMPORTS,
        export=imports_of,
        words=IMPORT_WORDS,
        choices={"state": dict(ImportState.choices)},
        erase=erase_imports,
    ),
)
