"""The head of minutes: which chantier, which séance, when, where, who presides."""

import re

from participants import noms

from . import francais, personnes
from .presences import split_people

CHANTIER = re.compile(
    r"(?i)\b(?:chantier|werf|groupe de travail)(?:\s*/\s*\w+)?\s*(?:n[°or]+\s*)?(\d{1,2})\b\s*[:–—.,/-]*\s*"
    r"(?:[«“\"]\s*([^»”\"]+?)\s*[»”\"]|([^\n|(]*))"
)
ORDINAUX = [
    "premiere",
    "deuxieme",
    "troisieme",
    "quatrieme",
    "cinquieme",
    "sixieme",
    "septieme",
    "huitieme",
    "neuvieme",
    "dixieme",
]
SEANCE = re.compile(
    r"(?i)\b(?:s[ée]ance|r[ée]union|zitting)(?:\s*/\s*\w+)?\s*(?:pl[ée]ni[èe]re\s*)?(?:n[°or]+\s*)?(\d{1,3})(?![\d/:.h])\b"
    r"|\b(\d{1,2})\s*(?:e|[èe]me|[èe]re|re|er|de|ste)\s+(?:s[ée]ance|r[ée]union|zitting|vergadering)"
    r"|\b(premi[èe]re|deuxi[èe]me|seconde|troisi[èe]me|quatri[èe]me|cinqui[èe]me|sixi[èe]me|septi[èe]me|huiti[èe]me"
    r"|neuvi[èe]me|dixi[èe]me)\s+(?:s[ée]ance|r[ée]union)"
)
INTITULE = re.compile(r"(?i)\bp\s?\.?\s?v\b\.?|proc[èe]s[- ]?verbal|compte[- ]rendu|verslag|notulen")
OUVERTURE = re.compile(
    r"(?i)(?:(?:la|cette)\s+)?(?:r[ée]union|s[ée]ance)\s+(?:d[ée]bute|commence|est ouverte|s['’]ouvre|a (?:d[ée]but[ée]|commenc[ée]))"
    r"|ouvr(?:e|ent)\s+la\s+(?:s[ée]ance|r[ée]union)|d[ée]but de la (?:s[ée]ance|r[ée]union)|ouverture de la (?:s[ée]ance|r[ée]union)"
)
PRESIDEE = re.compile(r"(?i)pr[ée]sid[ée]e? par\s+(.+)$")
CODE_POSTAL = re.compile(r"\b(?:B-)?([1-9]\d{3})\s+([A-ZÀ-Ý][\w’'\-]+(?:[ -][A-ZÀ-Ý][\w’'\-]+)*)")
RUE = re.compile(
    r"(?i)^(?:\d+[a-z]?\s*,\s*)?(?:rue|avenue|av\.|boulevard|bd|bld|place|chemin|chauss[ée]e|all[ée]e|quai|square|route|impasse|clos"
    r"|sentier|drève|parc|esplanade|galerie)\b"
)


def place(text):
    """{nom, adresse, code_postal, localite} of a place as printed; None for no words."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;–—-")
    made = {"nom": "", "adresse": None, "code_postal": None, "localite": None}
    code = CODE_POSTAL.search(text)
    if code:
        made["code_postal"], made["localite"] = code[1], code[2]
        after = text[code.end() :].strip(" ,()")
        text = re.sub(r"\s+à$", "", text[: code.start()].strip(" ,–—-("))
        text = f"{text}, {after}" if after and text else text or after
    parts = [
        part.strip(" ()")
        for part in re.split(r"\s*,\s*|\s+[–—-]\s+|\s*\(|\)\s*|\t", text)
        if part.strip(" ()")
    ]
    address = []
    for index, part in enumerate(parts):
        if RUE.match(part) or (
            re.fullmatch(r"\d+[a-zA-Z]?(?:[/-]\d+)?", part) and (address or index + 1 < len(parts))
        ):
            address.append(re.sub(r"\s+à$", "", part))
        elif not made["nom"]:
            made["nom"] = part
        elif not address:
            made["nom"] += f", {part}"
        elif not made["localite"]:
            made["localite"] = part
        else:
            made["nom"] += f", {part}"
    made["adresse"] = ", ".join(address) or None
    if not made["nom"]:
        made["nom"] = made["localite"] or made["adresse"] or ""
    return made if made["nom"] else None


class Entete:
    """Reads passages before the first point; keeps the parts of « chantier », « seance » and « copresidents »."""

    def __init__(self, etat):
        self.etat = etat
        self.chantier = {"numero": None, "titre": ""}
        self.seance = {
            "numero": None,
            "date": None,
            "intitule": None,
            "debut_prevu": None,
            "fin_prevue": None,
            "debut": None,
            "fin": None,
            "lieu": None,
            "ouverture": None,
        }
        self.presidents = []
        self.places = []

    def rubrique(self, passage, rubrique):
        """Take what a label of the head announces. Returns whether it was of the head."""
        etat, suite = self.etat, rubrique.suite
        match rubrique.nom:
            case "copresidents":
                etat.libelle(passage, rubrique.libelle)
                self.preside(passage, suite)
            case "lieu":
                etat.libelle(passage, rubrique.libelle)
                self.place(passage, suite)
            case "date" | "heures":
                etat.libelle(passage, rubrique.libelle)
                self.when(passage, suite)
            case "debut" | "fin":
                hours = francais.hours(suite)
                if not hours:
                    return False
                etat.libelle(passage, rubrique.libelle)
                etat.prend(passage, f"seance.{rubrique.nom}", suite[hours.debut : hours.fin])
                self.seance[rubrique.nom] = hours.valeur[0]
                if rubrique.nom == "debut":
                    self.seance["debut_prevu"] = self.seance["debut_prevu"] or hours.valeur[0]
            case "chantier":
                etat.libelle(passage, rubrique.libelle)
                match = re.match(
                    r"\s*(?:n[°o]\s*)?(\d{1,2})\s*[:–—.-]*\s*[«“\"]?\s*(.*?)\s*[»”\"]?\s*$", suite
                )
                if match:
                    self.chantier["numero"], self.chantier["titre"] = int(match[1]), match[2]
                elif suite:
                    numbered = re.search(r"\d{1,2}", rubrique.libelle)  # « Werf / Chantier 7 : Culture »
                    self.chantier["numero"] = int(numbered[0]) if numbered else None
                    self.chantier["titre"] = suite.strip(' «»“”"')
                etat.prend(passage, "chantier", suite)
            case "seance":
                match = re.match(r"\s*(?:n[°o]\s*)?(\d{1,3})\b", suite)
                etat.libelle(passage, rubrique.libelle)
                if match:
                    self.seance["numero"] = int(match[1])
                    etat.prend(passage, "seance.numero", match.group())
                self.when(passage, suite[match.end() :] if match else suite)
            case _:
                return False
        return True

    def when(self, passage, text):
        """Date and hours in some words; the rest stays."""
        etat = self.etat
        dates, cut = francais.dates(text), text
        if dates and self.seance["date"] is None:
            self.seance["date"] = dates[0].valeur.isoformat()
            etat.prend(passage, "seance.date", text[dates[0].debut : dates[0].fin])
        for date in reversed(dates):
            cut = cut[: date.debut] + " " * (date.fin - date.debut) + cut[date.fin :]
        hours = francais.hours(cut)
        if hours and self.seance["debut_prevu"] is None:
            begin, end = hours.valeur
            self.seance["debut_prevu"] = begin
            self.seance["fin_prevue"] = self.seance["fin_prevue"] or end
            etat.prend(passage, "seance.debut_prevu", text[hours.debut : hours.fin])
        if dates or hours:
            rest = cut[: hours.debut] + cut[hours.fin :] if hours else cut
            for word in re.findall(r"\w+", rest):
                if noms.fold(word) in {
                    "le",
                    "de",
                    "du",
                    "a",
                    "au",
                    "op",
                    "van",
                    "tot",
                    "heures",
                    "heure",
                    "et",
                }:
                    etat.libelle(passage, word)
        return bool(dates or hours)

    def preside(self, passage, text):
        for one in split_people(text.replace("\n", " ")):
            mention = personnes.read(one)
            if not mention.prenom and not personnes.looks_like_name(mention.complet):
                continue
            if any(
                noms.name_key(mention.complet) == noms.name_key(f"{p['prenom']} {p['nom']}")
                for p in self.presidents
            ):
                continue
            made = {
                "prenom": mention.prenom,
                "nom": mention.nom,
                "organisation": mention.organisation or None,
                "fonction": mention.fonction or None,
                "variantes": [mention.complet],
            }
            kept = set(re.findall(r"\w+", f"{mention.complet} {mention.organisation} {mention.fonction}"))
            for word in re.findall(r"\w+", one):
                if word in kept:
                    self.etat.prend(passage, f"copresidents[{len(self.presidents)}]", word)
                elif noms.fold(word) in {"m", "mme", "mr", "monsieur", "madame"}:
                    self.etat.libelle(passage, word)
            self.presidents.append(made)
        for sign in re.findall(r"\bet\b", text):
            self.etat.libelle(passage, sign)

    def place(self, passage, text):
        found = place(text)
        if found and self.seance["lieu"] is None:
            self.seance["lieu"] = found
            self.etat.prend(passage, "seance.lieu", text)
        elif found:
            lieu = self.seance["lieu"]
            for key in ("adresse", "code_postal", "localite"):
                lieu[key] = lieu[key] or found[key]
            if found["nom"] not in {found["adresse"], found["localite"]} and found["nom"] != lieu["nom"]:
                return
            self.etat.prend(passage, "seance.lieu", text)

    def free(self, passage):
        """Take a passage of the head that no label announces. Returns whether something of it was taken."""
        etat, text, took = self.etat, passage.texte, False
        chantier = CHANTIER.search(text)
        if chantier and self.chantier["numero"] is None:
            title = (chantier[2] or chantier[3] or "").strip(" .–—-:,")
            title = re.split(r"(?i)\s+[–—-]\s+(?=(?:\d+\w*\s+)?s[ée]ance|r[ée]union|pv|proc)", title)[0]
            session = SEANCE.search(title)
            if session:
                title = title[: session.start()].strip(" .–—-:,")
            self.chantier["numero"], self.chantier["titre"] = int(chantier[1]), title
            start = chantier.start()
            etat.prend(passage, "chantier", text[start : text.find(title, start) + len(title)])
            took = True
        session = SEANCE.search(text)
        if session and self.seance["numero"] is None:
            self.seance["numero"] = (
                int(session[1] or session[2])
                if session[1] or session[2]
                else 2
                if noms.fold(session[3]) == "seconde"
                else ORDINAUX.index(noms.fold(session[3])) + 1
            )
            etat.prend(passage, "seance.numero", session.group())
            for word in re.findall(r"(?i)\b(?:vergadering|zitting|werf)\b", text[: session.start()]):
                etat.libelle(passage, word)
            took = True
        title = INTITULE.search(text)
        dated = francais.dates(text)
        if title and len(text) < 160 and self.seance["intitule"] is None:
            self.when(passage, text)
            self.seance["intitule"] = re.sub(r"\s+", " ", text)
            etat.ranges.add(passage.rang)
            etat.prises = [p for p in etat.prises if p.rang != passage.rang]
            etat.prend(passage, "seance.intitule")
            return True
        if dated or francais.hours(text):
            took = self.when(passage, text) or took
            rest = text
            for date in reversed(francais.dates(rest)):
                rest = rest[: date.debut] + rest[date.fin :]
            hours = francais.hours(rest)
            if hours:
                rest = rest[: hours.debut] + rest[hours.fin :]
            rest = rest.strip(" ,.–—-()")
            if self.seance["lieu"] is None and (CODE_POSTAL.search(rest) or RUE.search(rest)):
                self.place(passage, rest)
            return took
        addressed = CODE_POSTAL.search(text) or any(
            RUE.match(part.strip()) for part in re.split(r",|\n|\t", text)
        )
        if addressed and len(text) < 160:
            self.place(passage, text.replace("\n", " "))
            return True
        return took

    def opening(self, passage):
        """Take « La réunion débute à 14h00, présidée par … ». Returns whether it was such a sentence."""
        if not OUVERTURE.search(passage.texte) or len(passage.texte) > 400 or self.seance["ouverture"]:
            return False
        hours = francais.hours(passage.texte)
        if hours:
            self.seance["debut"] = hours.valeur[0]
        self.seance["ouverture"] = passage.texte
        self.etat.prises = [p for p in self.etat.prises if p.rang != passage.rang]
        self.etat.prend(passage, "seance.ouverture")
        return True

    def presided(self, annuaire):
        """Names by which the opening calls those who preside, kept as spellings; presidents when no list named them."""
        match = PRESIDEE.search(self.seance["ouverture"] or "")
        for part in re.split(r"\s+et\s+|\s*,\s*", match[1].strip(" .")) if match else ():
            name, _ = annuaire.named(part)
            if name:
                for president in self.presidents:
                    if (
                        f"{president['prenom']} {president['nom']}" == name
                        and part not in president["variantes"]
                    ):
                        president["variantes"].append(part)
            elif not self.presidents and personnes.looks_like_name(part):
                first, family = personnes.split_name(part)
                self.presidents.append(
                    {
                        "prenom": first,
                        "nom": family,
                        "organisation": None,
                        "fonction": None,
                        "variantes": [part],
                    }
                )
