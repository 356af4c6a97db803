"""A sub-group's note as its secrétaire sends it: the bytes are kept, the words are carried over.

Text and Markdown are read here. Other kinds are refused by name until they are read word for word.
"""

import codecs
from pathlib import PurePath

import pypandoc
from django.db import transaction

from . import fichiers, interventions
from .models import OrigineNote, Restitution, Seance
from .pieces import clean_name
from .pv import richtext

TAILLE_MAXIMALE = 2_000_000
DEPOTS_MAXIMUM = 50
# « smart » would change quotes, dashes and ellipses: a note is not changed.
MARKDOWN = "markdown-smart-auto_identifiers-citations"
PANDOC = ["--sandbox", "--wrap=none", "+RTS", "-M512M", "-RTS"]


class NoteRefusee(ValueError):
    """The file cannot be taken as a note; the message names it and says what to do."""


def convert(name, data):
    """HTML of a note's file, as the tree keeps it.

    name: of the file, its ending tells the kind. Raises NoteRefusee.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in {".txt", ".md"}:
        raise NoteRefusee(
            f"« {name} » : envoyez un texte (.txt) ou un Markdown (.md), ou collez le texte de la note."
        )
    if len(data) > TAILLE_MAXIMALE:
        raise NoteRefusee(f"« {name} » pèse plus de {TAILLE_MAXIMALE // 1_000_000} Mo.")
    text = decode(name, data)
    if ending == ".md":
        html = pypandoc.convert_text(text, "html", format=MARKDOWN, extra_args=PANDOC)
    else:
        html = richtext.from_text(text)
    html = richtext.clean(html)
    if not html:
        raise NoteRefusee(f"« {name} » est vide.")
    return html


def decode(name, data):
    """Text of some bytes: UTF-8, else what a Belgian Windows writes. Raises NoteRefusee for what is no text."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or "\ufffd" in text:
        raise NoteRefusee(f"« {name} » n’est pas un fichier de texte.")
    return text


def why_closed(seance):
    """Why no note is taken for this séance any more, a sentence; empty while notes are taken."""
    pv = getattr(seance, "proces_verbal", None)
    if pv and pv.est_fige:
        return "Le procès-verbal est figé : la note ne peut plus être remplacée."
    return "La séance est annulée : aucune note n’est attendue." if seance.est_annulee else ""


def next_number(sous_groupe):
    """Number of the next note of a sub-group: each upload is a new row.

    The séance is locked until the transaction ends: of two uploads at once, the second takes the number after.
    """
    Seance.objects.select_for_update(of=("self",)).get(pk=sous_groupe.seance_id)
    last = sous_groupe.restitutions.order_by("-numero").first()
    return last.numero + 1 if last else 1


def deposit(sous_groupe, *, name, data, by=None, pour=None, titre="", origine=OrigineNote.FICHIER):
    """Keep a note's file and carry its words into the PV: a new row each time, the old one stays.

    name, data: the file received, or what was pasted, under a name that tells its kind. by: Compte of whoever
    uploads; pour: Participant in whose name, the secrétaire unless said.
    Returns the Restitution. Raises NoteRefusee, also once the PV is frozen.
    """
    name = clean_name(name)
    contenu = convert(name, data)
    with transaction.atomic():
        numero = next_number(sous_groupe)
        seance = Seance.objects.with_document().get(pk=sous_groupe.seance_id)
        refusal = why_closed(seance)
        if not refusal and numero > DEPOTS_MAXIMUM:
            refusal = f"Ce sous-groupe a déjà {DEPOTS_MAXIMUM} dépôts : écrivez à la coprésidence."
        if refusal:
            raise NoteRefusee(refusal)
        secretaire = sous_groupe.membres.filter(est_secretaire=True).select_related("participant").first()
        note = Restitution.objects.create(
            sous_groupe=sous_groupe,
            numero=numero,
            titre=titre or f"Groupe {sous_groupe.numero}",
            contenu=contenu,
            origine=origine,
            fichier_nom=name,
            fichier_sha256=fichiers.deposit(data),
            pour=pour or (secretaire.participant if secretaire else None),
            deposee_par=by,
        )
        interventions.rebuild(seance)
    return note
