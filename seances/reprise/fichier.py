"""A reading as bytes of the first format, which the importer of files takes: the only way into the database."""

import json

BESIDE = ("decisions", "taches", "doutes", "reste", "bilan", "avertissements")
A_COMPLETER = "Passages du document d’origine à replacer"


class DoutesOuverts(ValueError):
    """Something that is required is missing or doubtful: `questions` in French, with the passage."""

    def __init__(self, questions):
        self.questions = questions
        super().__init__(f"{len(questions)} question(s) sans réponse")


def dumps(result, *, accepter=False):
    """Bytes of the format. accepter: take what is proposed for each doubt. Raises DoutesOuverts."""
    open_ones = [doute for doute in result.doutes if doute.bloquant or not accepter]
    if open_ones:
        raise DoutesOuverts([f"{doute.question} [{doute.champ}]" for doute in open_ones])
    return written(result.to_plain())


def confirmed(data):
    """Bytes of the format when some JSON is a reading that somebody went through; the same bytes for any other."""
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        return data  # the importer says what is wrong with it
    if not (isinstance(plain, dict) and {"doutes", "reste", "bilan"} <= plain.keys()):
        return data
    if not isinstance(plain.get("annexes"), list) or not isinstance(plain["reste"], list):
        return data
    return written(plain)


def written(plain):
    """Bytes of a reading in the format alone; words left over follow as an annex, with the passage around them, so that none is lost."""
    left = [row["passage"] for row in plain["reste"] if isinstance(row, dict) and row.get("passage")]
    made = {key: value for key, value in plain.items() if key not in BESIDE}
    if left:
        contenu = [{"type": "paragraphe", "texte": passage} for passage in dict.fromkeys(left)]
        made["annexes"] = [*made["annexes"], {"titre": A_COMPLETER, "contenu": contenu}]
    return json.dumps(made, ensure_ascii=False).encode()
