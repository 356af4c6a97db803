"""The figures told: targets, verdicts, the table, the JSON.

A row: {mesure, taille, valeur, unite, reference, rapport, cpu, cible, verdict, details, echantillons}. `valeur` and
`reference` are in the unit of the row; `rapport` is without unit, a median over the rounds; `cpu` is the same of
CPU time, which a busy machine disturbs less; `details` is read beside the figures.
"""

import json
import os
import platform
import subprocess
import time
from datetime import datetime
from pathlib import Path
from statistics import median

from .charge import growth
from .pdfs import soffice

TENUE, MANQUEE, SANS = "tenue", "MANQUÉE", ""
CIBLES_PDF = {"1×": 0.85, "10×": 3.5}  # of the warm worker, in times of LibreOffice
MEME = (0.95, 1.05)  # of a known address, in times of an unknown one
CIBLE_LETTRE = 20  # of a letter, in times of sending the same bytes
CIBLE_OUVRIERS = 150e6  # bytes of two workers together
MEMOIRE = {"1×"}  # lengths at which the peak must stay under LibreOffice's
CIBLE_CHARGE = 3  # of a page's p95 in a séance in progress, in times of the same read alone
CIBLE_ECHELLE = 2  # of a page's p95 with a thousand times the rows, in times of the same of the small portal
CIBLE_CROISSANCE = 0.05  # of the memory of the workers after the first minute
CIBLE_OPTIMUM = 1.01  # of small compositions, in times of the exact optimum
CIBLES_PERTINENCE = {"nDCG@10": 0.85, "rappel@50": 0.95}
CIBLE_RECHERCHE = 0.1  # seconds of nineteen searches in twenty
CIBLES_COMPOSITION = {"18/3": 0.1, "200/20": 10.0}  # people/groups: seconds of CPU
COLUMNS = ("Mesure", "Taille", "Portail", "Référence", "Rapport", "en CPU", "Cible", "Verdict", "")
# From seconds, bytes and shares: factor, decimals.
UNITS = {"ms": (1e3, 2), "s": (1, 2), "Mo": (1e-6, 0), "": (1, 2), "%": (100, 1)}


def row(
    mesure, taille, unite, valeur, *, reference=None, rapport=None, cpu=None, cible="", tenue=None, **more
):
    """A row of the table. valeur, reference: in seconds or bytes, written in `unite`; more: its details."""
    samples = more.pop("echantillons", {})
    factor = UNITS[unite][0]
    return {
        "mesure": mesure,
        "taille": taille,
        "unite": unite,
        "valeur": valeur * factor,
        "reference": None if reference is None else reference * factor,
        "rapport": rapport,
        "cpu": cpu,
        "cible": cible,
        "verdict": SANS if tenue is None else TENUE if tenue else MANQUEE,
        "details": more,
        "echantillons": samples,
    }


def ratio(above, below):
    """Median of the ratios of each round."""
    return median(one / other for one, other in zip(above, below, strict=True))


# ── Rows of each subject ────────────────────────────────────────────────────────────────────────────────


def material(found):
    return [
        row("Import du brouillon", taille, "s", place["import_s"], mots=place["mots"])
        for taille, place in found["tailles"].items()
    ]


def pages(found):
    return [page(sujet) for sujet in found["sujets"]]


def ouvriers(found):
    """Memory of the workers together, that of the whole server, and how much of it was there at the beginning."""
    return [one for each in found.items() for one in (workers(*each), server(*each))]


def workers(taille, found):
    value = found["memoire"]
    told = {}
    if taille in MEMOIRE:
        told = {"cible": f"≤ {number(CIBLE_OUVRIERS / 1e6, 0)} Mo", "tenue": value <= CIBLE_OUVRIERS}
    return row(
        "Mémoire de deux ouvriers, après la charge",
        taille,
        "Mo",
        value,
        **told,
        par_seconde=found["par_seconde"],
    )


def server(taille, found):
    return row(
        "… et du processus qui les surveille",
        taille,
        "Mo",
        found["serveur"],
        demarrage_mo=found["demarrage"] / 1e6,
    )


def page(sujet):
    """A page against the bare view: requests per second, hence bare time / page time."""
    value = median(sujet["page_s"])
    told = {
        "requetes": sujet["requetes"],
        "octets": sujet["octets"],
        "echantillons": {key: values for key, values in sujet.items() if key.endswith("_s") and values},
    }
    if sujet["cible_s"]:
        limit = sujet["cible_s"]
        told |= {"cible": f"< {number(limit * 1e3, 0)} ms", "tenue": value < limit}
        told["cpu_ms"] = median(sujet["page_cpu_s"]) * 1e3
        del told["echantillons"]["cible_s"]
        return row(sujet["nom"], sujet["taille"], "ms", value, **told)
    if sujet["changement_s"]:
        told |= {
            "requetes_changement": sujet["requetes_changement"],
            "changement_ms": median(sujet["changement_cpu_s"]) * 1e3,
            "changement": ratio(sujet["nue_changement_cpu_s"], sujet["changement_cpu_s"]),
        }
    found, goal = ratio(sujet["nue_s"], sujet["page_s"]), sujet["cible"]
    if goal:
        told |= {"cible": f"≥ {number(goal)}", "tenue": found >= goal}
    return row(
        sujet["nom"],
        sujet["taille"],
        "ms",
        value,
        reference=median(sujet["nue_s"]),
        rapport=found,
        cpu=ratio(sujet["nue_cpu_s"], sujet["page_cpu_s"]),
        intergiciels_ms=median(sujet["intergiciels_s"]) * 1e3,
        **told,
    )


def ecritoire(found):
    """The desk's page, then one autosave against a bare POST that writes one row."""
    return [page(sujet) for sujet in found["sujets"]] + [
        row(
            "Enregistrement en cours de frappe",
            each["taille"],
            "ms",
            median(each["page_s"]),
            reference=median(each["nue_s"]),
            rapport=ratio(each["nue_s"], each["page_s"]),
            cpu=ratio(each["nue_cpu_s"], each["page_cpu_s"]),
            requetes=each["requetes"],
            monte=each["monte"],
            descend=each["descend"],
            echantillons={key: values for key, values in each.items() if key.endswith("_s")},
        )
        for each in found["enregistrements"]
    ]


def notes(found):
    """Each kind: seconds and peak of memory of one reading. Files drawn by lot: how many, and what was found."""
    rows, limits = [], found["limites"]
    for each in found["lectures"]:
        value = each["mediane"]
        rows.append(
            row(
                f"Note .{each['genre']} de 7 000 mots, lecture",
                "",
                "s",
                value,
                cible=f"< {limits['secondes']} s",
                tenue=max(each["s"]) < limits["secondes"],
                echantillons={"s": each["s"]},
            )
        )
        if each["memoire"]:
            limit = limits["memoire"]
            told = {"cible": f"< {number(limit / 1e6, 0)} Mo", "tenue": each["memoire"] < limit}
            rows.append(row(f"Note .{each['genre']}, mémoire", "", "Mo", each["memoire"], **told))
    for each in found["tirages"]:
        count = len(each["trouvailles"])
        details = {"fichiers": each["fichiers"], "pire_s": each["pire_s"], "trouvailles": each["trouvailles"]}
        rows.append(
            row(f"Notes au hasard ({each['tirage']})", "", "", count, cible="0", tenue=count == 0, **details)
        )
    return rows


def composition(found):
    """Small cases: cost / exact optimum, and that of the mean draw. Large ones: seconds, and the gap to the bound."""
    rows = []
    for each in found["petits"]:
        share = each["cout"] / each["optimum"]
        rows.append(
            row(
                "Composition, coût sur l’optimum exact",
                each["taille"],
                "",
                share,
                reference=each["hasard"] / each["optimum"],
                rapport=share,
                cible=f"≤ {number(CIBLE_OPTIMUM)}",
                tenue=share <= CIBLE_OPTIMUM,
                **{key: value for key, value in each.items() if key != "taille"},
            )
        )
    for each in found["grands"]:
        goal = CIBLES_COMPOSITION.get(each["taille"])
        value, gap = median(each["s"]), max(each["ecarts"])
        told = {"cible": f"< {number(goal, 1)} s", "tenue": value < goal} if goal else {}
        details = {"ecart_max": gap, "part_du_hasard": each["part_du_hasard"], "memoire": each["memoire"]}
        rows.append(row("Composition, CPU", each["taille"], "s", value, **told, **details, echantillons=each))
    return rows


def recherche(found):
    """How well the questions are answered; what searching and saving cost among many paragraphs."""
    rows = []
    for name, answers in found["pertinence"].items():
        for place, (what, goal) in enumerate(CIBLES_PERTINENCE.items(), 1):
            value = sum(answer[place] for answer in answers) / len(answers)
            rows.append(
                row(
                    f"Recherche, {what}, questions {name}",
                    f"{len(answers)} questions",
                    "",
                    value,
                    cible=f"≥ {number(goal)}",
                    tenue=value >= goal,
                    echantillons=answers,
                )
            )
    taille = f"{found['paragraphes']} §"
    for reader, samples in found["recherches"].items():
        for what, name, told in (
            ("p95", "s", {"cible": f"< {number(CIBLE_RECHERCHE * 1000, 0)} ms"}),
            ("p95, en CPU", "cpu", {}),
            ("médiane", "s", {}),
        ):
            times = sorted(samples[name])
            value = median(times) if what == "médiane" else times[int(len(times) * 0.95)]
            if told:
                told["tenue"] = value < CIBLE_RECHERCHE
            rows.append(
                row(f"Recherche, {what} ({reader})", taille, "ms", value, **told, echantillons=samples)
            )
    weight, saved = found["poids"], found["enregistrement"]
    rows.append(row("Recherche, table et index", taille, "Mo", weight["tout"], index=weight["index"]))
    rows.append(row("Recherche, dont l’index des mots", taille, "Mo", weight["index"]))
    rows.append(row("Recherche, remplir", taille, "s", found["remplissage"]))
    rows.append(
        row(
            "Enregistrer un texte, avec l’index et sans",
            f"{saved['entrees']} §",
            "ms",
            median(saved["avec"]),
            reference=median(saved["sans"]),
            rapport=ratio(saved["avec"], saved["sans"]),
            echantillons=saved,
        )
    )
    return rows


def connexion(found):
    """Asking for a code: each kind of address against one that the portal does not know."""
    rows = []
    unknown = found["sortes"].pop("adresse inconnue")
    for kind, samples in found["sortes"].items():
        share = ratio(samples["s"], unknown["s"])
        rows.append(
            row(
                f"Code demandé, {kind}",
                "",
                "ms",
                median(samples["s"]),
                reference=median(unknown["s"]),
                rapport=share,
                cpu=ratio(samples["cpu_s"], unknown["cpu_s"]),
                cible=f"{number(MEME[0])} à {number(MEME[1])}",
                tenue=MEME[0] <= share <= MEME[1],
                echantillons={"sorte_s": samples["s"], "inconnue_s": unknown["s"]},
            )
        )
    return rows


def courrier(found):
    """A convocation to many people: written and sent by the queue against the same bytes sent alone."""
    count = found["lettres"]
    share, value = ratio(found["file_s"], found["nue_s"]), median(found["file_s"]) / count
    return [
        row(
            "Lettre d’une convocation",
            f"{count}",
            "ms",
            value,
            reference=median(found["nue_s"]) / count,
            rapport=share,
            cpu=ratio(found["file_cpu_s"], found["nue_cpu_s"]),
            cible=f"≤ {number(CIBLE_LETTRE, 0)}",
            tenue=share <= CIBLE_LETTRE,
            lettres_par_seconde=1 / value,
            requetes=found["requetes"],
            octets=found["octets"],
            echantillons={key: values for key, values in found.items() if key.endswith("_s")},
        ),
        row("Pic de la file, du premier PDF à la dernière lettre", f"{count}", "Mo", found["pic"]),
    ]


def charge(found):
    """A séance in progress: each kind of answer, pages against the same read alone after a change; what failed, was
    lost, grew.
    """
    alone, rows = percentile(found["seul"]["page"], 95), []
    for kind, samples in found["charge"].items():
        told = {
            "p50_ms": median(samples) * 1e3,
            "p99_ms": percentile(samples, 99) * 1e3,
            "fois": len(samples),
        }
        value = percentile(samples, 95)
        if kind == "page":
            share = value / alone
            told |= {
                "reference": alone,
                "rapport": share,
                "cible": f"≤ {number(CIBLE_CHARGE, 0)}",
                "tenue": share <= CIBLE_CHARGE,
            }
        rows.append(row(f"Séance en cours, {kind} (p95)", f"{found['minutes']} min", "ms", value, **told))
    for name in ("erreurs", "perdus"):
        count = len(found[name])
        details = {"exemples": found[name][:20]} | {
            key: found[key] for key in ("enregistrements", "pointages", "reports") if name == "perdus"
        }
        rows.append(row(f"Séance en cours, {name}", "", "", count, cible="0", tenue=count == 0, **details))
    share = growth(found["memoire"])
    rows.append(
        row(
            "Mémoire après la première minute, croissance",
            "",
            "%",
            share,
            cible=f"≤ {number(100 * CIBLE_CROISSANCE, 0)} %",
            tenue=share <= CIBLE_CROISSANCE,
            echantillons={"memoire": found["memoire"]},
        )
    )
    return rows


def echelle(found):
    """Pages of a large portal: p95 against the same page of the small one, and their queries."""
    rows = []
    for page in found["pages"]:
        small, large = (percentile(page[name], 95) for name in ("petit", "grand"))
        before, after = page["requetes"]
        rows.append(
            row(
                f"{page['nom']}, {page['qui']}, grand portail (p95)",
                f"{found['lignes']['séances']} séances",
                "ms",
                large,
                reference=small,
                rapport=large / small,
                cible=f"≤ {number(CIBLE_ECHELLE, 0)}",
                tenue=large <= CIBLE_ECHELLE * small and before == after,
                requetes=after,
                requetes_petit=before,
                mediane=median(page["grand"]) / median(page["petit"]),
                echantillons={name: page[name] for name in ("petit", "grand")},
            )
        )
    told = ", ".join(f"{count} {name}" for name, count in found["lignes"].items())
    return [*rows, row(f"Peuplement : {told}", "", "s", found["peuplement_s"])]


def percentile(samples, share):
    ranked = sorted(samples)
    return ranked[min(len(ranked) - 1, len(ranked) * share // 100)]


def pdfs(found):
    return [each for length in found for each in one_length(length)]


def one_length(found):
    """The rows of one length. Those against LibreOffice: portal / LibreOffice, of time and of peak memory."""
    taille, goal = found["taille"], CIBLES_PDF[found["taille"]]
    samples = {key: values for key, values in found.items() if isinstance(values, list)}
    warm = ratio(found["chaud_s"], found["libreoffice_s"])
    office = {"reference": median(found["libreoffice_s"])}

    def memory(name, peak):
        share = peak / found["libreoffice_pic"]
        told = {"cible": "< 1", "tenue": share < 1} if taille in MEMOIRE else {}
        return row(name, taille, "Mo", peak, reference=found["libreoffice_pic"], rapport=share, **told)

    return [
        row(
            "DocumentPV depuis la base",
            taille,
            "ms",
            median(found["construire_s"]),
            requetes=found["requetes"],
        ),
        row("Article HTML", taille, "ms", median(found["article_s"])),
        row(
            "PDF, processus chaud",
            taille,
            "s",
            median(found["chaud_s"]),
            **office,
            rapport=warm,
            cpu=ratio(found["chaud_cpu_s"], found["libreoffice_cpu_s"]),
            cible=f"≤ {number(goal)}",
            tenue=warm <= goal,
            pages=found["pages"],
            octets=found["octets"],
            pages_libreoffice=found["libreoffice_pages"],
            echantillons=samples,
        ),
        row(
            "PDF, exporter_pv à froid",
            taille,
            "s",
            median(found["froid_s"]),
            **office,
            rapport=ratio(found["froid_s"], found["libreoffice_s"]),
            cpu=ratio(found["froid_cpu_s"], found["libreoffice_cpu_s"]),
        ),
        memory("PDF, pic du processus chaud", found["chaud_pic"]),
        memory("PDF, pic d’exporter_pv", found["froid_pic"]),
    ]


# ── Machine ─────────────────────────────────────────────────────────────────────────────────────────────


def machine():
    """Facts about this machine that the figures depend on."""
    office = soffice()
    version = ""
    if office:
        told = subprocess.run([office, "--version"], capture_output=True, text=True).stdout
        version = told.strip().removeprefix("LibreOffice ")
    return {
        "date": datetime.now().astimezone().isoformat(timespec="seconds"),
        "systeme": platform.platform(),
        "processeur": processor(),
        "coeurs": os.cpu_count(),
        "memoire": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "Python": platform.python_version(),
        "LibreOffice": version,
        "charge_avant": load(),
    }


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def load():
    """Load average over the last minute."""
    return round(os.getloadavg()[0], 2)


# ── Table and file ──────────────────────────────────────────────────────────────────────────────────────


def number(value, decimals=2):
    """« 0,85 »"""
    return f"{value:.{decimals}f}".replace(".", ",")


def quantity(value, unit):
    return "" if value is None else f"{number(value, UNITS[unit][1])} {unit}"


def aside(details):
    """« 7 requêtes, 120 ko », what stands beside the figures of a row."""
    words = {
        "mots": "{} mots",
        "requetes": "{} requêtes",
        "pages": "{} pages",
        "pages_libreoffice": "LibreOffice {} pages",
    }
    told = [words[key].format(details[key]) for key in words if key in details]
    if "monte" in details:
        told.append(f"{details['monte']} octets montent, {details['descend']} descendent")
    if "lettres_par_seconde" in details:
        told.append(f"{number(details['lettres_par_seconde'], 0)} par seconde")
    if "octets" in details:
        told.append(f"{details['octets'] // 1000} ko")
    if "requetes_petit" in details:
        told.append(f"{details['requetes_petit']} avec le petit, médianes {number(details['mediane'])}")
    if "p50_ms" in details:
        told.append(f"p50 {number(details['p50_ms'], 1)} ms, p99 {number(details['p99_ms'], 1)} ms")
        told.append(f"{details['fois']} fois")
    if "enregistrements" in details:
        told.append(
            f"{details['enregistrements']} enregistrements, {details['pointages']} pointages, "
            f"{details['reports']} PDF redemandés"
        )
    if "cpu_ms" in details:
        told.append(f"{number(details['cpu_ms'])} ms de CPU")
    if "demarrage_mo" in details:
        told.append(f"{number(details['demarrage_mo'], 0)} Mo au départ")
    if "par_seconde" in details:
        told.append(f"{number(details['par_seconde'], 0)} requêtes par seconde")
    if "changement" in details:
        told.append(
            f"après un changement {number(details['changement_ms'])} ms de CPU, "
            f"{details['requetes_changement']} requêtes, rapport {number(details['changement'])}"
        )
    if "optimaux" in details:
        told.append(f"{details['optimaux']} cas sur {details['cas']} à l’optimum")
        told.append(f"meilleur de 200 tirages {number(details['meilleur_tirage'] / details['optimum'])}")
    if "ecart_max" in details:
        told.append(f"à {number(100 * details['ecart_max'], 1)} % au plus de la borne")
        told.append(f"{number(details['memoire'] / 1e6, 1)} Mo")
    if "intergiciels_ms" in details:
        told.append(f"nue et intergiciels {number(details['intergiciels_ms'])} ms")
    return ", ".join(told)


def table(rows, machine):
    """The rows as aligned text, the machine in two lines above."""
    lines = [COLUMNS]
    for each in rows:
        lines.append(
            (
                each["mesure"],
                each["taille"],
                quantity(each["valeur"], each["unite"]),
                quantity(each["reference"], each["unite"]),
                *("" if each[key] is None else number(each[key]) for key in ("rapport", "cpu")),
                each["cible"],
                each["verdict"],
                aside(each["details"]),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    left = {0, 1, 7, 8}
    written = [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    written.insert(1, "─" * max(map(len, written)))
    skip = {"date", "systeme", "processeur", "coeurs", "memoire", "charge_avant", "charge_apres"}
    versions = ", ".join(f"{name} {value}" for name, value in machine.items() if name not in skip)
    head = (
        f"{machine['processeur']}, {machine['coeurs']} cœurs, charge {number(machine['charge_avant'])} puis "
        f"{number(machine['charge_apres'])}"
    )
    foot = (
        "Référence : pour une page, une vue nue de Django qui fait autant de requêtes et envoie autant d’octets "
        "(rapport des débits) ; pour un PDF, LibreOffice à froid sur le .docx (rapport des durées, des pics) ; pour "
        "une lettre, smtplib qui envoie les mêmes octets par une seule connexion ; pour une séance en cours, les mêmes "
        "pages lues seules, chacune après une écriture."
    )
    if max(machine["charge_avant"], machine["charge_apres"]) > machine["coeurs"]:
        foot += "\nLa machine était occupée : la colonne « en CPU » est plus sûre que les durées."
    return "\n".join([head, versions, "", *written, "", foot])


def save(folder, rows, machine, options):
    """Write everything, samples included; returns the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    content = {"machine": machine, "options": options, "mesures": rows}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    return path
