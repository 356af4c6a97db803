"""The labels of minutes: « Présents : », « Ordre du jour », « Présents / Aanwezigen », « Étaient excusés »."""

import re
from dataclasses import dataclass

from participants import noms

# Folded words of the label -> what it announces. The longest pattern that fits is taken.
RUBRIQUES = {
    name: re.compile(rf"^(?:{pattern})$")
    for name, pattern in {
        "presents": r"(?:(?:sont |etaient |membres |personnes |participante?s? |les )*"
        r"(?:presente?s?(?: e?s)?|aanwezig(?:en)?|participante?s?(?: e?s)?(?: et participants)?|presences"
        r"|liste des (?:presences|participante?s?|presents|membres presents))"
        r"(?: a la (?:reunion|seance)| a distance| en visio(?:conference)?| et (?:presents|participants))?)",
        "excuses": r"(?:(?:sont |etaient |membres |personnes |participante?s? |les )*"
        r"(?:excusee?s?(?: e?s)?|s excusent|verontschuldigd(?:en)?|excuses et (?:remplacements|absents)|ont prie d excuser))",
        "absents": r"(?:(?:sont |etaient |membres |personnes |participante?s? |les )*(?:absente?s?(?: e?s)?|afwezig(?:en)?)"
        r"(?: non excuses| sans excuse)?)",
        "invites": r"(?:invitee?s?(?: e?s)?|personnes invitees|observat(?:eur|rice)s?|genodigden|experts? invites?)",
        "remplacements": r"(?:remplacements?|representations?|suppleances?|remplacantes?(?: et remplacants)?)",
        "ordre_du_jour": r"(?:ordre du jour(?: de la (?:seance|reunion))?|points? a l ordre du jour|agenda|dagorde"
        r"|programme(?: de la (?:seance|reunion|journee))?|points traites|sommaire|odj)",
        "copresidents": r"(?:co ?presiden(?:ts?|tes?|ce)(?: e?s)?(?: du chantier| et co ?presidents?)?|presidence"
        r"|president(?:e?s?)?|co ?animat(?:eurs?|rices?|ion)|animation|seance presidee par|voorzitt(?:ers?|ing|erschap))",
        "lieu": r"(?:lieu(?: de (?:la )?(?:reunion|seance))?|endroit|adresse|plaats|ou)",
        "date": r"(?:date(?: de (?:la )?(?:reunion|seance))?|datum|quand|date et heures?|dates et heures|jour)",
        "heures": r"(?:heures?|horaire|uur|tijd|debut et fin|heures? de (?:debut|reunion)|duree)",
        "debut": r"(?:debut(?: de (?:la )?(?:seance|reunion))?|ouverture(?: de (?:la )?(?:seance|reunion))?|heure de debut)",
        "fin": r"(?:fin(?: de (?:la )?(?:seance|reunion))?|cloture(?: de (?:la )?(?:seance|reunion))?|heure de fin"
        r"|levee de (?:la )?seance)",
        "redacteur": r"(?:redac(?:teur|trice|tion)(?: du (?:pv|proces verbal|compte rendu))?|secretaires?(?: de (?:la )?seance)?"
        r"|secretariat|prise de notes?|pv redige par|proces verbal|verslaggever|notes? prises? par|rapporteur du pv)",
        "verificateur": r"(?:relecture|verifi(?:e|cation|cateur)(?: par)?|relu par)",
        "prochaines": r"(?:prochaines? (?:seances?|reunions?|rencontres?|dates?)(?: de travail)?|dates? (?:des|de la) prochaines?"
        r" (?:seances?|reunions?)|volgende vergadering(?:en)?|agenda des prochaines (?:seances|reunions)|suite des travaux)",
        "annexes": r"annexes?(?: \d+)?|bijlagen?",
        "chantier": r"(?:chantier|werf|groupe de travail|theme du chantier)",
        "seance": r"(?:seance|reunion|zitting|numero de (?:seance|reunion))",
        "decisions": r"(?:decisions?(?: prises)?|conclusions et decisions)",
        "taches": r"(?:taches?|actions?(?: a (?:mener|entreprendre))?|suivi|a faire|qui fait quoi|plan d action)",
        "diffusion": r"(?:copie|diffusion|destinataires)",
    }.items()
}
COMPTE = re.compile(r"\s*\(\s*\d+\s*(?:personnes?|membres?)?\s*\)")


@dataclass(frozen=True)
class Rubrique:
    """nom: of RUBRIQUES. suite: what stands after the colon. libelle: the words of the label, with its signs."""

    nom: str
    libelle: str
    suite: str = ""


def name_of(text):
    """The rubrique that some words announce; "" for none. « Présents / Aanwezigen »: either is enough."""
    for part in [text, *re.split(r"\s*[/|]\s*|\s+[–—-]\s+", text)]:
        folded = noms.fold(COMPTE.sub("", part))
        for name, pattern in RUBRIQUES.items():
            if folded and pattern.match(folded):
                return name
    return ""


def of(passage):
    """The Rubrique of a passage; None when it announces nothing."""
    text = passage.texte
    if passage.genre == "rangee":
        if len(passage.cellules) >= 2 and (name := name_of(passage.cellules[0].rstrip(" :"))):
            head = passage.cellules[0]
            return Rubrique(name, head, "\t".join(passage.cellules[1:]).strip())
        if len(passage.cellules) == 1:
            text = passage.cellules[0]
        else:
            return None
    head, colon, rest = text.partition(":")
    if colon and len(head) < 70:
        # « Présents (12) : », « Excusé·es / Verontschuldigd : »
        name = name_of(re.sub(r"[·.()-](?=e?s?\b)", " ", head)) or name_of(head)
        if name:
            return Rubrique(name, text[: len(head) + 1], rest.strip())
    if len(text) < 70 and not colon:
        bare = re.sub(r"^\s*(?:\d{1,2}|[IVX]+|[A-Z])\s*[.)°-]+\s*", "", text)
        numbered = bare != text
        name = name_of(bare) or name_of(re.sub(r"[·()-](?=e?s?\b)", " ", bare))
        if name and (not numbered or passage.genre == "titre" or passage.gras):
            return Rubrique(name, text)
    return None
