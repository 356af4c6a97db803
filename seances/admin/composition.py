"""The sub-groups of a séance on one page: who is where, a proposal with its reasons, one save for all of it."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from chantiers.models import Question

from .. import composition, notes_attendues, permissions, repartition
from ..composition import CompositionImpossible
from ..pv import richtext
from ..pv.document import plain_text
from ..repartition import Place, RepartitionRefusee
from .adresses import documents

A_PART = "a-part"
PAR_GROUPE = 6  # people of a group, where nobody said how many groups
LONGUEUR_QUESTION = 2_000
LIBELLES = {
    "service": "du même service",
    "organisation": "de la même organisation",
    "secteur": "du même secteur",
    "localite": "de la même localité",
    "experience": "aussi habituées l’une que l’autre",
}
NIVEAUX = {"nouveau": "nouvelles", "déjà venu": "déjà venues", "habitué": "habituées"}
LARGEUR, HAUTEUR = 20, 18  # of one person in the picture of a group
TEINTES = 8


def composition_view(model_admin, request, pk):
    """GET shows the groups as they are; POST proposes or measures, and writes only when it is told to save."""
    editable = permissions.editable_seances(request.user).select_related("chantier", "proces_verbal")
    seance = get_object_or_404(editable, pk=pk)
    ferme = repartition.why_closed(seance)
    etat = repartition.load(seance)
    feuille, erreurs = Feuille(etat), []
    if request.method == "POST":
        if ferme:
            raise PermissionDenied
        feuille.read(request.POST)
        erreurs = feuille.erreurs
        if not erreurs and ("_proposer" in request.POST or "_autre" in request.POST):
            erreurs = feuille.propose(another="_autre" in request.POST)
        elif not erreurs and "_enregistrer" in request.POST:
            try:
                count = repartition.keep(
                    seance,
                    feuille.places,
                    feuille.questions_html(),
                    empreinte=request.POST.get("empreinte", ""),
                    by=request.user,
                )
            except RepartitionRefusee as refusal:
                erreurs = refusal.raisons
            else:
                messages.success(request, f"La composition est enregistrée : {count} changement(s) de place.")
                return HttpResponseRedirect(request.path)
    return render(
        request,
        "admin/seances/seance/composition.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Sous-groupes",
            "subtitle": str(seance),
            "opts": model_admin.opts,
            "seance": seance,
            "documents": [
                *documents(seance),
                *([("Fiches des groupes (PDF)", seance.url("fiches_pdf"))] if etat.questions else []),
            ],
            "ferme": ferme,
            "erreurs": erreurs,
            "etat": etat,
            "feuille": feuille,
            "motifs": repartition.MOTIFS,
            "questions_du_chantier": list(
                Question.objects.filter(chantier=seance.chantier_id).order_by("rang", "pk")
            ),
            "maximum": composition.GROUPES_MAXIMUM,
        },
        status=422 if erreurs else 200,
    )


@dataclass
class Ligne:
    """One person on the page. avant: where he is stored, in words, when the page says otherwise."""

    convive: repartition.Convive
    place: Place
    fixe: bool
    avant: str = ""
    motif: str = ""  # as typed, also while a group is chosen

    @property
    def pk(self):
        return self.convive.participant.pk

    @property
    def choix(self):
        return A_PART if self.place.motif else str(self.place.groupe or "")


@dataclass
class Groupe:
    """One group on the page. lisible: its question is plain words, so that a plain field loses nothing of it."""

    numero: int
    question: str
    lisible: bool
    existe: bool
    pk: int | None = None
    note: str = ""  # where its note stands, in words
    lignes: list[Ligne] = field(default_factory=list)


class Feuille:
    """The composition as the page shows it: what is stored, then what was typed over it."""

    def __init__(self, etat):
        self.etat = etat
        self.places = etat.proposes | etat.places
        self.fixes = {pk for pk, place in self.places.items() if place.secretaire or place.rapporteur}
        self.motifs, self.graine, self.erreurs, self.proposee = {}, 0, [], None
        required = sum(convive.requis for convive in etat.convives)
        self.nombre = max(etat.numeros, default=min(max(2, round(required / PAR_GROUPE)), 12))
        self.questions = {numero: question_text(html) for numero, html in etat.questions.items()}

    # ── What was sent ──

    def read(self, data):
        """Take what the page sent."""
        nombre = data.get("nombre", "")
        if nombre.isdecimal() and 1 <= int(nombre[:4]) <= composition.GROUPES_MAXIMUM:
            self.nombre = int(nombre[:4])
        else:
            self.erreurs.append(f"Nombre de groupes : de 1 à {composition.GROUPES_MAXIMUM}.")
        graine = data.get("graine", "")
        self.graine = int(graine[:6]) if graine.isdecimal() else 0
        self.places, self.fixes = {}, set()
        for convive in self.etat.convives:
            pk, chosen = convive.participant.pk, data.get(f"place-{convive.participant.pk}", "")
            self.motifs[pk] = motif = " ".join(data.get(f"motif-{pk}", "").split())[:200]
            if f"fixe-{pk}" in data:
                self.fixes.add(pk)
            if chosen == A_PART:
                if motif:
                    self.places[pk] = Place(None, motif)
                else:
                    self.erreurs.append(f"{convive.nom} : dites pourquoi cette personne est à part.")
                    self.places[pk] = Place(None, " ")
            elif chosen.isdecimal() and int(chosen[:4]):
                self.places[pk] = Place(
                    int(chosen[:4]), "", f"secretaire-{pk}" in data, f"rapporteur-{pk}" in data
                )
        for numero in range(1, self.nombre + 1):
            if self.is_plain(numero):
                typed = data.get(f"question-{numero}", self.questions.get(numero, ""))
                self.questions[numero] = typed.replace("\r\n", "\n").strip()[:LONGUEUR_QUESTION]

    def is_plain(self, numero):
        html = self.etat.questions.get(numero, "")
        return html_of(question_text(html)) == html

    def questions_html(self):
        """{number: HTML} of the groups that the page keeps; what a plain field cannot hold stays as it is stored."""
        return {
            numero: html_of(self.questions.get(numero, ""))
            if self.is_plain(numero)
            else self.etat.questions[numero]
            for numero in range(1, self.nombre + 1)
        }

    def propose(self, *, another):
        """Put a proposal in place of what the page showed. Returns what is wrong."""
        self.graine += another
        try:
            self.places, self.proposee = repartition.propose(
                self.etat, self.places, self.nombre, graine=self.graine, fixes=self.fixes
            )
        except CompositionImpossible as refusal:
            return [str(refusal)]
        return []

    # ── What the page shows ──

    @property
    def changements(self):
        """Whoever had a place, and would have another: (Convive, before, after)."""
        stored = self.etat.places
        return [
            move for move in repartition.moves(self.etat, self.places) if move[0].participant.pk in stored
        ]

    @property
    def nouvelles(self):
        """How many people would have a place for the first time."""
        return sum(place != Place() and pk not in self.etat.places for pk, place in self.places.items())

    @property
    def disparus(self):
        """Groups that are stored and that the page no longer has."""
        return [numero for numero in self.etat.numeros if numero > self.nombre]

    def ligne(self, convive):
        pk = convive.participant.pk
        place, before = self.places.get(pk, Place()), self.etat.places.get(pk, Place())
        moved = repartition.said(before) if before != place and before != Place() else ""
        return Ligne(convive, place, pk in self.fixes, moved, self.motifs.get(pk) or place.motif.strip())

    @property
    def groupes(self):
        keys = dict(self.etat.seance.sous_groupes.values_list("numero", "pk"))
        said = dict.fromkeys(self.etat.avec_note, "note déposée") | {
            owed.groupe.numero: "note en retard" if owed.en_retard else "note attendue"
            for owed in notes_attendues.owed([self.etat.seance.pk])
        }
        found = [
            Groupe(
                numero,
                self.questions.get(numero, ""),
                self.is_plain(numero),
                numero in keys,
                keys.get(numero),
                said.get(numero, ""),
            )
            for numero in range(1, self.nombre + 1)
        ]
        for ligne in map(self.ligne, self.etat.convives):
            if ligne.place.groupe and ligne.place.groupe <= self.nombre:
                found[ligne.place.groupe - 1].lignes.append(ligne)
        return found

    @property
    def sans_groupe(self):
        """Whoever has no place on the page, those who must have one first."""
        loose = [
            ligne
            for ligne in map(self.ligne, self.etat.convives)
            if not ligne.place.motif and not 1 <= (ligne.place.groupe or 0) <= self.nombre
        ]
        return sorted(loose, key=lambda ligne: not ligne.convive.requis)

    @property
    def a_part(self):
        return [ligne for ligne in map(self.ligne, self.etat.convives) if ligne.place.motif]

    @property
    def choix(self):
        """The places that a person may take, as (value, label)."""
        groups = [(str(numero), f"Groupe {numero}") for numero in range(1, self.nombre + 1)]
        return [("", "– aucun –"), *groups, (A_PART, "À part")]

    def bilan(self):
        """Why these groups: pairs of each kind, the mix of each group. None while nobody is in a group."""
        found = self.proposee or repartition.measured(self.etat, self.places, self.nombre)
        if found is None:
            return None
        people = {convive.participant.pk: convive for convive in self.etat.convives}
        personnes = {pk: convive.personne() for pk, convive in people.items()}
        secteurs = Counter(personnes[cle].secteur for groupe in found.groupes for cle in groupe)
        order = sorted(secteurs, key=lambda secteur: (not secteur, -secteurs[secteur], secteur))
        return {
            "composition": found,
            "ecart": round(100 * (found.cost - found.lower_bound) / found.lower_bound)
            if found.lower_bound
            else None,
            "paires": [(LIBELLES[each.critere], each) for each in found.mesures],
            "secteurs": [
                (secteur or "secteur inconnu", rank % TEINTES) for rank, secteur in enumerate(order)
            ],
            "groupes": [
                mix(numero, [personnes[cle] for cle in cles], order)
                for numero, cles in enumerate(found.groupes, 1)
            ],
            "niveaux": NIVEAUX.values(),
            "ensemble": [
                (people[cles[0]].organisation, [people[cle].nom for cle in cles], numero)
                for numero, groupe in enumerate(found.groupes, 1)
                for cles in alike(groupe, personnes)
            ],
            "largeur": LARGEUR * max(map(len, found.groupes)),
            "hauteur": HAUTEUR,
        }


def mix(numero, personnes, secteurs):
    """One group of the table, and its picture: a stretch for each secteur, as (x, width, colour, count, x of text)."""
    counts = Counter(personne.secteur for personne in personnes)
    levels = Counter(personne.value("experience") for personne in personnes)
    stretches, x = [], 0
    for rank, secteur in enumerate(secteurs):
        if count := counts[secteur]:
            width = count * LARGEUR
            stretches.append((x, width - 1, rank % TEINTES, count, x + width // 2))
            x += width
    return {
        "numero": numero,
        "taille": len(personnes),
        "secteurs": [counts[secteur] for secteur in secteurs],
        "niveaux": [levels[niveau] for niveau in NIVEAUX],
        "image": stretches,
    }


def alike(groupe, personnes):
    """Keys of those of a group who come from the same organisation, two or more at a time."""
    found = {}
    for cle in groupe:
        if personnes[cle].organisation:
            found.setdefault(personnes[cle].organisation, []).append(cle)
    return [cles for cles in found.values() if len(cles) > 1]


def question_text(html):
    """The words of a question."""
    return plain_text(richtext.parse_inline(html)).strip()


def html_of(text):
    """A question typed in a plain field, as it is stored."""
    return richtext.clean(richtext.from_text(text)) if text else ""
