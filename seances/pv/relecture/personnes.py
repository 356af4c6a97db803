"""Who speaks, who was there, and how their names are written. Pure."""

import re

from participants import noms

from ..document import Intervention, Paragraphe, plain_text
from ..locuteurs import WORD, Resolveur, speaking
from ..phrases import INSECABLE, enumere
from . import lexique
from .constat import Constat, Endroit, blocks, extract

# « Ana Ost est excusée », « Ana Ost a transmis une note »: named, but not speaking.
AWAY = re.compile(
    r"\W*(?:est|était|sera|a été|sont|s[’']est|s[’']excuse|ne|n[’'](?:a|est)|absente?|excusée?|remplac|"
    r"a (?:transmis|envoyé|écrit|communiqué|fait (?:savoir|parvenir)|prévenu)|nous a (?:écrit|quitté|transmis))",
    re.IGNORECASE,
)
PARTICULE = r"(?:d[eu]|des|la|le|el|van|von|der|den|de la|ter|ten|di|da|al|ben|aït|ait)"
CAPITALISED = r"\b[A-ZÀ-ÖØ-Þ][\w’'-]{0,60}"
OPENING = re.compile(
    rf"[\s«\"“(–-]*(?P<nom>(?:(?:M|MM|Mme|Mlle|Mr|Dr)\b\.?\s+)?{CAPITALISED}(?:\s+{PARTICULE}(?=\s))?"
    rf"(?:\s+(?:{PARTICULE}\s+)?{CAPITALISED}){{0,3}})"
    r"(?P<suite>\s*(?:\([^)]{0,60}\))?\s*:|,?\s+(?=[a-zà-ÿ])|\s*$)",
)
TITLED = re.compile(r"(?:M|MM|Mme|Mlle|Mr|Dr)\b\.?\s+")
FULL_NAME = re.compile(rf"{CAPITALISED}(?:\s+(?:{PARTICULE}\s+){{0,2}}{CAPITALISED}){{1,3}}")
ALIKE = 0.75  # one word of a name, badly written


def check(document, passages, sigles=frozenset(), a_part=frozenset()):
    """The Constats about people. sigles: folded acronyms, which are nobody's name."""
    yield from _speakers(document, sigles)
    yield from _spellings(document, passages)
    yield from _attendance(document)
    yield from _presenters(document)
    yield from _groups(document, a_part)


def status(document, key):
    """« parmi les excusés », « parmi les absents », « remplacé », « dans aucune liste »."""
    for presence in document.presences:
        if presence.personne == key:
            return {"excuse": "parmi les excusés", "absent": "parmi les absents"}.get(presence.statut, "")
    if any(presence.remplace == key for presence in document.presences):
        return "parmi les personnes remplacées"
    return "dans aucune liste de présences"


# ── Speakers ────────────────────────────────────────────────────────────────────────────────────────────


def _speakers(document, sigles):
    there = {personne.cle for personne in speaking(document)}
    people = {personne.cle: personne for personne in document.personnes}
    others = Resolveur(personne for personne in document.personnes if personne.cle not in there)
    firsts = {}
    for personne in document.personnes:
        firsts.setdefault(noms.fold(personne.prenom), []).append(personne)
    told = set()
    for endroit, bloc in blocks(document):
        if not isinstance(bloc, Paragraphe | Intervention):
            continue
        text = plain_text(bloc.runs)
        if isinstance(bloc, Intervention):
            key, label = bloc.locuteur, bloc.libelle
            if key in there or key not in people:
                continue
        else:
            key, label = others.resolve(text)
        if key:
            after = text[text.find(label) + len(label) :] if label in text else ""
            if (endroit.lieu, endroit.numero, key) not in told and not AWAY.match(after):
                told.add((endroit.lieu, endroit.numero, key))
                yield Constat(
                    "parle_sans_etre_present",
                    f"{people[key].nom_complet} prend la parole mais figure {status(document, key)}{INSECABLE}: "
                    "corrigez sa présence ou le nom.",
                    endroit,
                    extract(text, 0, min(len(text), 60)),
                )
        elif isinstance(bloc, Paragraphe):
            for found in _unknown_speaker(document, text, endroit, firsts, sigles):
                if (found.code, found.message) not in told:
                    told.add((found.code, found.message))
                    yield found


def _unknown_speaker(document, text, endroit, firsts, sigles):
    """A paragraph that opens with what looks like a name."""
    opening = OPENING.match(text)
    if opening is None:
        return
    name, after = opening["nom"], opening["suite"].strip()
    if not after and opening.end() == len(text) and noms.fold(name) in firsts:
        after = ":"  # a first name alone on its line, as in a dialogue
    words = WORD.findall(TITLED.sub("", name))
    folded = noms.fold(name)
    shown = extract(text, 0, min(len(text), 60))
    if len(words) == 1 and not TITLED.match(name):
        known = firsts.get(folded, ())
        if known and after.endswith(":"):
            whom = enumere([personne.nom_complet for personne in known])
            yield Constat(
                "prenom_seul",
                f"«{INSECABLE}{name}{INSECABLE}» ouvre ce paragraphe sans nom de famille{INSECABLE}: confirmez "
                f"qu’il s’agit de {whom}{' (une seule de ces personnes)' if len(known) > 1 else ''}.",
                endroit,
                shown,
            )
        return
    if not _looks_like_a_name(name, words, after, set(firsts), sigles):
        return
    near = max(
        document.personnes,
        key=lambda personne: noms.resemblance(name, personne.nom_complet),
        default=None,
    )
    if near is not None and noms.resemblance(name, near.nom_complet) >= noms.RESEMBLES:
        yield Constat(
            "graphie_inconnue",
            f"«{INSECABLE}{name}{INSECABLE}» ressemble à {near.nom_complet}{INSECABLE}: corrigez le nom, ou "
            "confirmez que c’est cette personne qui parle.",
            endroit,
            shown,
        )
    else:
        yield Constat(
            "locuteur_inconnu",
            f"«{INSECABLE}{name}{INSECABLE}» prend la parole mais ne figure dans aucune liste{INSECABLE}: ajoutez "
            "cette personne aux présences ou corrigez le nom.",
            endroit,
            shown,
        )


def _looks_like_a_name(name, words, after, firsts, sigles):
    if TITLED.match(name):
        return after.endswith(":")
    known_first = (
        noms.fold(words[0]) in firsts | lexique.PRENOMS or noms.fold(words[-1]) in firsts | lexique.PRENOMS
    )
    in_capitals = [
        word for word in words if word.isupper() and len(word) > 2 and noms.fold(word) not in sigles
    ]
    if not in_capitals or len(in_capitals) == len(words):
        return known_first and len(words) > 1 and after.endswith(":")
    if after.endswith(":"):
        return known_first or all(len(word) > 4 for word in in_capitals)
    return known_first and bool(after or name != words[0])


# ── Spellings ───────────────────────────────────────────────────────────────────────────────────────────


def printed_names(document):
    """(key, name as printed, place) wherever a person known to the document is named in a list or speaks."""
    presences = Endroit("presences")
    for president in document.presidents:
        yield president.personne, president.nom, Endroit("seance")
    for presence in document.presences:
        yield presence.personne, presence.nom, presences
        if presence.remplace:
            yield presence.remplace, presence.remplace_nom, presences
    for groupe in document.sous_groupes:
        for membre in groupe.membres:
            yield membre.personne, membre.nom, Endroit("sous_groupe", groupe.numero)
    for point in document.points:
        for intervenant in point.intervenants:
            if intervenant.personne:
                yield intervenant.personne, intervenant.nom, Endroit("point", point.numero)
    for endroit, bloc in blocks(document):
        if isinstance(bloc, Intervention) and bloc.locuteur:
            yield bloc.locuteur, bloc.libelle, endroit
    if document.redaction.redacteur_personne:
        yield document.redaction.redacteur_personne, document.redaction.redacteur, Endroit("redaction")


def misspelt(one, other):
    """Whether two writings of a name differ by a letter or an accent, not by a word more or less, nor by capitals."""
    left, right = _words(one), _words(other)
    for word in list(left):
        same = next((candidate for candidate in right if _same_word(word, candidate)), None)
        if same is not None:
            left.remove(word)
            right.remove(same)
    if not left or not right or len(left) != len(right):
        return False
    if len(left) == len(_words(one)) > 1 and noms.resemblance(one, other) < 0.85:
        return False  # nothing in common
    rights = list(right)
    for word in left:
        best = max(rights, key=lambda candidate: _alike(word, candidate))
        if _alike(word, best) < ALIKE:
            return False
        rights.remove(best)
    return True


def _words(name):
    return [match.group() for match in WORD.finditer(name)]


def _alike(word, other):
    return 1.0 if noms.fold(word) == noms.fold(other) else noms.resemblance(word, other)


def _same_word(word, other):
    """Capitals may go without their accents: « LEMERRE » is « Lêmerre », « DELTENRÉ » is not « Deltenre »."""
    if word.casefold() == other.casefold():
        return True
    bare = [each for each in (word, other) if each.isupper() and noms.fold(each) == each.casefold()]
    return bool(bare) and noms.fold(word) == noms.fold(other)


def _spellings(document, passages):
    reference, seen = {}, set()
    for key, name, endroit in printed_names(document):
        first, _ = reference.setdefault(key, (name, endroit))
        if (key, name) not in seen and misspelt(first, name):
            yield _two_spellings(first, name, endroit)
        seen.add((key, name))
    yield from _named_in_passing(document, passages, seen)


def _two_spellings(first, name, endroit):
    return Constat(
        "deux_graphies",
        f"Une même personne est écrite «{INSECABLE}{first}{INSECABLE}» et «{INSECABLE}{name}{INSECABLE}»"
        f"{INSECABLE}: gardez la bonne graphie.",
        endroit,
        name,
    )


def _without_opening(name):
    """« Guy Declercq » of « Selon Guy Declercq »."""
    first, _, rest = name.partition(" ")
    return rest if rest and noms.fold(first) in lexique.OUVERTURES else name


def _named_in_passing(document, passages, seen):
    """Names inside the texts, against those of the lists and against each other."""
    firsts = lexique.PRENOMS | {noms.fold(personne.prenom) for personne in document.personnes}
    known, by_word = {noms.fold(name) for _, name in seen}, {}
    for personne in document.personnes:
        for name in (personne.nom_complet, *personne.graphies):
            known.add(noms.fold(name))
    for personne in document.personnes:
        for word in noms.fold(personne.nom_complet).split():
            by_word.setdefault(word, []).append(personne.nom_complet)
    told = {name.casefold() for _, name in seen}
    for passage in passages:
        for match in FULL_NAME.finditer(passage.texte):
            name = _without_opening(match.group())
            folded = noms.fold(name)
            if name.casefold() in told or not any(word in firsts for word in folded.split()[:2]):
                continue
            told.add(name.casefold())
            near = next(
                (
                    other
                    for word in folded.split()
                    for other in by_word.get(word, ())
                    if misspelt(other, name) and not (passage.est_note and noms.fold(other) == folded)
                ),
                None,
            )
            if near is not None:
                yield _two_spellings(near, name, passage.endroit)
            if folded not in known:
                for word in folded.split():
                    by_word.setdefault(word, []).append(name)


# ── Attendance ──────────────────────────────────────────────────────────────────────────────────────────


def _attendance(document):
    presences = Endroit("presences")
    if not document.presidents:
        yield Constat(
            "sans_presidence",
            f"Personne ne préside la séance{INSECABLE}: indiquez qui la préside.",
            Endroit("seance"),
        )
    present = document.with_statut("present")
    if not present:
        yield Constat(
            "sans_presents", f"La liste des présents est vide{INSECABLE}: pointez les présences.", presences
        )
    there = {presence.personne for presence in present} | {each.personne for each in document.presidents}
    for presence in present:
        if presence.remplace in there and presence.remplace:
            yield Constat(
                "remplace_et_present",
                f"{presence.remplace_nom or 'La personne remplacée'} figure comme présente et comme remplacée par "
                f"{presence.nom}{INSECABLE}: corrigez les présences.",
                presences,
            )
    redacteur = document.redaction.redacteur_personne
    if redacteur and redacteur not in there and status(document, redacteur).endswith(("excusés", "absents")):
        yield Constat(
            "redacteur_absent",
            f"{document.redaction.redacteur} rédige ce procès-verbal mais figure {status(document, redacteur)}"
            f"{INSECABLE}: corrigez sa présence ou le nom du rédacteur.",
            Endroit("redaction"),
        )


def _presenters(document):
    there = {personne.cle for personne in speaking(document)}
    for point in document.points:
        endroit = Endroit("point", point.numero)
        for intervenant in point.intervenants:
            if not intervenant.personne:
                yield Constat(
                    "intervenant_inconnu",
                    f"{intervenant.nom} présente le point {point.numero} mais le portail ne connaît personne de ce "
                    f"nom{INSECABLE}: choisissez la personne, ou ajoutez-la aux présences comme invitée.",
                    endroit,
                )
            elif intervenant.personne not in there:
                yield Constat(
                    "intervenant_absent",
                    f"{intervenant.nom} présente le point {point.numero} mais figure "
                    f"{status(document, intervenant.personne)}{INSECABLE}: corrigez l’un ou l’autre.",
                    endroit,
                )


def _groups(document, a_part):
    if not document.sous_groupes:
        return
    present = {presence.personne for presence in document.with_statut("present")}
    there = present | {president.personne for president in document.presidents}
    members = {membre.personne for groupe in document.sous_groupes for membre in groupe.membres}
    for presence in document.with_statut("present"):
        if not (
            presence.personne in members
            or presence.personne in a_part
            or presence.invite
            or presence.personne == document.redaction.redacteur_personne
        ):
            yield Constat(
                "sans_sous_groupe",
                f"{presence.nom} figure parmi les présents mais dans aucun sous-groupe{INSECABLE}: "
                "complétez la composition, ou dites-y pourquoi.",
                Endroit("presences"),
            )
    for groupe in document.sous_groupes:
        for membre in groupe.membres:
            if membre.personne not in there:
                yield Constat(
                    "membre_absent",
                    f"{membre.nom} fait partie du sous-groupe {groupe.numero} mais figure "
                    f"{status(document, membre.personne)}{INSECABLE}: corrigez l’un ou l’autre.",
                    Endroit("sous_groupe", groupe.numero),
                )
