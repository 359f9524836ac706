"""The places app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Where: municipality, district, place."""

    name = "places"
    verbose_name = _("Platser")

    def ready(self) -> None:
        """Where people may be named."""
        from places import texts

        texts.register()
