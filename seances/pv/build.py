"""DocumentPV from the database: nine queries, whatever the length of the PV; two more where it recalls propositions."""

from dataclasses import dataclass, field, replace

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Q,
    TextField,
    TimeField,
    Value,
)
from django.db.models.functions import Cast, Lower

from chantiers.models import Chantier
from participants.models import Graphie

from .. import fichiers
from ..models import (
    Annexe,
    Attribution,
    DecisionRemarque,
    FideliteNote,
    OrigineRemarque,
    PointOrdreDuJour,
    Remarque,
    Restitution,
    StatutPresence,
    TextePoint,
)
from ..models.proces_verbal import ETATS_APPROUVES
from . import document as tree
from . import figes, richtext
from .approbation import settled_reading
from .locuteurs import Resolveur, assign, speaking
from .publication import ADDRESS, RETIREE, say_masked
from .synthese import at_opening
from .voisines import voisines

DIT = ("texte", "citation", "proposition", "reponse")  # what somebody typed in a remark
INTITULE = ("intitule", "articles", "transmise_a")  # … of a proposition


@dataclass
class Personnes:
    """The people of one document and the key of each, given as they come up."""

    keys: dict[int, str] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)

    def key(self, pk, prenom, nom):
        """Key of a participant; "" for nobody."""
        if pk is None:
            return ""
        if pk not in self.keys:
            self.keys[pk] = tree.person_key(f"{prenom} {nom}", set(self.keys.values()))
            self.names[pk] = (prenom, nom)
        return self.keys[pk]

    def tree(self, graphies):
        """The people of the document, in the order of their keys: one more changes nothing of the others."""
        return tuple(
            tree.Personne(key, *self.names[pk], tuple(graphies.get(pk, ())))
            for key, pk in sorted((key, pk) for pk, key in self.keys.items())
        )


def build(seance, *, textes=True, adresses=False):
    """The DocumentPV of a séance as its rows say now.

    seance: best fetched `with_document()`. textes: False leaves every text empty, for pages that show only the
    lists. adresses: True keeps the personal addresses that somebody typed in a text; only the operator's
    export does.
    """
    return build_with_people(seance, textes=textes, adresses=adresses)[0]


def build_with_people(seance, *, textes=True, adresses=False):
    """The document, and for each key of its `personnes` the pk of the Participant."""
    personnes = Personnes()
    pv = getattr(seance, "proces_verbal", None)
    presidents, presences = _people(seance, personnes)
    points = _points(seance, personnes)
    groupes = _sous_groupes(seance, personnes)
    known = voisines(seance)
    remarques, corrections = _remarques(seance, pv, personnes, known)
    redaction = _redaction(pv, personnes)
    labels, graphies = _labels(seance, personnes)
    document = tree.DocumentPV(
        chantier=tree.Chantier(seance.chantier.numero, seance.chantier.titre, seance.chantier.contact),
        seance=_seance(seance),
        personnes=personnes.tree(graphies),
        intitule=pv.intitule if pv else "",
        ouverture=pv.ouverture if pv else "",
        formule_cloture=pv.formule_cloture if pv else True,
        presidents=presidents,
        presences=presences,
        remarques=remarques,
        corrections=corrections,
        prochaines_seances=_prochaines(seance, known),
        redaction=redaction,
    )
    texts = _texts(seance) if textes else {}
    resolveur = Resolveur(speaking(document))

    def blocs(kind, parent, html):
        return assign(richtext.parse(html), resolveur.with_labels(labels.get((kind, parent))))

    document = replace(
        document,
        points=tuple(
            replace(
                point,
                blocs=blocs("point", texts[pk][0], texts[pk][1]) if pk in texts else (),
                blocs_apres=blocs("point", texts[pk][0], texts[pk][2]) if pk in texts else (),
            )
            for pk, point in points.items()
        ),
        sous_groupes=tuple(
            replace(
                groupe,
                restitution=tree.Restitution(
                    texts["groupe", pk][2] or f"Groupe {groupe.numero}",
                    blocs("note", texts["groupe", pk][0], texts["groupe", pk][1]),
                    _fidelite(*texts["groupe", pk][1:]),
                ),
            )
            if ("groupe", pk) in texts
            else groupe
            for pk, groupe in groupes.items()
        ),
        annexes=_annexes(seance, textes),
    )
    if textes and document.recalling_point() is not None:
        document = replace(document, propositions=_propositions(seance, pv))
    document = tree.number_paragraphs(document)
    if textes and not adresses:
        document = mask_addresses(document)
    return document, {key: pk for pk, key in personnes.keys.items()}


def mask_addresses(document):
    """The same document without the addresses that somebody typed in a text or a remark, contacts of chantiers aside.

    Whose an address is cannot always be known: none but the public ones is printed.
    """
    found = {address.lower() for text in _typed(document) if "@" in text for address in ADDRESS.findall(text)}
    found.discard(document.chantier.contact.lower())
    if not found:
        return document
    contacts = Chantier.objects.annotate(adresse=Lower("contact")).filter(adresse__in=found)
    hidden = found - set(contacts.values_list("adresse", flat=True))
    if not hidden:
        return document
    whole = document
    document = tree.map_all_runs(document, lambda runs: _mask(runs, hidden))
    document = say_masked(whole, document)
    return replace(
        document,
        remarques=_mask_rows(document.remarques, DIT, hidden),
        corrections=_mask_rows(document.corrections, DIT, hidden),
        propositions=_mask_rows(document.propositions, INTITULE, hidden),
    )


def _typed(document):
    """Every stretch of text of the document, and what its remarks and its propositions say."""
    for _, blocs in tree.texts(document):
        for bloc in blocs:
            yield from tree.block_texts(bloc)
    for remarque in (*document.remarques, *document.corrections):
        yield from (getattr(remarque, name) for name in DIT)
    for proposition in document.propositions:
        yield from (getattr(proposition, name) for name in INTITULE)


def _mask_rows(rows, fields, hidden):
    return tuple(replace(row, **{name: _hide(getattr(row, name), hidden) for name in fields}) for row in rows)


def _hide(text, hidden):
    return ADDRESS.sub(
        lambda match: RETIREE if match.group().lower() in hidden else match.group(),
        text,
    )


def _mask(runs, hidden):
    return tuple(
        replace(
            run,
            texte=_hide(run.texte, hidden),
            lien="" if run.lien.removeprefix("mailto:").lower() in hidden else run.lien,
        )
        for run in runs
    )


# ── Parts, one query each ───────────────────────────────────────────────────────────────────────────────


def _seance(seance):
    return tree.Seance(
        seance.numero,
        seance.date,
        seance.heure_debut,
        seance.heure_fin,
        seance.debut_reel,
        seance.fin_reelle,
        _lieu(seance.lieu),
        seance.informations,
        seance.delai_notes,
        seance.destinataire_notes,
    )


def _lieu(lieu):
    return tree.Lieu(lieu.nom, lieu.adresse, lieu.code_postal, lieu.localite) if lieu else None


PRINTED = ("nom_imprime", "organisation_imprimee", "fonction_imprimee")


def _people(seance, personnes):
    """Those who preside and those who were there, excused or absent: two tables of one shape, one query."""
    names = ("participant_id", "participant__prenom", "participant__nom", *PRINTED, "rang", "pk")
    presidences = seance.presidences.order_by().values_list(
        Value(0),
        *names,
        Value("", output_field=CharField()),
        Cast(None, BigIntegerField()),
        *(Value("", output_field=CharField()) for _ in range(3)),
        *(Value(False, output_field=BooleanField()) for _ in range(2)),
        *(Cast(None, TimeField()) for _ in range(2)),
    )
    presences = (
        seance.presences.exclude(statut=StatutPresence.A_POINTER)
        .order_by()
        .values_list(
            Value(1),
            *names,
            "statut",
            "remplace_id",
            "remplace__prenom",
            "remplace__nom",
            "remplace_imprime",
            "invite",
            "a_distance",
            "arrivee",
            "depart",
        )
    )
    rows = sorted(presidences.union(presences, all=True), key=lambda row: (row[0], row[7], row[8]))
    presidents, present = [], []
    for kind, pk, prenom, nom, imprime, organisation, fonction, _, _, *rest in rows:
        key = personnes.key(pk, prenom, nom)
        printed = (imprime or f"{prenom} {nom}", organisation, fonction)
        if kind == 0:
            presidents.append(tree.President(key, *printed))
            continue
        statut, replaced, its_prenom, its_nom, its_imprime, *details = rest
        present.append(
            tree.Presence(
                key,
                *printed,
                statut,
                personnes.key(replaced, its_prenom, its_nom),
                (its_imprime or f"{its_prenom} {its_nom}") if replaced else "",
                *details,
            )
        )
    return tuple(presidents), tuple(present)


def _points(seance, personnes):
    """pk -> Point without texts."""
    rows = (
        PointOrdreDuJour.objects.filter(seance=seance)
        .order_by("position", "intervenants__rang", "intervenants__pk")
        .values_list(
            "pk",
            "position",
            "titre",
            "nature",
            "titre_pv",
            "heure_debut",
            "heure_fin",
            "huis_clos",
            "complements",
            "intervenants__nom_imprime",
            "intervenants__participant_id",
            "intervenants__participant__prenom",
            "intervenants__participant__nom",
        )
    )
    points = {}
    for pk, numero, titre, nature, titre_pv, begins, ends, closed, complements, name, *person in rows:
        if pk not in points:
            points[pk] = tree.Point(numero, titre, nature, titre_pv, (), begins, ends, closed, complements)
        if name is not None:
            speaker = tree.Intervenant(name, personnes.key(*person))
            points[pk] = replace(points[pk], intervenants=(*points[pk].intervenants, speaker))
    return points


def _texts(seance):
    """Of each point (pk of its text, text, text after); of each ("groupe", pk) what is kept of its note."""
    columns = {"output_field": TextField()}
    points = TextePoint.objects.filter(point__seance=seance).values_list(
        Value("point", **columns), "pk", "point_id", "texte", "texte_apres", *(Value("", **columns),) * 2
    )
    notes = (
        Restitution.objects.courantes()
        .filter(sous_groupe__seance=seance)
        .values_list(
            Value("note", **columns),
            "pk",
            "sous_groupe_id",
            "contenu",
            "titre",
            "fidelite",
            "controle_sha256",
        )
    )
    texts = {}
    for kind, pk, parent, *columns in points.order_by().union(notes.order_by(), all=True):
        texts[parent if kind == "point" else ("groupe", parent)] = (pk, *columns)
    return texts


def _fidelite(contenu, titre, fidelite, controle_sha256):
    """What is said of a note: what was found of it, as long as its text is the one that was checked."""
    if not fidelite or fichiers.digest(contenu.encode()) == controle_sha256:
        return fidelite
    return FideliteNote.ECART.value


def _sous_groupes(seance, personnes):
    """pk -> SousGroupe without its note."""
    rows = seance.sous_groupes.order_by("numero", "membres__rang", "membres__pk").values_list(
        "pk",
        "numero",
        "question",
        "membres__participant_id",
        "membres__participant__prenom",
        "membres__participant__nom",
        *(f"membres__{name}" for name in PRINTED),
        "membres__est_secretaire",
        "membres__est_rapporteur",
    )
    groupes = {}
    for pk, numero, question, participant, prenom, nom, imprime, organisation, fonction, *roles in rows:
        if pk not in groupes:
            groupes[pk] = tree.SousGroupe(numero, richtext.parse_inline(question))
        if participant is not None:
            membre = tree.Membre(
                personnes.key(participant, prenom, nom),
                imprime or f"{prenom} {nom}",
                organisation,
                fonction,
                *roles,
            )
            groupes[pk] = replace(groupes[pk], membres=(*groupes[pk].membres, membre))
    return groupes


def _remarques(seance, pv, personnes, known):
    """What is printed on earlier PVs, those of readers first; and the corrections of this one, once approved."""
    about = Q(proces_verbal=pv) if pv else Q(pk__in=[])
    rows = (
        Remarque.objects.filter(Q(seance=seance) | settled_reading(seance, known) | about)
        .select_related("auteur")
        .order_by("proces_verbal__seance__numero", "paragraphe", "page", "rang", "pk")
    )
    said, read, corrections = [], [], []
    for row in rows:
        if row.seance_id == seance.pk:
            said.append(row)
        elif pv is None or row.proces_verbal_id != pv.pk:
            read.append(row)
        if pv is not None and row.proces_verbal_id == pv.pk and _is_correction(row, pv):
            corrections.append(row)
    said.sort(key=lambda row: (row.rang, row.pk))
    corrections.sort(key=_place)
    return (
        tuple(_remarque(row, personnes) for row in (*read, *said)),
        tuple(_remarque(row, personnes) for row in corrections),
    )


def _is_correction(row, pv):
    if row.origine == OrigineRemarque.REPRISE:
        return True
    return pv.etat in ETATS_APPROUVES and row.decision not in {
        DecisionRemarque.OUVERTE,
        DecisionRemarque.REFUSEE,
    }


def _place(row):
    """Those of a document in its order, then the others in that of the text; what gives no place comes last."""
    if row.origine == OrigineRemarque.REPRISE:
        return 0, row.rang, 0, 0, row.pk
    last = float("inf")
    return 1, row.paragraphe or last, row.page or last, row.rang, row.pk


def _remarque(row, personnes):
    return tree.Remarque(
        personnes.key(row.auteur_id, row.auteur.prenom, row.auteur.nom),
        row.texte,
        row.page,
        row.type,
        row.decision,
        row.paragraphe,
        row.citation,
        row.formulation,
        row.motif_decision,
        row.appliquee_le is not None,
        row.reservee,
    )


def _propositions(seance, pv):
    """What the séance opens with: as its file said, else as the portal knows."""
    if pv is not None and pv.propositions_reprises is not None:
        return figes.propositions(pv.propositions_reprises)
    return at_opening(seance)


def _redaction(pv, personnes):
    if pv is None:
        return tree.Redaction()
    # The rows are fetched with the séance: see SeanceQuerySet.with_document.
    return tree.Redaction(
        pv.redacteur_imprime,
        pv.redacteur_fonction,
        pv.verificateur_imprime,
        _linked(pv.redacteur, personnes),
        _linked(pv.verificateur, personnes),
    )


def _linked(participant, personnes):
    return personnes.key(participant.pk, participant.prenom, participant.nom) if participant else ""


def _labels(seance, personnes):
    """What was confirmed for one text, {("point" | "note", pk): {label: key}}, and {pk: graphies}."""
    none = Cast(None, BigIntegerField())
    empty = Value("", output_field=CharField())
    attributions = Attribution.objects.filter(seance=seance).values_list(
        "participant_id",
        "libelle",
        "texte_point_id",
        "restitution_id",
        "participant__prenom",
        "participant__nom",
        "pk",
    )
    spellings = Graphie.objects.filter(
        Q(participant__in=list(personnes.keys)) | Q(participant__attributions__seance=seance)
    ).distinct()
    rows = attributions.order_by().union(
        spellings.order_by().values_list("participant_id", "texte", none, none, empty, empty, "pk"), all=True
    )
    labels, graphies = {}, {}
    for participant, text, texte_point, restitution, prenom, nom, _ in sorted(
        rows, key=lambda row: (row[2] or 0, row[3] or 0, row[6])
    ):
        if texte_point is None and restitution is None:
            graphies.setdefault(participant, []).append(text)
            continue
        place = ("point", texte_point) if texte_point else ("note", restitution)
        labels.setdefault(place, {})[text] = personnes.key(participant, prenom, nom)
    return labels, graphies


def _prochaines(seance, known):
    """The séances that are announced after this one."""
    later = [
        row
        for row in known.values()
        if row.est_annoncee and row.numero > seance.numero and row.date >= seance.date
    ]
    return tuple(
        tree.ProchaineSeance(
            row.numero,
            row.date,
            row.heure_debut,
            row.heure_fin,
            tree.Lieu(*row.lieu) if row.lieu[0] else None,
        )
        for row in sorted(later, key=lambda row: row.numero)
    )


def _annexes(seance, textes):
    rows = Annexe.objects.filter(seance=seance).order_by("numero")
    if not textes:
        rows = rows.defer("contenu")
    return tuple(
        tree.Annexe(
            annexe.numero,
            annexe.titre,
            richtext.parse(annexe.contenu) if textes else (),
            tree.Fichier(annexe.fichier_nom, annexe.fichier_sha256, annexe.fichier_type)
            if annexe.fichier_sha256
            else None,
            annexe.publique,
        )
        for annexe in rows
    )
