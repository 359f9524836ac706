"""What a municipality decides about its people; where nobody has decided, the defaults."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from places.models import Municipality

DEFAULT_GRACE_DAYS = 14


class VolunteersRules(models.Model):
    """One row for a municipality that has changed something."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, primary_key=True, related_name="volunteers_rules")
    # Days from a role's first day until it wants a second factor; 0 wants it at once.
    second_factor_grace_days = models.PositiveSmallIntegerField(
        _("dagar innan tvåstegsinloggning krävs"), default=DEFAULT_GRACE_DAYS
    )
    invitation_days = models.PositiveSmallIntegerField(_("dagar som en inbjudan gäller"), default=14)
    youngest = models.PositiveSmallIntegerField(_("lägsta ålder för att gå med på en vandring"), default=18)
    takes_youths = models.BooleanField(_("ungdomar 15–17 får följa med, med vårdnadshavares samtycke"), default=True)
    # Local time after which nobody under eighteen is out; midnight by default (DOMAIN.md R14).
    youths_until = models.TimeField(_("ungdomar är hemma senast"), default=dt.time(0, 0))

    # A function's address: article 13 wants everybody to be told how the officer is reached.
    officer_email = models.EmailField(_("dataskyddsombudets adress"), max_length=254, blank=True, default="")

    class Meta:
        verbose_name = _("regler om personer")
        verbose_name_plural = _("regler om personer")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(youngest__gte=18, youngest__lte=30), name="youngest_is_adult")
        ]

    def __str__(self) -> str:
        return str(self.municipality_id)
