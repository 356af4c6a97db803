"""What one types at the door: an address, a code, two codes, a second factor."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.core.exceptions import ValidationError

from . import limites
from .ouverture import fold


class AdresseForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", max_length=254)

    def clean_email(self):
        return fold(self.cleaned_data["email"])


class CodeForm(forms.Form):
    code = forms.CharField(label="Code", max_length=40)


class DeuxCodesForm(forms.Form):
    code_ancien = forms.CharField(label="Code reçu à l’adresse actuelle", max_length=40)
    code_nouveau = forms.CharField(label="Code reçu à la nouvelle adresse", max_length=40)


class SecondFacteurLimite:
    """Codes of the second factor, counted where all workers see it, each good for once."""

    def clean_code(self):
        if not (
            limites.consume(limites.SECOND_FACTEUR, self.user.pk)
            and limites.consume(limites.SECOND_FACTEUR_JOUR, self.user.pk)
        ):
            raise ValidationError("Trop d’essais. Attendez cinq minutes avant de recommencer.")
        code = super().clean_code()
        if not limites.consume(limites.CODE_DEJA_SERVI, self.user.pk, code):
            raise ValidationError("Ce code a déjà servi : attendez le suivant.")
        return code


class SecondFacteurForm(SecondFacteurLimite, AuthenticateForm):
    """At login."""


class SecondFacteurEncoreForm(SecondFacteurLimite, ReauthenticateForm):
    """Before a change to the security of the account."""
