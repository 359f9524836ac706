"""The volunteers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Who: people, organisations, memberships."""

    name = "volunteers"
    verbose_name = _("Volontärer")
