"""Reading `pv-assises/1`: the first format, in which names are repeated and texts are HTML or plain."""

import re

from participants import noms

from . import richtext
from .controle import ADDRESS, LONGUEURS, Erreur, FichierRefuse
from .document import (
    Annexe,
    Chantier,
    DocumentPV,
    Element,
    Intervenant,
    Intervention,
    Lieu,
    Liste,
    Membre,
    Paragraphe,
    Personne,
    Point,
    Presence,
    President,
    ProchaineSeance,
    Redaction,
    Remarque,
    Restitution,
    Run,
    Seance,
    SousGroupe,
    Titre,
    number_paragraphs,
    person_key,
    plain_text,
)
from .format_v1 import LigneV1, adapter
from .lecture import Lecture, validate
from .locuteurs import Resolveur, assign, guess_label, opening_label

NOM = LONGUEURS[Personne]["nom"]

# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


class Annuaire:
    """The people of a file: each row of its lists is somebody, every other mention is one of them."""

    def __init__(self):
        self.people = []  # dicts: cle, prenom, nom, graphies, organisation, listed
        self.courriels = {}
        self.avertissements = []

    def add(self, path, prenom, nom, organisation, graphies=(), listed=True):
        """Key of a new person. Raises FichierRefuse unless there is a first and a family name."""
        if not noms.fold(prenom) or not noms.fold(nom):
            raise FichierRefuse(Erreur(path, "une personne a un prénom et un nom"))
        for name, value in (("prenom", prenom), ("nom", nom)):
            if len(value) > NOM:
                raise FichierRefuse(Erreur(f"{path}.{name}", f"{len(value)} caractères, {NOM} au plus"))
        key = person_key(f"{prenom} {nom}", {person["cle"] for person in self.people})
        full = noms.name_key(f"{prenom} {nom}")
        spellings = []
        for graphie in graphies:
            if noms.name_key(graphie) != full and graphie not in spellings:
                spellings.append(graphie)
        self.people.append(
            {
                "cle": key,
                "prenom": prenom.strip(),
                "nom": nom.strip(),
                "graphies": spellings,
                "organisation": organisation or "",
                "listed": listed,
            }
        )
        return key

    def matches(self, name):
        key = noms.name_key(name)
        return [
            person
            for person in self.people
            if noms.name_key(f"{person['prenom']} {person['nom']}") == key
            or any(noms.name_key(graphie) == key for graphie in person["graphies"])
        ]

    def find(self, name, path, organisation=None):
        """Key of the one person of this name. Raises FichierRefuse when there is none, or several."""
        found = [person for person in self.matches(name) if person["listed"]]
        if len(found) > 1 and organisation:
            same = [p for p in found if noms.fold(p["organisation"]) == noms.fold(organisation)]
            found = same or found
        if len(found) > 1:
            exact = [p for p in found if f"{p['prenom']} {p['nom']}" == name]
            found = exact if len(exact) == 1 else found
        if not found:
            raise FichierRefuse(
                Erreur(path, f"« {name} » ne figure ni dans « presences » ni dans « copresidents »")
            )
        if len(found) > 1:
            raise FichierRefuse(
                Erreur(
                    path, f"plusieurs personnes s’appellent « {name} » : précisez l’organisation ou le nom"
                )
            )
        return found[0]["cle"]

    def find_or_none(self, name):
        found = [person for person in self.matches(name) if person["listed"]]
        return found[0]["cle"] if len(found) == 1 else ""

    def name(self, key):
        person = self[key]
        return f"{person['prenom']} {person['nom']}"

    def __getitem__(self, key):
        return next(person for person in self.people if person["cle"] == key)

    def personnes(self):
        return tuple(
            Personne(person["cle"], person["prenom"], person["nom"], tuple(person["graphies"]))
            for person in sorted(self.people, key=lambda person: person["cle"])
        )


# ── Conversion ──────────────────────────────────────────────────────────────────────────────────────────


def convert(plain):
    """The Lecture of a `pv-assises/1` object. Raises FichierRefuse."""
    fichier = validate(adapter, plain)
    conversion = Conversion(fichier)
    return Lecture(
        conversion.document(), conversion.annuaire.courriels, tuple(conversion.annuaire.avertissements)
    )


PLACES = [
    (r"^seance\.heure_debut", "seance.debut_prevu"),
    (r"^seance\.heure_fin", "seance.fin_prevue"),
    (r"^seance\.debut_reel", "seance.debut"),
    (r"^seance\.fin_reelle", "seance.fin"),
    (r"^(intitule|ouverture)$", r"seance.\1"),
    (r"^chantier\.contact$", "contact"),
    (r"^presidents\[", "copresidents["),
    (r"^remarques\[", "remarques_pv_precedent["),
    (r"^points(\[\d+\]\.)heure_(debut|fin)", r"ordre_du_jour\1\2"),
    (r"^points(\[\d+\]\.)(titre|nature|intervenants)", r"ordre_du_jour\1\2"),
    (r"^(prochaines_seances\[\d+\]\.)heure_(debut|fin)", r"\1\2"),
    (r"\.blocs(?:_apres)?\[.*", ".contenu"),  # one block of the file may have made several
    (r"^(prochaines_seances\[\d+\]\.)numero$", r"\1numeros"),
    (r"\.personne$", ""),
    (r"(\.intervenants\[\d+\])\.nom$", r"\1"),
]


def original_place(plain, path):
    """Where a place of the tree stands in a file of the first format."""
    for pattern, replacement in PLACES:
        path = re.sub(pattern, replacement, path)
    points = plain.get("points", [])
    lines = [line["numero"] for line in plain.get("ordre_du_jour") or points]
    texts = [point["numero"] for point in points]
    announced = [
        index for index, row in enumerate(plain.get("prochaines_seances", [])) for _ in row["numeros"]
    ]
    path = re.sub(r"^points\[(\d+)\]", lambda m: f"points[{texts.index(lines[int(m[1])])}]", path)
    return re.sub(
        r"^prochaines_seances\[(\d+)\]", lambda m: f"prochaines_seances[{announced[int(m[1])]}]", path
    )


TEXTE = {"texte", "html"}
CHAMPS_DU_BLOC = {
    "titre": {*TEXTE, "niveau"},
    "paragraphe": TEXTE,
    "liste": {"items"},
    "tableau": {"lignes"},
    "intervention": {*TEXTE, "locuteur", "libelle"},
}
CHAMPS = set().union(*CHAMPS_DU_BLOC.values())


class Conversion:
    """One file on its way to the tree."""

    def __init__(self, fichier):
        self.fichier = fichier
        self.annuaire = Annuaire()

    def document(self):
        fichier = self.fichier
        presidents, presences = self.people()
        self.speakers = {row.personne for row in presidents}
        self.speakers |= {row.personne for row in presences if row.statut == "present"}
        points = self.points()
        groupes = self.sous_groupes()
        annexes = tuple(
            Annexe(index + 1, annexe.titre, self.blocs(annexe.contenu, f"annexes[{index}].contenu"))
            for index, annexe in enumerate(fichier.annexes)
        )
        remarques = tuple(
            Remarque(
                self.annuaire.find(remarque.auteur, f"remarques_pv_precedent[{index}].auteur"),
                remarque.texte,
                remarque.page,
            )
            for index, remarque in enumerate(fichier.remarques_pv_precedent)
        )
        seance = fichier.seance
        delai = fichier.delai_restitutions
        reprises = {bloc.reprise for point in fichier.points for bloc in point.contenu}
        document = DocumentPV(
            chantier=Chantier(fichier.chantier.numero, fichier.chantier.titre, fichier.contact or ""),
            seance=Seance(
                seance.numero,
                seance.date,
                seance.debut_prevu,
                seance.fin_prevue,
                seance.debut,
                seance.fin,
                lieu(seance.lieu),
                "\n".join(fichier.organisation_pratique),
                delai.date if delai else None,
                (delai.destinataire or "") if delai else "",
            ),
            intitule=seance.intitule or "",
            ouverture=seance.ouverture or "",
            formule_cloture=not reprises & {"seance.fin", "redaction"},
            presidents=presidents,
            presences=presences,
            points=points,
            sous_groupes=groupes,
            remarques=remarques,
            prochaines_seances=tuple(
                ProchaineSeance(numero, prochaine.date, prochaine.debut, prochaine.fin, lieu(prochaine.lieu))
                for prochaine in fichier.prochaines_seances
                for numero in prochaine.numeros
            ),
            annexes=annexes,
            redaction=self.redaction(),
            personnes=self.annuaire.personnes(),
        )
        return number_paragraphs(document)

    def people(self):
        presidents, presences = [], []
        for index, person in enumerate(self.fichier.copresidents):
            key = self.annuaire.add(
                f"copresidents[{index}]", person.prenom, person.nom, person.organisation, person.variantes
            )
            presidents.append(
                President(key, self.annuaire.name(key), person.organisation or "", person.fonction or "")
            )
        rows = [
            (person, self.annuaire.add(f"presences[{index}]", person.prenom, person.nom, person.organisation))
            for index, person in enumerate(self.fichier.presences)
        ]
        for index, (person, key) in enumerate(rows):
            replaced = replaced_name = ""
            if person.remplace:
                replaced_name = f"{person.remplace.prenom} {person.remplace.nom}".strip()
                found = self.annuaire.matches(replaced_name)
                replaced = (
                    found[0]["cle"]
                    if len(found) == 1
                    else self.annuaire.add(
                        f"presences[{index}].remplace",
                        person.remplace.prenom,
                        person.remplace.nom,
                        person.organisation,
                        listed=False,
                    )
                )
            presences.append(
                Presence(
                    key,
                    self.annuaire.name(key),
                    person.organisation or "",
                    person.fonction or "",
                    person.statut,
                    replaced,
                    replaced_name,
                )
            )
        return tuple(presidents), tuple(presences)

    def points(self):
        fichier = self.fichier
        texts = {}
        for index, point in enumerate(fichier.points):
            if point.numero in texts:
                raise FichierRefuse(
                    Erreur(
                        f"points[{index}].numero", f"le numéro {point.numero} est déjà celui d’un autre point"
                    )
                )
            texts[point.numero] = (index, point)
        lines = fichier.ordre_du_jour or [
            LigneV1(**point.model_dump(exclude={"contenu"})) for point in fichier.points
        ]
        announced = set()
        for index, line in enumerate(lines):
            if line.numero in announced:
                raise FichierRefuse(
                    Erreur(
                        f"ordre_du_jour[{index}].numero",
                        f"le numéro {line.numero} est déjà celui d’un autre point",
                    )
                )
            announced.add(line.numero)
        for numero, (index, _) in texts.items():
            if numero not in announced:
                raise FichierRefuse(
                    Erreur(
                        f"points[{index}].numero", f"le point {numero} ne figure pas dans « ordre_du_jour »"
                    )
                )
        natures = Natures(fichier)
        return tuple(self.point(line, *texts.get(line.numero, (None, None)), natures) for line in lines)

    def point(self, line, index, point, natures):
        before = after = ()
        titre_pv = ""
        if point is not None:
            path = f"points[{index}].contenu"
            numbered = list(enumerate(point.contenu))
            before = self.blocs([b for b in numbered if not b[1].position], path, numbered=True)
            after = self.blocs([b for b in numbered if b[1].position], path, numbered=True)
            titre_pv = point.titre if point.titre != line.titre else ""
        nature = natures.of(line)
        return Point(
            line.numero,
            line.titre,
            nature,
            titre_pv,
            tuple(Intervenant(name, self.annuaire.find_or_none(name)) for name in line.intervenants),
            line.debut,
            line.fin,
            complements=not (nature in {"approbation", "pratique"} and before),
            blocs=before,
            blocs_apres=after,
        )

    def sous_groupes(self):
        return tuple(
            self.sous_groupe(groupe, f"sous_groupes[{index}]")
            for index, groupe in enumerate(self.fichier.sous_groupes)
        )

    def sous_groupe(self, groupe, path):
        membres = []
        for index, membre in enumerate(groupe.membres):
            here = f"{path}.membres[{index}]"
            name = f"{membre.prenom} {membre.nom}"
            key = self.annuaire.find(name, here, membre.organisation)
            if membre.email:
                if not ADDRESS.fullmatch(membre.email):
                    raise FichierRefuse(Erreur(f"{here}.email", "ce n’est pas une adresse électronique"))
                self.annuaire.courriels[key] = membre.email
            membres.append(
                Membre(
                    key,
                    name,
                    membre.organisation or "",
                    membre.fonction or "",
                    membre.role in {"secretaire", "secretaire_rapporteur"},
                    membre.role in {"rapporteur", "secretaire_rapporteur"},
                )
            )
        restitution = None
        if groupe.restitution:
            restitution = Restitution(
                groupe.restitution.titre,
                self.blocs(groupe.restitution.contenu, f"{path}.restitution.contenu"),
            )
        if groupe.question_html is not None:
            question = self.inline(groupe.question_html, f"{path}.question_html")
        else:
            question = (Run(groupe.question),) if groupe.question else ()
        return SousGroupe(groupe.numero, question, tuple(membres), restitution)

    def redaction(self):
        redaction = self.fichier.redaction
        if redaction is None:
            return Redaction()
        redacteur, verificateur = redaction.redacteur or "", redaction.verificateur or ""
        return Redaction(
            redacteur,
            redaction.fonction or "",
            verificateur,
            self.annuaire.find_or_none(redacteur) if redacteur else "",
            self.annuaire.find_or_none(verificateur) if verificateur else "",
        )

    # ── Blocks ──

    def blocs(self, contenu, path, numbered=False):
        """Blocks of a text, speakers set. contenu: BlocV1s, or (index, BlocV1)s when `numbered`."""
        found, labels = [], {}
        for index, bloc in contenu if numbered else enumerate(contenu):
            here = f"{path}[{index}]"
            made = self.bloc(bloc, here)
            found.extend(made)
            if made and isinstance(made[0], Intervention):
                key = labels.setdefault(noms.fold(made[0].libelle), made[0].locuteur)
                if key != made[0].locuteur:
                    raise FichierRefuse(
                        Erreur(
                            f"{here}.locuteur",
                            f"« {made[0].libelle} » désigne déjà {self.annuaire.name(key)} "
                            "plus haut dans ce texte",
                        )
                    )
        speakers = [personne for personne in self.annuaire.personnes() if personne.cle in self.speakers]
        return assign(found, Resolveur(speakers).with_labels(labels))

    def bloc(self, bloc, path):
        for name in CHAMPS - CHAMPS_DU_BLOC[bloc.type]:
            if getattr(bloc, name):
                raise FichierRefuse(Erreur(f"{path}.{name}", f"un bloc « {bloc.type} » n’a pas ce champ"))
        if bloc.texte and bloc.html:
            raise FichierRefuse(Erreur(path, "un bloc a un « texte » ou un « html », pas les deux"))
        match bloc.type:
            case "titre":
                if bloc.niveau is not None and not 2 <= bloc.niveau <= 5:
                    raise FichierRefuse(Erreur(f"{path}.niveau", "le niveau d’un titre va de 2 à 5"))
                return [Titre(runs, bloc.niveau or 2)] if (runs := self.runs(bloc, path)) else []
            case "paragraphe":
                return self.paragraphs(bloc, path)
            case "liste":
                return [self.liste(bloc.items, f"{path}.items")] if bloc.items else []
            case "tableau":
                return self.tableau(bloc.lignes or [], f"{path}.lignes")
            case "intervention":
                return self.intervention(bloc, path)

    def paragraphs(self, bloc, path):
        if bloc.html is None:
            return [Paragraphe(runs)] if (runs := self.runs(bloc, path)) else []
        self.check_html(bloc.html, f"{path}.html")
        return list(richtext.parse(bloc.html))

    def intervention(self, bloc, path):
        if not bloc.locuteur:
            raise FichierRefuse(Erreur(f"{path}.locuteur", "une intervention a un locuteur"))
        key = self.annuaire.find(bloc.locuteur, f"{path}.locuteur")
        blocs = self.paragraphs(bloc, path)
        if bloc.libelle:
            return [Intervention((Run(bloc.libelle),), bloc.libelle, locuteur=key), *blocs]
        if not blocs:
            raise FichierRefuse(Erreur(path, "une intervention a un texte"))
        first, *rest = blocs
        if not isinstance(first, Paragraphe):
            raise FichierRefuse(Erreur(path, "une intervention commence par un paragraphe"))
        text = plain_text(first.runs)
        person = self.annuaire[key]
        resolved, label = Resolveur(self.annuaire.personnes()).resolve(text)
        if resolved != key:
            label = guess_label(text, self.annuaire.name(key))
            if label and not self.annuaire.matches(label):
                person["graphies"].append(label)
                self.annuaire.avertissements.append(
                    f"{path} : « {label} » est retenu comme graphie de {self.annuaire.name(key)}"
                )
            else:
                label = opening_label(text, self.annuaire.name(key))
        return [Intervention(first.runs, label, locuteur=key), *rest]

    def liste(self, items, path):
        """A list; printed markers « a. », « b. » … make a numbered list, others stay as words."""
        style, start = numbering([item.marqueur for item in items])
        elements = []
        for index, item in enumerate(items):
            here = f"{path}[{index}]"
            runs = self.runs(item, here)
            if item.marqueur and style == "puce" and item.marqueur not in {"-", "•", "o", "–"}:
                runs = (Run(f"{item.marqueur} "), *runs)
            blocs = [Paragraphe(runs)]
            if item.items:
                blocs.append(self.liste(item.items, f"{here}.items"))
            elements.append(Element(tuple(blocs)))
        return Liste(tuple(elements), style, start)

    def tableau(self, lignes, path):
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{self.cell(cell, f'{path}[{r}][{c}]')}</td>" for c, cell in enumerate(row))
            + "</tr>"
            for r, row in enumerate(lignes)
        )
        return list(richtext.parse(f"<table>{rows}</table>"))

    def cell(self, text, path):
        self.check_html(text, path)
        return text if "<" in text else richtext.from_text(text)

    def runs(self, bloc, path):
        if bloc.html is not None:
            return self.inline(bloc.html, f"{path}.html")
        text = bloc.texte or ""
        return (Run(text),) if text else ()

    def inline(self, html, path):
        self.check_html(html, path)
        return richtext.parse_inline(html)

    def check_html(self, html, path):
        try:
            richtext.check(html)
        except richtext.RichTextError as error:
            raise FichierRefuse(Erreur(path, str(error))) from error


def lieu(place):
    if place is None:
        return None
    return Lieu(place.nom, place.adresse or "", place.code_postal or "", place.localite or "")


def numbering(markers):
    """(style, start) of a list from its printed markers; ("puce", 1) when they follow no numbering."""
    words = [(marker or "").rstrip(".)°") for marker in markers]
    if not words or not all(words):
        return "puce", 1
    if all(word.isdigit() for word in words):
        numbers = [int(word) for word in words]
        return (
            ("1", numbers[0]) if numbers == list(range(numbers[0], numbers[0] + len(words))) else ("puce", 1)
        )
    for style, alphabet in (("a", "abcdefghijklmnopqrstuvwxyz"), ("A", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        joined = "".join(words)
        if len(joined) == len(words) and joined in alphabet:
            return style, alphabet.index(joined[0]) + 1
    return "puce", 1


class Natures:
    """The nature of each point, which the first format does not say: from what the file holds and from titles."""

    WORDS = (
        ("approbation", ("approbation",)),
        (
            "pratique",
            ("organisation pratique", "prochaines reunions", "prochaines seances", "prochaine seance"),
        ),
        (
            "sous_groupes",
            ("composition des sous groupes", "composition des groupes", "repartition en sous groupes"),
        ),
        ("restitution", ("restitution", "mise en commun")),
        ("annexes", ("annexe", "annexes")),
        ("accueil", ("tour de table", "accueil", "bienvenue", "presentation des participants")),
        ("rappel", ("rappel", "retour sur")),
        ("divers", ("divers",)),
    )
    ONCE = {"approbation", "sous_groupes", "restitution", "pratique", "annexes"}

    def __init__(self, fichier):
        self.taken = {}
        heads = {
            groupe.restitution.numero.partition(".")[0]
            for groupe in fichier.sous_groupes
            if groupe.restitution and groupe.restitution.numero
        }
        if len(heads) == 1 and next(iter(heads)).isdigit():
            self.taken["restitution"] = int(next(iter(heads)))

    def of(self, line):
        if self.taken.get("restitution") == line.numero:
            return "restitution"
        title = f" {noms.fold(line.titre)} "
        for nature, words in self.WORDS:
            if any(f" {word} " in title or title.startswith(f" {word}") for word in words):
                if nature not in self.ONCE:
                    return nature
                if self.taken.setdefault(nature, line.numero) == line.numero:
                    return nature
        return "debat"
