"""Forms of invitations: the one that makes one, and the one that says yes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from backend.common.viewer import Role
from notifications.channels import sms
from volunteers import policies
from volunteers.actions.invitations import LONGEST_DAYS, MOST_USES, Offer
from volunteers.states import ROLE_LABELS, ROLES_OF_KIND, InvitationWay
from volunteers.web.fields import PhoneField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend.common.viewer import Viewer
    from volunteers.models import Invitation, Membership, Organisation


class AcceptForm(forms.Form):
    """Name and address of somebody without an account; what was sent knows the address, an account both."""

    name = forms.CharField(
        label=_("Namn som visas"),
        max_length=80,
        help_text=_("Förnamn räcker. Den som har skyddade personuppgifter väljer ett annat namn."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        help_text=_("Hit skickas en kod. De andra ser den inte."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            self.fields.clear()
            return
        if invitation.person is not None:
            self.fields["name"].initial = invitation.person.name
        if invitation.sent_to:
            self.fields["email"].required = False
            self.fields["email"].widget = forms.HiddenInput()


class InvitationForm(forms.Form):
    """Which way, to which role, for how many and how long."""

    way = forms.ChoiceField(label=_("Hur vill du bjuda in?"), widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("Roll"))
    email = forms.EmailField(
        label=_("E-postadress"),
        max_length=254,
        required=False,
        help_text=_("Behövs bara när du bjuder in med e-post."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    phone = PhoneField(required=False, help_text=_("Behövs bara när du bjuder in med sms. Numret sparas förseglat."))
    label = forms.CharField(
        label=_("Vad kallar du den?"),
        max_length=80,
        required=False,
        help_text=_("Till exempel Klass 7B eller Lappen i basen. Skriv inga namn."),
    )
    max_uses = forms.IntegerField(
        label=_("Hur många kan använda den?"),
        min_value=1,
        max_value=MOST_USES,
        initial=30,
        help_text=_("Gäller länk och papper. Ett mejl eller sms gäller en person."),
    )
    days = forms.IntegerField(label=_("Antal dagar den gäller"), min_value=1, max_value=LONGEST_DAYS)
    person = forms.ChoiceField(
        label=_("För någon som redan är med utan konto?"),
        required=False,
        help_text=_("Då får samma person kontot, med sina kvällar kvar."),
    )

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        organisation: Organisation,
        kept: Iterable[Membership],
        days: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        possible = ROLES_OF_KIND[organisation.kind]
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way.value, capfirst(way.label)) for way in InvitationWay if way != InvitationWay.SMS or sms.is_offered()
        ]
        if sms.is_offered():
            self.fields["phone"].widget.attrs["autocomplete"] = "off"  # somebody else's
        else:
            del self.fields["phone"]
            self.fields["way"].help_text = _("Sms går inte att välja: ingen sms-tjänst är inkopplad här.")
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, capfirst(ROLE_LABELS[role]))
            for role in Role
            if role in possible and policies.can_give_role(viewer, organisation, role)
        ]
        self.fields["way"].initial = InvitationWay.MAIL.value
        self.fields["days"].initial = days
        people = [(str(row.user_id), row.shown_name) for row in kept]
        if people:
            self.fields["person"].choices = [("", _("Nej, någon ny")), *people]  # type: ignore[attr-defined]
        else:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """An address where it is sent."""
        said = super().clean() or {}
        if said.get("way") == InvitationWay.MAIL and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Skriv adressen som inbjudan ska skickas till."))
        if said.get("way") == InvitationWay.SMS and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Skriv numret som inbjudan ska skickas till."))
        return said

    def offer(self) -> Offer:
        """What the action is asked for; call when the form is valid."""
        said = self.cleaned_data
        return Offer(
            role=Role(said["role"]),
            way=InvitationWay(said["way"]),
            label=said["label"],
            email=said["email"],
            phone=said.get("phone", ""),
            max_uses=said["max_uses"],
            days=said["days"],
            person_id=said.get("person") or None,
        )
