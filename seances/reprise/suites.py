"""What stands around the points: remarks on the previous PV, next séances, closing formula, decisions and tasks."""

import re
from datetime import date

from seances.pv.resolutions import marked

from . import francais
from .entete import CODE_POSTAL, RUE, place
from .personnes import COURRIEL

PAGE = re.compile(r"(?i)\b(?:(?:à|a|en|sur|de)\s+)?(?:la\s+)?(?:page|p\.)\s*(\d{1,3})\b")
APRES_PAGE = re.compile(r"^(?:\s*\([^)]*\))?[^.:;«]{0,60}?\s*:\s*|^\s*[,;–—-]\s*|^\s+")
LEVEE = re.compile(
    r"(?i)(?:s[ée]ance|r[ée]union)\s+(?:est|a été|fut)\s+(?:lev[ée]e|cl[ôo]tur[ée]e|close)|(?:l[èe]ve|cl[ôo]ture)(?:nt)?\s+la\s+(?:s[ée]ance|r[ée]union)"
    r"|(?:s[ée]ance|r[ée]union)\s+(?:se termine|prend fin|s['’]ach[èe]ve)|^(?:fin|cl[ôo]ture|lev[ée]e)\s+de\s+(?:la\s+)?(?:s[ée]ance|r[ée]union)"
)
REDIGE = re.compile(
    r"(?i)(?:r[ée]dig[ée]|[ée]tabli|pris|dress[ée])[ée]?s?\s+par\s+(?P<qui>[^,;.(–—]+?)(?:\s*(?:[–—,(]|\s-\s)\s*(?P<f>[^.;)]*?)\)?)?"
    r"(?:\s*,?\s*(?:puis|et)?\s*(?:v[ée]rifi[ée]|relu|valid[ée]|compl[ée]t[ée])[^.]*?\s+par\s+(?P<v>[^.;]+?))?\s*\.?\s*$"
)
SIGNE = re.compile(
    r"(?i)^(?:le|la|les)?\s*(?:secr[ée]taire(?: de s[ée]ance)?|r[ée]dacteur|r[ée]dactrice|r[ée]daction(?: du pv)?|prise de notes?|pour le (?:compte[- ]rendu|pv)"
    r"|verslaggever)(?:\s*/\s*\w+)?\s*[:,–-]\s*(?P<qui>.+?)\s*\.?$"
)
NUMERO = re.compile(r"(?i)\b(?:s[ée]ances?|r[ée]unions?)\s*(?:n[°o]\s*)?(\d{1,3})(?!\s*[/:h]\d)")


def remarks(blocs):
    """Remarks on the previous PV that interventions of a point make: who, on which page, what."""
    found = []
    for bloc in blocs:
        if bloc["type"] != "intervention":
            continue
        text = re.sub(r"<[^>]+>", "", bloc.get("texte") or bloc.get("html") or "")
        text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
        pages = list(PAGE.finditer(text))
        for index, page in enumerate(pages):
            start = page.end()
            after = APRES_PAGE.match(text[start:])
            start += after.end() if after else 0
            end = len(text)
            if index + 1 < len(pages):
                end = (
                    max(text.rfind(". ", start, pages[index + 1].start()) + 1, 0) or pages[index + 1].start()
                )
            said = text[start:end].strip()
            if said:
                found.append({"auteur": bloc["locuteur"], "page": int(page[1]), "texte": said})
    return found


def next_sessions(passages, seance, etat):
    """(rows of « prochaines_seances », {rank: key that repeats it}) of the passages that announce them."""
    if not seance["date"]:
        return [], {}
    after, found, repeated = date.fromisoformat(seance["date"]), [], {}
    number = seance["numero"] or 0
    for passage in passages:
        text = passage.texte.replace("\n", " ")
        dates = [one for one in francais.dates(text, after) if one.valeur > after]
        if not dates:
            address = CODE_POSTAL.search(text) or RUE.match(text.strip())
            if address and found and len(text) < 120 and passage.rang - 1 in repeated:
                lieu, more = found[-1]["lieu"], place(text)
                if lieu is None:
                    found[-1]["lieu"] = more
                elif more:
                    for key in ("adresse", "code_postal", "localite"):
                        lieu[key] = lieu[key] or more[key]
                repeated[passage.rang] = "prochaines_seances"
            continue
        if len(text) > 300 or re.search(r"(?i)\b(?:note|remarques?|communiquer|envoyer|transmettre)\b", text):
            continue
        for index, one in enumerate(dates):
            stretch = text[0 if index == 0 else dates[index - 1].fin : one.debut]
            end = dates[index + 1].debut if index + 1 < len(dates) else len(text)
            tail = text[one.fin : end]
            numbers = [int(n) for n in NUMERO.findall(stretch)]
            both = re.search(r"(?i)s[ée]ances\s+(\d+)\s+et\s+(\d+)", stretch)
            numbers = [int(both[1]), int(both[2])] if both else numbers
            if not numbers:
                numbers = [max([number, *(n for row in found for n in row["numeros"])]) + 1]
            hours = francais.hours(tail)
            where = (tail[hours.fin :] if hours else tail).strip(" ,.;:–—-()\t")
            where = re.sub(
                r"(?i)^(?:à|au|aux|dans|chez|lieu\s*:)\s+(?:la |le |les |l['’])?(?=[A-ZÀ-Ý])", "", where
            )
            where = NUMERO.split(where)[0].strip(" ,.;:–—-()") if index + 1 < len(dates) else where
            found.append(
                {
                    "numeros": numbers,
                    "date": one.valeur.isoformat(),
                    "debut": hours.valeur[0] if hours else None,
                    "fin": hours.valeur[1] if hours else None,
                    "lieu": place(where) if where and len(where) < 140 and where[:1].isupper() else None,
                }
            )
            after_row = found[-1]
            if any(set(row["numeros"]) & set(after_row["numeros"]) for row in found[:-1]):
                found.pop()
        repeated[passage.rang] = "prochaines_seances"
    return found, repeated


def closing(text):
    """(end « HH:MM » or None, redaction or None) of a closing formula; (None, None) for another text."""
    end = None
    if LEVEE.search(text):
        hours = francais.hours(text)
        end = hours.valeur[1] or hours.valeur[0] if hours else ""
    written = REDIGE.search(text) if len(text) < 400 else None
    if written and not re.search(r"(?i)proc[èe]s|pv|compte|notes?|rapport|r[ée]dig", text):
        written = None
    redaction = None
    if written:
        redaction = {
            "redacteur": written["qui"].strip(),
            "fonction": (written["f"] or "").strip() or None,
            "verificateur": (written["v"] or "").strip() or None,
        }
        if redaction["fonction"]:
            split = re.split(
                r"(?i)\s*,?\s*(?:puis|et)?\s*(?:v[ée]rifi[ée]|relu)[^.]*?\s+par\s+", redaction["fonction"]
            )
            if len(split) == 2:
                redaction["fonction"], redaction["verificateur"] = split[0].strip() or None, split[1].strip()
    elif (sign := SIGNE.match(text)) and len(text) < 160:
        who, _, function = sign["qui"].partition(", ")
        bracket = re.match(r"(.*?)\s*\((.*)\)$", who)
        who, function = (bracket[1], bracket[2]) if bracket else (who, function)
        redaction = {"redacteur": who, "fonction": function or None, "verificateur": None}
    return end, redaction


def contact(passages):
    for passage in passages:
        if re.search(r"(?i)adresse|contact|courriel|mail", passage.texte):
            found = COURRIEL.search(passage.texte)
            if found:
                return passage, found.group().rstrip(".")
    return None, None


def deadline(text, after):
    """« delai_restitutions » when a sentence says until when notes are sent; None otherwise."""
    if not re.search(r"(?i)\b(?:note|restitution|compte)", text) or not re.search(
        r"(?i)plus tard|avant le|d['’]ici", text
    ):
        return None
    dates = francais.dates(text, after)
    if not dates:
        return None
    lead = re.search(
        r"(?i)(?:au plus tard|avant|d['’]ici)\s*(?:le\s*)?$", text[: dates[0].debut].rstrip() + " "
    )
    start = lead.start() if lead else dates[0].debut
    to = re.search(r"\s+à\s+((?:M\.|Mme)?\s*[A-ZÀ-Ý][\w’'-]+\s+[A-ZÀ-Ý][\w’'-]+)", text[dates[0].fin :])
    address = COURRIEL.search(text)
    return {
        "date": dates[0].valeur.isoformat(),
        "texte": text[start : dates[0].fin],
        "destinataire": to[1].strip() if to else None,
        "email": address.group().rstrip(".") if address else None,
    }


def acts(points, annuaire, after):
    """(decisions, taches) that the texts of points announce; the texts keep them."""
    decisions, taches = [], []
    for point in points:
        lignes = []
        for bloc in point["contenu"]:
            plain = bloc["type"] in {"paragraphe", "titre", "intervention"}
            kind = "paragraphe" if bloc["type"] == "intervention" else bloc["type"]
            for one in [bloc] if plain else _items(bloc):
                text = re.sub(r"<[^>]+>", "", one.get("texte") or one.get("html") or "").strip()
                lignes.append((kind, text))
        for index, genre, quoi in marked(lignes):
            if genre == "tache":
                taches.append(_task(quoi, point["numero"], annuaire, after))
            else:
                decisions.append({"point": point["numero"], "texte": lignes[index][1]})
    return decisions, taches


def _items(bloc):
    if bloc["type"] == "tableau":
        yield from ({"texte": " – ".join(cell for cell in line if cell)} for line in bloc["lignes"])
        return
    waiting = list(bloc.get("items") or ())
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting = list(one.get("items") or ()) + waiting


def _task(text, point, annuaire, after):
    dates = francais.dates(text, after) if after else []
    who = ""
    for part in re.split(r"\s*[:(),–—]\s*|\s-\s|\s+et\s+", text):
        name, _ = annuaire.named(part)
        if name:
            who = name
            break
    if not who:
        who = annuaire.opening(text, fuzzy=False)[0]
    return {
        "point": point,
        "texte": text,
        "qui": who or None,
        "echeance": dates[-1].valeur.isoformat() if dates else None,
    }
