"""How django-allauth meets our people: by invitation only, one-time code by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An account is made when somebody is added to an organisation, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's hook
        """No: a stranger who signs up would be a member of nothing."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject alone, without a site's name in brackets before it."""
        return subject
