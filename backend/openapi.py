"""How the API's description is written: its title, its tags, and the names of what is counted up."""

from __future__ import annotations

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Lykta",
    "DESCRIPTION": "Nattvandringar, föreningsaktiviteter, grannsamverkan, observationer och veckans lägesbild.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CancelReason": "events.states.CancelReason",
        "CheckInKind": "events.states.CheckInKind",
        "EventKind": "events.kinds.KIND_CHOICES",
        "EventState": "events.states.EventState",
        "FeedKind": "events.states.FeedKind",
        "FocusAnswerKind": "events.states.FocusAnswerKind",
        "NamesShown": "events.api.walk_serializers.NAMES",
        "SignupState": "events.states.SignupState",
        "StaffingLevel": "events.states.Staffing",
        "TeamState": "events.states.TeamState",
        "ContactChannelKind": "places.states.ChannelKind",
        "GroundOwner": "places.states.GroundOwner",
        "PlaceKind": "places.states.PlaceKind",
        "MeasureEffect": "situation.states.Effect",
        "MeasureKind": "situation.states.MeasureKind",
        "MeasureState": "situation.states.MeasureState",
        "WeekState": "situation.states.WeekState",
        "CategoryGroup": "tips.states.Group",
        "CloseReason": "tips.states.CloseReason",
        "HandoffState": "tips.states.HandoffState",
        "ReporterRole": "tips.states.ReporterRole",
        "TextState": "tips.states.TextState",
        "TipCategory": "tips.api.serializers.STORED_CHOICES",
        "TipChannel": "tips.states.Channel",
        "TipState": "tips.states.TipState",
        "Urgency": "tips.states.Urgency",
        "AccessTokenScope": "volunteers.api.tokens.SCOPE_CHOICES",
        "MembershipState": "volunteers.states.MembershipState",
        "OrganisationKind": "volunteers.states.OrganisationKind",
        "OrganisationState": "volunteers.states.OrganisationState",
        "Role": "volunteers.states.ROLE_CHOICES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.common.openapi.close_requests",
        "backend.common.openapi.forget_storage",
    ],
    "TAGS": [
        {"name": "places", "description": "Municipality, districts, places."},
        {"name": "volunteers", "description": "Who I am, organisations, members."},
        {"name": "events", "description": "Walks, activities and meetings; groups and facts from phones; calendars."},
        {"name": "tips", "description": "Observations, their queue and what became of them."},
        {"name": "situation", "description": "The week's picture, measures, the police's published events."},
    ],
}
