"""The volunteers' part of /api/v1/."""

from __future__ import annotations

from django.urls import path

from volunteers.api import (
    clearances,
    insured,
    invitation_views,
    kept_views,
    organisations,
    protection,
    request_views,
    tokens,
    views,
)

app_name = "api-volunteers"
urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("organisations/", organisations.OrganisationsView.as_view(), name="organisations"),
    path("organisations/<uuid:organisation_id>/", organisations.OrganisationView.as_view(), name="organisation"),
    path(
        "organisations/<uuid:organisation_id>/state/",
        organisations.OrganisationStateView.as_view(),
        name="organisation-state",
    ),
    path("memberships/", views.MembershipsView.as_view(), name="memberships"),
    path("memberships/<uuid:membership_id>/", views.MembershipView.as_view(), name="membership"),
    path("memberships/<uuid:membership_id>/suspend/", views.SuspensionView.as_view(), name="suspend"),
    path("memberships/<uuid:membership_id>/reinstate/", views.ReinstatementView.as_view(), name="reinstate"),
    path("memberships/<uuid:membership_id>/contact/", views.ContactView.as_view(), name="contact"),
    path("access-tokens/", tokens.AccessTokensView.as_view(), name="access-tokens"),
    path("access-tokens/<uuid:token_id>/", tokens.AccessTokenView.as_view(), name="access-token"),
    path("me/protection/", protection.ProtectionView.as_view(), name="protection"),
    path(
        "organisations/<uuid:organisation_id>/members/<uuid:user_id>/letters/",
        protection.LettersView.as_view(),
        name="letters",
    ),
    path(
        "organisations/<uuid:organisation_id>/insured-names/",
        insured.InsuredNamesView.as_view(),
        name="insured-names",
    ),
    path("golden-rules/", clearances.GoldenRulesView.as_view(), name="golden-rules"),
    path("golden-rules/<uuid:rules_id>/read/", clearances.ReadRulesView.as_view(), name="read-rules"),
    path("clearances/", clearances.ClearancesView.as_view(), name="clearances"),
    path("clearances/<uuid:clearance_id>/", clearances.ClearanceView.as_view(), name="clearance"),
    path("consents/", clearances.ConsentsView.as_view(), name="consents"),
    path("consents/<uuid:consent_id>/", clearances.ConsentView.as_view(), name="consent"),
    path("kept-members/", kept_views.KeptMembersView.as_view(), name="kept-members"),
    path("kept-members/<uuid:membership_id>/", kept_views.KeptMemberView.as_view(), name="kept-member"),
    path("join-requests/", request_views.JoinRequestsView.as_view(), name="join-requests"),
    path("join-requests/<uuid:request_id>/", request_views.JoinRequestView.as_view(), name="join-request"),
    path("invitations/", invitation_views.InvitationsView.as_view(), name="invitations"),
    path("invitations/<uuid:invitation_id>/", invitation_views.InvitationView.as_view(), name="invitation"),
]
