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
        from volunteers import due, messages, reading, rights, scopes, texts, viewers
        from volunteers.privacy import accounts, clearances, joining, logs, people
        from volunteers.privacy.classes import all_classes

        rights.register()
        texts.register()
        scopes.register()
        reading.register(reading.MEMBERS, _("Medlemslistan i en organisation"))
        reading.register(reading.MEMBER, _("En medlems egen sida i en organisation"))
        reading.register(reading.REQUESTS, _("De som har frågat om att gå med"))
        reading.register(reading.OPERATOR, _("Driftens sidor"))
        reading.register(reading.INSURED, _("Namn för försäkringen i en organisation"))
        reading.register(reading.KEPT, _("Det som hålls om medlemmar utan konto"))
        reading.register(reading.OWN_DATA, _("Filen med egna uppgifter"))
        due.register()
        for kind in messages.KINDS:
            kinds.register(kind)
        for part in (accounts.HOLDERS, clearances.HOLDERS, joining.HOLDERS, logs.HOLDERS):
            for holder in part:
                privacy.register(holder)
        privacy.register(people.USERS)
        privacy.register(people.MEMBERSHIPS)
        for data_class in all_classes():
            privacy.register_class(data_class)
        live_viewers.register(build=viewers.of_scope, versions=viewers.rights_versions)
