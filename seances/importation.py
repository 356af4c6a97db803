"""Bringing a PV in from a file: all or nothing, twice changes nothing, and never over somebody's work."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from participants.permissions import is_administrator

from . import interventions, permissions, workflow
from .anciens_pv import Depasse
from .models import AccordNominatif, AncienPV, EtatPV, ProcesVerbal, RevisionPV, Seance
from .pv import json
from .pv.build import build
from .pv.comparaison import differences, fingerprint
from .pv.controle import FichierRefuse
from .pv.store import Mandat, Rapport, store
from .recherche import index
from .reprise import fichier

SANS_ACCORD = (
    "l’accord du groupe pour un PV nominatif n’est pas noté : l’édition publique ne nomme que les personnes qui "
    "président ; s’il l’a donné, notez-le sur la page de la séance (gestion), puis publiez l’édition publique"
)


class ImportRefuse(Exception):
    """The PV that the portal holds may not be overwritten; `changements` says what would change.

    remplacable: it may, once somebody says so.
    """

    def __init__(self, message, changements=(), *, remplacable=False):
        self.changements, self.remplacable = list(changements), remplacable
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


def importer(data, *, etat="brouillon", remplacer=False, simuler=False, accord="", by=None, mandat=None):
    """Write the PV of a file's bytes.

    etat: « brouillon », « diffuse » or « approuve »; the last two freeze a first version. remplacer: overwrite a
    brouillon that was edited, after keeping its text as a revision. simuler: write nothing, tell all. accord: the
    group's answer to a nominative PV, which is no part of the file; "" leaves what the portal knows. mandat: what is
    done besides, everything unless said.
    Raises FichierRefuse (the file) or ImportRefuse (the portal).
    """
    lecture = json.loads(data)
    result = Resultat(avertissements=lecture.avertissements, document=lecture.document)
    try:
        with transaction.atomic():
            _import(lecture, result, etat, remplacer, accord, by, mandat)
            if simuler or (result.rien and result.version is None):
                raise _Undo
    except _Undo:
        pass
    except IntegrityError as conflict:
        raise ImportRefuse(
            "Quelqu’un d’autre écrit cette séance en ce moment : rien n’a été importé. Recommencez."
        ) from conflict
    return result


def mandate(user):
    """What an import at the desk does besides writing the PV: what its author may do there by hand too."""
    if is_administrator(user):
        return Mandat()
    return Mandat(permissions.offered_participants(user), adresses=False, copresidences=False)


def importer_ancien(ancien, plain, *, remplacer=False, simuler=False, by):
    """Write an old PV as it was reviewed: all or nothing, the draft with it.

    plain: its reading as corrected. Returns the Resultat. Raises Depasse, FichierRefuse, ImportRefuse.
    """
    with transaction.atomic():
        locked = AncienPV.objects.select_for_update(of=("self",)).get(pk=ancien.pk)
        if locked.importe_le or locked.revision != ancien.revision:
            raise Depasse
        result = importer(
            fichier.written(plain), remplacer=remplacer, simuler=simuler, by=by, mandat=mandate(by)
        )
        if not simuler:
            locked.seance, locked.importe_le = result.seance, timezone.now()
            locked.modifie_le = locked.importe_le
            locked.save(update_fields=["seance", "importe_le", "modifie_le"])
    return result


def _import(lecture, result, etat, remplacer, accord, by, mandat):
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
    seance = store(lecture, result.rapport, by=by, mandat=mandat)
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
                f"{pv} {why}. Son texte serait écrasé, et gardé comme révision. Le fichier y changerait :",
                changes,
                remplacable=True,
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
