"""How people join: invitations, requests, and lists that are read before they are taken in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.seal import SealedField
from volunteers.models.people import Organisation
from volunteers.querysets.joining import ImportQuerySet, InvitationQuerySet, JoinRequestQuerySet
from volunteers.states import ROLE_CHOICES, ImportState, InvitationWay, RequestState


class Invitation(models.Model):
    """A way into one role of one organisation. Only the token's keyed hash is kept; the address is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(_("roll"), max_length=24, choices=ROLE_CHOICES)
    way = models.CharField(_("väg"), max_length=8, choices=InvitationWay.choices)
    # What the inviter calls it, or the person: "Hösten, klass 7B".
    label = models.CharField(_("namn"), max_length=80, blank=True)
    # Where it was sent, for mail and SMS: then nobody else can use it.
    sent_to = SealedField(_("skickad till"), blank=True)
    # Somebody without an account whom the organisation keeps: accepting it gives that same person the account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("person")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("skapad"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    expires_at = models.DateTimeField(_("gäller till"))
    max_uses = models.PositiveSmallIntegerField(_("antal personer"), default=1)
    uses = models.PositiveSmallIntegerField(_("använd av"), default=0)
    revoked_at = models.DateTimeField(_("återkallad"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(uses__lte=models.F("max_uses")), name="invitation_not_overused"),
            models.CheckConstraint(condition=models.Q(max_uses__gte=1), name="invitation_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.role} {self.organisation_id}"


class JoinRequest(models.Model):
    """Somebody asks to join, and whoever leads the organisation answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    state = models.CharField(_("läge"), max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField(_("frågade"))
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        verbose_name = _("förfrågan om att gå med")
        verbose_name_plural = _("förfrågningar om att gå med")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(state=RequestState.OPEN),
                name="one_open_request_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.organisation_id} {self.state}"


class MemberImport(models.Model):
    """A member list that was read and is looked at before anything of it is taken in. Its rows go within a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uppladdad"))
    state = models.CharField(_("läge"), max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW)
    # JSON text: what each row says and what is wrong with it (volunteers.sheets.Row).
    rows = SealedField(blank=True)
    row_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "id")
        verbose_name = _("medlemslista")
        verbose_name_plural = _("medlemslistor")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"
