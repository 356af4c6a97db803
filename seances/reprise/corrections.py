"""What somebody changes in a reading before it is written: heads, people, agenda, who speaks, what was left over.

Pure, on the plain JSON of a reading (`Resultat.to_plain`). Every place of a text is told by a Place, which stays the
same whatever else is corrected: paths into the reading as it was read.
"""

import re
from copy import deepcopy
from dataclasses import dataclass

from participants import noms
from seances.pv.locuteurs import OUVERTURE, unknown_label

ANNEXE, ECARTE = "annexe", "ecarte"  # else the number of a point, as it was read


@dataclass(frozen=True)
class Place:
    """A block of a reading. ou: « points » (rang: index) or « groupes » (rang: number of the sub-group)."""

    ou: str
    rang: int
    bloc: int

    def __str__(self):
        return f"{self.ou}-{self.rang}-{self.bloc}"


def full_name(row):
    return f"{row.get('prenom') or ''} {row.get('nom') or ''}".strip()


def people(plain):
    """Names of those who may speak, in the order of the lists."""
    return [full_name(row) for row in (*plain["copresidents"], *plain["presences"])]


def blocks(plain):
    """(Place, block) of each block of the points and of the restitutions."""
    for index, point in enumerate(plain["points"]):
        for number, bloc in enumerate(point["contenu"]):
            yield Place("points", index, number), bloc
    for groupe in plain["sous_groupes"]:
        for number, bloc in enumerate((groupe.get("restitution") or {}).get("contenu", ())):
            yield Place("groupes", groupe["numero"], number), bloc


def text_of(bloc):
    """The words of a block, on one line; its label first when it stands alone."""
    if bloc["type"] == "liste":
        return " · ".join(_items(bloc["items"]))
    if bloc["type"] == "tableau":
        return " · ".join(" – ".join(cell for cell in line if cell) for line in bloc["lignes"])
    said = _plain(bloc)
    return f"{bloc['libelle']} {said}".strip() if bloc.get("libelle") else said


def _items(items):
    for one in items:
        yield _plain(one)
        yield from _items(one.get("items") or ())


def _plain(node):
    text = re.sub(r"<br\s*/?>|</p>", " ", node.get("html") or "") if node.get("html") else node.get("texte")
    text = re.sub(r"<[^>]+>", "", text or "")
    for sign, written in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(sign, written)
    return " ".join(text.split())


def label_of(bloc):
    """The words at the head of a paragraph that seem to name who speaks; "" when none do."""
    if bloc.get("libelle"):
        return bloc["libelle"].strip(" :\u00a0")
    text = text_of(bloc)
    match = OUVERTURE.match(text)
    return unknown_label(text) or (match[1] if match else "")


def may_speak(bloc):
    """Whether it can be said of a block who speaks: its first words must name somebody."""
    return bloc["type"] == "intervention" or (
        bloc["type"] == "paragraphe" and bool(unknown_label(text_of(bloc)))
    )


def concerned(plain, doute):
    """Places of the blocks that the answer to a doubt decides: those that its label opens."""
    if doute["genre"] != "personne" or not doute.get("libelle") or ".locuteur" not in doute["champ"]:
        return []
    label = noms.fold(doute["libelle"]).split()
    proposed = set(noms.fold(doute["propose"] or "").split())
    found = []
    for place, bloc in blocks(plain):
        if bloc["type"] not in {"intervention", "paragraphe"}:
            continue
        if doute["propose"] and bloc.get("locuteur") != doute["propose"]:
            continue
        if not doute["propose"] and bloc["type"] == "intervention":
            continue
        words = noms.fold(text_of(bloc)).split()
        after = words[len(label) : len(label) + 1]
        if words[: len(label)] == label and not (set(after) & (proposed - set(label))):
            found.append(place)
    return found


# ── Applying ────────────────────────────────────────────────────────────────────────────────────────────


def apply(lecture, reponses):
    """The plain JSON of the reading with the answers in it; `lecture` stays as it is.

    reponses: {"tete": {…}, "presidents": […], "presences": […], "points": […], "remarques": […], "prochaines": […],
    "annexes": {index: title}, "membres": […], "paroles": {Place text: name}, "commence": {Place text}, "doutes":
    {index: name}, "reste": {index: where}}; see the forms.
    """
    plain = deepcopy({key: value for key, value in lecture.items() if key not in {"sources", "passages"}})
    _speakers(plain, lecture, reponses)
    _people(plain, reponses)
    _head(plain, reponses["tete"])
    _remarks(plain, reponses["remarques"])
    plain["prochaines_seances"] = [_next(row) for row in reponses["prochaines"] if not row["retirer"]]
    for index, title in reponses["annexes"].items():
        plain["annexes"][index]["titre"] = title
    _members(plain, reponses["membres"])
    _left_over(plain, reponses["reste"])
    _agenda(plain, reponses["points"], reponses["commence"])
    plain["doutes"] = []
    return plain


def _speakers(plain, lecture, reponses):
    said = dict(reponses["paroles"])
    for index, name in reponses["doutes"].items():
        doute = lecture["doutes"][index]
        said |= {str(place): name for place in concerned(lecture, doute)}
    for place, bloc in list(blocks(plain)):
        name = said.get(str(place))
        if name is None:
            continue
        if name:
            bloc["locuteur"] = name
            bloc["type"] = "intervention"
        elif bloc["type"] == "intervention":
            _silence(bloc)


def _silence(bloc):
    """A paragraph of what was taken for speech; a label that stands alone above it stays."""
    label = bloc.pop("libelle", None)
    bloc.pop("locuteur")
    bloc["type"] = "paragraphe"
    if label:
        bloc["html"] = f"<p>{_escape(label)}</p>{bloc.get('html') or ''}"
        bloc.pop("texte", None)


def _people(plain, reponses):
    renamed, lists = {}, {}
    for key, source in (("copresidents", "presidents"), ("presences", "presences")):
        rows = []
        for answer in reponses[source]:
            old = plain[key][answer["source"]] if answer["source"] is not None else {}
            if answer["retirer"]:
                continue
            made = old | {name: answer[name] or None for name in ("organisation", "fonction")}
            made |= {"prenom": answer["prenom"], "nom": answer["nom"]}
            if key == "presences":
                replaced = {"prenom": answer["remplace_prenom"], "nom": answer["remplace_nom"]}
                made |= {"statut": answer["statut"], "remplace": replaced if any(replaced.values()) else None}
            if old and full_name(old) != full_name(made):
                renamed[full_name(old)] = full_name(made)
            rows.append(made)
        lists[key] = rows
    plain |= lists
    for _, bloc in blocks(plain):
        if bloc.get("locuteur") in renamed:
            bloc["locuteur"] = renamed[bloc["locuteur"]]
    for remarque in plain["remarques_pv_precedent"]:
        remarque["lu"] = remarque["auteur"]
        remarque["auteur"] = renamed.get(remarque["auteur"], remarque["auteur"])
    for groupe in plain["sous_groupes"]:
        for membre in groupe["membres"]:
            _rename(membre, renamed.get(full_name(membre)))
    for line in (*plain["ordre_du_jour"], *plain["points"]):
        line["intervenants"] = [renamed.get(name, name) for name in line["intervenants"]]


def _rename(membre, name):
    if name:
        membre["prenom"], _, membre["nom"] = name.partition(" ")


def _head(plain, tete):
    plain["chantier"] = {"numero": tete["chantier_numero"], "titre": tete["chantier_titre"]}
    seance = plain["seance"]
    for key in ("numero", "date", "debut_prevu", "fin_prevue", "debut", "fin"):
        seance[key] = tete[key]
    seance["lieu"] = _place(tete)
    seance["ouverture"] = tete["ouverture"] or None
    redaction = {key: tete[key] or None for key in ("redacteur", "fonction", "verificateur")}
    plain["redaction"] = redaction if any(redaction.values()) else None


def _place(answer):
    lieu = {key: answer[f"lieu_{key}"] or None for key in ("nom", "adresse", "code_postal", "localite")}
    return lieu if lieu["nom"] else None


def _remarks(plain, answers):
    """As corrected; an author whose name was corrected in the lists, and not here, goes by it here too."""
    read, made = plain["remarques_pv_precedent"], []
    for answer in answers:
        if answer["retirer"]:
            continue
        old = read[answer["source"]] if answer["source"] is not None else None
        auteur = answer["auteur"]
        made.append({"auteur": auteur, "page": answer["page"], "texte": answer["texte"]})
        if old is not None and noms.name_key(auteur) == noms.name_key(old["lu"]):
            made[-1]["auteur"] = old["auteur"]
    plain["remarques_pv_precedent"] = made


def _next(answer):
    return {key: answer[key] for key in ("numeros", "date", "debut", "fin")} | {"lieu": _place(answer)}


def _members(plain, answers):
    for groupe in plain["sous_groupes"]:
        kept = []
        for index, membre in enumerate(groupe["membres"]):
            answer = answers.get((groupe["numero"], index))
            if answer is None:
                kept.append(membre)
            elif answer["qui"]:
                if noms.name_key(answer["qui"]) != noms.name_key(full_name(membre)):
                    _rename(membre, answer["qui"])
                membre["role"] = answer["role"]
                kept.append(membre)
        groupe["membres"] = kept


def _left_over(plain, answers):
    """Send each passage where somebody wants it; what nobody moved stays left over and becomes an annex."""
    staying = []
    for index, row in enumerate(plain["reste"]):
        where = answers.get(index, ANNEXE)
        if where == ANNEXE:
            staying.append(row)
        elif where != ECARTE:
            _point(plain, int(where))["contenu"].append({"type": "paragraphe", "texte": row["passage"]})
    plain["reste"] = staying


def _point(plain, numero):
    """The text of a line of the agenda, made when nothing of it was read."""
    found = next((point for point in plain["points"] if point["numero"] == numero), None)
    if found is None:
        line = next(line for line in plain["ordre_du_jour"] if line["numero"] == numero)
        found = {"numero": numero, "titre": line["titre"], "intervenants": [], "contenu": []}
        plain["points"].append(found)
    return found


def _agenda(plain, answers, starting):
    """The lines as corrected; a point may be joined to the one before, or begin at a paragraph of another."""
    lines = {line["numero"]: line for line in plain["ordre_du_jour"]}
    texts = {point["numero"]: index for index, point in enumerate(plain["points"])}
    made = []
    for answer in answers:
        old = lines.get(answer["source"])
        index = texts.get(answer["source"])
        point = plain["points"][index] if index is not None else {"contenu": []}
        contenu = list(point["contenu"])
        if answer["joindre"] and made:
            head = [{"type": "titre", "niveau": 2, "texte": point.get("titre") or answer["titre"]}]
            made[-1]["contenu"] += head + contenu
            continue
        fields = {key: answer[key] for key in ("titre", "intervenants", "debut", "fin")}
        same = old is not None and old["titre"] == answer["titre"]
        made.append({**fields, "titre_pv": point.get("titre") if same else None, "contenu": []})
        for number, bloc in enumerate(contenu):
            if index is not None and str(Place("points", index, number)) in starting:
                title = re.sub(r"^\s*\d{1,2}\s*[.)°-]\s*", "", text_of(bloc)).strip(" :")
                made.append({"titre": title, "intervenants": [], "debut": None, "fin": None, "contenu": []})
            else:
                made[-1]["contenu"].append(bloc)
    plain["ordre_du_jour"], plain["points"] = [], []
    for numero, row in enumerate(made, 1):
        line = {"numero": numero} | {key: row[key] for key in ("titre", "intervenants", "debut", "fin")}
        plain["ordre_du_jour"].append(line)
        printed = {"titre": row.get("titre_pv") or row["titre"]}
        plain["points"].append({**line, **printed, "contenu": row["contenu"]})
    renumbered = {answer["source"]: numero for answer, numero in _numbers(answers, made)}
    for groupe in plain["sous_groupes"]:
        _renumber(groupe.get("restitution"), renumbered)


def _numbers(answers, made):
    """(answer, its number now) of the lines that are still points of their own, in order."""
    standing = [answer for position, answer in enumerate(answers) if not (answer["joindre"] and position)]
    titles = [row["titre"] for row in made]
    after = 0
    for answer in standing:
        after = titles.index(answer["titre"], after) + 1
        yield answer, after


def _renumber(restitution, renumbered):
    """« 7.1 » stands under the point whose number it begins with."""
    if not restitution or not restitution.get("numero"):
        return
    head, _, tail = restitution["numero"].partition(".")
    if head.isdecimal() and int(head) in renumbered:
        restitution["numero"] = f"{renumbered[int(head)]}.{tail}"


def strangers(plain):
    """(Place or number of a group, name) of everybody named in the texts and groups who is in no list."""
    known = {noms.name_key(name) for name in people(plain)}
    known |= {noms.name_key(v) for row in plain["copresidents"] for v in row.get("variantes") or ()}
    for place, bloc in blocks(plain):
        if bloc["type"] == "intervention" and noms.name_key(bloc["locuteur"]) not in known:
            yield place, bloc["locuteur"]
    for groupe in plain["sous_groupes"]:
        for membre in groupe["membres"]:
            if noms.name_key(full_name(membre)) not in known:
                yield groupe["numero"], full_name(membre)
    for remarque in plain["remarques_pv_precedent"]:
        if noms.name_key(remarque["auteur"]) not in known:
            yield None, remarque["auteur"]


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
