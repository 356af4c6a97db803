from django.urls import path

app_name = "chantiers"

urlpatterns = []
