"""The words that the portal adds to a PV, in French typography: dates, hours, places, generated sentences.

Pure functions of the tree, for every output. What somebody typed is never changed.
"""

import re

INSECABLE = "\u00a0"
COLLES = re.compile(r"(?<=«) | (?=»|[:;?!](?:\s|\Z))")
STICKY = (
    (" »", "\u00a0»"),
    ("« ", "«\u00a0"),
    (" :", "\u00a0:"),
    (" ;", "\u00a0;"),
    (" ?", "\u00a0?"),
    (" !", "\u00a0!"),
)
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
GENRES = {
    "correction": "Correction",
    "ajout": "Ajout",
    "precision": "Précision",
    "suppression": "Suppression",
    "observation": "Observation",
}
DECISIONS = {
    "ouverte": "à traiter",
    "acceptee": "acceptée",
    "modifiee": "acceptée après modification",
    "refusee": "refusée",
    "actee": "actée",
}

LONGUEUR = 24  # words of a passage quoted whole
AUTOUR = 4  # words kept around what changes


def keep_signs(html):
    """Finished HTML where what must not begin a line, and what must not end one, stays with its words.

    On pages and on paper; the tree keeps what was typed.
    """
    for loose, sticky in STICKY:
        html = html.replace(loose, sticky)
    return html


def insecables(text):
    """A generated sentence with its signs kept beside their words."""
    return COLLES.sub(INSECABLE, text)


def date_courte(day):
    """« 18 octobre 2022 », « 1er mars 2023 »."""
    number = "1er" if day.day == 1 else day.day
    return f"{number}{INSECABLE}{MOIS[day.month - 1]}{INSECABLE}{day.year}"


def date_longue(day):
    """« mardi 18 octobre 2022 »."""
    return f"{JOURS[day.weekday()]} {date_courte(day)}"


def heure(time):
    """« 13h30 »."""
    return f"{time.hour}h{time.minute:02}"


def plage(begins, ends):
    """« 13h30 – 16h00 », « 13h30 », « jusqu’à 16h00 », or nothing."""
    if begins is None:
        return f"jusqu’à{INSECABLE}{heure(ends)}" if ends is not None else ""
    return heure(begins) if ends is None else f"{heure(begins)}{INSECABLE}–{INSECABLE}{heure(ends)}"


def duree(minutes):
    """« 1 minute », « 20 minutes », « 1h30 »."""
    if minutes < 60:
        return f"{minutes}{INSECABLE}minute{'s' if minutes > 1 else ''}"
    return f"{minutes // 60}h{minutes % 60:02}"


def lieu(place):
    """« La Marlagne, Chemin des Marronniers à 5100 Namur-Wépion »."""
    town = " ".join(filter(None, [place.code_postal, place.localite])).replace(" ", INSECABLE, 1)
    street = f"{place.adresse} à{INSECABLE}{town}" if place.adresse and town else place.adresse or town
    return ", ".join(filter(None, [place.nom, street]))


def enumere(names):
    """« A, B et C »."""
    *others, last = names
    return f"{', '.join(others)} et {last}" if others else last


def qualite(who):
    """Function and organisation of somebody that day, as printed: « référente, CPAS de Tressigny »."""
    return ", ".join(filter(None, [who.fonction, who.organisation]))


# ── The head ────────────────────────────────────────────────────────────────────────────────────────────


def chantier(document):
    """« Chantier 5 : « Partenariat » »."""
    titre = document.chantier.titre
    name = f"Chantier{INSECABLE}{document.chantier.numero}"
    return f"{name}{INSECABLE}: «{INSECABLE}{titre}{INSECABLE}»" if titre else name


def seance(document):
    """« Séance 2 »."""
    return f"Séance{INSECABLE}{document.seance.numero}"


def intitule(document):
    """The title as typed, or « Procès-verbal du mardi 18 octobre 2022 »."""
    return document.intitule or f"Procès-verbal du {date_longue(document.seance.date)}"


def repere(document):
    """« Chantier 5 – Séance 2 – 18 octobre 2022 »: what names a PV at the head of each page."""
    numero = document.chantier.numero
    return f"Chantier{INSECABLE}{numero} – {seance(document)} – {date_courte(document.seance.date)}"


def presidence(document):
    """« Coprésidence », « Présidence » when one person presides."""
    return "Coprésidence" if len(document.presidents) > 1 else "Présidence"


def ouverture(document):
    """The opening as typed, or « La réunion débute à 14h00. Elle est présidée par A et B. »; may be empty."""
    if document.ouverture:
        return document.ouverture
    names = enumere([president.nom for president in document.presidents]) if document.presidents else ""
    if document.seance.debut_reel is None:
        return f"La réunion est présidée par {names}." if names else ""
    begins = f"La réunion débute à {heure(document.seance.debut_reel)}."
    return f"{begins} Elle est présidée par {names}." if names else begins


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def presence(who):
    """What is said of somebody beside his name: « en remplacement de X, à distance, arrivée à 14h10 »."""
    facts = []
    if who.remplace_nom:
        facts.append(f"en remplacement de {who.remplace_nom}")
    if who.invite:
        facts.append("sur invitation")
    if who.a_distance:
        facts.append("à distance")
    if who.arrivee is not None:
        facts.append(f"arrivée à {heure(who.arrivee)}")
    if who.depart is not None:
        facts.append(f"départ à {heure(who.depart)}")
    return ", ".join(facts)


def role(membre):
    """« (secrétariat) », « (rapporteur) », both, or nothing."""
    roles = [name for name, holds in _roles(membre) if holds]
    return f"({' et '.join(roles)})" if roles else ""


def _roles(membre):
    return ("secrétariat", membre.secretaire), ("rapporteur", membre.rapporteur)


# ── Points ──────────────────────────────────────────────────────────────────────────────────────────────


def intervenants(point):
    """Names of who presents a point, a dash before the first, and its hours: (["– Nino ROSSI"], "13h30 – 13h40")."""
    names = [intervenant.nom for intervenant in point.intervenants]
    if names:
        names[0] = f"–{INSECABLE}{names[0]}"
    return names, plage(point.heure_debut, point.heure_fin)


def decision(remarque):
    """« Correction acceptée et apportée au texte », « Ajout refusé : ce n’a pas été dit »."""
    words = DECISIONS[remarque.decision]
    if remarque.genre == "ajout":
        words = words.replace("ée", "é")
    done = f" et apporté{'' if remarque.genre == 'ajout' else 'e'} au texte" if remarque.appliquee else ""
    why = f"{INSECABLE}: {remarque.reponse}" if remarque.reponse else ""
    return f"{GENRES[remarque.genre]} {words}{done}{why}"


def reperes(remarque):
    """Where a remark points: « , page 3, paragraphe 143 », or nothing."""
    page = f", page{INSECABLE}{remarque.page}" if remarque.page else ""
    return page + (f", paragraphe{INSECABLE}{remarque.paragraphe}" if remarque.paragraphe else "")


def demande(remarque):
    """What a remark asks, then what it says: « remplacer « A » par « B ». Il l’a dit deux fois. »"""
    old, new = resserre(remarque.citation, remarque.proposition)
    if remarque.genre == "ajout" and new:
        asked = f"ajouter {guillemets(remarque.proposition)}"
        asked += f" après {guillemets(abrege(remarque.citation))}" if old else ""
    elif remarque.genre == "suppression" and old:
        asked = f"supprimer {guillemets(abrege(remarque.citation))}"
    elif new and remarque.citation.split() == remarque.proposition.split():
        asked = "corriger un nom"  # that a public edition gives in neither spelling
    elif new:
        asked = f"remplacer {guillemets(old)} par {guillemets(new)}" if old else f"écrire {guillemets(new)}"
    elif old:
        asked = f"sur {guillemets(abrege(remarque.citation))}"
        return f"{asked}{INSECABLE}: {remarque.texte}" if remarque.texte else asked
    else:
        return remarque.texte
    asked = finished(asked, ".…")
    return f"{asked} {remarque.texte}" if remarque.texte else asked


PROPOSITIONS = {"probleme": "Problèmes", "cause": "Causes", "action": "Actions possibles"}
ETATS = {"a_l_etude": "à l’étude", "retenue": "retenue", "ecartee": "écartée", "transmise": "transmise"}
NIVEAUX = {"terrain": "de terrain", "institutionnel": "institutionnel", "legislatif": "législatif"}


def proposition(row):
    """What is said of a proposition: « retenue, à l’étude à la séance précédente ; séance 1, § 14 »."""
    said = ETATS[row.etat] + (f" à{INSECABLE}: {row.transmise_a}" if row.transmise_a else "")
    if row.nouvelle:
        said = f"nouvelle, {said}"
    elif row.avant:
        said += f", {ETATS[row.avant]} à la séance précédente"
    parts = [said] + (["reformulée"] if row.reformulee else [])
    if row.niveau:
        parts.append(f"niveau {NIVEAUX[row.niveau]}")
    if row.articles:
        parts.append(f"Code{INSECABLE}: {row.articles}")
    if row.repond_a:
        parts.append(f"répond à la proposition{INSECABLE}{row.repond_a}")
    parts += [f"séance{INSECABLE}{source.seance}, §{INSECABLE}{source.paragraphe}" for source in row.sources]
    return f"{INSECABLE}; ".join(parts)


def finished(sentence, signs=".…?!"):
    """A generated sentence with its full stop, unless what it quotes last ends with one of the signs."""
    return sentence if sentence.rstrip(f"{INSECABLE} »”")[-1:] in signs else f"{sentence}."


def guillemets(words):
    """Words quoted; within other signs when they hold guillemets of their own, so that one sees where each ends."""
    if "«" in words or "»" in words:
        return f"“{words}”"
    return f"«{INSECABLE}{words}{INSECABLE}»"


def abrege(text):
    """Some words, by their head and their end when they are many."""
    words = text.split()
    if len(words) <= LONGUEUR:
        return " ".join(words)
    return f"{' '.join(words[: LONGUEUR - 6])} […] {' '.join(words[-5:])}"


def resserre(before, after):
    """Two wordings without the words that both begin with, or end with, some of them kept on each side."""
    olds, news = before.split(), after.split()
    if not (olds and news):
        return " ".join(olds), " ".join(news)
    shortest = min(len(olds), len(news))
    head = next((i for i in range(shortest) if olds[i] != news[i]), shortest)
    tail = next((i for i in range(shortest - head) if olds[-1 - i] != news[-1 - i]), shortest - head)
    first, last = max(0, head - AUTOUR), max(0, tail - AUTOUR)

    def cut(words):
        kept = " ".join(words[first : len(words) - last])
        return f"{'… ' if first else ''}{kept}{' …' if last else ''}"

    return cut(olds), cut(news)


def prochaine_seance(prochaine):
    """« Séance 3 : vendredi 18 novembre 2022 à 13h30, Mado de Charleroi, 1, Boulevard… »."""
    when = date_longue(prochaine.date)
    hours = plage(prochaine.heure_debut, prochaine.heure_fin)
    if hours:
        when += f"{', ' if prochaine.heure_debut is None or prochaine.heure_fin else ' à '}{hours}"
    where = f", {lieu(prochaine.lieu)}" if prochaine.lieu else ""
    return f"Séance{INSECABLE}{prochaine.numero}{INSECABLE}: {when}{where}"


def cloture(document):
    """The sentences that close the PV: when it rose, who wrote it, who checked it."""
    ends, redaction = document.seance.fin_reelle, document.redaction
    levee = f" à {heure(ends)}" if ends is not None else ""
    sentences = [f"L’ordre du jour étant épuisé, la réunion est levée{levee}."]
    acts = []
    if redaction.redacteur:
        fonction = f" – {redaction.fonction}" if redaction.fonction else ""
        acts.append(f"rédigé par {redaction.redacteur}{fonction}")
    if redaction.verificateur:
        acts.append(f"vérifié par {redaction.verificateur}")
    if acts:
        sentences.append(f"Procès-verbal {', puis '.join(acts)}.")
    return sentences


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────────

ROMAINS = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def marque(style, rang):
    """The mark of an item of a numbered list: « 3. », « c. », « C. », « iii. », « III. »; figures from zero down."""
    if style == "1" or rang < 1:
        return f"{rang}."
    mark, left = "", rang
    if style in "aA":
        while left:
            left, letter = divmod(left - 1, 26)
            mark = chr(ord("a") + letter) + mark
    else:
        for value, sign in ROMAINS:
            mark += sign * (left // value)
            left %= value
    return f"{mark if style.islower() else mark.upper()}."
