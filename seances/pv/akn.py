"""DocumentPV as Akoma Ntoso 3.0, the XML of parliaments (« debate »). Pure; the same document gives the same bytes.

Points are sections, the attendance is a roll call, what somebody says is a speech `by` a person of the references,
`as` who presides where he does. Speeches told rather than quoted have the class « rapporte ». The words and their
order are those of the page: it is written from the same sequence of blocks as the other files.
"""

from datetime import date

from . import phrases
from .bureautique import xml
from .document import Intervention, texts
from .html_blocs import split_label
from .paroles import paroles
from .suite import Image, Ligne, Liste, Tableau, Titre, suite

ESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
MARQUES = {
    "gras": "b",
    "italique": "i",
    "souligne": "u",
    "exposant": "sup",
    "indice": "sub",
}
SOURCE = "portail"
PRESIDENCE = "presidence"
SEPARATEURS = " \u00a0:–—-.\n"


def render(document, *, mention="", moment=None, images=""):
    """The bytes of the XML. moment: of the freezing, the date of the expression. images: where pictures are found."""
    return (
        _Debat(document, mention, moment.date() if moment else document.seance.date, images).file().encode()
    )


class _Debat:
    def __init__(self, document, mention, fige, images):
        self.document, self.fige, self.images = document, fige, images
        self.blocs = suite(document, mention)
        self.paroles = {f"p-{parole.paragraphe}": parole for parole in paroles(document)}
        self.labels, self.speaking = {}, {}
        for _, blocs in texts(document):
            for bloc in blocs:
                self.speaking[f"p-{bloc.numero}"] = getattr(bloc, "locuteur", "")
                if isinstance(bloc, Intervention):
                    self.labels[f"p-{bloc.numero}"] = bloc.libelle
        self.presidents = {president.personne for president in document.presidents}
        self.out, self.sections, self.speech, self.other = [], [], False, False

    def file(self):
        first = next(
            (rank for rank, bloc in enumerate(self.blocs) if isinstance(bloc, Titre) and bloc.niveau),
            len(self.blocs),
        )
        preface = "".join(map(self.opening, self.blocs[:first])) or "<p/>"
        for bloc in self.blocs[first:]:
            self.bloc(bloc)
        self.close_sections(1)
        body = (
            "".join(self.out)
            or '<debateSection name="vide" eId="vide"><other eId="vide_1"><p/></other></debateSection>'
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{ESPACE}"><debate name="proces-verbal" '
            f'contains="singleVersion"><meta>{self.identification()}{self.references()}</meta>'
            f"<preface>{preface}</preface><debateBody>{body}</debateBody></debate></akomaNtoso>\n"
        )

    # ── What is said of it ──────────────────────────────────────────────────────────────────────────────

    def identification(self):
        document = self.document
        name = f"chantier{document.chantier.numero}-seance{document.seance.numero}"
        work = f"/akn/be/debate/{document.seance.date}/{name}"
        expression = f"{work}/fra@{self.fige}"
        levels = (
            ("Work", work, document.seance.date, "séance", '<FRBRcountry value="be"/>'),
            ("Expression", expression, self.fige, "texte figé", '<FRBRlanguage language="fra"/>'),
            (
                "Manifestation",
                f"{expression}.akn",
                self.fige,
                "texte figé",
                '<FRBRformat value="application/akn+xml"/>',
            ),
        )
        return (
            f'<identification source="#{SOURCE}">'
            + "".join(
                f'<FRBR{name}><FRBRthis value="{uri}/!main"/><FRBRuri value="{uri}"/>{_date(day, what)}'
                f'<FRBRauthor href="#chantier" as="#auteur"/>{more}</FRBR{name}>'
                for name, uri, day, what, more in levels
            )
            + "</identification>"
        )

    def references(self):
        document = self.document
        rows = [
            f'<TLCOrganization eId="{SOURCE}" href="/ontology/organization/portail" showAs="Portail des Assises"/>',
            f'<TLCOrganization eId="chantier" href="/ontology/organization/chantier{document.chantier.numero}" '
            f'showAs="{xml(phrases.chantier(document))}"/>',
        ]
        rows += [
            f'<TLCPerson eId="{xml(personne.cle)}" href="/ontology/person/{xml(personne.cle)}" '
            f'showAs="{xml(personne.nom_complet.strip())}"/>'
            for personne in document.personnes
        ]
        rows.append('<TLCRole eId="auteur" href="/ontology/role/auteur" showAs="auteur"/>')
        rows.append(
            f'<TLCRole eId="{PRESIDENCE}" href="/ontology/role/presidence" showAs="{phrases.presidence(document)}"/>'
        )
        return f'<references source="#{SOURCE}">{"".join(rows)}</references>'

    def opening(self, bloc):
        if isinstance(bloc, Titre):
            return f"<p><docTitle>{self.runs(bloc.runs)}</docTitle></p>"
        return self.block(bloc)

    # ── The body ────────────────────────────────────────────────────────────────────────────────────────

    def bloc(self, bloc):
        if isinstance(bloc, Titre):
            self.open_section(bloc)
            return
        locuteur = self.speaking.get(bloc.ancre, "")
        if bloc.ancre in self.labels and locuteur:
            self.open_speech(bloc, locuteur)
        elif self.speech and locuteur:
            self.out.append(self.block(bloc))
        else:
            self.close_speech()
            if not self.other:
                self.out.append(f'<other eId="bloc_{len(self.out)}">')
                self.other = True
            self.out.append(self.block(bloc))

    def open_section(self, titre):
        self.close_sections(titre.niveau)
        tag = "rollCall" if titre.ancre == "presences" else "debateSection"
        key = titre.ancre or f"section_{len(self.out)}"
        name = "" if tag == "rollCall" else f' name="{xml(key.partition("-")[0])}"'
        self.out.append(f'<{tag}{name} eId="{xml(key)}"><heading>{self.runs(titre.runs)}</heading>')
        self.sections.append((titre.niveau, tag, len(self.out)))

    def close_sections(self, niveau):
        """Close what is open, down to the sections of this level."""
        self.close_speech()
        while self.sections and self.sections[-1][0] >= niveau:
            _, tag, length = self.sections.pop()
            if len(self.out) == length:  # nothing under the heading
                self.out.append(f'<other eId="bloc_{length}"><p/></other>')
            self.out.append(f"</{tag}>")

    def open_speech(self, bloc, locuteur):
        self.close_speech()
        before, label, after = split_label(bloc.runs, self.labels[bloc.ancre])
        role = f' as="#{PRESIDENCE}"' if locuteur in self.presidents else ""
        told = ' class="rapporte"' if self.paroles[bloc.ancre].genre == "rapporté" else ""
        self.out.append(
            f'<speech eId="{xml(bloc.ancre)}" by="#{xml(locuteur)}"{role}{told}>'
            f"<from>{self.runs(before + label)}</from><p>{self.runs(_without_mark(after))}</p>"
        )
        self.speech = True

    def close_speech(self):
        if self.speech or self.other:
            self.out.append("</speech>" if self.speech else "</other>")
        self.speech = self.other = False

    # ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────

    def block(self, bloc):
        key = f' eId="{xml(bloc.ancre)}"' if bloc.ancre else ""
        match bloc:
            case Ligne() | Titre():
                return f"<p{key}>{self.runs(bloc.runs)}</p>"
            case Liste():
                return self.liste(bloc, key)
            case Tableau():
                return self.tableau(bloc, key)
            case Image():
                return f'<p{key}><img src="{xml(self.images)}/{xml(bloc.sha256)}" alt="{xml(bloc.description)}"/></p>'

    def liste(self, bloc, key):
        tag = "ul" if bloc.style == "puce" else "ol"
        items = []
        for rank, element in enumerate(bloc.elements, bloc.debut):
            value = f' value="{phrases.marque(bloc.style, rank)}"' if tag == "ol" else ""
            inner = "".join(
                self.block(each) if isinstance(each, Ligne | Liste) else f"<p>{self.flat(each)}</p>"
                for each in element
            )
            items.append(f"<li{value}>{inner}</li>")
        return f"<{tag}{key}>{''.join(items)}</{tag}>"

    def flat(self, bloc):
        """A table or a picture inside an item, where no block may stand."""
        if isinstance(bloc, Image):
            return f'<img src="{xml(self.images)}/{xml(bloc.sha256)}" alt="{xml(bloc.description)}"/>'
        cells = (each for ligne in bloc.lignes for cell in ligne for each in cell.blocs)
        return "<br/>".join(
            self.runs(each.runs) if isinstance(each, Ligne) else self.flat(each) for each in cells
        )

    def tableau(self, bloc, key):
        rows = "".join(f"<tr>{''.join(map(self.cell, ligne))}</tr>" for ligne in bloc.lignes if ligne)
        if not rows:
            return ""
        caption = f"<caption>{self.runs(bloc.legende)}</caption>" if bloc.legende else ""
        return f"<table{key}>{caption}{rows}</table>"

    def cell(self, cellule):
        tag = "th" if cellule.entete else "td"
        spans = f' colspan="{cellule.colonnes}"' if cellule.colonnes > 1 else ""
        spans += f' rowspan="{cellule.rangees}"' if cellule.rangees > 1 else ""
        return f"<{tag}{spans}>{''.join(map(self.block, cellule.blocs)) or '<p/>'}</{tag}>"

    def runs(self, runs):
        return "".join(map(self.run, runs))

    def run(self, run):
        if run.texte == "\n":
            return "<br/>"
        content = xml(run.texte)
        for style in run.styles:
            tag = MARQUES.get(style)
            content = f"<{tag}>{content}</{tag}>" if tag else f'<span class="{style}">{content}</span>'
        return f'<a href="{xml(run.lien)}">{content}</a>' if run.lien else content


def _date(day: date, what):
    return f'<FRBRdate date="{day}" name="{what}"/>'


def _without_mark(runs):
    """What somebody says, without the sign that divides it from his name."""
    runs = list(runs)
    while runs:
        text = runs[0].texte.lstrip(SEPARATEURS)
        if text:
            return (type(runs[0])(text, runs[0].styles, runs[0].lien), *runs[1:])
        runs.pop(0)
    return ()
