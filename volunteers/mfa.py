"""How allauth's second factors meet ours: sealed secrets, the municipality's name, our words."""

from __future__ import annotations

import base64
import io
import secrets
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from backend.common.seal import box

if TYPE_CHECKING:
    from volunteers.models import User


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of apps and recovery codes are sealed with FIELD_KEYS: a copy of the database opens no door."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koden stämmer inte. Titta efter och försök igen."),
        "cannot_generate_recovery_codes": _(
            "Reservkoder är till när en passkey eller en app finns. Lägg till en först."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Sealed with the newest key."""
        return box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened; where the keys are gone, a secret that nobody knows, so that no code fits."""
        try:
            return box(tuple(settings.FIELD_KEYS)).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: User) -> str:
        """What the app shows: the address that one signs in with."""
        return user.email or user.name

    def get_totp_issuer(self) -> str:
        """Which Lykta it is."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"Lykta {context.request.municipality.name}"

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element of the page: our pages load no data: addresses."""
        drawn = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathImage).save(drawn)
        ET.register_namespace("", "http://www.w3.org/2000/svg")
        picture = ET.fromstring(drawn.getvalue())  # noqa: S314 -- what we have drawn ourselves
        picture.attrib |= {"role": "img", "aria-label": gettext("QR-kod för appen"), "class": "qr"}
        return ET.tostring(picture, encoding="unicode")

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's hook
        """A name to begin with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, str | bytes]:
        """What the device shows when it asks which account: the shown name, and the address."""
        return {"id": user.pk.hex.encode(), "display_name": user.name, "name": user.email or user.name}
