"""Two fiches of one person become one: everything that points to the second is moved to the first.

The relations are read from the models, so that a table added later is moved too. What two rows would say of the same
thing (two présences at one séance) nobody can choose for the secretariat: the merge is refused and says which.
Frozen versions keep what they printed; the log keeps the keys that it was written with.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from . import journal
from .immuable import Immuable
from .models import FichesDistinctes, Graphie, Participant


class FusionRefusee(Exception):
    """The two fiches cannot become one as they stand; `motifs`: why, a list of French sentences."""

    def __init__(self, motifs):
        super().__init__(" ".join(motifs))
        self.motifs = motifs


@dataclass
class Fusion:
    """What a merge moves: lines told by the name of their table and of their field, and how many of each."""

    deplaces: list = field(default_factory=list)  # (words, how many)
    cles: dict = field(default_factory=dict)  # « model.field » -> keys, for the log


def relations():
    """The foreign keys of every model that point to a Participant and that may change."""
    return [
        relation.field
        for relation in Participant._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and not relation.concrete
        and not issubclass(relation.related_model, Immuable)
    ]


def fusionner(garde, absorbe, *, by, simuler=False):
    """Move to `garde` all that points to `absorbe`, then delete `absorbe`; nothing is written when `simuler`.

    garde, absorbe: Participants. by: the Compte that acts. Returns the Fusion. Raises FusionRefusee, nothing written.
    """
    with transaction.atomic():
        if garde.pk == absorbe.pk:
            raise FusionRefusee(["Une fiche ne se fusionne pas avec elle-même."])
        locked = Participant.objects.select_for_update().order_by("pk").in_bulk([garde.pk, absorbe.pk])
        if len(locked) != 2:
            raise FusionRefusee(["Une des deux fiches n’existe plus."])
        garde, absorbe = locked[garde.pk], locked[absorbe.pk]
        motifs = _disagreements(garde, absorbe)
        _drop_known_spellings(garde, absorbe)
        _drop_distinctions(garde, absorbe)
        fusion = Fusion()
        for key in relations():
            _move(key, garde, absorbe, fusion, motifs)
        if motifs:
            raise FusionRefusee(motifs)
        name, others = absorbe.nom_complet, _completed(garde, absorbe)
        key = absorbe.pk
        absorbe.delete()
        garde.save(update_fields=others)
        _keep_spelling(garde, name)
        journal.record(
            journal.Acte.FUSION, garde, by=by, fiche_absorbee=key, champs_repris=others, **fusion.cles
        )
        if simuler:
            transaction.set_rollback(True)
    return fusion


def _disagreements(garde, absorbe):
    """Why two fiches look like two people."""
    motifs = []
    if garde.compte_id and absorbe.compte_id:
        motifs.append("Les deux fiches ont un compte : déliez d’abord celui qui ne sert plus.")
    if garde.courriel and absorbe.courriel and garde.courriel.casefold() != absorbe.courriel.casefold():
        motifs.append("Les deux fiches ont une adresse différente : videz d’abord celle qui ne sert plus.")
    if (
        absorbe.opposition_le and not garde.opposition_le
    ):  # public editions follow from it, by an act of its own
        motifs.append(
            "La fiche à absorber demande que son nom ne soit pas publié : notez d’abord cette opposition sur l’autre."
        )
    return motifs


def _drop_known_spellings(garde, absorbe):
    """A spelling that both have says the same thing twice."""
    absorbe.graphies.filter(cle__in=list(garde.graphies.values_list("cle", flat=True))).delete()


def _drop_distinctions(garde, absorbe):
    """That both were two people no longer holds; that both are not a third one is said once."""
    rows = FichesDistinctes.objects.filter
    of_garde, of_absorbe = (Q(premiere=each) | Q(seconde=each) for each in (garde, absorbe))
    said = {garde.pk, *(key for pair in rows(of_garde).values_list("premiere", "seconde") for key in pair)}
    said.discard(absorbe.pk)
    rows(of_absorbe & (Q(premiere__in=said) | Q(seconde__in=said))).delete()


def _move(key, garde, absorbe, fusion, motifs):
    """Point the rows of one foreign key to `garde`; those that cannot be are told in `motifs`."""
    rows = list(key.model._base_manager.filter(**{key.name: absorbe.pk}).order_by("pk"))
    for row in rows:
        setattr(row, key.name, garde)
        try:
            row.validate_unique()
            row.validate_constraints()
            with transaction.atomic():
                key.model._base_manager.filter(pk=row.pk).update(**{key.name: garde})
        except ValidationError as error:
            motifs.append(f"{_words(key)}, ligne n° {row.pk} : {' '.join(error.messages)}")
        except IntegrityError:
            motifs.append(f"{_words(key)}, ligne n° {row.pk} : les deux fiches y figurent.")
    if rows:
        fusion.deplaces.append((_words(key), len(rows)))
        fusion.cles[f"{key.model._meta.model_name}_{key.name}"] = [row.pk for row in rows]


def _words(key):
    return f"{key.model._meta.verbose_name} ({key.verbose_name})"


def _completed(garde, absorbe):
    """Fill what `garde` does not say from `absorbe`; the names of the fields."""
    filled = []
    for name in ("fonction", "organisation", "courriel", "compte"):
        if not getattr(garde, name) and getattr(absorbe, name):
            setattr(garde, name, getattr(absorbe, name))
            filled.append(name)
    return filled


def _keep_spelling(garde, name):
    """The name of the fiche that goes still finds the person."""
    spelling = Graphie(participant=garde, texte=name)
    spelling.cle = Graphie._meta.get_field("cle").compute(spelling)
    if spelling.cle != garde.cle_nom and not garde.graphies.filter(cle=spelling.cle).exists():
        spelling.save()
