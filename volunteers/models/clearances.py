"""What somebody is cleared for: rules read, training, a record check, a guardian's consent. Never a document."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.seal import SealedField
from places.models import Municipality
from volunteers.models.people import Organisation
from volunteers.querysets.clearances import ClearanceQuerySet, ConsentQuerySet, GoldenRulesQuerySet
from volunteers.states import ClearanceKind


class GoldenRules(models.Model):
    """One version of the rules that everybody reads each season. A version is never changed, only followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="golden_rules")
    version = models.PositiveIntegerField(_("version"))
    # {language: [rule, …]}, Swedish required.
    texts = models.JSONField(_("regler"))
    published_at = models.DateTimeField(_("gäller från"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = GoldenRulesQuerySet.as_manager()

    class Meta:
        ordering = ("-version", "id")
        verbose_name = _("gyllene regler")
        verbose_name_plural = _("gyllene regler")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "version"], name="one_text_per_rules_version")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} v{self.version}"


class Clearance(models.Model):
    """That something was checked, read or learnt: kind, day, by whom, until when. No document, no result, no number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="clearances")
    kind = models.CharField(_("slag"), max_length=16, choices=ClearanceKind.choices)
    # Whose leader checked it; what a person has read themselves is of no organisation.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    given_on = models.DateField(_("den"))
    expires_on = models.DateField(_("gäller till och med"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("kontrollerat av"),
    )
    rules = models.ForeignKey(GoldenRules, models.PROTECT, related_name="readings", null=True, blank=True)
    # What the person said to have turned, and nothing closer: the age that the municipality asked for.
    age = models.PositiveSmallIntegerField(_("har fyllt"), null=True, blank=True)
    noted_at = models.DateTimeField(_("antecknat"))
    withdrawn_at = models.DateTimeField(_("återtaget"), null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "id")
        verbose_name = _("behörighetsbevis")
        verbose_name_plural = _("behörighetsbevis")
        indexes: ClassVar = [models.Index(fields=["municipality", "user", "kind"], name="clearance_of_user")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("given_on")),
                name="clearance_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ClearanceKind.GOLDEN_RULES, rules__isnull=False)
                | (~models.Q(kind=ClearanceKind.GOLDEN_RULES) & models.Q(rules__isnull=True)),
                name="clearance_names_the_rules_read",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ClearanceKind.OF_AGE, age__isnull=False)
                | (~models.Q(kind=ClearanceKind.OF_AGE) & models.Q(age__isnull=True)),
                name="clearance_of_age_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.given_on}"


class GuardianConsent(models.Model):
    """A guardian's written yes to a walker of 15 to 17: who, seen when and by whom; ends with the school year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="consents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    guardian_name = SealedField(_("vårdnadshavarens namn"))
    given_on = models.DateField(_("den"))
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    # The walker's eighteenth birthday: all that is kept of an age.
    adult_on = models.DateField(_("fyller 18 den"))
    ends_on = models.DateField(_("gäller till och med"))
    noted_at = models.DateTimeField(_("antecknat"))
    withdrawn_at = models.DateTimeField(_("återtaget"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "id")
        verbose_name = _("vårdnadshavares samtycke")
        verbose_name_plural = _("vårdnadshavares samtycken")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("given_on")), name="consent_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.given_on}"
