"""To a municipality's own sign-on and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from allauth.socialaccount.providers.openid_connect import views
from django.http import Http404
from django.views.decorators.http import require_GET

from volunteers.sign_on import issuers_of, refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the issuer; to our own page when it does not answer. Http404 for another host's."""
    _known(request, provider_id)
    try:
        answer: HttpResponse = views.login(request, provider_id)
    except requests.RequestException:
        return refused(request)
    return answer


@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the issuer, with its code. Http404 for another host's."""
    _known(request, provider_id)
    try:
        answer: HttpResponse = views.callback(request, provider_id)
    except requests.RequestException:
        return refused(request)
    return answer


def _known(request: HttpRequest, provider_id: str) -> None:
    if provider_id not in {app.provider_id for app in issuers_of(request)}:
        raise Http404
