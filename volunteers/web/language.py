"""The language of pages and mails: chosen by a button, remembered on the device and, with an account, there too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from backend.common.web import public_page, viewer_of
from volunteers.actions.language import choose_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from volunteers.models import User


@public_page
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Django's own switch, which also writes the choice on the account; back to the page it was pressed on."""
    viewer = viewer_of(request)
    if viewer.is_signed_in:
        choose_language(viewer=viewer, language=request.POST.get("language", ""))
    response: HttpResponse = set_language(request)
    return response


def is_chosen(request: HttpRequest) -> bool:
    """Whether somebody has chosen a language on this device."""
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES


def remember(response: HttpResponse, user: User) -> None:
    """The account's language on this device too, as Django's switch would write it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
