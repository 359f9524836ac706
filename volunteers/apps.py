"""The volunteers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Who: people, organisations, memberships."""

    name = "volunteers"
    verbose_name = _("Volontärer")

    def ready(self) -> None:
        """Tells the sockets below how to build a Viewer."""
        from notifications import viewers as live_viewers
        from volunteers import viewers

        live_viewers.register(build=viewers.of_scope, versions=viewers.rights_versions)
