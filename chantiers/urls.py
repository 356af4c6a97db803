from django.urls import path

from . import views

app_name = "chantiers"

urlpatterns = [
    path("glossaire/", views.glossaire, name="glossaire"),
    path("glossaire/suggestions/", views.suggestion_list, name="suggestion_list"),
    path("glossaire/suggestions/<int:pk>/retirer/", views.suggestion_retirer, name="suggestion_retirer"),
]
