"""Who was there, excused or absent: tables, items, one a line or in running text."""

import re

from participants import noms

from . import personnes
from .rubriques import name_of

STATUTS = {"presents": "present", "excuses": "excuse", "absents": "absent", "invites": "present"}
COLONNES = {
    "nom": "nom", "naam": "nom", "noms": "nom", "prenom": "prenom", "voornaam": "prenom",
    "nom et prenom": "nom_complet", "prenom et nom": "nom_complet", "nom prenom": "nom_complet",
    "prenom nom": "nom_complet", "participant": "nom_complet", "participants": "nom_complet",
    "membre": "nom_complet", "membres": "nom_complet", "identite": "nom_complet", "personne": "nom_complet",
    "organisation": "organisation", "service": "organisation", "institution": "organisation",
    "organisme": "organisation", "association": "organisation", "structure": "organisation",
    "organisatie": "organisation", "instance": "organisation", "employeur": "organisation",
    "fonction": "fonction", "functie": "fonction", "titre": "fonction",
    "statut": "statut", "presence": "statut", "p e a": "statut", "present": "statut", "etat": "statut",
    "remplace": "remplace", "en remplacement de": "remplace", "remplacement": "remplace",
    "courriel": "courriel", "e mail": "courriel", "mail": "courriel", "email": "courriel", "adresse mail": "courriel",
    "role": "role", "signature": "", "secteur": "",
}  # fmt: skip
LUS = {"p": "present", "e": "excuse", "a": "absent", "x": "present", "oui": "present", "non": "absent"}
LUS |= {
    "present": "present",
    "presente": "present",
    "excuse": "excuse",
    "excusee": "excuse",
    "absent": "absent",
}
LUS |= {
    "absente": "absent",
    "invite": "present",
    "invitee": "present",
    "aanwezig": "present",
    "afwezig": "absent",
}
LUS |= {"verontschuldigd": "excuse"}
PERSONNE = re.compile(r"^[\s/–—-]*$|^(?:néant|aucune?|personne|nihil|geen)\.?$", re.IGNORECASE)
PAIRES = re.compile(r"\s*[;•]\s*|\s+et\s+(?=(?:M\.|Mme|Mr|[A-ZÀ-Ý]))")


def columns_of(passage):
    """What each cell of a heading row announces; () for a row that holds somebody."""
    names = [COLONNES.get(noms.fold(cell)) for cell in passage.cellules]
    known = sum(name is not None for name in names)
    if known < 2 or known < len(names) - 1 or not any(n in {"nom", "prenom", "nom_complet"} for n in names):
        return ()
    if "nom" in names and "prenom" not in names:
        names[names.index("nom")] = "nom_complet"
    return tuple(name or "" for name in names)


def split_people(text):
    """The people of a running text, one string each: commas part names, brackets and dashes keep what they hold."""
    text = text.strip().rstrip(".")
    if ";" in text or "•" in text:
        parts = re.split(r"\s*[;•]\s*", text)
    else:
        parts, depth, current = [], 0, ""
        for token in re.split(r"(\(|\)|,\s+|\s+et\s+(?=M\.|Mme|Mr|[A-ZÀ-Ý]))", text):
            depth += token == "("
            depth -= token == ")"
            if depth <= 0 and (token.startswith(",") or token.strip() == "et"):
                parts.append(current)
                current = ""
            else:
                current += token
        parts.append(current)
        merged = []
        for part in parts:
            stem = re.sub(r"\s[–—-]\s.*$", "", re.sub(r"\([^()]*\)", " ", part))
            starts = personnes.looks_like_name(stem) or (
                re.search(r"(?i)rempla|représ|suppl|\bpour\b", part)
                and re.match(r"\s*(?:M\.|Mme|[A-ZÀ-Ý])", part)
            )
            if merged and not starts:
                merged[-1] += f", {part.strip()}"
            else:
                merged.append(part)
        parts = merged
    found = []
    for part in parts:
        pair = re.split(r"\s+et\s+(?=(?:M\.|Mme|Mr|[A-ZÀ-Ý]))", part)
        found += (
            pair
            if all(personnes.looks_like_name(re.sub(r"\([^()]*\)", " ", one)) for one in pair)
            else [part]
        )
    return [part.strip() for part in found if part.strip(" ,.;")]


def row(mention, statut, invited=False):
    """A line of « presences » of the format."""
    there = {
        "prenom": mention.prenom,
        "nom": mention.nom,
        "organisation": mention.organisation or None,
        "statut": LUS.get(noms.fold(mention.statut), statut) if mention.statut else statut,
        "remplace": None,
    }
    if invited and not mention.fonction:
        there["fonction"] = "invité"
    elif mention.fonction:
        there["fonction"] = mention.fonction
    if mention.remplace and (mention.remplace.nom or mention.remplace.prenom):
        there["remplace"] = {"prenom": mention.remplace.prenom, "nom": mention.remplace.nom}
        there["statut"] = "present"
    return there


class Presences:
    """Collects the lines of the lists; the same person twice is once."""

    def __init__(self, etat):
        self.etat = etat
        self.rows = []
        self.columns = ()
        self.table = 0

    def take(self, passage, texte, rubrique):
        """Take a passage (or what follows its label) into the list of a rubrique. Returns whether it was people."""
        etat = self.etat
        if PERSONNE.match(texte):
            etat.libelle(passage, texte)
            return True
        invited = rubrique == "invites"
        statut = STATUTS[rubrique]
        if passage.genre == "rangee" and len(passage.cellules) > 1 and texte == passage.texte:
            columns = columns_of(passage)
            if columns:
                self.columns, self.table = columns, passage.liste
                etat.libelle(passage, passage.texte)
                return True
            use = self.columns if self.table == passage.liste else ()
            mention = personnes.read(passage.texte, passage.cellules, use)
            if not self.plausible(mention):
                return False
            if not mention.prenom:
                self.ask_name(mention, passage)
            self.add(mention, statut, invited, passage, passage.texte)
            return True
        people = [texte] if passage.genre == "element" and not re.search(";", texte) else self.lines(texte)
        mentions = [personnes.read(one.replace("\t", ", ")) for one in people]
        if not any(self.plausible(mention) and mention.prenom for mention in mentions):
            return False
        for one, mention in zip(people, mentions, strict=True):
            if self.plausible(mention):
                if not mention.prenom:
                    self.ask_name(mention, passage)
                self.add(mention, statut, invited, passage, one)
        for sign in re.findall(r"\bet\b", texte):
            etat.libelle(passage, sign)
        return True

    def lines(self, texte):
        found = []
        for line in texte.split("\n"):
            one = personnes.read(line)
            single = personnes.looks_like_name(one.complet) and not re.search(
                r";|,\s*(?:M\.|Mme|Mr)\s|\)\s*(?:,|et)\s", line
            )
            rest = line[len(one.complet) :]
            several = [part for part in split_people(line)]
            if single and (
                len(several) == 1 or one.remplace or (re.search(r"\s[–—-]\s", rest) and ")" not in rest)
            ):
                found.append(line) if len(several) == 1 or not all(
                    personnes.looks_like_name(personnes.read(part).complet) for part in several
                ) else found.extend(several)
            else:
                found += several
        return found

    def plausible(self, mention):
        return (
            bool(mention.nom)
            and len(mention.complet.split()) <= 7
            and not re.search(r"[?!:]", mention.complet)
        )

    def ask_name(self, mention, passage):
        self.etat.doute(
            f"presences[{len(self.rows)}].prenom",
            "nom",
            f"« {mention.nom} » : quels sont le prénom et le nom de cette personne ?",
            passage.texte,
            bloquant=True,
        )

    def add(self, mention, statut, invited, passage, source):
        etat, made = self.etat, row(mention, statut, invited)
        key = noms.name_key(mention.complet)
        known = next((r for r in self.rows if noms.name_key(f"{r['prenom']} {r['nom']}") == key), None)
        if known is None:
            index = len(self.rows)
            self.rows.append(made)
        else:
            index = self.rows.index(known)
            if made["remplace"] and not known["remplace"]:
                known["remplace"] = made["remplace"]
            known["organisation"] = known["organisation"] or made["organisation"]
        if mention.remplace and statut == "excuse":
            away = {
                "prenom": mention.remplace.prenom,
                "nom": mention.remplace.nom,
                "organisation": mention.organisation or None,
                "statut": "excuse",
                "remplace": None,
            }
            twice = noms.name_key(mention.remplace.complet)
            if all(noms.name_key(f"{r['prenom']} {r['nom']}") != twice for r in self.rows):
                self.rows.append(away)
        kept = [made["prenom"], made["nom"], made["organisation"] or "", mention.fonction, mention.courriel]
        kept += [made["remplace"]["prenom"], made["remplace"]["nom"]] if made["remplace"] else []
        if mention.statut:
            kept.append(mention.statut)
        words = {word for text in kept for word in re.findall(r"\w+", text)}
        for word in re.findall(r"\w+", source):
            if word in words:
                etat.prend(passage, f"presences[{index}]", word)
            elif noms.fold(word) in LIBELLES:
                etat.libelle(passage, word)
        etat.ranges.add(passage.rang)


LIBELLES = set(
    [
        "en",
        "remplacement",
        "de",
        "du",
        "d",
        "lieu",
        "et",
        "place",
        "a",
        "la",
        "pour",
        "represente",
        "representee",
        "par",
        "remplace",
        "remplacee",
        "remplacant",
        "remplacante",
        "suppleant",
        "suppleante",
        "excuse",
        "excusee",
        "absent",
        "absente",
        "empeche",
        "empechee",
        "m",
        "mme",
        "mr",
        "monsieur",
        "madame",
        "mlle",
        "dr",
        "excuses",
        "excuser",
        "qui",
        "est",
    ]
)

__all__ = ["Presences", "columns_of", "name_of", "split_people"]
