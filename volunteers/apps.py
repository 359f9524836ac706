"""The volunteers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Who: people, organisations, memberships."""

    name = "volunteers"
    verbose_name = _("Volontärer")

    def ready(self) -> None:
        """Fill the registries, and tell the sockets below how to build a Viewer."""
        from backend.common import privacy
        from notifications import kinds
        from notifications import viewers as live_viewers
        from volunteers import due, messages, rights, viewers
        from volunteers.privacy import MEMBERSHIPS, USERS

        rights.register()
        due.register()
        kinds.register(messages.WELCOME)
        kinds.register(messages.INVITED)
        kinds.register(messages.STANDING)
        kinds.register(messages.ANSWERED)
        privacy.register(USERS)
        privacy.register(MEMBERSHIPS)
        live_viewers.register(build=viewers.of_scope, versions=viewers.rights_versions)
