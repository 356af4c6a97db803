"""The secretariat's desk: what the admin opens on, set out in the order of the work."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from chantiers.permissions import can_edit_glossary, visible_suggestions
from participants.admin_droits import offered_rows
from participants.admin_site import GestionSite

from . import convocations, permissions
from .droits import DROITS
from .models import ProcesVerbal, StatutSeance
from .models.proces_verbal import ETATS_FIGES

RUBRIQUES = [
    (
        "preparer",
        "Préparer",
        ["Chantier", "Seance", "PointOrdreDuJour", "ModeleOrdreDuJour", "Lieu", "Thematique"],
    ),
    ("tenir", "Tenir", ["Presence", "PresidenceSeance", "SousGroupe"]),
    (
        "rediger",
        "Rédiger",
        [
            "ProcesVerbal",
            "AncienPV",
            "TextePoint",
            "Restitution",
            "Annexe",
            "VersionPV",
            "Remarque",
            "EditionPublique",
        ],
    ),
    ("exploiter", "Exploiter", ["Proposition", "Intervention", "Resolution", "Terme", "Suggestion"]),
    (
        "personnes",
        "Personnes et organisations",
        ["Participant", "Demande", "Organisation", "Secteur", "Compte"],
    ),
]
DETAIL = (
    "registre",
    "Détail et registre",
    [
        "Copresidence",
        "Inscription",
        "Question",
        "Definition",
        "Graphie",
        "Intervenant",
        "Convocation",
        "ReponseDonnee",
        "LienPersonnel",
        "LigneModele",
        "MembreSousGroupe",
        "Passage",
        "MiseAPart",
        "DemandeNote",
        "Commentaire",
        "RevisionTexte",
        "Plume",
        "Pointage",
        "RevisionPV",
        "Attribution",
        "PersonneNommee",
        "SourceProposition",
        "EtapeProposition",
        "SoutienProposition",
        "RetraitVersion",
        "Covoiturage",
        "DemandeContact",
        "Repas",
        "Envoi",
        "Abonnement",
        "Visite",
        "AbonnementLettre",
        "TexteIndexe",
        "EntreeIndex",
        "Evenement",
    ],
)
PROCHAINES = BROUILLONS = 8


class Propositions(AutocompleteJsonView):
    """What an autocomplete proposes: the rows that this user may choose; a model admin may tell namesakes apart."""

    def get_queryset(self):
        rows = offered_rows(self.admin_site, self.source_field, self.request)
        rows, repeats = self.model_admin.get_search_results(self.request, rows, self.term)
        return rows.distinct() if repeats else rows

    def serialize_result(self, obj, to_field_name):
        describe = getattr(self.model_admin, "autocomplete_text", str)
        return {"id": str(getattr(obj, to_field_name)), "text": describe(obj)}


class Bureau(GestionSite):
    """The admin, with the work before the tables."""

    index_template = "admin/bureau.html"
    droits = DROITS

    @staticmethod
    def may_enter(user):
        return permissions.can_enter_gestion(user)

    def get_app_list(self, request, app_label=None):
        if app_label:
            return super().get_app_list(request, app_label)
        models = {
            model["object_name"]: model for app in super().get_app_list(request) for model in app["models"]
        }
        rubriques = [
            {
                "name": name,
                "app_label": slug,
                "app_url": f"{reverse('admin:index')}#{slug}",
                "has_module_perms": True,
                "models": [models[one] for one in names if one in models],
            }
            for slug, name, names in [*RUBRIQUES, DETAIL]
        ]
        return [rubrique for rubrique in rubriques if rubrique["models"]]

    def index(self, request, extra_context=None):
        asks = {
            "can_confirm_addresses": permissions.can_confirm_addresses(request.user),
            "can_edit_glossary": can_edit_glossary(request.user),
            "suggestions": visible_suggestions(request.user).ouvertes().count(),
        }
        return super().index(request, travail(request.user) | asks | (extra_context or {}))

    def get_urls(self):
        address = "r/<path:content_type_id>/<path:object_id>/"
        return [path(address, self.admin_view(self.on_the_site), name="view_on_site"), *super().get_urls()]

    def on_the_site(self, request, content_type_id, object_id):
        """From a row to its page on the portal, for whoever finds that row in the admin."""
        if not (content_type_id.isdecimal() and object_id.isdecimal()):
            raise Http404
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        if not (self.is_registered(model) and hasattr(model, "get_absolute_url")):
            raise Http404
        rows = self.get_model_admin(model).get_queryset(request)
        return HttpResponseRedirect(get_object_or_404(rows, pk=object_id).get_absolute_url())

    def password_change(self, request, extra_context=None):
        raise Http404  # nobody has a password

    def autocomplete_view(self, request):
        return Propositions.as_view(admin_site=self)(request)


def travail(user):
    """What waits on the desk: the next séances, and the PVs that are being written or have yet to be."""
    seances = permissions.editable_seances(user).with_reperes().select_related("proces_verbal")
    coming = list(seances.a_venir()[:PROCHAINES])
    return {
        "prochaines": coming,
        "a_prevenir": convocations.with_untold(coming),
        "brouillons": ProcesVerbal.objects.filter(seance__in=permissions.editable_seances(user))
        .exclude(etat__in=ETATS_FIGES)
        .select_related("seance__chantier")
        .order_by("-seance__date", "pk")[:BROUILLONS],
        "a_rediger": seances.passees().filter(statut=StatutSeance.CONVOQUEE, proces_verbal__isnull=True)[
            :BROUILLONS
        ],
    }
