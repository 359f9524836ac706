"""What a municipality decides about its events; where nobody has decided, the defaults."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.gates import validate
from places.models import Municipality


class EventsRules(models.Model):
    """One row for a municipality that has changed something."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, primary_key=True, related_name="events_rules")
    # {"night_walk.leader": ["training"]}: only what differs from events.gates.DEFAULTS.
    gates = models.JSONField(
        _("krav på den som går med och den som leder"), default=dict, blank=True, validators=[validate]
    )

    class Meta:
        verbose_name = _("regler om vandringar")
        verbose_name_plural = _("regler om vandringar")

    def __str__(self) -> str:
        return str(self.municipality_id)

    def clean(self) -> None:
        """Also what counts as blank has a shape."""
        try:
            validate(self.gates)
        except ValidationError as fault:
            raise ValidationError({"gates": fault.messages}) from fault
