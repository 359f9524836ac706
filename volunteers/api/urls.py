"""The volunteers' part of /api/v1/."""

from __future__ import annotations

from django.urls import path

from volunteers.api import invitation_views, kept_views, request_views, views

app_name = "api-volunteers"
urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("organisations/", views.OrganisationsView.as_view(), name="organisations"),
    path("memberships/", views.MembershipsView.as_view(), name="memberships"),
    path("memberships/<uuid:membership_id>/", views.MembershipView.as_view(), name="membership"),
    path("kept-members/", kept_views.KeptMembersView.as_view(), name="kept-members"),
    path("kept-members/<uuid:membership_id>/", kept_views.KeptMemberView.as_view(), name="kept-member"),
    path("join-requests/", request_views.JoinRequestsView.as_view(), name="join-requests"),
    path("join-requests/<uuid:request_id>/", request_views.JoinRequestView.as_view(), name="join-request"),
    path("invitations/", invitation_views.InvitationsView.as_view(), name="invitations"),
    path("invitations/<uuid:invitation_id>/", invitation_views.InvitationView.as_view(), name="invitation"),
]
