"""Pages that need many apps."""

from django.urls import path

from backend.desk import municipality_views, views, views_own, wizard

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("tavla/", views.board, name="board"),
    path("mina-uppgifter/", views_own.my_data, name="my_data"),
    path("mina-uppgifter/mina-uppgifter.json", views_own.my_data_json, name="my_data_json"),
    path("mina-uppgifter/mina-uppgifter.zip", views_own.my_data_zip, name="my_data_zip"),
    path("kommun/ny/", wizard.new_municipality, name="new_municipality"),
    path("kommun/installningar/", municipality_views.settings, name="settings"),
    path("kommun/installningar/nummer/nytt/", municipality_views.number, name="number_new"),
    path("kommun/installningar/nummer/<uuid:channel_id>/", municipality_views.number, name="number"),
]
