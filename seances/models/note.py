"""What is said around the notes of sub-groups: asking a secrétaire for one again, talking about those of the past."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant

from .sous_groupe import SousGroupe


class DemandeNoteQuerySet(models.QuerySet):
    def rouvertes(self):
        """Those by which the note of a frozen PV is open now."""
        return self.filter(rouvre=True, fermee_le__isnull=True)


class DemandeNote(models.Model):
    """A note asked for by hand, once more; of a frozen PV, opened again until another is there or it is closed."""

    sous_groupe = models.ForeignKey(
        SousGroupe, models.CASCADE, verbose_name="sous-groupe", related_name="demandes"
    )
    rouvre = models.BooleanField("rouvre une note figée", default=False)
    motif = models.TextField("motif", blank=True)
    par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="faite par", null=True, blank=True, related_name="+"
    )
    faite_le = models.DateTimeField("faite le", default=timezone.now)
    fermee_le = models.DateTimeField("refermée le", null=True, blank=True, editable=False)

    objects = DemandeNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’une note"
        verbose_name_plural = "demandes de notes"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sous_groupe"],
                condition=Q(rouvre=True, fermee_le__isnull=True),
                name="demande_note_une_reouverture",
                violation_error_message="La note de ce sous-groupe est déjà rouverte.",
            ),
            models.CheckConstraint(
                name="demande_note_reouverture_motivee",
                condition=Q(rouvre=False) | ~Q(motif=""),
                violation_error_message="Dites pourquoi la note est rouverte.",
            ),
            models.CheckConstraint(
                name="demande_note_seule_une_reouverture_se_ferme",
                condition=Q(rouvre=True) | Q(fermee_le__isnull=True),
                violation_error_message="Seule une note rouverte se referme.",
            ),
        ]

    def __str__(self):
        return f"{self.sous_groupe}, {'note rouverte' if self.rouvre else 'note redemandée'}"


class Commentaire(models.Model):
    """What somebody says of a past note, to those of the chantier who read it; no PV ever prints it.

    Withdrawn, its words are gone: who wrote, when, and who withdrew it stay.
    """

    sous_groupe = models.ForeignKey(
        SousGroupe, models.PROTECT, verbose_name="sous-groupe", related_name="commentaires"
    )
    auteur = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="auteur", related_name="commentaires"
    )
    texte = models.TextField("texte", blank=True)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    retire_par = models.ForeignKey(
        Compte,
        models.PROTECT,
        verbose_name="retiré par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    motif_retrait = models.CharField("motif du retrait", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "commentaire"
        ordering = ["sous_groupe", "ecrit_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commentaire_dit_quelque_chose",
                condition=(Q(retire_le__isnull=True) & ~Q(texte=""))
                | (Q(retire_le__isnull=False) & Q(texte="")),
                violation_error_message="Un commentaire dit quelque chose, tant qu’il n’est pas retiré.",
            ),
            models.CheckConstraint(
                name="commentaire_retrait_motive",
                condition=Q(retire_le__isnull=False) | Q(retire_par__isnull=True, motif_retrait=""),
                violation_error_message="Seul un commentaire retiré dit par qui et pourquoi.",
            ),
        ]

    def __str__(self):
        return f"Commentaire de {self.auteur} sur la note du {self.sous_groupe}"
