"""What the schema generator must be told about the kernel: our session is a session."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme


class CookieSessionScheme(SessionScheme):
    """Django's session cookie; unsafe methods also send X-CSRFToken."""

    target_class = "backend.common.api.CookieSession"
