"""Sub-groups, ateliers, tables: their question, who was in them and in which role, and what they reported."""

import re

from participants import noms

from . import personnes
from .presences import columns_of, split_people
from .rubriques import name_of

TETE = re.compile(
    r"^\s*(?P<n>\d{1,2}(?:\.\d{1,2})?\s*[.)°]?\s+)?(?P<mot>(?:sous-?\s?groupe|groupe(?: de travail)?|atelier|table(?: de discussion)?"
    r"|werkgroep|carrefour))\s*(?:n[°o]\s*)?(?P<k>\d{1,2}|[A-H]\b|I{1,3}\b|IV\b)\s*(?P<sep>[:–—.(-]+|$|\t)\s*(?P<q>.*)$",
    re.IGNORECASE | re.DOTALL,
)
CHAMPS = [
    ("question", re.compile(r"(?i)^(?:question(?: travaillée| de travail)?|th[èe]me|sujet|consigne)\s*\d?\s*[:–-]\s*")),
    ("roles", re.compile(r"(?i)^(secr[ée]taires?(?: et rapport(?:eur|euse|rice))?(?: du groupe)?|secr[ée]tariat|prise de notes"
                         r"|rapport(?:eur|euse|rice|age)(?: et secr[ée]taire)?(?: du groupe)?)\s*[:–-]\s*")),
    ("membres", re.compile(r"(?i)^(?:membres?|participant(?:e?s?|·e·s)(?: et participants)?|composition|pr[ée]sents?"
                           r"|personnes pr[ée]sentes)\s*(?:\(\d+\)\s*)?[:–-]\s*")),
]  # fmt: skip
REDACTION = re.compile(r"(?i)^(?:r[ée]daction|r[ée]dig[ée] par)\s*:\s*(.+)$")


def key_of(text):
    """Number of a sub-group from « 2 », « B » or « II »."""
    if text.isdigit():
        return int(text)
    romans = {"I": 1, "II": 2, "III": 3, "IV": 4}
    return romans.get(text.upper()) or ord(text.upper()) - ord("A") + 1


def head(passage):
    """The match of a passage that opens a sub-group; None for another."""
    text = passage.cellules[0] if passage.genre == "rangee" and len(passage.cellules) == 1 else passage.texte
    if passage.genre == "rangee" and len(passage.cellules) > 1:
        return None
    match = TETE.match(text)
    if match is None:
        return None
    if passage.genre == "titre" or passage.gras or match["sep"].strip() or not match["q"]:
        return match if match["sep"].strip() or not match["q"] or passage.genre == "titre" else None
    return None


class Groupes:
    """Reads the sub-groups of a section and keeps what was found in the order of their numbers."""

    def __init__(self, etat, annuaire, contenu):
        self.etat, self.annuaire, self.contenu = etat, annuaire, contenu
        self.found = {}

    def section(self, passages, number, base):
        """Take the sub-groups out of a section's passages. Returns (before, after): passages of the point itself."""
        starts = [index for index, passage in enumerate(passages) if head(passage)]
        if not starts:
            return passages, []
        before, after = passages[: starts[0]], []
        for order, start in enumerate(starts):
            end = starts[order + 1] if order + 1 < len(starts) else len(passages)
            match = head(passages[start])
            rest = passages[start + 1 : end]
            if order + 1 == len(starts):
                rest, after = self.split_end(rest)
            self.group(match, passages[start], rest, number, base)
        return before, after

    def split_end(self, passages):
        """What follows the last sub-group: after « Rédaction : … », or after a heading as high as the group's own."""
        for index, passage in enumerate(passages):
            if REDACTION.match(passage.texte) and index + 1 < len(passages):
                return passages[: index + 1], passages[index + 1 :]
        return passages, []

    def group(self, match, passage, rest, number, base):
        etat, k = self.etat, key_of(match["k"])
        fresh = k not in self.found
        groupe = self.found.setdefault(k, {"numero": k, "question": None, "membres": [], "restitution": None})
        where = f"sous_groupes[{k}]"
        heading = passage.texte[: match.start("q")] if passage.genre != "rangee" else passage.texte
        tail = match["q"].strip()
        content = []
        if fresh:
            etat.libelle(passage, heading)
            if tail:
                self.ask_question(groupe, where, passage, tail)
            index = 0
            while index < len(rest):
                taken = self.member_passage(groupe, where, rest[index], bool(content))
                if not taken:
                    content.append(rest[index])
                index += 1
            if (
                content
                and not groupe["question"]
                and content[0].genre == "paragraphe"
                and (
                    content[0].texte.rstrip().endswith("?")
                    or (groupe["membres"] and rest and rest[0] is content[0])
                )
            ):
                self.ask_question(groupe, where, content[0], content[0].texte)
                content = content[1:]
        else:
            content = rest
        if content or not fresh:
            named = re.match(r"\s*(\d{1,2}\.\d{1,2})", match["n"] or "")
            title = passage.texte[match.start("mot") :].strip()
            if fresh:
                title = f"{match['mot']} {match['k']}"
            else:
                etat.prend(passage, f"{where}.restitution.titre")
            dialogue = [
                dict(zip(("prenom", "nom"), (m["prenom"], m["nom"]), strict=True)) for m in groupe["membres"]
            ]
            made = {
                "numero": named[1] if named else f"{number}.{k}",
                "titre": title,
                "participants_cites": [],
                "redaction": None,
                "contenu": self.contenu.blocs(
                    content, f"{where}.restitution.contenu", base, dialogue or None
                ),
            }
            for bloc in made["contenu"]:
                if redaction := REDACTION.match(bloc.get("texte") or ""):
                    made["redaction"] = redaction[1].strip()
                    bloc["reprise"] = "redaction"
            groupe["restitution"] = made

    def ask_question(self, groupe, where, passage, text):
        text = text.strip()
        groupe["question"] = text
        if "<strong>" in passage.html and not passage.gras and passage.texte.endswith(text):
            cut = passage.html.find(re.split(r"[<&]", text)[0][:20].replace("'", "'"))
            if cut > 0:
                groupe["question_html"] = passage.html[cut:]
                if groupe["question_html"].count("</strong>") != groupe["question_html"].count("<strong>"):
                    del groupe["question_html"]
        self.etat.prend(passage, f"{where}.question", text)

    def member_passage(self, groupe, where, passage, started):
        """Take a passage that names members, roles or the question. Returns whether it did."""
        etat = self.etat
        if passage.genre == "rangee" and len(passage.cellules) > 1:
            if columns := columns_of(passage):
                etat.libelle(passage, passage.texte)
                self.columns, self.table = columns, passage.liste
                return True
            field = next((n for n, p in CHAMPS if p.match(f"{passage.cellules[0].rstrip(' :')} :")), "")
            if field:
                text = f"{passage.cellules[0].rstrip(' :')} : {' '.join(passage.cellules[1:])}"
                return self.labelled(groupe, where, passage, text)
            use = self.columns if getattr(self, "table", None) == passage.liste else ()
            mention = personnes.read(passage.texte, passage.cellules, use)
            return self.add(groupe, where, passage, mention, passage.texte)
        if started:
            return False
        if self.labelled(groupe, where, passage, passage.texte):
            return True
        if passage.genre in {"element", "paragraphe"} and name_of(passage.texte.rstrip(" :")) == "presents":
            etat.libelle(passage, passage.texte)
            return True
        if passage.genre == "element" or (passage.genre == "paragraphe" and len(passage.texte) < 120):
            mention = personnes.read(passage.texte)
            name, _ = self.annuaire.named(mention.complet)
            if name or (passage.genre == "element" and personnes.looks_like_name(mention.complet)):
                return self.add(groupe, where, passage, mention, passage.texte)
        return False

    def labelled(self, groupe, where, passage, text):
        etat = self.etat
        for name, pattern in CHAMPS:
            match = pattern.match(text)
            if not match:
                continue
            value = text[match.end() :].strip()
            if name == "question":
                etat.libelle(passage, match.group())
                if value:
                    self.ask_question(groupe, where, passage, value)
                return True
            people = split_people(value)
            if not people or not all(
                self.annuaire.named(personnes.read(one).complet)[0]
                or personnes.looks_like_name(personnes.read(one).complet)
                for one in people
            ):
                return False
            etat.libelle(passage, match.group())
            role = personnes.role_of(match[1]) if name == "roles" else "membre"
            for one in people:
                mention = personnes.read(one)
                if role != "membre":
                    mention.role = role
                self.add(groupe, where, passage, mention, one)
            for sign in re.findall(r"\bet\b", value):
                etat.libelle(passage, sign)
            return True
        return False

    def add(self, groupe, where, passage, mention, source):
        etat = self.etat
        name, sure = self.annuaire.named(mention.complet)
        if not mention.nom or not (name or personnes.looks_like_name(mention.complet)):
            return False
        if not mention.prenom and name:
            mention.prenom, _, mention.nom = name.partition(" ")
        kept = {
            word
            for word in re.findall(
                r"\w+", f"{mention.complet} {mention.organisation} {mention.fonction} {mention.courriel}"
            )
        }
        there = next(
            (
                m
                for m in groupe["membres"]
                if noms.name_key(f"{m['prenom']} {m['nom']}") == noms.name_key(mention.complet)
                or (name and self.annuaire.named(f"{m['prenom']} {m['nom']}")[0] == name)
            ),
            None,
        )
        index = groupe["membres"].index(there) if there else len(groupe["membres"])
        if there is None:
            made = {
                "prenom": mention.prenom,
                "nom": mention.nom,
                "organisation": mention.organisation or None,
                "fonction": mention.fonction or None,
                "email": mention.courriel or None,
                "role": mention.role,
            }
            groupe["membres"].append(made)
        elif mention.role != "membre":
            both = {there["role"], mention.role} - {"membre"}
            there["role"] = both.pop() if len(both) == 1 else "secretaire_rapporteur"
        here = f"{where}.membres[{index}]"
        if not name:
            etat.doute(
                here,
                "personne",
                f"« {mention.complet} » est dans le groupe {groupe['numero']} et dans aucune liste de présence : qui est-ce ?",
                passage.texte[:300],
                choix=tuple(p["nom"] for p in self.annuaire.people),
                bloquant=True,
            )
        elif not sure:
            etat.doute(
                here, "personne", f"« {mention.complet} » : est-ce bien {name} ?", passage.texte[:300],
                choix=tuple(p["nom"] for p in self.annuaire.people), propose=name,
            )  # fmt: skip
        for word in re.findall(r"\w+", source):
            if word in kept:
                etat.prend(passage, here, word)
            elif personnes.role_of(word) or noms.fold(word) in ROLE_WORDS:
                etat.libelle(passage, word)
        etat.ranges.add(passage.rang)
        return True


ROLE_WORDS = set(
    [
        "et",
        "de",
        "du",
        "la",
        "le",
        "groupe",
        "m",
        "mme",
        "mr",
        "monsieur",
        "madame",
        "secretaire",
        "rapporteur",
        "notes",
        "prise",
        "parole",
        "porte",
    ]
)
