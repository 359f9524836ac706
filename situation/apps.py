"""The situation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationConfig(AppConfig):
    """The week: picture and measures."""

    name = "situation"
    verbose_name = _("Lägesbild")
