"""The tips app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TipsConfig(AppConfig):
    """Observation, queue, receiver, answer."""

    name = "tips"
    verbose_name = _("Observationer")

    def ready(self) -> None:
        """Rights, the queue's topic, the hand-off's notice and clock, and what is held of persons."""
        from notifications import kinds
        from notifications import topics as live
        from tips import due, privacy, rights, texts, topics
        from tips.actions.handoffs import NOTICE

        rights.register()
        live.register(topics.QUEUE, may_read=topics.may_read_queue)
        kinds.register(kinds.NoticeKind(NOTICE, _("Observation som skickas vidare")))
        due.register()
        privacy.register()
        texts.register()
