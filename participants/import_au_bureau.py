"""A spreadsheet brought in at the desk: send it, see what each line would do, then confirm; nothing before.

Between the preview and the confirmation nothing is kept: the lines travel in the page, signed, so that there is no list
of people to forget. What is confirmed is what was shown: when the database has changed meanwhile, nothing is written
and the new preview is shown.
"""

import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string

from . import classeur, importation
from .tableur import TAILLE_MAXIMALE, FeuilleRefusee, Ligne

LIGNES = 10_000  # a longer file would hold a process that pages need; the command takes it
MONTREES = 200  # of each kind, the others are in the file of the preview
QUESTIONS = 100  # asked on one page; beyond, what is made is told
DUREE = 4 * 3600  # seconds that a preview may be confirmed
SIGNES = re.compile(r"« | [»:;→]")
PRESENTATION = (
    ("refuses", "Refusées"),
    ("modifies", "Modifiées"),
    ("crees", "Créées"),
    ("inchanges", "Inchangées"),
)
MOTS = {"refuses": "refusée", "modifies": "modifiée", "crees": "créée", "inchanges": "inchangée"}


class FeuilleForm(forms.Form):
    """The file of a list."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="CSV, Excel (.xlsx) ou LibreOffice (.ods), 10 Mo et 10 000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide.",
            "missing": "Choisissez un fichier.",
        },
    )

    def __init__(self, *args, resource_class, **kwargs):
        super().__init__(*args, **kwargs)
        self.resource_class = resource_class

    def clean_fichier(self):
        """Its lines are kept in `self.lignes`."""
        file = self.cleaned_data["fichier"]
        data = b"" if file.size > TAILLE_MAXIMALE else file.read()
        try:
            self.lignes = importation.read(data or b"x" * (TAILLE_MAXIMALE + 1), self.resource_class)
        except FeuilleRefusee as refusal:
            raise forms.ValidationError(f"« {file.name} » est refusé : {refusal}") from None
        if len(self.lignes) > LIGNES:
            raise forms.ValidationError(
                f"« {file.name} » a {len(self.lignes)} lignes et la limite est ici de {LIGNES} : divisez-le, ou "
                "importez-le sur le serveur."
            )
        if not self.lignes:
            raise forms.ValidationError(f"« {file.name} » n’a que sa ligne de titres.")
        return file


class Apercu:
    """What somebody is shown of an import, and confirms: the lines, what he chose, and what was told of them."""

    def __init__(self, resource_class, lignes, *, nom="", choix=None, questions=()):
        self.resource_class, self.lignes, self.nom = resource_class, lignes, nom
        self.choix = choix or {}
        self.questions = [tuple(question) for question in questions]

    def look(self):
        """Judge the lines as things are now; writes nothing."""
        resource = self.resource_class(choix=self.choix)
        self.rapport = importation.write(self.lignes, resource, simuler=True)
        self.ressemblances = dict(resource.ressemblances())
        asked = {question[0] for question in self.questions}
        self.questions += [
            (f"{each.genre} {each.cle}", each.genre, each.nom, each.candidats)
            for each in self.rapport.propositions
            if f"{each.genre} {each.cle}" not in asked
        ][: QUESTIONS - len(self.questions)]

    def signed(self, compte):
        """All of it as one text, that nobody else may send back, nor changed."""
        columns = list(self.lignes[0].cellules)
        told = {
            "par": compte.pk,
            "nom": self.nom,
            "titres": columns,
            "lignes": [[line.numero, *line.cellules.values()] for line in self.lignes],
            "choix": self.choix,
            "questions": self.questions,
            "attendu": self.rapport.empreinte,
        }
        return signing.dumps(told, salt=self.salt(self.resource_class), compress=True)

    @staticmethod
    def salt(resource_class):
        return f"participants.import.{resource_class.__name__}"

    @classmethod
    def received(cls, text, resource_class, compte):
        """(Apercu, what was told of it). Raises signing.BadSignature."""
        told = signing.loads(text, salt=cls.salt(resource_class), max_age=DUREE)
        if told["par"] != compte.pk:
            raise signing.BadSignature("shown to another account")
        lignes = [
            Ligne(numero, dict(zip(told["titres"], cells, strict=True))) for numero, *cells in told["lignes"]
        ]
        apercu = cls(
            resource_class, lignes, nom=told["nom"], choix=told["choix"], questions=told["questions"]
        )
        return apercu, told["attendu"]

    def chosen(self, posted):
        """What a form answers to the questions: key of the unknown name -> key of the known one."""
        answers = {}
        for rank, (key, _, _, candidats) in enumerate(self.questions):
            answer = posted.get(f"choix-{rank}", "")
            if answer in {candidat for candidat, _ in candidats}:
                answers[key] = answer
        return answers

    def groups(self):
        """(words, title, lines shown, how many more) of each kind of line that there is."""
        for name, title in PRESENTATION:
            lines = getattr(self.rapport, name)
            if lines:
                shown = [
                    (line, tied(text), tied(self.ressemblances.get(line, "")))
                    for line, text in lines[:MONTREES]
                ]
                yield name, title, shown, len(lines) - len(shown), len(lines)

    def annexes(self):
        return [tied(text) for text in self.rapport.annexes[:MONTREES]]

    def fields(self):
        """The questions as a form asks them."""
        for rank, (key, genre, nom, candidats) in enumerate(self.questions):
            yield {
                "nom_champ": f"choix-{rank}",
                "genre": genre,
                "nom": nom,
                "choisi": self.choix.get(key, ""),
                "candidats": candidats,
            }

    def rows(self):
        """The whole preview as a table, in the order of the file."""
        told = [
            (line, MOTS[name], text) for name, _ in PRESENTATION for line, text in getattr(self.rapport, name)
        ]
        for line, word, text in sorted(told):
            yield line, word, text, self.ressemblances.get(line, "")


def tied(text):
    """Signs that stay with their words."""
    return SIGNES.sub(lambda sign: sign[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────


def resource_of(model_admin):
    return import_string(model_admin.import_resource)


def import_view(model_admin, request):
    """The file, then its preview, then what it became."""
    if not model_admin.has_import_permission(request):
        raise PermissionDenied
    if "apercu" in request.POST:
        return _answer_to_preview(model_admin, request)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FeuilleForm(*posted, resource_class=resource_of(model_admin))
    if not form.is_valid():
        return _page(model_admin, request, form=form, status=422 if form.errors else 200)
    return _preview(
        model_admin,
        request,
        Apercu(resource_of(model_admin), form.lignes, nom=form.cleaned_data["fichier"].name),
    )


def _preview(model_admin, request, apercu):
    apercu.look()
    jeton = apercu.signed(request.user)
    if len(jeton) > 0.9 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        messages.error(request, "Ce fichier est trop lourd pour cette page : divisez-le.")
        return HttpResponseRedirect(request.path)
    return _page(model_admin, request, apercu=apercu, jeton=jeton)


def _answer_to_preview(model_admin, request):
    try:
        apercu, attendu = Apercu.received(request.POST["apercu"], resource_of(model_admin), request.user)
    except signing.BadSignature:
        messages.error(request, "Cet aperçu n’est plus valable : envoyez le fichier à nouveau.")
        return HttpResponseRedirect(request.path)
    choix = apercu.chosen(request.POST)
    if choix != apercu.choix:
        apercu.choix = choix
        messages.info(request, "Vos choix sont repris ci-dessous. Vérifiez, puis confirmez.")
        return _preview(model_admin, request, apercu)
    geste = request.POST.get("geste")
    if geste == "telecharger":
        apercu.look()
        return preview_file(apercu)
    if geste not in {"importer", "importer-sauf"}:
        return _preview(model_admin, request, apercu)
    rapport = importation.write(
        apercu.lignes,
        resource_of(model_admin)(choix=choix),
        by=request.user,
        sauf_refusees=geste == "importer-sauf",
        attendu=attendu,
    )
    if rapport.perime or (rapport.refuses and geste == "importer"):
        messages.warning(
            request,
            "Rien n’a été écrit : ce que le portail connaît a changé depuis l’aperçu. Voici le nouveau.",
        )
        return _preview(model_admin, request, apercu)
    messages.success(request, done(rapport))
    return HttpResponseRedirect(
        reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    )


def _page(model_admin, request, *, status=200, **context):
    columns = [
        (
            name,
            name in resource_of(model_admin).colonnes_requises,
            resource_of(model_admin).colonnes_usuelles.get(name, ()),
        )
        for name in (field.column_name for field in resource_of(model_admin)().get_import_fields())
    ]
    context = (
        model_admin.admin_site.each_context(request)
        | {
            "title": f"Importer : {model_admin.opts.verbose_name_plural}",
            "opts": model_admin.opts,
            "colonnes": columns,
            "reconnu": model_admin.import_aide,
        }
        | context
    )
    return TemplateResponse(request, "admin/importer.html", context, status=status)


def done(rapport):
    """What an import wrote, in a sentence."""
    told = [
        (len(lines), f"{word}{'s' if len(lines) > 1 else ''}")
        for lines, word in (
            (rapport.crees, "créée"),
            (rapport.modifies, "modifiée"),
            (rapport.inchanges, "inchangée"),
            (rapport.refuses, "laissée"),
        )
        if lines
    ]
    (count, word), *others = told
    first = f"{count} ligne{'s' if count > 1 else ''} {word}"
    return f"Importation faite : {', '.join([first, *(f'{count} {word}' for count, word in others)])}."


def preview_file(apercu):
    pieces = classeur.csv_pieces(("ligne", "sort", "fiche ou motif", "à vérifier"), apercu.rows())
    response = StreamingHttpResponse(pieces, content_type=classeur.CSV)
    response["Content-Disposition"] = 'attachment; filename="apercu-importation.csv"'
    patch_cache_control(response, private=True, no_store=True)
    return response
