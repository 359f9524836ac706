"""The page where the code is typed in: a code that is sent anew, and a number that became somebody else's meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmLoginCodeView
from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse

from volunteers.actions.sign_in import PhoneTaken

if TYPE_CHECKING:
    from django.http import HttpResponse


class ConfirmCode(ConfirmLoginCodeView):
    """allauth's page, with the two answers that would tell who has an account made alike."""

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        """As the first time, for known and unknown: allauth's own makes a code for nobody here, and breaks."""
        process = self._process
        address = process.state.get("email") or process.state.get("phone")
        if ratelimit.consume(self.request, action="request_login_code", key=address):
            process.send()
            process.record_resend()
            process.persist()
        else:
            adapter = get_adapter()
            adapter.add_message(self.request, messages.ERROR, message=adapter.error_messages["rate_limited"])
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        """Somebody else has proved the number since the code was sent to it."""
        try:
            answer: HttpResponse = super()._verify_form_valid(form)
        except PhoneTaken as refusal:
            form.add_error("code", ValidationError(refusal.detail))
            return self.form_invalid(form)
        return answer
