"""What signing in keeps: addresses, second factors, sessions, sign-ons; and the operator's own log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, Person
from volunteers.privacy.people import ACCOUNT, CONTRACT, INTEREST, WITH_ACCOUNT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import Model

OPERATOR = "volunteers.operator_log"

ADDRESS_WORDS = {"email": _("E-postadress"), "verified": _("Bekräftad"), "primary": _("Används för inloggning")}
FACTOR_WORDS = {"type": _("Slag"), "created_at": _("Tillagd"), "last_used_at": _("Senast använd")}
SESSION_WORDS = {
    "created_at": _("Inloggad"),
    "last_seen_at": _("Senast sedd"),
    "ip": _("Nätadress"),
    "user_agent": _("Webbläsare"),
}
SIGN_ON_WORDS = {
    "provider": _("Inloggningstjänst"),
    "uid": _("Nummer hos tjänsten"),
    "extra_data": _("Vad tjänsten berättade"),
    "date_joined": _("Kopplad"),
    "last_login": _("Senast inloggad"),
}
OPERATOR_WORDS = {"action_time": _("När"), "object_repr": _("Vad"), "change_message": _("Ändring")}
FACTORS = {"totp": _("app med koder"), "recovery_codes": _("reservkoder"), "webauthn": _("nyckel i enheten")}


def _rows(model: type[Model], words: Mapping[str, Any]) -> Any:
    def export(user_id: UUID) -> Iterable[Mapping[str, Any]]:
        found: Iterable[Mapping[str, Any]] = (
            model._default_manager.filter(user_id=user_id).order_by("pk").values(*words)  # noqa: SLF001
        )
        return found

    return export


def _goes(model: type[Model]) -> Any:
    def erase(person: Person, _now: dt.datetime) -> None:
        model._default_manager.filter(user_id=person.user_id).delete()  # noqa: SLF001

    return erase


def changes_by(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """What the person changed on the operator's pages; whose account it was is that person's own."""
    rows = LogEntry.objects.filter(user_id=user_id).order_by("pk").values(*OPERATOR_WORDS, "content_type__model")
    about = ((row, row.pop("content_type__model")) for row in rows)
    return [row | {"object_repr": ""} if model == "user" else row for row, model in about]


def erase_sessions(person: Person, _now: dt.datetime) -> None:
    """Signed out everywhere: every session that is the person's, or in which their address was typed."""
    keys = [
        row.session_key
        for row in Session.objects.iterator()
        if row.get_decoded().get("_auth_user_id") == str(person.user_id) or person.is_in(str(row.get_decoded()))
    ]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user_id=person.user_id).delete()


def erase_operator_log(person: Person, _now: dt.datetime) -> None:
    """What the person changed goes; where somebody else changed them, the name."""
    LogEntry.objects.filter(user_id=person.user_id).delete()
    for row in LogEntry.objects.only("id", "object_repr", "change_message"):
        if person.is_in(row.object_repr) or person.is_in(row.change_message):
            row.object_repr = person.scrub(row.object_repr)
            row.change_message = person.scrub(row.change_message)
            row.save(update_fields=["object_repr", "change_message"])


_SIGN_IN = _("Att du, och ingen annan, kan logga in på ditt konto.")


def _account(model: type[Model], title: Any, words: Mapping[str, Any], **more: Any) -> Holder:
    return Holder(
        model=model._meta.label,  # noqa: SLF001
        title=title,
        fields=tuple(words),
        purpose=_SIGN_IN,
        ground=CONTRACT,
        basis=Basis.CONTRACT,
        keep=WITH_ACCOUNT,
        data_class=ACCOUNT,
        export=_rows(model, words),
        words=words,
        **({"erase": _goes(model)} | more),
    )


HOLDERS = (
    _account(EmailAddress, _("Adress för inloggning"), ADDRESS_WORDS),
    _account(Authenticator, _("Tvåstegsinloggning"), FACTOR_WORDS, choices={"type": FACTORS}),
    _account(UserSession, _("Inloggningar"), SESSION_WORDS, erase=erase_sessions),
    _account(SocialAccount, _("Inloggning genom arbetsgivaren"), SIGN_ON_WORDS),
    Holder(
        model="admin.LogEntry",
        title=_("Ändringar på driftens sidor"),
        fields=("user", "object_repr", "change_message"),
        purpose=_("Att det syns vad den som sköter driften har ändrat."),
        ground=INTEREST,
        basis=Basis.INTEREST,
        keep=_("12 månader"),
        data_class=OPERATOR,
        export=changes_by,
        words=OPERATOR_WORDS,
        erase=erase_operator_log,
    ),
)
