"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import imports, invitations, invited, kept, organisations, requests, views

app_name = "volunteers"
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
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
]
