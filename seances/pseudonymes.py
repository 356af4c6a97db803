"""People under pseudonyms, for research: « P0173 » is always the same person, in every export.

No table: the number of a Participant is shuffled by a secret of the portal (a Feistel network on its digits), so two
people never share a pseudonym, and whoever has none of the secret learns nothing from it, not even who came first.
The key is made when the administration asks for it. Another SECRET_KEY gives other pseudonyms.
"""

from collections import Counter
from dataclasses import replace

from django.utils.crypto import salted_hmac

from participants.models import Participant

from . import anonymat
from .pv.publication import Filtre, mask_of

TOURS = 6
SEL = "seances.pseudonymes"


def pseudonym(pk):
    """« P0173 » for the Participant of this key: four digits, six from the ten thousandth on."""
    half = 100
    while pk >= half * half:
        half *= 10
    left, right = divmod(pk, half)
    for turn in range(TOURS):
        left, right = right, (left + _mixed(turn, right, half)) % half
    return f"P{left * half + right:0{2 * (len(str(half)) - 1)}}"


def _mixed(turn, value, half):
    digest = salted_hmac(SEL, f"{turn}:{value}:{half}", algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") % half


def keys():
    """(pseudonym, pk, first name, name) of everybody, by pseudonym."""
    rows = Participant.objects.order_by().values_list("pk", "prenom", "nom")
    return sorted((pseudonym(pk), pk, prenom, nom) for pk, prenom, nom in rows.iterator())


class Voile:
    """Hides everybody that the portal knows behind pseudonyms. One query, whatever is hidden with it."""

    def __init__(self):
        self.everybody = {
            pk: replace(each, remplacement=pseudonym(pk)) for pk, each in anonymat.everybody().items()
        }

    def over(self, document, people):
        """The document where nobody is named: lists, texts and what opens them; neither function nor organisation.

        people: key of each person of the document -> pk. Whoever the portal does not know is « une personne ».
        """
        hidden = {key: pseudonym(pk) for key, pk in people.items()}
        others = [each for pk, each in self.everybody.items() if pk not in people.values()]
        masque = mask_of(document, hidden, others)
        contact = document.chantier.contact.lower()
        return Filtre(masque, hidden, contact, anonyme=True).of(document)


def common(secteurs_by_speaker):
    """The secteurs that name nobody: those of three people or more. secteurs_by_speaker: key -> secteur."""
    counts = Counter(secteurs_by_speaker.values())
    return {secteur for secteur, count in counts.items() if count >= anonymat.SEUIL_SECTEUR}
