"""The language that a person is spoken to in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Invalid, NotAllowed
from volunteers.models import User

if TYPE_CHECKING:
    from backend.common.viewer import Viewer


class UnknownLanguage(Invalid):
    """Not one of the languages that Lykta speaks."""

    code = "unknown_language"
    message = _("Välj ett av språken.")


def choose_language(*, viewer: Viewer, language: str) -> None:
    """What pages and mails speak to the viewer from now on. Raises NotAllowed, UnknownLanguage."""
    if not viewer.is_signed_in:
        raise NotAllowed
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(field="language")
    User.objects.filter(pk=viewer.user_id).update(language=language)
