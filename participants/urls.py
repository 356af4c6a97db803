from django.urls import path

from . import views

app_name = "participants"

urlpatterns = [
    path("participants/", views.participant_list, name="participant_list"),
]
