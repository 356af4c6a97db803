"""Whom a séance is told to, what changed since he was last told, and in which words.

A letter says what is true when it leaves: a Convocation keeps when and where the séance was to be held as it was
decided to tell it, so that the desk knows what people still believe. Who is told is who is asked, and who presides.
What all letters about one state of a séance carry (agenda as PDF, appointment) is made once: it holds no name that the
public may not read, since letters are forwarded.
"""

from dataclasses import dataclass, field, replace
from email.encoders import encode_base64
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from chantiers.models import Inscription
from participants.fraicheur import empreinte
from participants.models import Participant

from . import liens, papiers, permissions
from .annonce import announced, practical
from .lettres import SansObjet, address_of, enqueue, letter
from .models import (
    Convocation,
    Envoi,
    GenreConvocation,
    Message,
    Presence,
    Reponse,
    ReponseDonnee,
    Seance,
)
from .pv import phrases

# Messages whose `cle` is that of a Convocation, and those whose `cle` is that of a ReponseDonnee.
DE_LA_SEANCE = (
    Message.CONVOCATION,
    Message.MODIFICATION,
    Message.ANNULATION,
    Message.RELANCE,
    Message.RAPPEL,
)
DE_REMPLACEMENT = (Message.REMPLACEMENT, Message.REMPLACEMENT_RETIRE)
SANS_PIECES = {Message.REMPLACEMENT_RETIRE}
MODELE = "seances/email/seance"  # what the templates of these letters begin with
LONGUEUR_LIEU = 600
DATE = "Date"


# ── Whom ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Destinataire:
    """Somebody who is told of a séance. titre: why he is. adresse: "" when no letter reaches him."""

    participant: Participant
    titre: str
    adresse: str
    presence: Presence | None = None
    demande: bool = True  # whether he is asked to answer


def recipients(seance):
    """The Destinataires of a séance, by family name. Six queries."""
    people = list(
        permissions.convened_participants(seance)
        .select_related("compte", "organisation")
        .order_by("cle_tri", "pk")
    )
    asked = set(permissions.asked_participants(seance).order_by().values_list("pk", flat=True))
    registered = dict(
        Inscription.objects.en_cours(seance.date)
        .filter(chantier=seance.chantier_id)
        .values_list("participant", "redacteur")
    )
    rows = {row.participant_id: row for row in rows_of(seance)}
    replaced = {row.designe_id: row for row in rows.values() if row.designe_id}

    def why(person):
        if person.pk not in asked:
            return "préside"
        if person.pk in replaced:
            return f"remplace {replaced[person.pk].participant}"
        if person.pk in registered:
            return "rédige les procès-verbaux" if registered[person.pk] else "inscription au chantier"
        return "invitation" if rows[person.pk].invite else "liste de cette séance"

    return [
        Destinataire(person, why(person), address_of(person), rows.get(person.pk), person.pk in asked)
        for person in people
    ]


def rows_of(seance):
    return Presence.objects.filter(seance=seance).select_related("participant", "designe")


def left_out(seance):
    """People of the chantier who are not told, and why: (Participant, reason) by family name."""
    day = seance.date
    told = set(permissions.convened_participants(seance).order_by().values_list("pk", flat=True))
    rows = (
        Inscription.objects.filter(chantier=seance.chantier_id)
        .select_related("participant__compte")
        .order_by("participant__cle_tri", "participant", "-depuis")
    )
    found = {}
    for row in rows:
        person = row.participant
        if person.pk in told or person.pk in found:
            continue
        if row.depuis > day:
            reason = f"inscription à partir du {phrases.date_courte(row.depuis)}"
        elif row.jusque is not None and row.jusque < day:
            reason = f"inscription terminée le {phrases.date_courte(row.jusque)}"
        else:
            reason = "son compte est fermé"
        found[person.pk] = person, reason
    return list(found.values())


def letters_of(seance):
    """Every Envoi about a séance."""
    told = Convocation.objects.filter(seance=seance).order_by().values("pk")
    answers = ReponseDonnee.objects.filter(presence__seance=seance).order_by().values("pk")
    return Envoi.objects.filter(message__in=DE_LA_SEANCE, cle__in=told) | Envoi.objects.filter(
        message__in=DE_REMPLACEMENT, cle__in=answers
    )


# ── What was told ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Difference:
    quoi: str
    avant: str
    apres: str


def announcement(seance):
    """The last Convocation that everybody was sent, None before the first."""
    return Convocation.objects.annonces().filter(seance=seance).order_by("-numero").first()


def untold(seance, last=None):
    """Differences between a séance to come and what people were last told of it; [] when they know it all.

    last: its announcement, when it is known already.
    """
    last = last or announcement(seance)
    if last is None or not is_told(seance, last) or seance.moment() != "a_venir":
        return []
    return differences(last, seance)


def with_untold(seances):
    """Keys of the séances of which something changed that nobody was told. In one query."""
    last = {
        row.seance_id: row
        for row in Convocation.objects.annonces().filter(seance__in=seances).order_by("numero")
    }
    return {seance.pk for seance in seances if seance.pk in last and untold(seance, last[seance.pk])}


def is_told(seance, last=None):
    """Whether people hold letters that say that the séance will be."""
    last = last or announcement(seance)
    return last is not None and last.genre != GenreConvocation.ANNULATION


def told_of(seance):
    """When and where a séance is, as a Convocation keeps it."""
    return {
        "date": seance.date,
        "heure_debut": seance.heure_debut,
        "heure_fin": seance.heure_fin,
        "lieu": phrases.lieu(seance.lieu)[:LONGUEUR_LIEU] if seance.lieu else "",
    }


def differences(convocation, seance):
    """What a séance is now against what was told: the day, the hours, the place."""
    now = told_of(seance)
    pairs = [
        (DATE, phrases.date_longue(convocation.date), phrases.date_longue(seance.date)),
        (
            "Heures",
            phrases.plage(convocation.heure_debut, convocation.heure_fin),
            phrases.plage(seance.heure_debut, seance.heure_fin),
        ),
        ("Lieu", convocation.lieu, now["lieu"]),
    ]
    return [
        Difference(quoi, avant or "à préciser", apres or "à préciser")
        for quoi, avant, apres in pairs
        if avant != apres
    ]


def late(seance, people=None):
    """Recipients with an address to whom no letter tells of the séance: they came into the list since."""
    told = Convocation.objects.annonces().filter(seance=seance)
    first = told.filter(genre=GenreConvocation.CONVOCATION).order_by("-numero").values("numero")[:1]
    series = told.filter(numero__gte=first).order_by().values("pk")
    reached = set(
        Envoi.objects.filter(message__in=DE_LA_SEANCE, cle__in=series).values_list("participant", flat=True)
    )
    named = ReponseDonnee.objects.filter(presence__seance=seance).order_by().values("pk")
    reached |= set(
        Envoi.objects.filter(message=Message.REMPLACEMENT, cle__in=named).values_list(
            "participant", flat=True
        )
    )
    people = recipients(seance) if people is None else people
    return [one for one in people if one.adresse and one.participant.pk not in reached]


def reminded(seance, genre, people=None):
    """Recipients of a reminder: those who have not answered, or everybody who has not said that he does not come."""
    people = recipients(seance) if people is None else people

    def answer(one):
        return one.presence.reponse if one.presence is not None else Reponse.SANS_REPONSE

    if genre == GenreConvocation.RELANCE:
        return [one for one in people if one.demande and one.adresse and answer(one) == Reponse.SANS_REPONSE]
    away = {Reponse.EXCUSE, Reponse.REMPLACE}
    return [one for one in people if one.adresse and answer(one) not in away]


def reached(seance):
    """Participants who are told of a séance, or were by a letter that tells of it as it last was convened."""
    first = (
        Convocation.objects.filter(seance=seance, genre=GenreConvocation.CONVOCATION)
        .order_by("-numero")
        .values("numero")[:1]
    )
    told = Convocation.objects.filter(seance=seance, numero__gte=first).order_by().values("pk")
    letters = Envoi.objects.filter(message__in=DE_LA_SEANCE, cle__in=told).order_by().values("participant")
    now = permissions.convened_participants(seance).order_by().values("pk")
    people = Participant.objects.filter(Q(pk__in=letters) | Q(pk__in=now)).exclude(compte__is_active=False)
    return people.select_related("compte").order_by("cle_tri", "pk")


# ── Into the queue ──────────────────────────────────────────────────────────────────────────────────────


def enqueue_convocation(convocation, people):
    """Letters of a Convocation to some Participants, with their accounts."""
    enqueue(convocation.genre, convocation.pk, people)


def enqueue_late(convocation, people):
    """The convocation itself, for those who came into the list since: they are told of no change."""
    enqueue(Message.CONVOCATION, convocation.pk, people)


# ── Out of it ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Dossiers:
    """What letters about the same state of a séance share, for one round of the queue."""

    faits: dict = field(default_factory=dict)

    def of(self, seance):
        key = empreinte(), timezone.localdate()
        known = self.faits.get(seance.pk)
        if known is None or known[0] != key:
            known = self.faits[seance.pk] = key, Dossier.make(seance)
        return known[1]


@dataclass(frozen=True)
class Dossier:
    document: object
    pratique: object
    pieces: list = field(default_factory=list)

    @classmethod
    def make(cls, seance):
        read = cls.read(Seance.objects.with_document().get(pk=seance.pk))
        return replace(read, pieces=list(pieces(seance, read.document)))

    @classmethod
    def read(cls, seance):
        """Without what is joined: for reading a letter that does not leave."""
        document = announced(seance)
        return cls(document, practical(seance, document, AnonymousUser()))


def pieces(seance, document):
    """The agenda as PDF, unless it is empty or the séance cancelled, and the appointment."""
    from . import ics  # loads icalendar, which pages do without

    name = f"chantier{seance.chantier.numero}-seance{seance.numero}"
    if document.points and not seance.est_annulee:
        agenda = MIMEApplication(papiers.agenda(document, seance.chantier.teinte), "pdf")
        agenda.add_header("Content-Disposition", "attachment", filename=f"ordre-du-jour-{name}.pdf")
        yield agenda
    # PUBLISH, not REQUEST: nobody answers to a calendar, and the file names none of those who receive it.
    method = "CANCEL" if seance.est_annulee else "PUBLISH"
    answer = f"{settings.SITE_URL}{seance.url('reponse')}"
    appointment = MIMEBase("text", "calendar", method=method, charset="utf-8")
    appointment.set_payload(
        ics.invitation(seance, method=method, answer_url="" if seance.est_annulee else answer)
    )
    encode_base64(appointment)
    appointment.add_header("Content-Disposition", "attachment", filename=f"{name}.ics")
    yield appointment


@dataclass(frozen=True)
class Lettre:
    sujet: str
    texte: str
    html: str


def write(
    message, seance, dossier, participant, *, lien="", joint="", presence=None, changements=(), remplace=None
):
    """The Lettre of a message to one person, as it reads.

    lien: address where he answers, "" when he is not asked. joint: what whoever decided added. presence: his answer.
    changements: Differences. remplace: the Participant in whose stead he is asked to come.
    """
    context = {
        "message": str(message),
        "seance": seance,
        "chantier": seance.chantier,
        "document": dossier.document,
        "pratique": dossier.pratique,
        "participant": participant,
        "lien": lien,
        "joint": joint.strip(),
        "reponse": presence.reponse if presence is not None and presence.repondu_le else "",
        "presence": presence,
        "changements": changements,
        "autre_jour": any(each.quoi == DATE for each in changements),
        "remplace": remplace,
        "pieces": message not in SANS_PIECES,
        "page": f"{settings.SITE_URL}{seance.get_absolute_url()}",
        "vie_privee": f"{settings.SITE_URL}/vie-privee/",
    }
    context["ouverture"] = _text("ouverture", context).strip()
    return Lettre(
        sujet=" ".join(_text("sujet", context).split()),
        texte=_text("message", context),
        html=render_to_string(f"{MODELE}_message.html", context),
    )


def _text(part, context):
    """A text made by a template, that escapes nothing: plain, so that a page which shows it escapes it."""
    return "".join(render_to_string(f"{MODELE}_{part}.txt", context))


def compose(envoi, dossiers):
    """The EmailMessage of an Envoi about a séance, as it is to be said now. Raises SansObjet, SansAdresse."""
    if envoi.message in DE_REMPLACEMENT:
        seance, told = _of_replacement(envoi)
    else:
        seance, told = _of_convocation(envoi)
    dossier = dossiers.of(seance)
    lettre = write(envoi.message, seance, dossier, envoi.participant, **told)
    return letter(
        envoi,
        subject=lettre.sujet,
        text=lettre.texte,
        html=lettre.html,
        reply_to=seance.chantier.contact,
        attachments=() if envoi.message in SANS_PIECES else dossier.pieces,
    )


def _of_convocation(envoi):
    convocations = Convocation.objects.select_related("seance__chantier", "seance__lieu")
    convocation = convocations.filter(pk=envoi.cle).first()
    if convocation is None:
        raise SansObjet("La séance n’existe plus.")
    seance, person = convocation.seance, envoi.participant
    if envoi.message == Message.ANNULATION:
        if not seance.est_annulee:
            raise SansObjet("La séance n’est plus annulée.")
        return seance, {"joint": convocation.message}
    _refuse_over(seance)
    _refuse_overtaken(convocation, person)
    asked = is_asked(seance, person)
    presence, replaced = _rows_about(seance, person)
    answer = presence.reponse if presence is not None else Reponse.SANS_REPONSE
    if envoi.message == Message.RELANCE and answer != Reponse.SANS_REPONSE:
        raise SansObjet("Cette personne a répondu entre-temps.")
    if envoi.message == Message.RAPPEL and answer in {Reponse.EXCUSE, Reponse.REMPLACE}:
        raise SansObjet("Cette personne ne vient pas.")
    before = None
    if envoi.message == Message.MODIFICATION:
        rows = Convocation.objects.annonces().filter(seance=seance, numero__lt=convocation.numero)
        before = rows.order_by("-numero").first()
    return seance, {
        "lien": liens.for_letter(person, seance) if asked else "",
        "joint": convocation.message,
        "presence": presence,
        "changements": differences(before, seance) if before is not None else (),
        "remplace": replaced if envoi.message == Message.CONVOCATION else None,
    }


def _rows_about(seance, person):
    """His own row in the list of the séance, and the Participant in whose stead he comes; None for none."""
    rows = Presence.objects.filter(Q(participant=person) | Q(designe=person), seance=seance)
    own = replaced = None
    for row in rows.select_related("participant"):
        if row.participant_id == person.pk:
            own = row
        else:
            replaced = row.participant
    return own, replaced


def _of_replacement(envoi):
    answers = ReponseDonnee.objects.select_related(
        "presence__participant", "presence__seance__chantier", "presence__seance__lieu"
    )
    answer = answers.filter(pk=envoi.cle).first()
    if answer is None:
        raise SansObjet("Le remplacement a été retiré.")
    row, seance, person = answer.presence, answer.presence.seance, envoi.participant
    _refuse_over(seance)
    named = row.designe_id == person.pk
    if envoi.message == Message.REMPLACEMENT_RETIRE:
        if named:
            raise SansObjet("Le remplacement vaut de nouveau.")
        return seance, {"remplace": row.participant if answer.remplacant_id == person.pk else None}
    if not named:
        raise SansObjet("Le remplacement a été retiré.")
    is_asked(seance, person)
    mine = Presence.objects.filter(seance=seance, participant=person).first()
    return seance, {
        "lien": liens.for_letter(person, seance),
        "presence": mine,
        "remplace": row.participant,
    }


def _refuse_over(seance):
    if seance.est_annulee:
        raise SansObjet("La séance a été annulée entre-temps.")
    if seance.moment() != "a_venir":
        raise SansObjet("La séance n’est plus à venir.")


def _refuse_overtaken(convocation, person):
    """A later announcement says it all, and better."""
    later = Convocation.objects.annonces().filter(seance=convocation.seance_id, numero__gt=convocation.numero)
    told = Envoi.objects.filter(message__in=DE_LA_SEANCE, participant=person).order_by().values("cle")
    if later.filter(pk__in=told).exists():
        raise SansObjet("Une lettre plus récente la remplace.")


def is_asked(seance, person):
    """Whether somebody who is told of a séance is asked to answer. Raises SansObjet for whoever is told no more."""
    if permissions.asked_participants(seance).filter(pk=person.pk).exists():
        if person.compte is not None and not person.compte.is_active:
            raise SansObjet("Son compte est fermé.")
        return True
    if not permissions.convened_participants(seance).filter(pk=person.pk).exists():
        raise SansObjet("Cette personne n’est plus attendue à cette séance.")
    return False
