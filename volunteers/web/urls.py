"""Pages of organisations and their members."""

from __future__ import annotations

from django.urls import path

from volunteers.web import invitations, invited, kept, views

app_name = "volunteers"
urlpatterns = [
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("organisationer/<uuid:organisation_id>/inbjudningar/", invitations.of_organisation, name="invitations"),
    path("organisationer/<uuid:organisation_id>/utan-konto/", kept.of_organisation, name="kept"),
    path("utan-konto/<uuid:membership_id>/", kept.one, name="kept_one"),
    path("utan-konto/<uuid:membership_id>/avsluta/", kept.end, name="kept_end"),
    path("inbjudningar/<uuid:invitation_id>/aterkalla/", invitations.revoke, name="invitation_revoke"),
    # Whatever somebody has typed or a mail program has cut off gets the same page.
    path("inbjudan/", invited.invitation, name="invitation_empty"),
    path("inbjudan/<path:token>", invited.invitation, name="invitation"),
    path("medlemskap/<uuid:membership_id>/avsluta/", views.end, name="membership_end"),
]
