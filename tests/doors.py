"""How a test's browser comes in: signed in, with the second factor given unless the test is about doing without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from volunteers.second_factor import note_given

if TYPE_CHECKING:
    from django.test import Client

    from volunteers.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> str:
    """Signs the client in; returns the session's key, for a browser's cookie."""
    client.force_login(user, backend=BACKEND)
    if second_factor:
        session = client.session
        note_given(session, user.pk)
        session.save()
    return client.cookies["sessionid"].value
