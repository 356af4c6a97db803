"""DocumentPV as HTML: the article of the page, its table of contents, and what the PDFs print.

Pure functions of the tree, strings joined by hand because a draft is built at each request. Everything typed
is escaped; no inline style; the vocabulary of classes is that of static/pv.css.
"""

from dataclasses import replace
from html import escape
from itertools import count

from chantiers.explication import TITRE
from participants.noms import fold

from . import phrases
from .document import Intervention, Titre, block_texts
from .html_blocs import Blocs, Niveaux, is_label
from .html_sigles import section
from .richtext import STYLE_TAGS, render_list, render_runs

STATUTS = (
    ("present", "presents", "Présents"),
    ("excuse", "excuses", "Excusés"),
    ("absent", "absents", "Absents"),
)
BULLETS = ("•", "–")
CORRECTIONS = "Corrections apportées"
PROPOSITIONS = "Les propositions du chantier à l’ouverture de la séance"
VERSION_LUE = "Pages et paragraphes sont ceux de la version sur laquelle chaque remarque a été faite."
NOTES_INTACTES = "Les notes reçues sont rapportées sans modification."
FIDELITES = {
    "conforme": "Note rapportée sans modification.",
    "adresses": "Note rapportée sans modification, adresses électroniques retirées.",
    "pdf": "Texte repris d’un PDF, sans sa mise en forme.",
    "noms": "Note rapportée, noms remplacés à la demande des personnes.",
    "ecart": "",
}


def render_article(document, *, adresse="", mention="", images="", teinte="", sigles=()):
    """The whole PV as `<article class="pv">`.

    adresse: of the page, so that a paragraph's link copies « adresse#p-143 ».
    mention: « Projet », « Version 1, approuvée le 18 novembre 2022 ».
    images: address under which the bytes of a sha256 are found.
    teinte: number of the chantier's colour, when the page around does not set it.
    sigles: the acronyms that it uses (`html_sigles.employed`), explained at their first use and listed at the end.
    """
    return phrases.keep_signs(_Page(document, adresse, images, sigles).article(mention, teinte))


def render_imprime(document, *, images="", teinte="", sigles=()):
    """The same article for the PDF: page numbers in the agenda; what has a `data-n` wears its number."""
    return _Imprime(document, images=images, sigles=sigles).article("", teinte)


def render_ordre_du_jour(document, *, teinte="", sigles=()):
    """The agenda alone, for the PDF."""
    return _Imprime(document, sigles=sigles).ordre_du_jour(teinte)


def render_entete(document, titre):
    """The head of another paper of the séance: its title, when and where, the chantier, who presides."""
    return _Imprime(document).head(document.seance, "", titre=titre)


def render_complement(document, point):
    """What the nature of a point adds between its two texts, empty when it adds nothing."""
    return _Page(document).complement(point, Niveaux(3)) if point.complements else ""


def render_sommaire(document, *, sigles=()):
    """The table of contents beside the page: `<nav class="pv-sommaire">`. sigles: those listed at its end."""
    agenda = '<li><a href="#ordre-du-jour">Ordre du jour</a></li>' if document.points else ""
    presences = '<li><a href="#presences">Présences</a></li>' if _has_attendance(document) else ""
    last, entries = document.last_working_point(), []
    for point in document.points:
        entries.append(_sommaire_entry(document, point))
        if point is last:
            entries.append(_sommaire_corrections(document))
    if last is None:
        entries.append(_sommaire_corrections(document))
    if document.point_of_nature("restitution") is None and _restitutions(document):
        entries.append(f'<li><a href="#restitutions">Sous-groupes</a>{_sommaire_notes(document)}</li>')
    if document.point_of_nature("annexes") is None and document.annexes:
        entries.append(f'<li><a href="#annexes">Annexes</a>{_sommaire_annexes(document)}</li>')
    if sigles:
        entries.append(f'<li><a href="#sigles">{TITRE}</a></li>')
    return (
        '<nav class="pv-sommaire" aria-labelledby="pv-sommaire"><p id="pv-sommaire">Sommaire</p><ol>'
        f"{agenda}{presences}{''.join(entries)}</ol></nav>"
    )


def _sommaire_entry(document, point):
    inner = ""
    if point.complements and point.nature == "restitution":
        inner = _sommaire_notes(document)
    elif point.complements and point.nature == "annexes":
        inner = _sommaire_annexes(document)
    return (
        f'<li><a href="#point-{point.numero}"><span class="numero">{point.numero}.</span> '
        f"{_text(point.titre)}</a>{inner}</li>"
    )


def _sommaire_corrections(document):
    return f'<li><a href="#corrections">{CORRECTIONS}</a></li>' if document.corrections else ""


def _sommaire_notes(document):
    items = "".join(
        f'<li><a href="#restitution-{groupe.numero}"><span class="numero">'
        f"{document.restitution_number(groupe)}.</span> {_text(groupe.restitution.titre)}</a></li>"
        for groupe in _restitutions(document)
    )
    return f"<ol>{items}</ol>" if items else ""


def _sommaire_annexes(document):
    items = "".join(
        f'<li><a href="#annexe-{annexe.numero}">Annexe {annexe.numero} – {_text(annexe.titre)}</a></li>'
        for annexe in document.annexes
    )
    return f"<ol>{items}</ol>" if items else ""


def _text(text):
    return escape(text, quote=False)


def _opening(name):
    """A name that opens a sentence: « Une personne » for who is not named."""
    return name[:1].upper() + name[1:]


def _together(text):
    """A few words on one line; a line of its own for more."""
    return f'<span class="insecable">{_text(text)}</span>' if len(text) < 40 else _text(text)


def _restitutions(document):
    return [groupe for groupe in document.sous_groupes if groupe.restitution]


def _has_attendance(document):
    return any(who.statut != "a_pointer" for who in document.presences)


class _Rendu(Blocs):
    """One rendering of one document; the page and paper differ by their numbers and links."""

    def __init__(self, document, adresse="", images="", sigles=()):
        super().__init__(images, sigles)
        self.document = document
        self.adresse = escape(adresse)
        self.sigles = sigles

    # ── The whole ───────────────────────────────────────────────────────────────────────────────────────

    def article(self, mention, teinte):
        document = self.document
        out = [
            self.opening_tag("pv", teinte),
            self.head(document.seance, mention),
            self.agenda(),
            self.attendance(),
            self.paragraph("pv-ouverture", phrases.ouverture(document)),
        ]
        last = document.last_working_point()
        for point in document.points:
            out.append(self.point(point))
            if point is last:
                out += [self.closing(), self.corrections()]
        if last is None:
            out += [self.closing(), self.corrections()]
        out.append(self.leftovers())
        out.append(self.explained())
        out.append("</article>")
        return "".join(out)

    def explained(self):
        """The list of the acronyms, which is no part of the PV."""
        return section(self.sigles, self.marques.marked)

    def ordre_du_jour(self, teinte):
        document = self.document
        seance = document.seance
        out = [self.opening_tag("pv pv-convocation", teinte), self.head(seance, "", titre="Ordre du jour")]
        out.append(self.timetable())
        details = [self.paragraph("", line) for line in seance.informations.splitlines() if line.strip()]
        if seance.delai_notes:
            day = phrases.date_longue(seance.delai_notes)
            details.append(self.paragraph("", f"Notes des sous-groupes attendues pour le {day}."))
        if document.chantier.contact:
            details.append(f"<p>Contact{phrases.INSECABLE}: {self.contact()}</p>")
        if details:
            out.append(
                '<section class="pv-pratique"><h2>Informations pratiques</h2>'
                + "".join(details)
                + "</section>"
            )
        out.append(section(self.sigles, told=""))
        out.append("</article>")
        return "".join(out)

    def opening_tag(self, classes, teinte):
        return f'<article class="{classes}{f" teinte-{teinte}" if teinte else ""}">'

    def paragraph(self, classes, text):
        """A generated or typed line of plain text; nothing for no text."""
        return f'<p class="{classes}">{_text(text)}</p>' if text else ""

    def head(self, seance, mention, titre=""):
        document = self.document
        date = ""
        if titre:
            date = self.paragraph("pv-date", phrases.date_longue(seance.date).capitalize())
        place = phrases.lieu(seance.lieu) if seance.lieu else ""
        presidents = ""
        if document.presidents:
            names = phrases.enumere([self.president(president) for president in document.presidents])
            label = self.label(phrases.presidence(document))
            presidents = f'<p class="pv-presidence">{label} {names}</p>'
        return (
            f'<header class="pv-titre"><h1>{_text(titre or phrases.intitule(document))}</h1>{date}'
            f"{self.paragraph('pv-heures', phrases.plage(seance.heure_debut, seance.heure_fin))}"
            f"{self.paragraph('pv-lieu', place)}"
            f'<p class="pv-chantier">{_text(phrases.chantier(document))}</p>'
            f'<p class="pv-seance">{phrases.seance(document)}</p>'
            f"{presidents}{self.paragraph('pv-mention', mention)}</header>"
        )

    def label(self, text):
        return f'<span class="etiquette">{text}{phrases.INSECABLE}:</span>'

    def president(self, president):
        qualite = phrases.qualite(president)
        return f"<strong>{_together(president.nom)}</strong>" + (f" ({_text(qualite)})" if qualite else "")

    # ── Agenda and attendance ───────────────────────────────────────────────────────────────────────────

    def agenda(self):
        if not self.document.points:
            return ""
        items = "".join(
            f'<li><span class="numero">{point.numero}.</span> '
            f'<a href="#point-{point.numero}">{_text(point.titre)}</a>'
            f"{self.agenda_details(point)}{self.folio(point)}</li>"
            for point in self.document.points
        )
        return (
            f'<section class="pv-agenda"><h2 id="ordre-du-jour">Ordre du jour</h2><ol>{items}</ol></section>'
        )

    def agenda_details(self, point):
        details = self.who_and_when(point)
        return f' <span class="pv-qui">{details}</span>' if details else ""

    def who_and_when(self, point):
        """« – Nino ROSSI (13h30 – 13h40) », each name and the hours on one line when they can."""
        names, hours = phrases.intervenants(point)
        parts = [_together(f"{name}," if name is not names[-1] else name) for name in names]
        return " ".join([*parts, *([_together(f"({hours})")] if hours else [])])

    def folio(self, point):
        return ""

    def timetable(self):
        """The agenda as a table of hours, for the agenda alone."""
        rows = []
        for point in self.document.points:
            names = ", ".join(intervenant.nom for intervenant in point.intervenants)
            who = f' <span class="pv-qui">{_text(names)}</span>' if names else ""
            closed = ' <span class="pv-huis-clos">Huis clos</span>' if point.huis_clos else ""
            rows.append(
                f"<tr><td>{phrases.plage(point.heure_debut, point.heure_fin)}</td>"
                f"<td>{point.numero}.</td><td>{_text(point.titre)}{who}{closed}</td></tr>"
            )
        if not rows:
            return '<p class="pv-personne">L’ordre du jour n’est pas encore établi.</p>'
        return (
            '<table class="pv-horaire"><thead><tr><th scope="col">Heures</th><th scope="col">N°</th>'
            f'<th scope="col">Points</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        )

    def attendance(self):
        if not _has_attendance(self.document):
            return ""
        lists = "".join(
            self.attendance_list(key, label, self.document.with_statut(statut))
            for statut, key, label in STATUTS
        )
        return f'<section class="pv-presences"><h2 id="presences">Présences</h2>{lists}</section>'

    def attendance_list(self, key, label, people):
        if not people:
            return f'<p class="pv-personne">{self.label(label)} {self.nobody()}</p>'
        rows = "".join(
            f"<tr><td>{_text(who.nom)}{self.aside(phrases.presence(who))}</td>"
            f"<td>{_text(phrases.qualite(who))}</td></tr>"
            for who in people
        )
        return self.people_table(f'{label} <span class="pv-compte">({len(people)})</span>', key, rows)

    def nobody(self):
        return '<span aria-hidden="true">/</span><span class="hors-vue">personne</span>'

    def aside(self, text):
        return f' <span class="pv-detail">{_text(text)}</span>' if text else ""

    def people_table(self, caption, key, rows):
        """A table of people; on a phone the style sheet makes it a list."""
        return (
            f'<table class="pv-gens pv-{key}"><caption>{caption}</caption>'
            '<thead><tr><th scope="col">Nom</th><th scope="col">Organisation</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    # ── Points ──────────────────────────────────────────────────────────────────────────────────────────

    def point(self, point):
        niveaux = Niveaux(3)
        out = [
            f'<section class="pv-point"><h2 id="point-{point.numero}">'
            f'<span class="numero">{point.numero}.</span> {_text(point.titre_imprime)}</h2>',
            self.presenters(point),
            self.blocks(point.blocs, niveaux),
        ]
        if point.complements:
            out.append(self.complement(point, niveaux))
        if point.blocs_apres:
            out.append(f'<div class="pv-apres">{self.blocks(point.blocs_apres, Niveaux(3))}</div>')
        out.append("</section>")
        return "".join(out)

    def presenters(self, point):
        closed = '<span class="pv-huis-clos">huis clos</span>' if point.huis_clos else ""
        details = " ".join(filter(None, [self.who_and_when(point), closed]))
        return f'<p class="pv-intervenants">{details}</p>' if details else ""

    def complement(self, point, niveaux):
        """What the nature of a point adds between its two texts."""
        document = self.document
        match point.nature:
            case "approbation":
                return self.remarks()
            case "rappel":
                return self.propositions(niveaux.inside()) if point == document.recalling_point() else ""
            case "sous_groupes":
                return self.groups(niveaux.inside())
            case "restitution":
                composition = ""
                if document.point_of_nature("sous_groupes") is None and document.sous_groupes:
                    composition = f"<h3>Composition des sous-groupes</h3>{self.groups(4)}"
                return composition + self.notes(point.blocs + point.blocs_apres)
            case "pratique":
                return self.practical()
            case "annexes":
                return self.annexes()
        return ""

    def remarks(self):
        return self.remark_list(self.document.remarques)

    def remark_list(self, remarques):
        """One nominative paragraph each."""
        if not remarques:
            return ""
        names = {personne.cle: personne.nom_complet for personne in self.document.personnes}
        items = "".join(
            f'<li><span class="locuteur">{_text(_opening(names.get(remarque.auteur, remarque.auteur)))}</span>'
            # The space stands inside: before it, WeasyPrint breaks some lines far too early.
            f"{phrases.reperes(remarque)}{phrases.INSECABLE}: {_text(phrases.demande(remarque))}"
            f'<span class="pv-decision"> {_text(phrases.finished(phrases.decision(remarque)))}</span></li>'
            for remarque in remarques
        )
        return f'<ul class="pv-remarques">{items}</ul>'

    def propositions(self, level):
        """Those of the chantier as they stand when the séance opens, by type."""
        out = []
        for kind, title in phrases.PROPOSITIONS.items():
            items = "".join(
                f'<li><span class="numero">{each.numero}.</span> <strong>{_text(each.intitule)}</strong> '
                f'<span class="pv-detail">({_text(phrases.proposition(each))})</span></li>'
                for each in self.document.propositions
                if each.type == kind
            )
            if items:
                out.append(f'<p class="pv-intertitre">{title}</p><ul class="pv-propositions">{items}</ul>')
        return f"<h{level}>{PROPOSITIONS}</h{level}>{''.join(out)}" if out else ""

    def corrections(self):
        """What was asked of this PV before it was approved, and done."""
        if not self.document.corrections:
            return ""
        said = self.paragraph("pv-corrections-vers", VERSION_LUE) if self.quotes_numbers() else ""
        return (
            f'<section class="pv-point pv-corrections"><h2 id="corrections">{CORRECTIONS}</h2>{said}'
            f"{self.remark_list(self.document.corrections)}</section>"
        )

    def quotes_numbers(self):
        return any(remarque.page or remarque.paragraphe for remarque in self.document.corrections)

    def groups(self, level):
        return "".join(self.group(groupe, level) for groupe in self.document.sous_groupes)

    def group(self, groupe, level):
        question = f"<p> – {self.runs(groupe.question)}</p>" if groupe.question else ""
        key = f"groupe-{groupe.numero}"
        rows = []
        for membre in groupe.membres:
            role = phrases.role(membre)
            rows.append(
                f"<tr><td>{_text(membre.nom)}{self.aside(role)}</td><td>{_text(phrases.qualite(membre))}</td></tr>"
            )
        table = ""
        if rows:
            table = (
                f'<table class="pv-gens" aria-labelledby="{key}"><thead><tr><th scope="col">Nom</th>'
                f'<th scope="col">Organisation</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
            )
        return (
            f'<div class="pv-groupe"><div class="pv-question"><h{level} id="{key}">Groupe {groupe.numero}'
            f"</h{level}>{question}</div>{table}</div>"
        )

    def notes(self, blocs):
        """The restitutions 7.1, 7.2…

        blocs: the point's own text, which may already say that they are intact.
        """
        groupes = _restitutions(self.document)
        if not groupes:
            return ""
        said = any("sans modification" in fold(text) for bloc in blocs for text in block_texts(bloc))
        unchecked = not any(
            groupe.restitution.fidelite for groupe in groupes
        )  # as older files say it, of all at once
        out = [self.paragraph("pv-intactes", NOTES_INTACTES)] if unchecked and not said else []
        for groupe in groupes:
            number = self.document.restitution_number(groupe)
            out.append(
                f'<section class="pv-restitution"><h3 id="restitution-{groupe.numero}">'
                f'<span class="numero">{number}.</span> {_text(groupe.restitution.titre)}</h3>'
                f"{'' if unchecked else self.fidelity(groupe.restitution.fidelite or 'conforme', said)}"
                f"{self.blocks(groupe.restitution.blocs, Niveaux(4))}</section>"
            )
        return "".join(out)

    def fidelity(self, fidelite, said):
        """What is said of one note. said: the point's own text says of all that they are intact."""
        return "" if said and fidelite == "conforme" else self.paragraph("pv-intactes", FIDELITES[fidelite])

    def practical(self):
        document = self.document
        out = [self.paragraph("", line) for line in document.seance.informations.splitlines() if line.strip()]
        if document.prochaines_seances:
            items = "".join(
                f"<li>{_text(phrases.prochaine_seance(prochaine))}</li>"
                for prochaine in document.prochaines_seances
            )
            out.insert(0, f'<ul class="pv-prochaines">{items}</ul>')
        if document.chantier.contact:
            out.append(f"<p>Adresse de contact{phrases.INSECABLE}: {self.contact()}</p>")
        return "".join(out)

    def contact(self):
        contact = self.document.chantier.contact
        return f'<a href="mailto:{escape(contact)}">{_text(contact)}</a>'

    def annexes(self):
        out = []
        for annexe in self.document.annexes:
            joined = f"Document joint{phrases.INSECABLE}: {annexe.fichier.nom}" if annexe.fichier else ""
            out.append(
                f'<section class="pv-annexe"><h3 id="annexe-{annexe.numero}">'
                f'<span class="numero">Annexe {annexe.numero}</span> {_text(annexe.titre)}</h3>'
                f"{self.blocks(annexe.blocs, Niveaux(4))}{self.paragraph('pv-fichier', joined)}</section>"
            )
        return "".join(out)

    def closing(self):
        if not self.document.formule_cloture:
            return ""
        sentences = "".join(self.paragraph("", sentence) for sentence in phrases.cloture(self.document))
        return f'<div class="pv-cloture">{sentences}</div>'

    def leftovers(self):
        """What no point of the agenda announces: notes, then annexes, in the order of paragraph numbers."""
        document, out = self.document, []
        if document.point_of_nature("restitution") is None and document.sous_groupes:
            composition = self.groups(3) if document.point_of_nature("sous_groupes") is None else ""
            notes = self.notes(())
            if composition or notes:
                out.append(
                    '<section class="pv-point"><h2 id="restitutions">Sous-groupes</h2>'
                    f"{composition}{notes}</section>"
                )
        if document.point_of_nature("annexes") is None and document.annexes:
            out.append(f'<section class="pv-point"><h2 id="annexes">Annexes</h2>{self.annexes()}</section>')
        return "".join(out)


class _Page(_Rendu):
    """On the page each numbered block carries its number, a link to itself."""

    def anchor(self, bloc):
        if not (n := bloc.numero):
            return ""
        label = f'aria-label="Lien vers le paragraphe {n}"'
        return f'<a class="ancre" href="{self.adresse}#p-{n}" {label}>{n}</a>'


class _Imprime(_Rendu):
    """On paper the number stands in the margin; the agenda gives the pages."""

    depth = 0  # of the list that is being rendered

    def key(self, bloc):
        # Headings and the names of a dialogue go without: the number of what follows is enough. No id: elements
        # that differ by nothing share their computed style, which spares a tenth of the rendering.
        alone = isinstance(bloc, Titre) or (isinstance(bloc, Intervention) and is_label(bloc))
        return f' data-n="{bloc.numero}"' if bloc.numero and not alone else ""

    def explained(self):
        return section(self.sigles)  # no way back: a link of paper holds nothing but characters

    def link_of(self, sigle, html):
        return f'<a class="sigle" href="#{sigle.ancre}">{html}</a>'

    def plain(self, runs):
        # A link holds nothing but characters: the tags of a PDF want it so. Styles go around it.
        if not any(run.lien and run.styles for run in runs):
            return render_runs(runs)
        out = []
        for run in runs:
            text = render_runs((replace(run, styles=()),))
            for style in reversed(run.styles):
                text = f"<{STYLE_TAGS[style]}>{text}</{STYLE_TAGS[style]}>"
            out.append(text)
        return "".join(out)

    def list(self, bloc):
        # Marks stand in the line: in reading order for whoever extracts the words, and an item may hold several
        # paragraphs without leaving its place in the tree of tags.
        self.depth += 1
        ranks = count(bloc.debut)

        def item(blocs):
            if bloc.style == "puce":
                mark = BULLETS[min(self.depth, len(BULLETS)) - 1]
            else:
                mark = phrases.marque(bloc.style, next(ranks))
            return f'<span class="marque">{mark}</span>{self.item(blocs)}'

        classes = "marques" if bloc.style == "puce" else "marques-num"
        rendered = render_list(replace(bloc, style="puce"), item, f' class="{classes}"')
        self.depth -= 1
        return rendered

    def nobody(self):
        return "/"

    def folio(self, point):
        n = point.numero
        return f'<a class="folio" id="folio-{n}" href="#point-{n}"></a>'
