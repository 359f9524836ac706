"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """What happens when."""

    name = "events"
    verbose_name = _("Händelser")

    def ready(self) -> None:
        """Fill the registries of the floors below."""
        from events import due, notices, policies, privacy, rights, texts
        from events.actions.common import BOARD, WALK
        from events.actions.corrections import CODE, corrected
        from events.actions.evening import opens
        from events.actions.gates import uncleared
        from events.actions.reading import ROSTER
        from notifications import topics
        from places import corrections
        from volunteers import changes, links, reading

        rights.register()
        notices.register()
        due.register()
        changes.register("events", uncleared)
        privacy.register()
        texts.register()
        reading.register(ROSTER, _("Listan över vilka som kommer på en vandring"))
        corrections.register(CODE, corrected)
        topics.register(BOARD, may_read=policies.can_follow_board, watches_worker=True)
        topics.register(WALK, may_read=policies.can_follow_walk)
        links.register(opens)
