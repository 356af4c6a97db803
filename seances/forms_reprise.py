"""The review of an old PV: everything that was read of it in fields, with the passage that says it.

What is typed is kept as typed, right or wrong (`AncienPV.corrections`); `Relecture` shows it, says in French what is
wrong and where, and gives what `reprise.corrections.apply` takes.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django import forms

from chantiers.models import Chantier
from participants import noms
from participants.admin_champs import DateInput, TimeInput

from .reprise import corrections
from .reprise.corrections import ANNEXE, ECARTE

CHOISIR = "– à choisir –"
PERSONNE = "personne"  # nobody speaks: a plain paragraph
EXTRAIT = 240
LIGNES_VIDES = 2  # where somebody adds what was not recognised
LIGNES_MAX = 400
ROLES = [
    ("membre", "membre"),
    ("secretaire", "secrétaire"),
    ("rapporteur", "rapporteur"),
    ("secretaire_rapporteur", "secrétaire et rapporteur"),
]
STATUTS = [("present", "présent"), ("excuse", "excusé"), ("absent", "absent")]
NOMS = {"list": "personnes-du-pv", "autocomplete": "off"}


class Champs(forms.Form):
    """A form whose labels end as they are written."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class DepotForm(Champs):
    """The file of an old PV, and whose PV it is."""

    chantier = forms.ModelChoiceField(queryset=Chantier.objects.none(), label="Chantier")
    fichier = forms.FileField(
        label="Fichier du procès-verbal",
        allow_empty_file=True,  # refused by its name, further on
        help_text="Word (.docx), OpenDocument (.odt), texte (.txt) ou PDF, jusqu’à 10 Mo. Rien n’est écrit dans le "
        "portail avant que vous ne l’ayez relu et confirmé.",
        error_messages={"required": "Choisissez le fichier du procès-verbal."},
    )

    def __init__(self, *args, chantiers, peut_creer, **kwargs):
        """peut_creer: the document may name another chantier, even one that the portal does not know yet."""
        super().__init__(*args, **kwargs)
        field = self.fields["chantier"]
        field.queryset = chantiers.order_by("numero")
        field.label_from_instance = lambda chantier: f"Chantier {chantier.numero} – {chantier.titre}"
        field.required = not peut_creer
        field.empty_label = "celui que le document indique" if peut_creer else CHOISIR


class TeteForm(Champs):
    chantier_numero = forms.IntegerField(label="Numéro du chantier", min_value=1, max_value=9999)
    chantier_titre = forms.CharField(label="Titre du chantier", max_length=200)
    numero = forms.IntegerField(label="Numéro de la séance", min_value=1, max_value=9999)
    date = forms.DateField(label="Date", widget=DateInput)
    debut_prevu = forms.TimeField(label="Début prévu", widget=TimeInput, required=False)
    fin_prevue = forms.TimeField(label="Fin prévue", widget=TimeInput, required=False)
    debut = forms.TimeField(label="Début réel", widget=TimeInput, required=False)
    fin = forms.TimeField(label="Fin réelle", widget=TimeInput, required=False)
    lieu_nom = forms.CharField(label="Lieu", max_length=200, required=False)
    lieu_adresse = forms.CharField(label="Rue et numéro", max_length=200, required=False)
    lieu_code_postal = forms.CharField(label="Code postal", max_length=10, required=False)
    lieu_localite = forms.CharField(label="Localité", max_length=100, required=False)
    redacteur = forms.CharField(label="Rédigé par", max_length=200, required=False)
    fonction = forms.CharField(label="Sa fonction", max_length=200, required=False)
    verificateur = forms.CharField(label="Vérifié par", max_length=200, required=False)

    SOURCES = {
        "chantier_numero": "chantier",
        "numero": "seance.numero",
        "date": "seance.date",
        "intitule": "seance.intitule",
        "debut_prevu": "seance.debut_prevu",
        "lieu_nom": "seance.lieu",
        "debut": "seance.ouverture",
    }

    def __init__(self, *args, chantier=None, **kwargs):
        super().__init__(*args, **kwargs)
        if chantier is not None:  # said when the file was handed in
            del self.fields["chantier_numero"], self.fields["chantier_titre"]

    def clean(self):
        cleaned = super().clean()
        for first, last in (("debut_prevu", "fin_prevue"), ("debut", "fin")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] <= cleaned[first]:
                self.add_error(last, "La séance finit après son début.")
        if not cleaned.get("lieu_nom") and any(
            cleaned.get(f"lieu_{key}") for key in ("adresse", "code_postal", "localite")
        ):
            self.add_error("lieu_nom", "Donnez un nom à ce lieu, ou videz aussi son adresse.")
        return cleaned


class PersonneForm(Champs):
    prenom = forms.CharField(label="Prénom", max_length=100, required=False)
    nom = forms.CharField(label="Nom", max_length=100, required=False)
    organisation = forms.CharField(label="Organisation", max_length=250, required=False)
    fonction = forms.CharField(label="Fonction", max_length=200, required=False)
    retirer = forms.BooleanField(label="Retirer", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer") or not any(
            cleaned.get(name) for name in ("prenom", "nom", "organisation", "fonction")
        ):
            cleaned["retirer"] = True
            return cleaned
        for name, missing in (
            ("prenom", "Donnez le prénom, ou retirez la ligne."),
            ("nom", "Donnez le nom, ou retirez la ligne."),
        ):
            if not noms.fold(cleaned.get(name) or "") and name not in self.errors:
                self.add_error(name, missing)
        return cleaned


class PresenceForm(PersonneForm):
    statut = forms.ChoiceField(label="Statut", choices=STATUTS, initial="present", required=False)
    remplace_prenom = forms.CharField(label="Remplace (prénom)", max_length=100, required=False)
    remplace_nom = forms.CharField(label="Remplace (nom)", max_length=100, required=False)

    field_order = ["prenom", "nom", "statut", "organisation", "fonction", "remplace_prenom", "remplace_nom"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("retirer"):
            return cleaned
        cleaned["statut"] = cleaned.get("statut") or "present"
        replaced = [bool(cleaned.get(name)) for name in ("remplace_prenom", "remplace_nom")]
        if any(replaced) and not all(replaced):
            self.add_error("remplace_nom", "Donnez le prénom et le nom de la personne remplacée.")
        if any(replaced) and cleaned.get("statut") != "present":
            self.add_error("statut", "Seule une personne présente en remplace une autre.")
        return cleaned


class LigneForm(Champs):
    titre = forms.CharField(label="Titre", max_length=300, required=False)
    intervenants = forms.CharField(
        label="Présenté par", max_length=500, required=False, help_text="Séparez les noms par une virgule."
    )
    debut = forms.TimeField(label="Début", widget=TimeInput, required=False)
    fin = forms.TimeField(label="Fin", widget=TimeInput, required=False)
    joindre = forms.BooleanField(label="N’est pas un point : joindre au précédent", required=False)

    def clean_intervenants(self):
        return [name.strip() for name in self.cleaned_data["intervenants"].split(",") if name.strip()]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("debut") and cleaned.get("fin") and cleaned["fin"] <= cleaned["debut"]:
            self.add_error("fin", "Le point finit après son début.")
        if not cleaned.get("titre") and (
            cleaned.get("debut") or cleaned.get("fin") or cleaned.get("intervenants")
        ):
            self.add_error("titre", "Donnez un titre à ce point.")
        return cleaned


class MembreForm(Champs):
    qui = forms.CharField(
        label="Membre",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=NOMS),
    )
    role = forms.ChoiceField(label="Rôle", choices=ROLES)


class ParoleForm(Champs):
    """Who speaks in a block, and whether a point begins there."""

    qui = forms.CharField(
        label="Qui parle", max_length=200, required=False, widget=forms.TextInput(attrs=NOMS)
    )
    commence = forms.BooleanField(label="Un point commence ici", required=False)

    def __init__(self, *args, parle, peut_commencer, **kwargs):
        super().__init__(*args, **kwargs)
        if not parle:
            del self.fields["qui"]
        if not peut_commencer:
            del self.fields["commence"]


class DouteForm(Champs):
    """A question about who speaks, to be answered."""

    qui = forms.ChoiceField(label="Qui est-ce ?", error_messages={"required": "Répondez à cette question."})

    def __init__(self, *args, doute, noms, **kwargs):
        """noms: of those whom the lists hold as they are corrected now."""
        super().__init__(*args, **kwargs)
        proposed = doute["propose"]
        names = [name for name in dict.fromkeys([*noms, *doute["choix"]]) if name != proposed]
        if proposed:
            names.insert(0, proposed)
        labels = [(name, f"{name} (proposition)" if name == proposed else name) for name in names]
        self.fields["qui"].choices = [
            ("", CHOISIR), *labels, (PERSONNE, "personne ne parle : un simple paragraphe"),
        ]  # fmt: skip


class ResteForm(Champs):
    ou = forms.ChoiceField(label="Où va ce passage ?", initial=ANNEXE)

    def __init__(self, *args, points, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ou"].choices = [
            (ANNEXE, "dans une annexe, à replacer plus tard"),
            *(
                (str(point["numero"]), f"à la fin du point {point['numero']}. {point['titre']}")
                for point in points
            ),
            (ECARTE, "nulle part : je l’écarte"),
        ]


@dataclass
class Ligne:
    """One form of the review, with what shows beside it. source: where it stands in the reading, None for a new one."""

    form: Champs
    source: object = None
    passages: tuple[str, ...] = ()
    titre: str = ""
    bloc: dict | None = None
    doutes: tuple = ()

    @property
    def vide(self):
        """A line for what was not recognised, with nothing in it."""
        return self.source is None and not (self.form.is_bound and self.form.has_changed())


class Relecture:
    """The whole review as one form: its parts, what is wrong with them, and what they say."""

    def __init__(self, ancien, data=None):
        """data: what was posted; without it, what was kept, or else what was read."""
        self.ancien, self.lecture = ancien, ancien.lecture
        self.jugee = False  # what is wrong is shown once somebody asked to go on
        self.data = data if data is not None else (ancien.corrections or None)
        lecture = self.lecture
        self.chantier = ancien.chantier
        self.tete = TeteForm(self.data, prefix="tete", initial=self._head(), chantier=ancien.chantier)
        self.presidents = self._rows(PersonneForm, "president", lecture["copresidents"], "copresidents")
        presences = [
            row
            | {
                "remplace_prenom": (row.get("remplace") or {}).get("prenom"),
                "remplace_nom": (row.get("remplace") or {}).get("nom"),
            }
            for row in lecture["presences"]
        ]
        self.presences = self._rows(PresenceForm, "presence", presences, "presences")
        agenda = [row | {"intervenants": ", ".join(row["intervenants"])} for row in lecture["ordre_du_jour"]]
        self.points = self._rows(LigneForm, "point", agenda, "ordre_du_jour")
        self.doutes = self._doubts()
        self.paroles = self._speech()
        self.membres = self._members()
        self.reste = [
            Ligne(
                self._form(ResteForm, f"reste{index}", points=lecture["ordre_du_jour"]),
                index,
                (row["passage"],),
                row["texte"],
            )
            for index, row in enumerate(lecture["reste"])
        ]

    # ── Making the parts ──

    def _form(self, form, prefix, **kwargs):
        return form(self.data, prefix=prefix, **kwargs)

    def _head(self):
        lecture = self.lecture
        seance, redaction = lecture["seance"], lecture.get("redaction") or {}
        initial = {
            key: seance.get(key) for key in ("numero", "date", "debut_prevu", "fin_prevue", "debut", "fin")
        }
        initial |= {f"lieu_{key}": value for key, value in (seance.get("lieu") or {}).items()}
        initial |= {key: redaction.get(key) for key in ("redacteur", "fonction", "verificateur")}
        chantier = lecture["chantier"]
        return initial | {"chantier_numero": chantier["numero"], "chantier_titre": chantier["titre"]}

    def _rows(self, form, prefix, rows, path):
        """A line for each row that was read, and empty ones for what was not; more once those are filled."""
        filled = re.compile(rf"{prefix}(\d+)-(?!statut$)")
        typed = [
            int(match[1])
            for name, value in (self.data or {}).items()
            if value and (match := filled.match(name))
        ]
        made = [
            Ligne(self._form(form, f"{prefix}{index}", initial=row), index, self.passages(f"{path}[{index}]"))
            for index, row in enumerate(rows)
        ]
        empty = range(len(rows), min(max([len(rows) - 1, *typed]), LIGNES_MAX) + 1 + LIGNES_VIDES)
        return made + [Ligne(self._form(form, f"{prefix}{index}")) for index in empty]

    def _doubts(self):
        found = []
        for index, doute in enumerate(self.lecture["doutes"]):
            places = corrections.concerned(self.lecture, doute)
            if places:
                form = self._form(DouteForm, f"doute{index}", doute=doute, noms=self.noms)
                found.append(
                    Ligne(form, index, (doute["passage"],), doute["question"], doutes=tuple(map(str, places)))
                )
        return found

    @cached_property
    def autres_doutes(self):
        """Questions that a field of the review answers: [(question, passage, id of the field)]."""
        answered = {ligne.source for ligne in self.doutes}
        found = []
        for index, doute in enumerate(self.lecture["doutes"]):
            if index in answered or (self.chantier and doute["champ"].startswith("chantier.")):
                continue
            found.append(
                {
                    "question": doute["question"],
                    "passage": doute["passage"],
                    "champ": _field_of(doute["champ"]),
                }
            )
        return found

    def _speech(self):
        """The texts point by point: [{"titre", "blocs": [Ligne]}]."""
        decided = {place: ligne for ligne in self.doutes for place in ligne.doutes}
        texts = {}
        for place, bloc in corrections.blocks(self.lecture):
            ligne = decided.get(str(place))
            form = self._form(
                ParoleForm,
                str(place),
                initial={"qui": bloc.get("locuteur")},
                parle=ligne is None and corrections.may_speak(bloc),
                peut_commencer=place.ou == "points" and bloc["type"] in {"titre", "paragraphe"},
            )
            one = Ligne(
                form, str(place), titre=corrections.text_of(bloc), bloc=bloc, doutes=(ligne,) if ligne else ()
            )
            texts.setdefault((place.ou, place.rang), []).append(one)
        return [
            {
                "titre": self._title(ou, rang),
                "mots": sum(len(one.titre.split()) for one in blocs),
                "blocs": blocs,
            }
            for (ou, rang), blocs in texts.items()
        ]

    def _title(self, ou, rang):
        if ou == "points":
            point = self.lecture["points"][rang]
            return f"{point['numero']}. {point['titre']}"
        groupe = next(one for one in self.lecture["sous_groupes"] if one["numero"] == rang)
        return f"Note du groupe {rang} : {groupe['restitution']['titre']}"

    def _members(self):
        return [
            Ligne(
                self._form(MembreForm, f"membre{groupe['numero']}-{index}",
                           initial={"qui": corrections.full_name(membre), "role": membre.get("role", "membre")}),
                (groupe["numero"], index),
                self.passages(f"sous_groupes[{groupe['numero']}].membres[{index}]"),
                f"Groupe {groupe['numero']}",
            )
            for groupe in self.lecture["sous_groupes"]
            for index, membre in enumerate(groupe["membres"])
        ]  # fmt: skip

    def passages(self, path):
        """The passages of the document that say a field, cut where they are long."""
        texts = self.lecture["passages"]
        return tuple(texts[rang] for rang in self.lecture["sources"].get(path, ()) if rang < len(texts))

    @property
    def sources_tete(self):
        return {name: self.passages(path) for name, path in TeteForm.SOURCES.items()}

    @cached_property
    def noms(self):
        """Names that the fields of people offer: the lists as they are corrected now."""
        found = []
        for ligne in (*self.presidents, *self.presences):
            form = ligne.form
            if not form["retirer"].value():
                name = f"{form['prenom'].value() or ''} {form['nom'].value() or ''}".strip()
                if name and name not in found:
                    found.append(name)
        return found

    # ── Reading them ──

    def _parts(self):
        """(what it is called, form) of every form."""
        yield "Séance", self.tete
        for name, rows in (
            ("Présidence", self.presidents),
            ("Présences", self.presences),
            ("Ordre du jour", self.points),
        ):
            yield from ((f"{name}, ligne {number}", ligne.form) for number, ligne in enumerate(rows, 1))
        yield from ((ligne.titre, ligne.form) for ligne in self.doutes)
        yield from ((f"{ligne.titre}, membre {ligne.source[1] + 1}", ligne.form) for ligne in self.membres)
        for texte in self.paroles:
            yield from (
                (f"{texte['titre']} : « {ligne.titre[:60]} »", ligne.form) for ligne in texte["blocs"]
            )
        yield from ((f"Passage laissé de côté : « {ligne.titre[:60]} »", ligne.form) for ligne in self.reste)

    def is_valid(self):
        if self.data is None:
            raise ValueError("a review is judged once it was posted")
        self.jugee = True
        valid = all([form.is_valid() for _, form in self._parts()])
        return valid and self._compare()

    def _compare(self):
        """Whoever speaks or is in a group is in a list; each name is there once; there is a point."""
        seen = {}
        for ligne in (*self.presidents, *self.presences):
            cleaned = ligne.form.cleaned_data
            if cleaned.get("retirer"):
                continue
            key = noms.name_key(f"{cleaned['prenom']} {cleaned['nom']}"), noms.fold(cleaned["organisation"])
            if key in seen:
                ligne.form.add_error(
                    "nom", "Cette personne est déjà dans une liste : retirez l’une des deux lignes."
                )
            seen[key] = ligne
        for ligne in self.points:
            cleaned = ligne.form.cleaned_data
            if ligne.source is not None and not (cleaned.get("titre") or cleaned.get("joindre")):
                ligne.form.add_error("titre", "Donnez un titre à ce point, ou joignez-le au précédent.")
        if not any(ligne.form.cleaned_data.get("titre") for ligne in self.points):
            self.points[0].form.add_error(
                "titre", "Un procès-verbal a au moins un point : donnez-lui un titre."
            )
        if self.errors:
            return False
        places = {ligne.source: ligne.form for texte in self.paroles for ligne in texte["blocs"]}
        groups = {ligne.source[0]: ligne.form for ligne in reversed(self.membres)}
        for where, name in corrections.strangers(self.plain()):
            form = places.get(str(where)) or groups.get(where) or self.tete
            problem = (
                f"« {name} » n’est ni à la présidence ni dans les présences : choisissez un nom des listes."
            )
            form.add_error("qui" if "qui" in form.fields else None, problem)
        return not self.errors

    @property
    def errors(self):
        """[(what it is called, label of the field, id, message)] of everything that is wrong."""
        found = []
        for name, form in self._parts():
            if not form.is_bound:
                continue
            for field, messages in form.errors.items():
                bound = form[field] if field in form.fields else None
                label, where = (bound.label, bound.id_for_label) if bound else ("", "")
                found += [
                    {"ou": name, "champ": label, "id": where, "message": message} for message in messages
                ]
        return found

    def reponses(self):
        tete = {key: _iso(value) for key, value in self.tete.cleaned_data.items()}
        if self.chantier is not None:
            tete |= {"chantier_numero": self.chantier.numero, "chantier_titre": self.chantier.titre}
        lines = self.lecture["ordre_du_jour"]
        return {
            "tete": tete,
            "presidents": [ligne.form.cleaned_data | {"source": ligne.source} for ligne in self.presidents],
            "presences": [ligne.form.cleaned_data | {"source": ligne.source} for ligne in self.presences],
            "points": [
                {key: _iso(value) for key, value in ligne.form.cleaned_data.items()}
                | {"source": lines[ligne.source]["numero"] if ligne.source is not None else None}
                for ligne in self.points
                if ligne.form.cleaned_data.get("titre") or ligne.source is not None
            ],
            "membres": {ligne.source: ligne.form.cleaned_data for ligne in self.membres},
            "doutes": {
                ligne.source: ""
                if ligne.form.cleaned_data["qui"] == PERSONNE
                else ligne.form.cleaned_data["qui"]
                for ligne in self.doutes
            },
            "paroles": {
                ligne.source: ligne.form.cleaned_data["qui"].strip()
                for texte in self.paroles
                for ligne in texte["blocs"]
                if "qui" in ligne.form.fields
            },
            "commence": {
                ligne.source
                for texte in self.paroles
                for ligne in texte["blocs"]
                if ligne.form.cleaned_data.get("commence")
            },
            "reste": {ligne.source: ligne.form.cleaned_data["ou"] for ligne in self.reste},
        }

    def plain(self):
        """The reading as corrected, in the first format."""
        return corrections.apply(self.lecture, self.reponses())


def _iso(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _field_of(champ):
    """Id of the field of the review that answers a doubt; "" for none."""
    for pattern, field in (
        (r"chantier\.(\w+)", "id_tete-chantier_{}"),
        (r"seance\.(\w+)", "id_tete-{}"),
        (r"presences\[(\d+)\]\.prenom", "id_presence{}-prenom"),
        (r"sous_groupes\[(\d+)\]\.membres\[(\d+)\]", "id_membre{}-{}-qui"),
        (r"ordre_du_jour", "id_point0-titre"),
    ):
        if match := re.fullmatch(pattern, champ):
            return field.format(*match.groups())
    return ""
