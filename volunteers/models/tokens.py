"""Keys for other systems: each for one purpose, scoped, expiring, and known to us only by its hash."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from places.models import Municipality
from volunteers.querysets.tokens import AccessTokenQuerySet


class AccessToken(models.Model):
    """A key of an integration. It can do what its owner can, and of that only what its scopes say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    purpose = models.CharField(_("vad den är till för"), max_length=80)
    # Space-separated codes (volunteers.scopes.SCOPES).
    scopes = models.CharField(_("får"), max_length=200)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The first letters, so that a key found somewhere can be told from the others.
    hint = models.CharField(_("börjar med"), max_length=12)
    created_at = models.DateTimeField(_("skapad"))
    expires_at = models.DateTimeField(_("gäller till"))
    last_used_at = models.DateTimeField(_("senast använd"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("återkallad"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("nyckel till ett annat system")
        verbose_name_plural = _("nycklar till andra system")

    def __str__(self) -> str:
        return self.purpose
