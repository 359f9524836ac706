"""How django-allauth meets our people: by invitation only, one-time code by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from volunteers.actions.rights import bump_rights
from volunteers.web import invited, language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from volunteers.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An account is made when somebody is added to an organisation, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's hook
        """No: a stranger who signs up would be a member of nothing."""
        return False

    def logout(self, request: HttpRequest) -> None:
        """Signs out; the person's sockets look again, after the session is gone and never before."""
        user_id = request.user.pk
        super().logout(request)
        if user_id is not None:
            bump_rights([user_id])

    def format_email_subject(self, subject: str) -> str:
        """The subject alone, without a site's name in brackets before it."""
        return subject

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Who came by an invitation is a member now. On a device where nobody has chosen a language, the account's is
        spoken from here on."""
        invited.finish(request, user)
        if language.is_chosen(request):
            return super().post_login(request, user, **kwargs)  # type: ignore[no-any-return]
        translation.activate(user.language)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        language.remember(response, user)
        return response
