"""The situation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationConfig(AppConfig):
    """The week: picture and measures."""

    name = "situation"
    verbose_name = _("Lägesbild")

    def ready(self) -> None:
        """Fill the registries of the floors below."""
        from notifications import topics
        from situation import due, policies, privacy, rights, texts

        rights.register()
        due.register()
        privacy.register()
        texts.register()
        topics.register("week", may_read=policies.can_follow_week)
