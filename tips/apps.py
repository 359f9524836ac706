"""The tips app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TipsConfig(AppConfig):
    """Observation, queue, receiver, answer."""

    name = "tips"
    verbose_name = _("Observationer")
