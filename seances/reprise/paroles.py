"""Who speaks in a paragraph, and the blocks that a stretch of the document becomes."""

import re

from participants import noms
from seances.pv.locuteurs import OUVERTURE, unknown_label

from .personnes import CIVILITE, PARTICULES, is_capitals

MOTS_DU_NOM = 6
RESSEMBLE = 0.86
VERBES_TETE = re.compile(r"^[^\W\d_]+(?:\s+[^\W\d_]+)?$")


FIN_DU_DIALOGUE = re.compile(
    r"(?i)(?:synth[èe]se|conclusions?|en (?:r[ée]sum[ée]|conclusion)|constats?|pistes?)\b"
)


class Annuaire:
    """Those who may speak: [{"prenom", "nom", …}] of the format, in the order of the document."""

    def __init__(self, people):
        self.people = []
        for person in people:
            name = f"{person['prenom']} {person['nom']}".strip()
            words = noms.fold(name).split()
            self.people.append(
                {
                    "nom": name,
                    "mots": words,
                    "prenoms": noms.fold(person["prenom"]).split(),
                    "famille": noms.fold(person["nom"]).split(),
                }
            )

    def named(self, text):
        """(name, sure) of whoever these words name; ("", True) for nobody, ("", False) when several could be meant."""
        titled = CIVILITE.match(text) is not None
        words = noms.fold(CIVILITE.sub("", text)).split()
        if not words or not self.people:
            return "", True
        key = sorted(words)
        for found, sure in (
            ([p for p in self.people if sorted(p["mots"]) == key], True),
            (  # « Nino ROSSI » of « Antonino (Nino) ROSSI », a family name with one of the first names
                [
                    p
                    for p in self.people
                    if len(words) > 1 and set(p["famille"]) <= set(words) and set(words) <= set(p["mots"])
                ],
                True,
            ),
            (  # « J. Dupont », « DUPONT J. »
                [
                    p
                    for p in self.people
                    if set(p["famille"]) <= set(words)
                    and p["prenoms"]
                    and (rest := [w for w in words if w not in p["famille"]])
                    and all(len(w) == 1 for w in rest)
                    and rest[0] == p["prenoms"][0][0]
                ],
                True,
            ),
            ([p for p in self.people if p["famille"] == words], True),
            (
                [p for p in self.people if not titled and p["prenoms"][:1] == words[:1] and len(words) == 1],
                False,
            ),
            ([p for p in self.people if not titled and p["prenoms"] == words], False),
        ):
            if len(found) == 1:
                return found[0]["nom"], sure
            if found:
                return "", False
        letters = "".join(words)
        if not titled and 2 <= len(letters) <= 4 and re.fullmatch(r"[A-ZÀ-Ý.\s-]+", text.strip()):
            found = [p for p in self.people if "".join(w[0] for w in p["mots"]) == letters]
            if len(found) == 1:
                return found[0]["nom"], False
        return "", True

    def opening(self, text, fuzzy=True):
        """(name, label as printed, sure) of whoever's name opens a text; empty strings for nobody."""
        label, colon, _ = text.partition(":")
        label = label.strip(" \u00a0–-")
        bare = re.sub(r"\s*\([^)]*\)\s*$", "", label)
        if colon and len(bare.split()) <= 7 and not re.search(r"[«»!?;]", bare):
            name, sure = self.named(bare)
            if name:
                return name, label, sure
        titled = CIVILITE.match(text)
        words = list(re.finditer(r"[^\s,:;.!?()«»]+\.?", text))[: MOTS_DU_NOM + 2]
        start = 1 if titled and len(words) > 1 else 0
        head = [w.group() for w in words]
        if len(head) <= start or not head[start][:1].isupper():
            return "", "", True
        for length in range(min(MOTS_DU_NOM, len(head) - start), 0, -1):
            part = head[start : start + length]
            if not all(w[:1].isupper() or noms.fold(w) in PARTICULES for w in part):
                continue
            candidate = text[words[0].start() : words[start + length - 1].end()]
            if length == 1:
                whole = text.strip(" .:–-") == candidate.strip(" .")
                if not (titled or is_capitals(part[0]) or whole):
                    continue
            name, sure = self.named(candidate)
            if name:
                return name, candidate, sure
        if fuzzy:
            for length in (2, 3, 4):
                part = head[start : start + length]
                if len(part) < length or not all(w[:1].isupper() for w in part):
                    break
                candidate = " ".join(part)
                near = [p for p in self.people if noms.resemblance(candidate, p["nom"]) >= RESSEMBLE]
                if len(near) == 1:
                    return near[0]["nom"], candidate, False
        return "", "", True


def bloc_texte(kind, passage, **fields):
    bloc = {"type": kind, **fields}
    bloc["html" if passage.html else "texte"] = passage.html or passage.texte
    return bloc


def item(passage):
    made = {"html": passage.html, "items": []} if passage.html else {"texte": passage.texte, "items": []}
    if passage.marqueur:
        made["marqueur"] = passage.marqueur
    return made


LETTRE = re.compile(r"^([a-h])[.)]\s+(?=\S)")


class Contenu:
    """Turns passages into blocks of the format, and claims them for a path of the result."""

    def __init__(self, etat, annuaire):
        self.etat, self.annuaire = etat, annuaire

    def blocs(self, passages, champ, base=1, dialogue=None):
        """Blocks of some passages. base: level of the heading above them. dialogue: names of a small group whose
        first names may stand alone above what they say."""
        etat, made, stack, index = self.etat, [], [], 0
        speaker = None  # the dialogue's intervention that following paragraphs belong to
        while index < len(passages):
            passage = passages[index]
            where = f"{champ}[{len(made)}]"
            if passage.genre == "folio":
                etat.libelle(passage, passage.texte)
            elif passage.genre == "element":
                speaker = None
                if not made or made[-1]["type"] != "liste" or not stack:
                    made.append({"type": "liste", "items": []})
                    stack = [(passage.niveau, made[-1]["items"])]
                while len(stack) > 1 and stack[-1][0] > passage.niveau:
                    stack.pop()
                if passage.niveau > stack[-1][0] and stack[-1][1]:
                    stack.append((passage.niveau, stack[-1][1][-1]["items"]))
                stack[-1][1].append(item(passage))
                etat.prend(passage, f"{champ}[{len(made) - 1}]")
                index += 1
                continue
            elif passage.genre == "rangee":
                if not made or made[-1]["type"] != "tableau" or made[-1].get("_liste") != passage.liste:
                    made.append({"type": "tableau", "lignes": [], "_liste": passage.liste})
                made[-1]["lignes"].append(list(passage.cellules))
                etat.prend(passage, f"{champ}[{len(made) - 1}]")
            elif passage.genre == "titre":
                speaker = None
                level = min(max(passage.niveau - base, 1) + 1, 5)
                made.append({"type": "titre", "niveau": level, "texte": passage.texte})
                etat.prend(passage, where)
            else:
                speaker = self.paragraph(made, passage, champ, speaker, dialogue, passages[index + 1 :])
            if passage.genre != "folio":
                stack = []
            index += 1
        for bloc in made:
            if bloc.pop("_liste", None) is not None:
                width = max(map(len, bloc["lignes"]))
                bloc["lignes"] = [line + [""] * (width - len(line)) for line in bloc["lignes"]]
        return made

    def paragraph(self, made, passage, champ, speaker, dialogue, following):
        etat, where = self.etat, f"{champ}[{len(made)}]"
        alone = passage.texte.strip(" :\u00a0")
        if (
            len(alone.split()) <= 4
            and following
            and following[0].genre == "paragraphe"
            and alone[:1].isupper()
        ):
            names = Annuaire([p for p in dialogue]) if dialogue else self.annuaire
            name, sure = names.named(alone)
            if name and not re.search(r"[.!?]$", passage.texte.strip()):
                made.append(
                    {"type": "intervention", "locuteur": name, "libelle": passage.texte.strip(), "html": ""}
                )
                etat.prend(passage, f"{where}.libelle")
                if not sure:
                    self.confirm(f"{where}.locuteur", alone, name, passage, dialogue)
                return made[-1]
            if not name and not sure:
                self.ask(where, alone, passage)
        if speaker is not None and FIN_DU_DIALOGUE.match(passage.texte) and len(passage.texte.split()) <= 8:
            made.append({"type": "titre", "niveau": 4, "texte": passage.texte})
            etat.prend(passage, where)
            return None
        name, label, sure = self.annuaire.opening(passage.texte)
        if name:
            made.append(bloc_texte("intervention", passage, locuteur=name))
            etat.prend(passage, where)
            if not sure:
                self.confirm(f"{where}.locuteur", label, name, passage, None)
            return None
        if speaker is not None and not re.match(r"(?i)r[ée]daction\s*:", passage.texte):
            speaker["html"] += f"<p>{passage.html or escape(passage.texte)}</p>"
            etat.prend(passage, f"{champ}[{len(made) - 1}]")
            return speaker
        made.append(bloc_texte("paragraphe", passage))
        etat.prend(passage, where)
        unknown = unknown_label(passage.texte)
        if unknown or not sure:
            match = OUVERTURE.match(passage.texte)
            self.ask(where, unknown or (match[1] if match else label or alone[:40]), passage)
        return None

    def confirm(self, champ, label, name, passage, dialogue):
        self.etat.doute(
            champ,
            "personne",
            f"« {label} » : est-ce bien {name} ?",
            passage.texte[:300],
            choix=tuple(p["nom"] for p in self.annuaire.people),
            propose=name,
            libelle=label,
        )

    def ask(self, champ, label, passage):
        self.etat.doute(
            f"{champ}.locuteur",
            "personne",
            f"« {label} » semble prendre la parole : qui est-ce ?",
            passage.texte[:300],
            choix=tuple(p["nom"] for p in self.annuaire.people),
            libelle=label,
        )


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
