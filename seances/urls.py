from django.urls import path

app_name = "seances"

urlpatterns = []
