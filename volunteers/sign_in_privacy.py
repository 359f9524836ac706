"""The personal data that signing in holds: second factors, open sessions, a municipality's own sign-on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

CONTRACT = _("Avtal med organisationen du hör till (artikel 6.1 b i dataskyddsförordningen).")
FACTOR_WORDS = {"type": _("Slag"), "created_at": _("Tillagd"), "last_used_at": _("Senast använd")}
SESSION_WORDS = {
    "user_agent": _("Webbläsaren"),
    "ip": _("Nätadress"),
    "created_at": _("Inloggad"),
    "last_seen_at": _("Senast sedd"),
}
SIGN_ON_WORDS = {"provider": _("Tjänst"), "uid": _("Tjänstens nummer på dig"), "last_login": _("Senast använd")}


def export_factors(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Which there are, never what opens the door."""
    return list(Authenticator.objects.filter(user_id=user_id).order_by("created_at", "pk").values(*FACTOR_WORDS))


def export_sessions(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Where the account is open."""
    return list(UserSession.objects.filter(user_id=user_id).order_by("created_at", "pk").values(*SESSION_WORDS))


def export_sign_ons(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """Which municipality's sign-on knows the person, and by what."""
    return list(SocialAccount.objects.filter(user_id=user_id).order_by("pk").values(*SIGN_ON_WORDS))


FACTORS = Holder(
    model="mfa.Authenticator",
    title=_("Tvåstegsinloggning"),
    fields=("type", "data", "created_at", "last_used_at"),
    purpose=_("Att ingen annan kan logga in som du."),
    ground=CONTRACT,
    keep=_("Tills du tar bort den, eller kontot avslutas. Nyckeln till appen är förseglad."),
    export=export_factors,
    words=FACTOR_WORDS,
    choices={
        "type": {"totp": _("App med koder"), "webauthn": _("Passkey"), "recovery_codes": _("Reservkoder")},
    },
)
SESSIONS = Holder(
    model="usersessions.UserSession",
    title=_("Öppna inloggningar"),
    fields=("ip", "user_agent", "created_at", "last_seen_at"),
    purpose=_("Att du ser var du är inloggad, och kan logga ut överallt."),
    ground=CONTRACT,
    keep=_("Tills du loggar ut, eller två veckor efter inloggningen."),
    export=export_sessions,
    words=SESSION_WORDS,
)
SIGN_ONS = Holder(
    model="socialaccount.SocialAccount",
    title=_("Inloggning genom kommunen"),
    fields=("provider", "uid", "last_login"),
    purpose=_("Att du kan logga in med kommunens egen inloggning."),
    ground=CONTRACT,
    keep=_("Tills kontot avslutas. Bara tjänstens eget nummer på dig sparas, inget personnummer."),
    export=export_sign_ons,
    words=SIGN_ON_WORDS,
)


def holders() -> tuple[Holder, ...]:
    """For VolunteersConfig.ready()."""
    return FACTORS, SESSIONS, SIGN_ONS
