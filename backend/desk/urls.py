"""Pages that need many apps."""

from django.urls import path

from backend.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("tavla/", views.board, name="board"),
    path("mina-uppgifter/", views.my_data, name="my_data"),
]
