"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import invitations, invited, kept, organisations, views

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
    path("organisationer/<uuid:organisation_id>/utan-konto/", kept.of_organisation, name="kept"),
    path("utan-konto/<uuid:membership_id>/", kept.one, name="kept_one"),
    path("utan-konto/<uuid:membership_id>/avsluta/", kept.end, name="kept_end"),
    path("inbjudningar/<uuid:invitation_id>/aterkalla/", invitations.revoke, name="invitation_revoke"),
    # Whatever somebody has typed or a mail program has cut off gets the same page.
    path("inbjudan/", invited.invitation, name="invitation_empty"),
    path("inbjudan/<path:token>", invited.invitation, name="invitation"),
    path("medlemskap/<uuid:membership_id>/", organisations.membership, name="membership"),
    path("medlemskap/<uuid:membership_id>/andra/", organisations.change, name="membership_change"),
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
]
