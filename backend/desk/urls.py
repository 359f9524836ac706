"""Pages that need many apps."""

from django.urls import path

from backend.desk import municipality_views, views, wizard

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("tavla/", views.board, name="board"),
    path("mina-uppgifter/", views.my_data, name="my_data"),
    path("kommun/ny/", wizard.new_municipality, name="new_municipality"),
    path("kommun/installningar/", municipality_views.settings, name="settings"),
    path("kommun/installningar/nummer/nytt/", municipality_views.number, name="number_new"),
    path("kommun/installningar/nummer/<uuid:channel_id>/", municipality_views.number, name="number"),
]
