"""The reasons that events have to write to somebody."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from events.actions.charge import UNCHECKED
from events.actions.close import OVERDUE
from events.actions.evening import EVENING
from events.actions.feeds import MANY_READERS
from events.actions.plan import CANCELLED, CHANGED
from events.actions.signup import IN_CHARGE
from notifications.kinds import NoticeKind
from notifications.kinds import register as register_kind
from notifications.states import Lane


def register() -> None:
    """Called from EventsConfig.ready()."""
    register_kind(NoticeKind(CHANGED, _("En vandring eller träff har ändrats")))
    register_kind(NoticeKind(CANCELLED, _("En vandring eller träff är inställd"), lane=Lane.CLOCK))
    register_kind(NoticeKind(IN_CHARGE, _("Du leder en vandring")))
    link_lasts = dt.timedelta(hours=6)
    # Whoever has the link is the leader for the evening: it is kept nowhere once it is sent.
    link = _("Länken till kvällens grupp")
    register_kind(NoticeKind(EVENING, link, good_for=link_lasts, lane=Lane.CLOCK, forget=True))
    register_kind(NoticeKind(UNCHECKED, _("Något saknas för den som leder"), good_for=dt.timedelta(hours=24)))
    register_kind(NoticeKind(MANY_READERS, _("En kalenderlänk läses från många nät")))
    register_kind(NoticeKind(OVERDUE, _("En grupp är inte tillbaka"), good_for=dt.timedelta(hours=12), lane=Lane.CLOCK))
