"""Reading an old PV: which passages are its head, its lists, its agenda, its points; what each says."""

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from html import unescape

from participants import noms

from . import blocs, ordre, rubriques, suites
from .entete import Entete
from .etat import Etat, reste
from .groupes import Groupes
from .paroles import Annuaire, Contenu
from .presences import STATUTS, Presences

APPROBATION = re.compile(r"approbation|remarques sur le p ?v|p ?v (?:de la seance )?precedent|goedkeuring")
PRATIQUE = re.compile(
    r"organisation pratique|prochaines? (?:reunions?|seances?|rencontres?|dates?)|volgende vergadering|agenda des prochaines|suite des travaux"
)
RESTITUTIONS = re.compile(r"restitution|mise en commun|retour des (?:groupes|ateliers)")
ANNEXES = re.compile(r"^annexes?\b|^bijlagen?\b")


@dataclass
class Resultat:
    """What an old PV says. pv: `pv-assises/1`; what is required and was not found is None until somebody says it."""

    pv: dict
    decisions: list = field(default_factory=list)
    taches: list = field(default_factory=list)
    doutes: list = field(default_factory=list)
    reste: list = field(default_factory=list)
    sources: dict = field(default_factory=dict)  # path of a field -> ranks of the passages that say it
    passages: tuple = ()
    mots: int = 0
    perdus: tuple = ()
    avertissements: tuple = ()

    @property
    def mots_repris(self):
        return self.mots - sum(len(row["mots"]) for row in self.reste)

    def to_plain(self):
        """The JSON that `--simuler --json` prints: the format, with what is beside it."""
        return {
            **self.pv,
            "decisions": self.decisions,
            "taches": self.taches,
            "doutes": [asdict(doute) for doute in self.doutes],
            "reste": [{key: row[key] for key in ("rang", "texte", "passage")} for row in self.reste],
            "bilan": {
                "mots": self.mots,
                "repris": self.mots_repris,
                "reste": self.mots - self.mots_repris,
                "perdus": list(self.perdus),
                "pourcent_repris": round(100 * self.mots_repris / self.mots, 2) if self.mots else 100.0,
                "pourcent_compte": round(100 * self.mots / (self.mots + len(self.perdus)), 2)
                if self.mots
                else 100.0,
            },
            "avertissements": list(self.avertissements),
        }


def read_file(name, data):
    """The Resultat of a file. Raises conversion.lecture.Refus, in French."""
    document = blocs.read(name, data)
    found = read(document.passages)
    found.perdus, found.avertissements = document.perdus, document.avertissements
    return found


def read(passages):
    """The Resultat of a sequence of Passage, numbered from 0."""
    return Lecture(passages).result()


class Lecture:
    def __init__(self, passages):
        self.etat = Etat(tuple(passages))
        self.entete = Entete(self.etat)
        self.presences = Presences(self.etat)
        self.agenda = []  # dicts of ordre.line, with « rang »
        self.announced = True
        self.redaction = None

    # ── The agenda and where its points begin ───────────────────────────────────────────────────────────

    def find_agenda(self):
        passages = self.etat.passages
        for index, passage in enumerate(passages):
            found = rubriques.of(passage)
            if found and found.nom == "ordre_du_jour":
                taken = self.take_agenda(index, found)
                if taken:
                    return
        self.announced = False

    def take_agenda(self, index, found):
        etat, passages, lines = self.etat, self.etat.passages, []
        first = passages[index]
        if found.suite:
            for part in re.split(r"\s*[;•]\s*|(?<=\S)\s+(?=\d{1,2}[.)]\s)", found.suite):
                if part:
                    lines.append((first, part, ()))
        for passage in passages[index + 1 :]:
            text = passage.texte
            if passage.genre == "folio":
                continue
            label = rubriques.of(passage)
            numbered = ordre.head_number(text)[0] is not None or passage.genre in {"element", "rangee"}
            columns = len(passage.cellules) > 1 and all(
                noms.fold(cell) in EN_TETES for cell in passage.cellules
            )
            if (
                label
                and not columns
                and not (
                    numbered and label.nom in {"annexes", "prochaines", "decisions", "taches", "presents"}
                )
            ):
                break
            if passage.genre == "titre" or len(text) > 260 or self.entete_sentence(passage):
                break
            if lines and text.startswith(("–", "—", "- ")) and passage.genre == "paragraphe":
                last = lines.pop()
                lines.append((last[0], f"{last[1]} {text}", ()))
                etat.prend(passage, "ordre_du_jour")
                continue
            if lines and not numbered and lines[0][0].genre != passage.genre:
                break
            if lines and not numbered and ordre.head_number(lines[0][1])[0] is not None:
                break
            if (
                passage.genre == "paragraphe"
                and not numbered
                and re.search(r"[.!?]$", text)
                and len(text) > 90
            ):
                break
            title = ordre.line(text)["titre"]
            if any(ordre.same_title(ordre.line(t)["titre"], title) == 1.0 for _, t, _ in lines):
                break  # the first point begins
            lines.append((passage, text, passage.cellules))
        if not lines:
            return False
        etat.libelle(first, found.libelle)
        self.lines = lines
        return True

    def entete_sentence(self, passage):
        from .entete import OUVERTURE

        return OUVERTURE.search(passage.texte) is not None

    def read_agenda(self, annuaire):
        number = 0
        for passage, text, cells in getattr(self, "lines", ()):
            if cells and len(cells) > 1:
                if noms.fold(text) and all(noms.fold(cell) in EN_TETES for cell in cells if cell):
                    self.etat.libelle(passage, text)
                    continue
                made = ordre.from_cells(cells, annuaire)
            else:
                made = ordre.line(text, annuaire)
            if not made["titre"]:
                continue
            number = made["numero"] if made["numero"] and made["numero"] > number else number + 1
            made["numero"] = number
            self.agenda.append(made)
            self.etat.prend(passage, f"ordre_du_jour[{len(self.agenda) - 1}]", text)

    def sections_without_agenda(self, start):
        """Points when nothing announces them: numbered headings, else headings of the highest level."""
        passages = [p for p in self.etat.passages if p.rang >= start and self.etat.libre(p)]
        heads = [p for p in passages if p.genre == "titre"]
        if heads:
            level = min(p.niveau for p in heads)
            top = [p for p in heads if p.niveau == level]
            if len(top) == 1 and len(heads) > 1:
                level = min(p.niveau for p in heads if p is not top[0])
                top = [p for p in heads if p.niveau == level]
            found = [p for p in top if self.is_point(p)]
        else:
            found, expected = [], 1
            for p in passages:
                number, _ = ordre.head_number(p.texte)
                if p.genre == "paragraphe" and number == expected and len(p.texte) < 200:
                    found.append(p)
                    expected += 1
            if len(found) < 2:
                found = [
                    p
                    for p in passages
                    if p.genre == "paragraphe"
                    and p.gras
                    and len(p.texte) < 120
                    and self.is_point(p)
                    and not self.annuaire.named(p.texte.strip(" :"))[0]
                ]
        number = 0
        starts = {}
        for p in found:
            made = ordre.line(p.texte, self.annuaire, page=False)
            if not made["titre"]:
                continue
            number = made["numero"] if made["numero"] and made["numero"] > number else number + 1
            made["numero"] = number
            starts[p.rang] = len(self.agenda)
            self.agenda.append(made)
        return starts

    def is_point(self, passage):
        label = rubriques.of(passage)
        return label is None or label.nom in {"annexes", "prochaines", "decisions", "taches"}

    # ── The head ────────────────────────────────────────────────────────────────────────────────────────

    def read_head(self, passages):
        etat, entete, current = self.etat, self.entete, None
        for passage in passages:
            if passage.genre == "folio":
                etat.libelle(passage, passage.texte)
                continue
            if not etat.libre(passage):
                current = None
                continue
            label = rubriques.of(passage)
            if (
                label
                and label.nom in STATUTS
                and not (label.nom == "presents" and passage.genre == "rangee" and len(passage.cellules) > 2)
            ):
                etat.libelle(passage, label.libelle)
                current = label.nom
                if label.suite and not self.presences.take(passage, label.suite, current):
                    current = None
                continue
            if label and label.nom == "remplacements":
                etat.libelle(passage, label.libelle)
                current = "presents"
                if label.suite:
                    self.presences.take(passage, label.suite, current)
                continue
            if label and entete.rubrique(passage, label):
                current = (
                    label.nom
                    if label.nom == "copresidents"
                    else "lieu"
                    if label.nom == "lieu" and not label.suite
                    else None
                )
                continue
            if label and label.nom == "redacteur" and label.suite:
                who = label.suite.split("(")[0].strip(" ,.")
                who, _, function = who.partition(", ")
                inner = re.search(r"\(([^()]*)\)", label.suite)
                self.redaction = {
                    "redacteur": who,
                    "fonction": function or (inner[1] if inner else None),
                    "verificateur": None,
                }
                etat.libelle(passage, label.libelle)
                etat.prend(passage, "redaction", label.suite)
                current = None
                continue
            if entete.opening(passage):
                current = None
                continue
            if current == "copresidents":
                before = len(entete.presidents)
                entete.preside(passage, passage.texte)
                if len(entete.presidents) > before:
                    continue
                if entete.presidents and self.join_president(passage):
                    continue
            if current == "lieu":
                entete.place(passage, passage.texte)
                current = None
                continue
            if current in STATUTS and self.presences.take(passage, passage.texte, current):
                continue
            if current is None and passage.genre == "rangee" and (self.status_table(passage)):
                continue
            if passage.genre != "rangee" and entete.free(passage):
                continue
            if passage.genre == "rangee" and self.head_row(passage):
                continue
            if current in STATUTS and passage.genre != "rangee":
                current = None

    def join_president(self, passage):
        """A family name that the line end cut from its first names: « Antonino (Nino) » / « ROSSI (Service …) »."""
        return False

    def status_table(self, passage):
        """A table of attendance that no label announces: its heading row has names and a status."""
        from .presences import columns_of

        if columns_of(passage) or (self.presences.table and self.presences.table == passage.liste):
            return self.presences.take(passage, passage.texte, "presents")
        return False

    def head_row(self, passage):
        """« Date | 12 mars 2023 » without a known label, or a row of free facts."""
        took = False
        for cell in passage.cellules:
            one = blocs.Passage(passage.rang, "paragraphe", cell)
            took = self.entete.free(one) or took
        return took

    # ── The whole ───────────────────────────────────────────────────────────────────────────────────────

    def result(self):
        etat, passages = self.etat, self.etat.passages
        self.find_agenda()
        if self.announced:
            rough = [
                {"titre": ordre.line(text)["titre"], "numero": ordre.head_number(text)[0] or index + 1}
                if len(cells) < 2
                else {**ordre.from_cells(cells), "numero": ordre.from_cells(cells)["numero"] or index + 1}
                for index, (_, text, cells) in enumerate(self.lines)
            ]
            taken = {passage.rang for passage, _, _ in self.lines}
            after = max(taken)
            starts = ordre.headings([p for p in passages if p.rang > after and p.rang not in taken], rough)
            etat.ranges |= taken
            first = min(starts, default=None)
        else:
            starts, first = {}, None
        if first is None:
            first = self.first_of_body()
        self.read_head([p for p in passages if p.rang < first])
        self.annuaire = Annuaire([*self.entete.presidents, *self.speaking()])
        self.entete.presided(self.annuaire)
        self.annuaire = Annuaire([*self.entete.presidents, *self.speaking()])
        if self.announced:
            etat.ranges -= {passage.rang for passage, _, _ in self.lines}
            self.read_agenda(self.annuaire)
            shift = {p.rang: i for i, (p, _, _) in enumerate(self.lines)}
            del shift
            if len(self.agenda) != len(self.lines):  # a heading row of the agenda was no point
                starts = ordre.headings([p for p in passages if p.rang > after], self.agenda)
        if not self.agenda or not starts:
            starts = {} if self.agenda else self.sections_without_agenda(first)
        return self.body(starts, first)

    def first_of_body(self):
        """Rank of the first passage that is no part of the head, when no heading of the agenda is found."""
        head = {"ordre_du_jour", "copresidents", "lieu", "date", "heures", *STATUTS}
        labels = [p.rang for p in self.etat.passages if (one := rubriques.of(p)) and one.nom in head]
        last, announced = max(labels, default=-1), min(labels, default=-1)
        for passage in self.etat.passages:
            if passage.rang <= announced or rubriques.of(passage) or self.is_head_title(passage):
                continue
            first = ordre.head_number(passage.texte)[0] == 1 and passage.genre == "paragraphe"
            if passage.genre == "titre" or (first and len(passage.texte) < 200 and self.etat.libre(passage)):
                return passage.rang
        for passage in self.etat.passages:
            if passage.rang > last and passage.genre == "paragraphe" and len(passage.texte) > 160:
                return passage.rang
        return len(self.etat.passages)

    def is_head_title(self, passage):
        from .entete import CHANTIER, INTITULE, SEANCE

        return any(p.search(passage.texte) for p in (CHANTIER, INTITULE, SEANCE)) and passage.rang < 8

    def speaking(self):
        rows = list(self.presences.rows)
        return [row for row in rows if row["statut"] == "present"] + [
            r for r in rows if r["statut"] != "present"
        ]

    def body(self, starts, first):
        etat = self.etat
        order = sorted(starts)
        contenu = Contenu(etat, self.annuaire)
        groupes = Groupes(etat, self.annuaire, contenu)
        points, annexes = [], []
        prochaines, self.organisation, self.contact, self.delai = [], [], None, None
        base_levels = [self.passage(rang).niveau for rang in order if self.passage(rang).genre == "titre"]
        base = min(base_levels, default=2)
        after = date.fromisoformat(self.entete.seance["date"]) if self.entete.seance["date"] else None
        free = [p for p in etat.passages if p.rang >= first and etat.libre(p)]
        if not order and free and not self.agenda:
            etat.doute(
                "ordre_du_jour",
                "valeur",
                "Aucun point n’a été reconnu : où commence chacun ?",
                bloquant=False,
            )
        for position, rang in enumerate(order):
            end = order[position + 1] if position + 1 < len(order) else len(etat.passages)
            head, line = self.passage(rang), self.agenda[starts[rang]]
            section = [p for p in etat.passages if rang < p.rang < end and etat.libre(p)]
            printed = ordre.line(head.texte, self.annuaire, page=False)
            etat.prend(head, f"points[{len(points)}].titre")
            folded = noms.fold(line["titre"])
            where = f"points[{len(points)}].contenu"
            if position == len(order) - 1 or ANNEXES.match(folded):
                section = self.trailing_annexes(section, annexes, contenu, base, folded)
            if ANNEXES.match(folded):
                self.annexes(section, annexes, contenu, head)
                points.append(self.point(line, printed, []))
                continue
            level = head.niveau or base
            section = self.late_lists(section)
            before, following = groupes.section(section, line["numero"], level)
            made = contenu.blocs(before, where, level)
            rest = contenu.blocs(following, where, level)
            for bloc in rest:
                bloc["position"] = "apres_restitutions"
            point = self.point(line, printed, made + rest)
            passages = before + following
            rows, repeated = [], {}
            if PRATIQUE.search(folded) or any(self.announces(p) for p in passages):
                chosen = passages if PRATIQUE.search(folded) else [p for p in passages if self.announces(p)]
                rows, repeated = suites.next_sessions(chosen, self.entete.seance, etat)
                known = {n for row in prochaines for n in row["numeros"]}
                prochaines += [row for row in rows if not known & set(row["numeros"])]
            self.repeat(point, repeated, passages, after, PRATIQUE.search(folded) is not None)
            points.append(point)
        left_head = [p for p in etat.passages if p.rang < first and etat.libre(p)]
        for passage in left_head:
            self.closing_of(passage.texte)
        remarques = []
        for point in points:
            if APPROBATION.search(noms.fold(point["titre"])):
                remarques += suites.remarks(point["contenu"])
        decisions, taches = suites.acts(points, self.annuaire, after)
        return self.finish(points, annexes, groupes, prochaines, remarques, decisions, taches)

    def late_lists(self, section):
        """Sections may hold labels of their own (« Prochaine séance : … »); they stay text of the point."""
        return section

    def announces(self, passage):
        label = rubriques.of(passage)
        return bool(label and label.nom == "prochaines") or bool(
            re.search(r"(?i)prochaine (?:s[ée]ance|r[ée]union|rencontre)", passage.texte)
            and len(passage.texte) < 300
        )

    def point(self, line, printed, blocks):
        return {
            "numero": line["numero"],
            "titre": printed["titre"] or line["titre"],
            "intervenants": printed["intervenants"] or line["intervenants"],
            "debut": line["debut"] or printed["debut"],
            "fin": line["fin"] or printed["fin"],
            "contenu": blocks,
        }

    def repeat(self, point, repeated, passages, after, practical):
        """Mark the blocks that a structured key repeats, and read those keys."""
        by_text = {}
        for passage in passages:
            by_text.setdefault(passage.texte, []).append(passage)
        closing = False
        for bloc in point["contenu"]:
            text = _plain(bloc)
            found = by_text.get(text)
            if not found:
                continue
            passage = found[0]
            if passage.rang in repeated:
                bloc["reprise"] = "prochaines_seances"
                if bloc["type"] == "intervention":
                    del bloc["reprise"]
                continue
            took = self.closing_of(text)
            if took:
                if bloc["type"] == "paragraphe":
                    bloc["reprise"] = took
                closing = True
                continue
            delai = suites.deadline(text, after) if after and self.delai is None else None
            if delai:
                self.delai = delai
                bloc["reprise"] = "delai_restitutions"
                continue
            if practical and bloc["type"] == "paragraphe" and not closing:
                mail_passage, mail = suites.contact([passage])
                if mail_passage is not None and self.contact is None:
                    self.contact = mail
                    bloc["reprise"] = "contact"
                elif repeated:
                    self.organisation.append(text)
                    bloc["reprise"] = "organisation_pratique"

    def closing_of(self, text):
        """Keep what a closing formula says. Returns the key that repeats it, "" for another text."""
        end, redaction = suites.closing(text)
        if end is not None and end:
            self.entete.seance["fin"] = self.entete.seance["fin"] or end
        if redaction and not self.redaction:
            self.redaction = redaction
            return "redaction"
        return "seance.fin" if end is not None else ""

    def trailing_annexes(self, section, annexes, contenu, base, folded):
        """Annexes that stand after the last point under a heading of their own."""
        if ANNEXES.match(folded):
            return section
        for index, passage in enumerate(section):
            label = rubriques.of(passage)
            heading = passage.genre == "titre" and passage.niveau <= base
            if label and label.nom == "annexes" and (heading or passage.gras or not label.suite):
                self.annexes(section[index + 1 :], annexes, contenu, passage)
                self.etat.libelle(passage, passage.texte)
                return section[:index]
            if re.match(r"(?i)^annexe\s+(?:n[°o]\s*)?(?:\d+|[A-Z])\s*[:.–-]", passage.texte) and (
                heading or passage.gras
            ):
                self.annexes(section[index:], annexes, contenu, passage)
                return section[:index]
        return section

    def annexes(self, section, annexes, contenu, head):
        heads = [p for p in section if p.genre == "titre"]
        level = min((p.niveau for p in heads), default=0)
        parts, current = [], None
        for passage in section:
            opens = (passage.genre == "titre" and passage.niveau == level) or (
                not heads
                and (
                    re.match(r"(?i)^annexe\s+(?:n[°o]\s*)?(?:\d+|[A-Z])\s*[:.–-]", passage.texte)
                    or (current is None and passage.genre == "paragraphe" and len(passage.texte) < 120)
                )
            )
            if opens or current is None:
                current = (passage if opens else None, [])
                parts.append(current)
                if opens:
                    continue
            current[1].append(passage)
        for title, inner in parts:
            where = f"annexes[{len(annexes)}]"
            if title is not None:
                self.etat.prend(title, f"{where}.titre")
            text = (
                title.texte
                if title is not None
                else ordre.line(head.texte, page=False)["titre"] or head.texte
            )
            annexes.append({"titre": text, "contenu": contenu.blocs(inner, f"{where}.contenu", level or 2)})

    def passage(self, rang):
        return self.etat.passages[rang]

    # ── The result ──────────────────────────────────────────────────────────────────────────────────────

    def finish(self, points, annexes, groupes, prochaines, remarques, decisions, taches):
        etat, entete = self.etat, self.entete
        self.spellings()
        numbers = {row["numero"] for row in self.agenda}
        pv = {
            "format": "pv-assises/1",
            "chantier": entete.chantier,
            "seance": entete.seance,
            "copresidents": entete.presidents,
            "ordre_du_jour": self.agenda,
            "presences": self.presences.rows,
            "points": [point for point in points if point["numero"] in numbers],
            "sous_groupes": [groupes.found[k] for k in sorted(groupes.found)],
            "remarques_pv_precedent": remarques,
            "prochaines_seances": prochaines,
            "organisation_pratique": self.organisation,
            "delai_restitutions": self.delai,
            "contact": self.contact,
            "redaction": self.redaction,
            "annexes": annexes,
            "liens": [],
        }
        for path, question in (
            ("chantier.numero", "De quel chantier est ce procès-verbal ?"),
            ("chantier.titre", "Quel est le titre du chantier ?"),
            ("seance.numero", "Quel est le numéro de cette séance dans le chantier ?"),
            ("seance.date", "Quelle est la date de la séance ?"),
        ):
            head, key = path.split(".")
            if pv[head][key] in (None, ""):
                etat.doute(path, "valeur", question, bloquant=True)
        sources = {}
        for prise in etat.prises:
            ranks = sources.setdefault(prise.champ, [])
            if prise.champ != "libelle" and prise.rang not in ranks:
                ranks.append(prise.rang)
        sources.pop("libelle", None)
        said = set(blocs.MOT.findall(unescape("\n".join(_texts(pv)))))
        return Resultat(
            pv,
            decisions,
            taches,
            etat.doutes,
            reste(etat, said),
            sources,
            etat.passages,
            sum(len(passage.mots) for passage in etat.passages),
        )

    def spellings(self):
        """Other spellings of those who preside, from the agenda and the points."""
        for line in self.agenda:
            for name in line["intervenants"]:
                found, sure = self.annuaire.named(name)
                for president in self.entete.presidents:
                    if (
                        sure
                        and f"{president['prenom']} {president['nom']}" == found
                        and name not in president["variantes"]
                    ):
                        president["variantes"].append(name)


EN_TETES = set(
    [
        "n",
        "no",
        "numero",
        "point",
        "points",
        "sujet",
        "sujets",
        "titre",
        "objet",
        "heure",
        "heures",
        "horaire",
        "qui",
        "par",
        "intervenant",
        "intervenants",
        "orateur",
        "duree",
        "timing",
        "theme",
        "presente",
    ]
) | {"ordre du jour", "presente par", "points a l ordre du jour", "presentation", "minutage"}


def _texts(node):
    """Every text of a result."""
    if isinstance(node, str):
        yield re.sub(r"</?[a-z]+[^<>]*>", " ", node) if "<" in node else node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)


def _plain(bloc):
    if bloc["type"] == "liste":
        return ""
    text = re.sub(r"<br\s*/?>", "\n", bloc.get("texte") or bloc.get("html") or "")
    text = re.sub(r"<[^>]+>", "", text)
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )
