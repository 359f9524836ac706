"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import (
    access_log,
    erasing,
    imports,
    insured,
    invitations,
    invited,
    kept,
    named_texts,
    organisations,
    papers,
    requests,
    retention,
    tokens,
    views,
    views_clearances,
    views_protection,
)

app_name = "volunteers"
_MEMBER = "organisationer/<uuid:organisation_id>/medlem/<uuid:user_id>/"
urlpatterns = [
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/alla/", organisations.every, name="every"),
    path("organisationer/ny/", organisations.new, name="organisation_new"),
    path("organisationer/<uuid:organisation_id>/om/", organisations.about, name="about"),
    path("organisationer/<uuid:organisation_id>/redigera/", organisations.edit, name="organisation_edit"),
    path("organisationer/<uuid:organisation_id>/lage/", organisations.state, name="organisation_state"),
    path("organisationer/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("organisationer/<uuid:organisation_id>/inbjudningar/", invitations.of_organisation, name="invitations"),
    path("organisationer/<uuid:organisation_id>/lista/", imports.upload, name="import_new"),
    path("listor/<uuid:import_id>/", imports.preview, name="import"),
    path("listor/<uuid:import_id>/beslut/", imports.decide, name="import_decide"),
    path("organisationer/<uuid:organisation_id>/utan-konto/", kept.of_organisation, name="kept"),
    path("organisationer/<uuid:organisation_id>/forsakring/", insured.of_organisation, name="insured"),
    path("utan-konto/<uuid:membership_id>/", kept.one, name="kept_one"),
    path("utan-konto/<uuid:membership_id>/avsluta/", kept.end, name="kept_end"),
    path("organisationer/<uuid:organisation_id>/fraga/", requests.ask, name="ask"),
    path("fragor/<uuid:request_id>/ta-tillbaka/", requests.withdraw, name="request_withdraw"),
    path("fragor/<uuid:request_id>/svar/", requests.answer, name="request_answer"),
    path("inbjudningar/<uuid:invitation_id>/aterkalla/", invitations.revoke, name="invitation_revoke"),
    # Whatever somebody has typed or a mail program has cut off gets the same page.
    path("inbjudan/", invited.invitation, name="invitation_empty"),
    path("inbjudan/<path:token>", invited.invitation, name="invitation"),
    path("medlemskap/<uuid:membership_id>/", organisations.membership, name="membership"),
    path("medlemskap/<uuid:membership_id>/andra/", organisations.change, name="membership_change"),
    path("integritet/logg/", access_log.access_log, name="access_log"),
    path("integritet/gallring/", retention.retention, name="retention"),
    path("integritet/gallring/texter/<uuid:named_text_id>/", named_texts.settle, name="named_text"),
    path("integritet/", papers.index, name="papers"),
    path("integritet/<slug:slug>/", papers.paper, name="paper"),
    path("radera-mig/", erasing.erase, name="erase"),
    path("radera-mig/kvitto/<uuid:erasure_id>/", erasing.erased, name="erased"),
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
