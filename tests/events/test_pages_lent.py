"""A phone that is lent: what stays on it after sending, and after signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.events.test_pages_outbox import held, phone, press, team, walk  # noqa: F401 -- fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from events.models import Team
    from volunteers.models import User

pytestmark = pytest.mark.browser
FACTS = """() => new Promise((done) => {
  const opening = indexedDB.open("lykta-outbox", 1);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("facts").objectStore("facts").getAll();
    const shown = ({ label, state, owner, body }) => [label, state, owner, Boolean(body)];
    reading.onsuccess = () => done(reading.result.map(shown));
  };
})"""
PAGES = """async () => (await (await caches.open("lykta-walk")).keys()).map(({ url }) => new URL(url).pathname)
  .filter((path) => !path.startsWith("/static/"))"""


def test_what_was_sent_stays_without_its_words(phone: Page, walker: User) -> None:  # noqa: F811
    press(phone, "Nu går vi ut")
    expect(held(phone, "Skickat")).to_have_count(1)
    assert phone.evaluate(FACTS) == [["Nu går vi ut", "sent", str(walker.pk), False]]


def test_signing_out_leaves_only_what_was_not_sent(phone: Page, team: Team, walker: User) -> None:  # noqa: F811
    press(phone, "Nu går vi ut")
    expect(held(phone, "Skickat")).to_have_count(1)
    phone.route("**/check-ins/**", lambda route: route.abort())
    press(phone, "Allt väl")
    expect(held(phone, "Sparat i telefonen")).to_have_count(1)
    assert f"/vandringar/{team.event_id}/ute/" in phone.evaluate(PAGES)
    phone.goto(phone.url.split("/vandringar/")[0] + "/konto/logout/")
    with phone.expect_navigation():
        phone.locator("[data-sign-out] button").click()
    assert (phone.evaluate(FACTS), phone.evaluate(PAGES)) == ([["Allt väl", "saved", str(walker.pk), True]], [])
