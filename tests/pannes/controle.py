"""What must hold of rows and files whatever was broken; each breach is a sentence."""

from django.db.models import Count, F

from seances import fichiers
from seances.models import ProcesVerbal, Restitution, RevisionTexte, TextePoint
from seances.models.proces_verbal import ETATS_FIGES
from seances.verification import check_frozen


def main():
    wrong = []
    for note in Restitution.objects.filter(retire_le__isnull=True):
        try:
            fichiers.read(note.fichier_sha256)
        except (fichiers.FichierAbsent, fichiers.FichierAltere) as error:
            wrong.append(f"note {note.pk} : {error!r}")
    for pv in ProcesVerbal.objects.prefetch_related("versions__retrait"):
        versions = [row for row in pv.versions.all() if not hasattr(row, "retrait")]
        if pv.etat in ETATS_FIGES and not versions:
            wrong.append(f"PV {pv.pk} : {pv.etat} sans version")
        numbers = sorted(row.numero for row in pv.versions.all())
        if numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"PV {pv.pk} : versions {numbers}")
    for text in TextePoint.objects.annotate(count=Count("revisions")).filter(count__gt=0):
        last = RevisionTexte.objects.filter(texte_point=text, numero=F("texte_point__revision")).first()
        if last is None or last.texte != text.texte:
            wrong.append(f"texte {text.pk} : sa révision {text.revision} n’est pas son texte")
    return wrong + list(check_frozen())
