"""The review of an old PV: everything that was read of it in fields, with the passage that says it.

What is typed is kept as typed, right or wrong (`AncienPV.corrections`); `Relecture` shows it, says in French what is
wrong and where, and gives what `reprise.corrections.apply` takes.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from participants import noms

from .forms_reprise import (
    PERSONNE,
    AnnexeForm,
    Champs,
    DouteForm,
    LigneForm,
    MembreForm,
    ParoleForm,
    PersonneForm,
    PresenceForm,
    ProchaineForm,
    RemarqueForm,
    ResteForm,
    TeteForm,
)
from .reprise import corrections

LIGNES_VIDES = 2  # where somebody adds what was not recognised
LIGNES_MAX = 400


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
        self.remarques = self._rows(
            RemarqueForm, "remarque", lecture["remarques_pv_precedent"], "remarques_pv_precedent"
        )
        prochaines = [
            row
            | {"numeros": ", ".join(map(str, row["numeros"]))}
            | {f"lieu_{key}": value for key, value in (row.get("lieu") or {}).items()}
            for row in lecture["prochaines_seances"]
        ]
        self.prochaines = self._rows(ProchaineForm, "prochaine", prochaines, "prochaines_seances")
        self.annexes = self._rows(AnnexeForm, "annexe", lecture["annexes"], "annexes", vides=False)
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

    def _form(self, form, prefix, *, initial=None, **kwargs):
        """A form with what was typed; with what was read where corrections were kept before it had a field."""
        data, head = self.data, f"{prefix}-"
        if data is not None and initial and not any(name.startswith(head) for name in data):
            data = data | {f"{head}{key}": value for key, value in initial.items() if value is not None}
        return form(data, prefix=prefix, initial=initial, **kwargs)

    def _head(self):
        lecture = self.lecture
        seance, redaction = lecture["seance"], lecture.get("redaction") or {}
        initial = {
            key: seance.get(key) for key in ("numero", "date", "debut_prevu", "fin_prevue", "debut", "fin")
        }
        initial |= {f"lieu_{key}": value for key, value in (seance.get("lieu") or {}).items()}
        initial |= {key: redaction.get(key) for key in ("redacteur", "fonction", "verificateur")}
        initial["ouverture"] = seance.get("ouverture")
        chantier = lecture["chantier"]
        return initial | {"chantier_numero": chantier["numero"], "chantier_titre": chantier["titre"]}

    def _rows(self, form, prefix, rows, path, *, vides=True):
        """A line for each row that was read; with `vides`, empty ones for what was not, more once those are filled."""
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
        if not vides:
            return made
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
            ("Remarques", self.remarques),
            ("Prochaines séances", self.prochaines),
            ("Annexes", self.annexes),
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
        remarks = {ligne.form.cleaned_data["auteur"]: ligne.form for ligne in self.remarques}
        for where, name in corrections.strangers(self.plain()):
            form = remarks.get(name) if where is None else places.get(str(where)) or groups.get(where)
            form = form or self.tete
            problem = (
                f"« {name} » n’est ni à la présidence ni dans les présences : choisissez un nom des listes."
            )
            field = next((field for field in ("qui", "auteur") if field in form.fields), None)
            form.add_error(field, problem)
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
            "remarques": [ligne.form.cleaned_data | {"source": ligne.source} for ligne in self.remarques],
            "prochaines": [
                {key: _iso(value) for key, value in ligne.form.cleaned_data.items()}
                for ligne in self.prochaines
            ],
            "annexes": {ligne.source: ligne.form.cleaned_data["titre"] for ligne in self.annexes},
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
