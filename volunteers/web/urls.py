"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import tokens, views, views_clearances, views_protection

app_name = "volunteers"
_MEMBER = "organisationer/<uuid:organisation_id>/medlem/<uuid:user_id>/"
urlpatterns = [
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
    path("nycklar/", tokens.keys, name="keys"),
    path("nycklar/<uuid:token_id>/aterkalla/", tokens.revoke, name="key_revoke"),
    path(_MEMBER, views_clearances.member, name="member"),
    path("skyddade-uppgifter/", views_protection.own, name="protection"),
    path(f"{_MEMBER}skydda/", views_protection.member, name="member_protection"),
    path(f"{_MEMBER}skriv/", views_protection.letter, name="letter"),
    path("bevis/<uuid:clearance_id>/ta-tillbaka/", views_clearances.withdraw, name="clearance_withdraw"),
    path("samtycke/<uuid:consent_id>/ta-tillbaka/", views_clearances.withdraw_consent, name="consent_withdraw"),
    path("mina-bevis/", views_clearances.own, name="own_clearances"),
    path("gyllene-regler/", views_clearances.rules, name="golden_rules"),
    path("gyllene-regler/ny/", views_clearances.publish, name="golden_rules_new"),
]
