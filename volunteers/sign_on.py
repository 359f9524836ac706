"""A municipality's own sign-on (OpenID Connect): another way in for those who are let in already, and for nobody else.

settings.SIGN_ON names the issuers, each for one host. Of what an issuer tells, its own number of the person (``sub``)
is kept and nothing else. An issuer speaks for the addresses of its own domains alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.shortcuts import render

from volunteers.models import Membership, User
from volunteers.second_factor import provider_id

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest, HttpResponse

OIDC = "openid_connect"
LOGIN = "login"


def issuers_of(request: HttpRequest) -> list[SocialApp]:
    """The sign-ons of the request's host, as allauth wants them."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return [_app(one) for one in settings.SIGN_ON if one["host"] == host]


def _app(one: dict[str, Any]) -> SocialApp:
    return SocialApp(
        provider=OIDC,
        provider_id=provider_id(one["host"], one["issuer"]),
        name=one.get("name", one["host"]),
        client_id=one["client_id"],
        secret=one["secret"],
        settings={"server_url": one["issuer"], "oauth_pkce_enabled": True, "domains": list(one["domains"])},
    )


def refused(request: HttpRequest) -> HttpResponse:
    """One page, whatever the reason: it tells a stranger nothing of who has an account."""
    return render(request, "account/sign_on_refused.html", status=403)


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's hooks."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Those of this host, from the settings alone."""
        found = issuers_of(request) if request is not None else []
        return [
            app for app in found if provider in {None, OIDC, app.provider_id} and client_id in {None, app.client_id}
        ]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """With nothing of what the issuer tells to be kept beside its number."""
        found = super().get_provider(request, provider, client_id=client_id)
        found.extract_extra_data = lambda _told: {}
        return found

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- a hook
        """Nobody signs up, not this way either."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Cancelled, forged, or the issuer is out of order."""
        raise ImmediateHttpResponse(refused(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Known by its number, or by a verified address of the issuer's domains; else refused.

        Nothing is added to an account that is signed in: a borrowed session must not leave a key behind.
        """
        if sociallogin.state.get("process", LOGIN) != LOGIN:
            raise ImmediateHttpResponse(refused(request))
        user = sociallogin.user if sociallogin.is_existing else self._by_address(request, sociallogin)
        # Those who run the installation come in by their own keys, also where they were linked before they did.
        runs = user is not None and (user.is_staff or user.is_superuser)
        if user is None or runs or not user.is_active or not _belongs(request, user):
            raise ImmediateHttpResponse(refused(request))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)

    def _by_address(self, request: HttpRequest, sociallogin: SocialLogin) -> User | None:  # noqa: ARG002
        domains = {str(domain).lower() for domain in sociallogin.provider.app.settings["domains"]}
        vouched = {
            one.email.lower()
            for one in sociallogin.email_addresses
            if one.verified is True and one.email.lower().rpartition("@")[2] in domains
        }
        return User.objects.filter(email__in=vouched).first()


def _belongs(request: HttpRequest, user: User) -> bool:
    """Whether the person has a role in this municipality: its issuer speaks for nobody else's."""
    here = request.municipality.pk  # type: ignore[attr-defined]
    return Membership.objects.of(user.pk, here).active().exists()
