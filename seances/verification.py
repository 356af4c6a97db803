"""Is what is frozen still what was frozen? Every sha256 of every version and edition, against its bytes."""

from . import fichiers
from .models import EditionPublique, VersionPV


def check_frozen():
    """Yield a sentence for each thing that was changed or lost from outside; nothing when all is whole."""
    for version in VersionPV.objects.select_related("proces_verbal__seance__chantier").iterator():
        label = f"{version.proces_verbal}, {str(version).lower()}"
        yield from _check(label, version)
        if version.sigles_sha256 != (fichiers.digest(version.sigles.encode()) if version.sigles else ""):
            yield f"{label} : les sigles expliqués ont été modifiés"
    editions = EditionPublique.objects.filter(retiree=False).select_related(
        "version__proces_verbal__seance__chantier"
    )
    for edition in editions.iterator():
        yield from _check(f"{edition.version.proces_verbal}, {str(edition).lower()}", edition)


def _check(label, frozen):
    if fichiers.digest(frozen.contenu.encode()) != frozen.contenu_sha256:
        yield f"{label} : le contenu a été modifié"
    for kind, sha256 in (("la page", frozen.page_sha256), ("le PDF", frozen.pdf_sha256)):
        try:
            fichiers.read(sha256)
        except fichiers.FichierAltere:
            yield f"{label} : {kind} n’a plus les octets figés"
        except fichiers.FichierAbsent:
            yield f"{label} : {kind} manque"
