"""Bringing a PV in from a file: all or nothing, twice changes nothing, and never over somebody's work."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from participants import journal
from participants.journal import Acte

from . import interventions, workflow
from .models import AccordNominatif, EtatPV, ProcesVerbal, RevisionPV, Seance
from .pv import json
from .pv.build import build
from .pv.comparaison import differences, fingerprint
from .pv.controle import FichierRefuse
from .pv.store import Rapport, store
from .recherche import index

SANS_ACCORD = (
    "l’accord du groupe pour un PV nominatif n’est pas noté : l’édition publique ne nomme que les personnes qui "
    "président ; s’il l’a donné, notez-le sur la page de la séance (gestion), puis publiez l’édition publique"
)


class ImportRefuse(Exception):
    """The PV that the portal holds may not be overwritten; `changements` says what would change."""

    def __init__(self, message, changements=()):
        self.changements = list(changements)
        super().__init__(message)


@dataclass
class Resultat:
    """What `importer` did. `rien`: the portal already held all of it."""

    seance: Seance | None = None
    rapport: Rapport = field(default_factory=Rapport)
    rien: bool = False
    version: int | None = None
    avertissements: tuple[str, ...] = ()
    document: object = None


class _Undo(Exception):
    """Takes a transaction back: the import changes nothing, or only shows what it would do."""


def importer(data, *, etat="brouillon", remplacer=False, simuler=False, accord="", by=None):
    """Write the PV of a file's bytes.

    etat: « brouillon », « diffuse » or « approuve »; the last two freeze a first version. remplacer: overwrite a
    brouillon that was edited, after keeping its text as a revision. simuler: write nothing, tell all. accord: the
    group's answer to a nominative PV, which is no part of the file; "" leaves what the portal knows.
    Raises FichierRefuse (the file) or ImportRefuse (the portal).
    """
    lecture = json.loads(data)
    result = Resultat(avertissements=lecture.avertissements, document=lecture.document)
    try:
        with transaction.atomic():
            _import(lecture, result, etat, remplacer, accord, by)
            if simuler or (result.rien and result.version is None):
                raise _Undo
    except _Undo:
        pass
    except IntegrityError as conflict:
        raise ImportRefuse(
            "Quelqu’un d’autre écrit cette séance en ce moment : rien n’a été importé. Recommencez."
        ) from conflict
    return result


def _import(lecture, result, etat, remplacer, accord, by):
    number = lecture.document.chantier.numero, lecture.document.seance.numero
    # The séance is the lock: whoever saves one of its texts waits for the import, and the import for him.
    known = (
        Seance.objects.select_for_update(of=("self",))
        .filter(chantier__numero=number[0], numero=number[1])
        .first()
    )
    pv = (
        ProcesVerbal.objects.select_related("seance__chantier").filter(seance=known).first()
        if known
        else None
    )
    before = build(_fetch(*number), adresses=True) if pv else None
    seance = store(lecture, result.rapport, by=by)
    after = build(_fetch(*number), adresses=True)
    changes = differences(before, after) if before else []
    untouched = not (result.rapport.crees or result.rapport.modifies)
    if pv is None or not changes:
        result.rien = untouched or bool(pv and pv.est_fige)
    elif pv.est_fige:
        raise ImportRefuse(
            f"{pv} est {pv.get_etat_display()} : il est figé et ne s’importe plus. Le fichier y changerait :",
            changes,
        )
    elif pv.etat != EtatPV.BROUILLON or fingerprint(before) != pv.empreinte_import:
        if not remplacer:
            why = (
                "a été modifié dans le portail depuis son dernier import"
                if pv.etat == EtatPV.BROUILLON
                else "est en relecture"
            )
            raise ImportRefuse(
                f"{pv} {why}. "
                "Ajoutez --remplacer pour l’écraser : son texte sera gardé comme révision. "
                "Le fichier y changerait :",
                changes,
            )
        last = pv.revisions.order_by("-numero").first()
        RevisionPV.objects.create(
            proces_verbal=pv,
            numero=last.numero + 1 if last else 1,
            contenu=json.dumps(before),
            par=by,
            motif="remplacé par un import",
        )
    result.seance = seance
    if accord and seance.accord_nominatif != accord:
        seance.accord_nominatif = accord
        seance.save(update_fields=["accord_nominatif"])
        result.rapport.change(
            f"accord du groupe pour un PV nominatif : {seance.get_accord_nominatif_display()}"
        )
        result.rien = False
        workflow.follow_agreement(seance, by=by)
    if not result.rien:
        made = Counter(kind for kind, _ in result.rapport.crees)
        journal.record(Acte.IMPORTATION, seance, by=by, crees=made, modifies=len(result.rapport.modifies))
    pv = ProcesVerbal.objects.filter(seance=seance).first()
    if pv is None:
        if etat != "brouillon":
            raise ImportRefuse("Le fichier n’a qu’un ordre du jour : il n’y a pas de procès-verbal à figer.")
        index.follow_agenda(seance)
        return
    if not result.rien:
        ProcesVerbal.objects.filter(pk=pv.pk).update(empreinte_import=fingerprint(after))
        interventions.rebuild(_fetch(*number))
    if etat != "brouillon" and not pv.est_fige:
        result.version = workflow.freeze_import(pv, etat, by=by).numero
        result.rien = False
        if etat == "approuve" and seance.accord_nominatif == AccordNominatif.NON_DEMANDE:
            result.rapport.verify(SANS_ACCORD)


def _fetch(chantier, seance):
    return Seance.objects.with_document().get(chantier__numero=chantier, numero=seance)


__all__ = ["FichierRefuse", "ImportRefuse", "Resultat", "importer"]
