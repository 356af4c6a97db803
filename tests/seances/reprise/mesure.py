"""How near a reading of a PV is to what the PV says, family of fields by family of fields."""

import re

from participants import noms


def familles(found, expected):
    """{family: (right, expected, what is wrong)} of two objects of the first format."""
    return {
        name: _compare(values(found), values(expected))
        for name, values in FAMILLES.items()
        if values(expected)
    }


def _compare(found, expected):
    left, wrong = list(found), []
    for one in expected:
        if one in left:
            left.remove(one)
        else:
            wrong.append(one)
    return len(expected) - len(wrong), len(expected), {"attendu": wrong, "trouve": left}


def text(value):
    return " ".join(noms.fold(re.sub(r"<[^>]+>", " ", value or "").replace("&amp;", "&")).split())


def name(row):
    return noms.name_key(f"{row['prenom']} {row['nom']}")


def _entete(pv):
    seance = pv["seance"]
    lieu = seance.get("lieu") or {}
    rows = [("chantier", pv["chantier"]["numero"]), ("titre", text(pv["chantier"]["titre"]))]
    rows += [
        (key, seance.get(key)) for key in ("numero", "date", "debut_prevu", "fin_prevue", "debut", "fin")
    ]
    rows += [(f"lieu.{key}", text(lieu.get(key))) for key in ("nom", "adresse", "code_postal", "localite")]
    return [row for row in rows if row[1]]


def _presences(pv):
    return [
        (
            name(row),
            row["statut"],
            text(row.get("organisation")),
            name(row["remplace"]) if row.get("remplace") else "",
        )
        for row in pv.get("presences", ())
    ]


def _ordre(pv):
    return [
        (
            line["numero"],
            text(line["titre"]),
            tuple(map(noms.name_key, line.get("intervenants", ()))),
            line.get("debut"),
            line.get("fin"),
        )
        for line in pv.get("ordre_du_jour", ())
    ]


def _groupes(pv):
    rows = []
    for groupe in pv.get("sous_groupes", ()):
        rows.append((groupe["numero"], "question", text(groupe.get("question"))))
        rows += [(groupe["numero"], name(m), m.get("role", "membre")) for m in groupe.get("membres", ())]
    return rows


def _blocs(pv):
    for point in pv.get("points", ()):
        yield from ((f"point {point['numero']}", bloc) for bloc in point.get("contenu", ()))
    for groupe in pv.get("sous_groupes", ()):
        for bloc in (groupe.get("restitution") or {}).get("contenu", ()):
            yield f"groupe {groupe['numero']}", bloc


def _interventions(pv):
    return [
        (where, noms.name_key(bloc["locuteur"]), text(bloc.get("html") or bloc.get("texte")))
        for where, bloc in _blocs(pv)
        if bloc["type"] == "intervention"
    ]


FAMILLES = {
    "en-tete": _entete,
    "copresidents": lambda pv: [
        (name(row), text(row.get("organisation"))) for row in pv.get("copresidents", ())
    ],
    "presences": _presences,
    "ordre du jour": _ordre,
    "points": lambda pv: [(point["numero"], text(point["titre"])) for point in pv.get("points", ())],
    "sous-groupes": _groupes,
    "interventions": _interventions,
    "remarques": lambda pv: [
        (noms.name_key(row["auteur"]), row.get("page"), text(row["texte"]))
        for row in pv.get("remarques_pv_precedent", ())
    ],
    "prochaines": lambda pv: [
        (tuple(row["numeros"]), row["date"], row.get("debut"), row.get("fin"))
        for row in pv.get("prochaines_seances", ())
    ],
    "redaction": lambda pv: (
        [text((pv.get("redaction") or {}).get("redacteur"))] if pv.get("redaction") else []
    ),
    "decisions": lambda pv: [text(row["texte"]) for row in pv.get("decisions", ())],
    "taches": lambda pv: [
        (noms.name_key(row["qui"] or ""), row.get("echeance")) for row in pv.get("taches", ())
    ],
    "annexes": lambda pv: [text(row["titre"]) for row in pv.get("annexes", ())],
}
