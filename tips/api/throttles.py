"""The open doors' limits, as DRF asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import BaseThrottle

from tips import limits

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ReportThrottle(BaseThrottle):
    """Reports by address."""

    door = limits.REPORT
    methods = ("POST", "PUT")

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Only what is sent is counted; reading the queue is not."""
        return request.method not in self.methods or limits.allows(request._request, self.door)  # noqa: SLF001 -- as DRF's own

    def wait(self) -> float:
        """Seconds to wait, for Retry-After."""
        return limits.HOUR / 6


class FollowThrottle(ReportThrottle):
    """Look-ups of codes by address."""

    door = limits.FOLLOW
