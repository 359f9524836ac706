"""Pages of walks, activities, meetings and calendars."""

from __future__ import annotations

from django.urls import include, path

from events.kinds import ACTIVITY, NIGHT_WALK, WATCH_MEETING
from events.web import views_area, views_evening, views_kept, views_out, views_plan, views_public, views_walks

app_name = "events"

_walk = "vandringar/<uuid:event_id>/"
_out = f"{_walk}ute/"
_activity = "aktiviteter/<uuid:event_id>/"
_meeting = "mitt-omrade/moten/<uuid:event_id>/"

urlpatterns = [
    path("vandringar/", views_walks.walks, name="walks"),
    path("vandringar/ny/", views_plan.new, {"kind": NIGHT_WALK}, name="walk_new"),
    path("vandringar/offline.js", views_out.offline, name="offline"),
    path(_walk, views_walks.walk, name="walk"),
    path(f"{_walk}redigera/", views_plan.edit, {"kind": NIGHT_WALK}, name="walk_edit"),
    path(f"{_walk}publicera/", views_plan.publish, {"kind": NIGHT_WALK}, name="walk_publish"),
    path(f"{_walk}stall-in/", views_plan.cancel, {"kind": NIGHT_WALK}, name="walk_cancel"),
    path(f"{_walk}svar/", views_walks.answer, {"kind": NIGHT_WALK}, name="walk_answer"),
    path(f"{_walk}svar-at/", views_kept.answer_for, {"kind": NIGHT_WALK}, name="walk_answer_for"),
    path(f"{_walk}leder/", views_walks.lead, name="walk_lead"),
    path(f"{_walk}fokus/", views_walks.add_focus, name="walk_focus"),
    path(f"{_walk}fokus/<uuid:focus_place_id>/ta-bort/", views_walks.remove_focus, name="walk_focus_remove"),
    path(f"{_walk}avsluta/", views_walks.close, name="walk_close"),
    path(f"{_walk}grupper/", views_out.groups, name="groups"),
    path(_out, views_out.walk_out, name="walk_out"),
    path(f"{_out}<uuid:team_id>/", views_out.check_in, name="check_in"),
    path(f"{_out}<uuid:team_id>/fokus/<uuid:focus_place_id>/", views_out.focus_answer, name="focus_answer"),
    path("kvall/<str:token>/", views_evening.opened, name="evening"),
    path("mina-kvallar/", views_area.mine, name="mine"),
    path("aktiviteter/", views_public.activities, name="activities"),
    path("aktiviteter/ny/", views_plan.new, {"kind": ACTIVITY}, name="activity_new"),
    path(_activity, views_public.activity, name="activity"),
    path(f"{_activity}leder/", views_public.charge, name="activity_charge"),
    path(f"{_activity}redigera/", views_plan.edit, {"kind": ACTIVITY}, name="activity_edit"),
    path(f"{_activity}publicera/", views_plan.publish, {"kind": ACTIVITY}, name="activity_publish"),
    path(f"{_activity}stall-in/", views_plan.cancel, {"kind": ACTIVITY}, name="activity_cancel"),
    path("mitt-omrade/", views_area.area, name="area"),
    path("mitt-omrade/moten/ny/", views_plan.new, {"kind": WATCH_MEETING}, name="meeting_new"),
    path(_meeting, views_area.meeting, name="meeting"),
    path(f"{_meeting}redigera/", views_plan.edit, {"kind": WATCH_MEETING}, name="meeting_edit"),
    path(f"{_meeting}publicera/", views_plan.publish, {"kind": WATCH_MEETING}, name="meeting_publish"),
    path(f"{_meeting}stall-in/", views_plan.cancel, {"kind": WATCH_MEETING}, name="meeting_cancel"),
    path(f"{_meeting}svar/", views_walks.answer, {"kind": WATCH_MEETING}, name="meeting_answer"),
    path(f"{_meeting}svar-at/", views_kept.answer_for, {"kind": WATCH_MEETING}, name="meeting_answer_for"),
    path("", include("events.web.feed_urls")),
]
