"""From the paper on the wall to "Jag kommer", on a phone of 360 px: every interaction is counted."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from backend.common.viewer import Role
from tests import factories
from volunteers.actions import invitations
from volunteers.invitation_tokens import new_token
from volunteers.states import InvitationWay
from volunteers.viewers import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from places.models import Place
    from volunteers.models import Organisation, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_MOST = 12


class Thumb:
    """Counts taps and texts: a field that is not in focus costs two."""

    def __init__(self) -> None:
        self.count = 0

    def tap(self, what: Locator) -> None:
        """One."""
        what.click()
        self.count += 1

    def write(self, what: Locator, text: str) -> None:
        """A tap on the field unless it is in focus, and one for what is written."""
        self.count += 1 if what.evaluate("e => e === document.activeElement") else 2
        what.fill(text)


def test_from_the_paper_to_jag_kommer(
    browser: Browser, live_url: str, walkers: Organisation, coordinator: User, station: Place
) -> None:
    now = timezone.now()
    factories.make_event(walkers, station.district, place=station, starts_at=now + dt.timedelta(hours=30))
    token = new_token()
    invitations.create_invitation(
        viewer=build(coordinator, walkers.municipality_id, now=now, second_factor=True),
        organisation_id=walkers.pk,
        offer=invitations.Offer(Role.VOLUNTEER, InvitationWay.PAPER, max_uses=30),
        token=token,
        new_id=walkers.pk,
        language="sv",
        now=now,
    )
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="sv-SE", base_url=live_url)
    context.set_default_timeout(20_000)
    page, thumb = context.new_page(), Thumb()
    page.goto(f"/inbjudan/{token}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    thumb.write(page.get_by_label("Namn som visas"), "Sara")
    thumb.write(page.get_by_label("E-postadress"), "sara@example.org")
    thumb.tap(page.get_by_role("button", name="Gå med"))
    expect(page.get_by_label("Kod")).to_be_visible()
    code = re.search(r"^\s*([A-Za-z0-9]{3,6}-?[A-Za-z0-9]{0,6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    thumb.write(page.get_by_label("Kod"), code[1])
    thumb.tap(page.get_by_role("button", name="Logga in"))
    expect(page.get_by_text("Du är med i Nattvandrarna i Fittja")).to_be_visible()
    thumb.tap(page.get_by_role("link", name="Vandringar").first)
    thumb.tap(page.get_by_role("button", name="Jag kommer").first)
    thumb.tap(page.get_by_label("Jag har fyllt 18 år"))
    thumb.tap(page.get_by_role("button", name="Jag kommer").first)
    expect(page.get_by_text("Vad bra att du kommer!")).to_be_visible()
    context.close()
    print(f"from the paper to Jag kommer: {thumb.count} interactions")
    assert thumb.count <= AT_MOST
