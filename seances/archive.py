"""All that somebody may read of a chantier's PVs as one ZIP, made while it is sent.

Of each séance its PV as this reader has it, the documents joined to it and, for whoever may open them, the files that
sub-groups handed in; last a manifest, « sha256  name » as `sha256sum --check` reads it.
"""

import hashlib
import re
from pathlib import PurePath

from participants import zip_continu

from . import annonce, fichiers, permissions, releve_paroles, sorties
from .lus import lus
from .models import Restitution

MANIFESTE = "manifeste.sha256"
LISEZ_MOI = "LISEZ-MOI.txt"
FORMATS = ("docx", "md", "akn")
HORS_NOM = re.compile(r"[^\w .,()’'-]+")
BLOC = 1 << 16


class Archive:
    """The archive of a chantier for one reader. adresse: of the portal, for the pictures that texts name."""

    def __init__(self, chantier, user, *, adresse, mention_of):
        self.chantier, self.user = chantier, user
        self.adresse, self.mention_of = adresse, mention_of
        self.seances = permissions.visible_seances(user).filter(chantier=chantier)
        self.annexes = list(
            permissions.visible_annexes(user)
            .filter(seance__in=self.seances.order_by().values("pk"))
            .exclude(fichier_sha256="")
            .select_related("seance__chantier")
            .order_by("seance__numero", "numero")
        )
        known = permissions.named_seances(user) if user.is_authenticated else self.seances.none()
        self.named = set(known.filter(chantier=chantier).values_list("pk", flat=True))
        self.notes = list(
            permissions.visible_originals(user)
            .filter(
                sous_groupe__seance__chantier=chantier,
                retire_le__isnull=True,
                pk__in=Restitution.objects.courantes().order_by().values("pk"),
            )
            .select_related("sous_groupe__seance")
            .order_by("sous_groupe__seance__numero", "sous_groupe__numero")
        )
        self.sums, self.missing = [], []

    def pieces(self):
        """The bytes of the ZIP, in pieces."""
        return zip_continu.stream(self.members())

    def members(self):
        table = releve_paroles.Table()
        yield self.kept(LISEZ_MOI, [self.lisez_moi().encode()])
        for lu in lus(self.user, self.seances):
            yield from self.pv(lu, table)
        for annexe in self.annexes:
            name = annexe.fichier_nom if annexe.seance_id in self.named else annonce.public_file_name(annexe)
            folder = f"{folder_of(annexe.seance)}/annexes"
            yield from self.stored(f"{folder}/{annexe.numero}-{safe(name)}", annexe.fichier_sha256)
        for note in self.notes:
            groupe = note.sous_groupe
            folder = f"{folder_of(groupe.seance)}/notes"
            name = f"{folder}/groupe{groupe.numero}-{note.numero}-{safe(note.fichier_nom)}"
            yield from self.stored(name, note.fichier_sha256, note.deposee_le)
        yield MANIFESTE, [self.manifeste().encode()]

    def pv(self, lu, table):
        """The files of one text: as it was frozen, and those to work with."""
        folder, moment = folder_of(lu.seance), sorties.moment_of(lu.figee)
        yield from self.stored(f"{folder}/pv.pdf", lu.figee.pdf_sha256, moment)
        yield self.kept(f"{folder}/pv.json", [lu.figee.contenu.encode()], moment)
        for ending in FORMATS:
            data = sorties.render(
                ending,
                lu.document,
                mention=self.mention_of(lu.figee),
                moment=moment,
                images=f"{self.adresse}{lu.seance.adresse_images}",
            )
            yield self.kept(f"{folder}/pv.{sorties.extension(ending)}", [data], moment)
        yield self.kept(f"{folder}/interventions.csv", releve_paroles.csv(table.rows_of(lu)), moment)

    def stored(self, name, sha256, moment=None):
        """A stored file; one that is lost or altered is told by the manifest and given to nobody."""
        try:
            stream = fichiers.open_stream(sha256)
        except (fichiers.FichierAbsent, fichiers.FichierAltere):
            self.missing.append(name)
            return
        with stream:
            yield self.kept(name, stream.chunks(BLOC), moment)

    def kept(self, name, pieces, moment=None):
        """A member whose sum the manifest keeps once its bytes have left."""

        def counted():
            found = hashlib.sha256()
            for piece in pieces:
                found.update(piece)
                yield piece
            self.sums.append((found.hexdigest(), name))

        return (name, counted(), moment) if moment else (name, counted())

    def manifeste(self):
        lines = [f"{found}  {name}\n" for found, name in self.sums]
        return "".join(lines + [f"# {name} : fichier perdu ou altéré, non joint\n" for name in self.missing])

    def lisez_moi(self):
        return (
            f"Chantier {self.chantier.numero} – {self.chantier.titre}\n\n"
            "Un dossier par séance : le procès-verbal tel que vous pouvez le lire (pv.pdf et pv.json sont les octets\n"
            "figés ; pv.docx, pv.md et pv.akn.xml en sont faits), ses interventions (interventions.csv), les\n"
            "documents joints et, si vous y avez accès, les notes reçues des sous-groupes.\n\n"
            f"{MANIFESTE} donne l’empreinte de chaque fichier ; pour les vérifier : sha256sum --check {MANIFESTE}\n"
        )


def folder_of(seance):
    return f"seance{seance.numero:02}"


def safe(name):
    """A name of file that leads nowhere else, in a ZIP that any system opens."""
    return HORS_NOM.sub("_", PurePath(name.replace("\\", "/")).name).strip(" .") or "fichier"
