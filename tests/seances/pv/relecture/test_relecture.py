"""Each check: what it finds, what it leaves in peace. `WHOLE` is a PV with nothing to say about."""

from dataclasses import replace
from datetime import date, time

import pytest

from seances.pv import richtext
from seances.pv.document import (
    Chantier,
    DocumentPV,
    Image,
    Intervenant,
    Intervention,
    Membre,
    Note,
    Personne,
    Point,
    Presence,
    President,
    ProchaineSeance,
    Redaction,
    Remarque,
    Restitution,
    Run,
    Seance,
    SousGroupe,
    number_paragraphs,
)
from seances.pv.locuteurs import Resolveur, assign, speaking
from seances.pv.relecture import Endroit, findings
from seances.pv.relecture.personnes import misspelt

from ..arbres import par

MARDI = date(2025, 3, 11)
WHOLE = DocumentPV(
    Chantier(3, "Seuils", "chantier3@example.org"),
    Seance(2, MARDI, time(13, 30), time(16), time(13, 40), time(16, 5)),
    personnes=(
        Personne("ana-ost", "Ana", "Ost"),
        Personne("zoe-lemerre", "Zoé", "Lêmerre"),
        Personne("hugo-remacle", "Hugo", "Remacle"),
        Personne("tom-ruyters", "Tom", "Ruyters"),
    ),
    presidents=(President("ana-ost", "Ana OST"),),
    presences=(
        Presence("zoe-lemerre", "Zoé Lêmerre", "AMO Point Jaune"),
        Presence("hugo-remacle", "Hugo Remacle", "CPAS d’Ath"),
        Presence("tom-ruyters", "Tom Ruyters", statut="excuse"),
    ),
    points=(
        Point(1, "Accueil", "accueil", heure_debut=time(13, 30), heure_fin=time(14), blocs=(par("Bienvenue."),)),
        Point(2, "Sous-groupes", "sous_groupes", heure_debut=time(14), heure_fin=time(15)),
        Point(3, "Restitution", "restitution", heure_debut=time(15), heure_fin=time(16)),
    ),
    sous_groupes=(
        SousGroupe(
            1,
            (Run("Qui ouvre la porte ?"),),
            (
                Membre("zoe-lemerre", "Zoé LEMERRE", secretaire=True),
                Membre("hugo-remacle", "Hugo Remacle", rapporteur=True),
            ),
            Restitution("Groupe 1", (par("La porte est lourde."),)),
        ),
    ),
    redaction=Redaction("Zoé Lêmerre", redacteur_personne="zoe-lemerre"),
)  # fmt: skip


def with_text(html, document=WHOLE, rank=0, **fields):
    """The document with its first point's text replaced, speakers recognised, paragraphs numbered."""
    blocs = assign(richtext.parse(html), Resolveur(speaking(document)))
    points = list(document.points)
    points[rank] = replace(points[rank], blocs=blocs, **fields)
    return number_paragraphs(replace(document, points=tuple(points)))


def with_point(**fields):
    return number_paragraphs(replace(WHOLE, points=(replace(WHOLE.points[0], **fields), *WHOLE.points[1:])))


def with_group(**fields):
    return number_paragraphs(replace(WHOLE, sous_groupes=(replace(WHOLE.sous_groupes[0], **fields),)))


def with_seance(**fields):
    return number_paragraphs(replace(WHOLE, seance=replace(WHOLE.seance, **fields)))


def codes(document, **options):
    return [constat.code for constat in findings(document, **options)]


def told(html):
    """Codes told about a text."""
    return codes(with_text(html))


def test_a_pv_in_order_has_nothing_to_be_told():
    assert findings(number_paragraphs(WHOLE)) == ()


# ── Dates and hours ──


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("le mardi 11 mars 2025", None),
        ("le lundi 11 mars 2025", "jour_et_date"),
        ("le mardi\u00a011\u00a0mars 2025", None),
        ("LUNDI 11 MARS 2025", "jour_et_date"),
        ("le lundi 11/03/2025", "jour_et_date"),
        ("le mardi 11.03.25", None),
        ("jeudi 1er mai 2025", None),
        ("vendredi 1er mai", "jour_et_date"),
        ("jeudi 1er mai", None),
        ("vendredi 14 novembre", None),  # of the year before, nearer, or of this one
        ("jeudi 14 novembre", None),
        ("lundi 14 novembre", "jour_et_date"),
        ("mardi 13 janvier", "jour_et_date"),
        ("vendredi 13 décembre", None),  # of the year before
        ("samedi 14 decembre", None),
        ("dimanche 14 août", "jour_et_date"),
        ("le 31 avril 2025", "date_impossible"),
        ("le 30/02/2025", "date_impossible"),
        ("mardi 3/4 d’heure", "jour_et_date"),
        ("trois 3/4 d’heure, 31/12 et 2.1, art. 12.3", None),
        ("de 2018-2019 à 10.12.2019", None),
        ("le mardi, 11 personnes", None),
    ],
)
def test_weekdays_are_held_against_dates(text, code):
    assert told(f"<p>Rendez-vous {text}.</p>") == ([code] if code else [])


def test_finding_says_what_to_do_and_where():
    (constat,) = findings(
        with_text("<p>Oui.</p><p>Les notes sont attendues le lundi 18 mars 2025 au plus tard.</p>")
    )
    assert constat.message == (
        "«\u00a0lundi 18 mars 2025\u00a0»\u00a0: le 18\u00a0mars\u00a02025 est un mardi. Corrigez le jour ou la date."
    )
    assert (constat.gravite, constat.endroit, constat.endroit.ancre) == (
        "avertissement",
        Endroit("point", 1, 2),
        "p-2",
    )
    assert constat.extrait == "Les notes sont attendues le lundi 18 mars 2025 au plus tard."


@pytest.mark.parametrize(
    ("endroit", "ancre"),
    [
        (Endroit("restitution", 2, 7), "p-7"),
        (Endroit("point", 4), "point-4"),
        (Endroit("sous_groupe", 2), "groupe-2"),
        (Endroit("restitution", 2), "restitution-2"),
        (Endroit("annexe", 1), "annexe-1"),
        (Endroit("presences"), "presences"),
        (Endroit("ordre_du_jour"), "ordre-du-jour"),
        (Endroit("seance"), ""),
    ],
)
def test_place_is_one_that_the_page_shows(endroit, ancre):
    assert endroit.ancre == ancre


def test_date_of_the_title_is_that_of_the_seance():
    assert codes(replace(WHOLE, intitule="P.-V. du 12 mars 2025")) == ["date_intitule"]
    assert codes(replace(WHOLE, intitule="P.-V. du 11 mars")) == []


def test_next_seances_are_those_that_the_text_announces():
    document = replace(WHOLE, prochaines_seances=(ProchaineSeance(3, date(2025, 5, 6)),))
    assert codes(with_text("<p>Séance 3 : mardi 6 mai à 9h30, Huy</p>", document)) == []
    assert codes(with_text("<p>Séance 3 : mercredi 7 mai à 9h30, Huy</p>", document)) == ["date_annoncee"]
    assert codes(replace(WHOLE, prochaines_seances=(ProchaineSeance(3, MARDI),))) == ["prochaine_passee"]
    assert codes(with_seance(delai_notes=date(2025, 3, 10))) == ["delai_passe"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("La réunion est suspendue à 15h10.", None),
        ("La réunion est suspendue à 17h10.", "heure_hors_seance"),
        ("Hugo Remacle quitte la séance vers 12h.", "heure_hors_seance"),
        ("Hugo Remacle rejoint la réunion à 14h20.", None),
        ("Le dernier bus part à 17h12.", None),
        ("La permanence ouvre à 9h00 et ferme à 18h.", None),
        ("La prochaine séance commence à 9h30.", None),
        ("La séance du mardi 6 mai commence à 9h30.", None),
        ("La séance est levée à 16h05.", None),
        ("La séance est levée à 15h55.", "heure_de_fin"),
    ],
)
def test_hours_of_the_seance_are_within_it(text, code):
    assert told(f"<p>{text}</p>") == ([code] if code else [])


def test_opening_gives_the_real_hour():
    assert codes(replace(WHOLE, ouverture="La réunion débute à 13h40.")) == []
    assert codes(replace(WHOLE, ouverture="La réunion débute à 14h00.")) == ["heure_de_debut"]


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ([(time(13, 30), time(14)), (time(14), time(16))], []),
        ([(time(13), time(14)), (time(14), time(16))], ["heure_hors_seance", "duree_totale"]),
        ([(time(13, 30), time(14)), (time(14), time(16, 30))], ["heure_hors_seance", "duree_totale"]),
        ([(time(13, 30), time(15)), (time(14), time(16))], ["horaires_superposes", "duree_totale"]),
        ([(time(13, 30), time(15)), (time(14), time(14, 30))], ["horaires_superposes", "duree_totale"]),
        ([(time(15), time(16)), (time(13, 30), time(15))], ["horaires_desordonnes"]),
        ([(time(13, 30), time(14)), (None, None)], []),
    ],
)
def test_slots_fit_the_seance_and_each_other(slots, expected):
    points = tuple(
        Point(rank, f"Point {rank}", heure_debut=begins, heure_fin=ends, blocs=(par("Oui."),))
        for rank, (begins, ends) in enumerate(slots, 1)
    )
    assert sorted(codes(number_paragraphs(replace(WHOLE, points=points, sous_groupes=())))) == sorted(
        expected
    )


def test_seance_that_its_points_do_not_fill_is_told_unless_sub_groups_work():
    short = replace(WHOLE, points=(WHOLE.points[0], replace(WHOLE.points[2], heure_fin=time(15, 30))))
    assert codes(number_paragraphs(short)) == []
    assert codes(number_paragraphs(replace(short, points=short.points[:1], sous_groupes=()))) == [
        "duree_totale"
    ]


def test_arrivals_are_within_the_seance():
    late = replace(WHOLE.presences[1], arrivee=time(14), depart=time(17))
    assert codes(replace(WHOLE, presences=(WHOLE.presences[0], late))) == ["heure_hors_seance"]


# ── People ──


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Zoé LEMERRE : oui.", None),
        ("Tom Ruyters : oui.", "parle_sans_etre_present"),
        ("Tom RUYTERS précise que non.", "parle_sans_etre_present"),
        ("Tom Ruyters est excusé.", None),
        ("Tom Ruyters a transmis une note.", None),
        ("Sophie BERNARD : oui.", "locuteur_inconnu"),
        ("BERNARD Sophie : oui.", "locuteur_inconnu"),
        ("Sophie BERNARD précise que non.", "locuteur_inconnu"),
        ("Mme Bernard : oui.", "locuteur_inconnu"),
        ("Sophie Bernard (Huy) : oui.", "locuteur_inconnu"),
        ("Zoé LEMAIRE : oui.", "graphie_inconnue"),
        ("Hugo", "prenom_seul"),
        ("Hugo : oui.", "prenom_seul"),
        ("Conditions de mise en œuvre : des locaux.", None),
        ("Les Assises de la Prévention : un dispositif.", None),
        ("Maison de Jeunes : un lieu.", None),
        ("Objectif : ouvrir.", None),
        ("Freins", None),
        ("Un jour, peut-être : oui.", None),
    ],
)
def test_who_speaks_was_there(text, code):
    assert told(f"<p>{text}</p>") == ([code] if code else [])


def test_service_is_nobody_s_name():
    assert codes(with_text("<p>Service AMO : un lieu.</p>"), words=["AMO"]) == []


def test_attribution_to_somebody_excused_is_told_once_per_text():
    said = Intervention((Run("Tom : oui."),), "Tom", locuteur="tom-ruyters")
    assert codes(with_point(blocs=(said, said))) == ["parle_sans_etre_present"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Zoé Lêmerre", "Zoé LEMERRE", False),
        ("Zoé Lêmerre", "LEMERRE Zoé", False),
        ("Zoé Lêmerre", "Zoé Lemerre", True),
        ("Zoé Lemerre", "Zoé LEMERRÉ", True),
        ("Zoé Lêmerre", "Zoé LEMERE", True),
        ("Nino Antonino Rossi", "Nino ROSSI", False),
        ("Zoé Lêmerre", "Zoé", False),
        ("Hugo Remacle", "Hugo Noël", False),
        ("Jean-Baptiste D’Hondt", "Jean Baptiste D'HONDT", False),
        ("Florence Durand", "Florance Durant", True),
    ],
)
def test_two_spellings_differ_by_a_letter_or_an_accent(one, other, expected):
    assert misspelt(one, other) is expected


def test_two_spellings_of_one_person_are_told():
    groupe = WHOLE.sous_groupes[0]
    other = replace(groupe, membres=(replace(groupe.membres[0], nom="Zoe Lemere"), groupe.membres[1]))
    assert codes(replace(WHOLE, sous_groupes=(other,))) == ["deux_graphies"]
    assert told("<p>On remercie Hugo Remacles, venu de loin.</p>") == ["deux_graphies"]
    assert told("<p>Selon Guy Declercq, oui.</p><p>Merci à Guy Declecrq.</p>") == ["deux_graphies"]
    assert told("<p>Selon Guy Declercq, oui.</p><p>Merci à Guy Declercq et à Guy Marchal.</p>") == []


def test_attendance_holds_together():
    nobody = replace(WHOLE, presidents=(), presences=(), sous_groupes=())
    assert {"sans_presidence", "sans_presents"} <= set(codes(nobody))
    replaced = replace(WHOLE.presences[1], remplace="zoe-lemerre", remplace_nom="Zoé Lêmerre")
    assert codes(replace(WHOLE, presences=(WHOLE.presences[0], replaced))) == ["remplace_et_present"]
    away = Redaction("Tom Ruyters", redacteur_personne="tom-ruyters")
    assert codes(replace(WHOLE, redaction=away)) == ["redacteur_absent"]
    assert codes(replace(WHOLE, redaction=Redaction())) == ["sans_redacteur"]


def test_presenters_are_known_and_there():
    assert codes(with_point(intervenants=(Intervenant("Hugo Remacle", "hugo-remacle"),))) == []
    assert codes(with_point(intervenants=(Intervenant("Tom Ruyters", "tom-ruyters"),))) == [
        "intervenant_absent"
    ]
    assert codes(with_point(intervenants=(Intervenant("Une invitée"),))) == ["intervenant_inconnu"]


# ── Sub-groups ──


def test_sub_groups_are_complete():
    zoe, hugo = WHOLE.sous_groupes[0].membres
    assert codes(with_group(membres=(zoe,))) == ["sans_sous_groupe", "sans_rapporteur"]
    assert codes(with_group(membres=(replace(zoe, secretaire=False), hugo))) == ["sans_secretaire"]
    assert codes(with_group(membres=(zoe, hugo, Membre("tom-ruyters", "Tom Ruyters")))) == ["membre_absent"]
    assert codes(with_group(question=())) == ["sans_question"]
    assert codes(with_group(restitution=None)) == ["restitution_manquante"]
    assert codes(with_group(restitution=Restitution("Groupe 1", ()))) == ["restitution_vide"]
    assert "sous_groupe_vide" in codes(with_group(membres=()))


def test_redacteur_and_guests_need_no_sub_group():
    _, hugo = WHOLE.sous_groupes[0].membres
    alone = with_group(membres=(replace(hugo, secretaire=True),))
    assert codes(alone) == []  # Zoé takes the notes
    guest = replace(WHOLE.presences[1], invite=True)
    zoe = replace(WHOLE.sous_groupes[0].membres[0], rapporteur=True)
    assert codes(replace(with_group(membres=(zoe,)), presences=(WHOLE.presences[0], guest))) == []


# ── Points and texts ──


def test_empty_point_is_told_unless_its_nature_prints_something():
    assert codes(with_point(blocs=())) == ["point_vide"]
    assert codes(with_point(blocs=(par("  "),))) == ["point_vide"]
    remarks = Point(4, "Approbation", "approbation")
    document = replace(WHOLE, points=(*WHOLE.points, remarks))
    assert codes(document) == ["point_vide"]
    said = Remarque("zoe-lemerre", "Il manque une négation.")
    assert codes(replace(document, remarques=(said,))) == []
    assert codes(replace(document, remarques=(replace(said, decision="ouverte"),))) == ["remarque_ouverte"]


def test_words_that_a_remark_has_changed_are_looked_at_for_people_alone():
    """« remplacer jeudi 11 mars 2025 par mardi… » tells the mistake; whoever is recognised in it still is."""
    wrong = "Zoé Lemere vient jeudi 11 mars 2025, écrivez à zoe@example.org."
    remark = Remarque(
        "ana-ost", "", genre="correction", citation=wrong, proposition="Zoé Lêmerre vient mardi."
    )
    document = replace(WHOLE, corrections=(remark,))
    assert codes(document) == ["adresse_electronique"]
    document = replace(WHOLE, corrections=(replace(remark, proposition=wrong),))
    assert sorted(codes(document)) == ["adresse_electronique", "deux_graphies", "jour_et_date"]


def test_remark_without_author_breaks_the_document():
    remarks = Point(4, "Approbation", "approbation")
    document = replace(WHOLE, points=(*WHOLE.points, remarks), remarques=(Remarque("", "Il manque un mot."),))
    assert [(constat.code, constat.gravite) for constat in findings(document)] == [
        ("document_invalide", "bloquant"),
        ("remarque_sans_auteur", "avertissement"),
    ]


def test_only_what_would_break_the_document_blocks():
    assert [(c.code, c.gravite) for c in findings(replace(WHOLE, points=(), sous_groupes=()))] == [
        ("sans_point", "bloquant")
    ]
    (constat, *_) = findings(with_point(titre=" "))
    assert (constat.code, constat.gravite, constat.endroit) == (
        "document_invalide",
        "bloquant",
        Endroit("point", 1),
    )


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>Le point se tient à huis clos.</p>", "huis_clos_non_marque"),
        ("<p>Le montant est de XXX euros.</p>", "a_completer"),
        ("<p>Le nom [à compléter] suit.</p>", "a_completer"),
        ("<p>Vraiment ???</p>", "a_completer"),
        ("<p>Il reste à vérifier que tout va bien.</p>", None),
        ("<p>On a les les clés.</p>", "mot_double"),
        ("<p>Nous nous voyons, vous vous voyez.</p>", None),
        ("<p>Zoé Lêmerre : oui [NDR : rires.</p>", "note_non_fermee"),
        ("<p>Zoé Lêmerre : oui NDR : rires.</p>", "note_non_fermee"),
        ("<p>Zoé Lêmerre : oui [NDR : rires].</p>", None),
        ("<p>[NDR : rires.]</p>", None),
        ("<p>[NDR : rires.] Je reprends.</p>", "note_suivie_de_texte"),
        (f"<img src='sha256:{'a' * 64}' alt=''>", "image_sans_description"),
        (f"<img src='sha256:{'a' * 64}' alt='Un plan'>", None),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "tableau_sans_entete"),
        ("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>", None),
        (f"<p>{'Une phrase assez longue. ' * 4}</p>" * 2, "paragraphe_double"),
        ("<p>Oui.</p><p>Oui.</p>", None),
    ],
)
def test_texts_are_finished(html, code):
    assert told(html) == ([code] if code else [])


def test_point_marked_huis_clos_may_say_so():
    assert codes(with_text("<p>À huis clos.</p>", huis_clos=True)) == []


def test_note_of_a_sub_group_is_not_corrected():
    note = Restitution("Groupe 1", (par("Les les clés, XXX, à compléter ???"),))
    assert codes(with_group(restitution=note)) == []


def test_empty_nodes_of_the_tree_are_borne():
    assert codes(with_point(blocs=(Note(()), Image("a" * 64, "Un plan"), par("")))) == []


# ── Acronyms ──


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Le SRG est loin.", "sigle_inconnu"),
        ("Les SRGs sont loin.", "sigle_inconnu"),
        ("Le S.R.G. est loin.", "sigle_inconnu"),
        ("Le service résidentiel général (SRG) est loin. Le SRG ferme.", None),
        ("Le SRG (service résidentiel général) est loin.", None),
        ("Le SRG, service résidentiel général, est loin.", None),
        ("Un centre public d’action sociale (CPAS).", None),
        ("Une maison (SRG) ouvre.", "sigle_inconnu"),
        ("Le PV, les PVs, l’ADN, un SMS.", None),
        ("Livre II, chapitre IV, XIXe.", None),
        ("NE RIEN OUBLIER DU TOUT", None),
        ("Zoé LEMERRE et Hugo", None),
        ("OST précise.", None),
        ("sur SRG-info@example.org", "adresse_electronique"),
    ],
)
def test_acronyms_are_explained(text, code):
    assert told(f"<p>On dit : {text}</p>") == ([code] if code else [])


def test_acronym_is_told_once_with_its_count_and_never_when_the_glossary_knows_it():
    document = with_text("<p>Le SRG ferme.</p><p>Un SRG ouvre.</p>")
    (constat,) = findings(document)
    assert constat.endroit == Endroit("point", 1, 1)
    assert "employé 2 fois" in constat.message
    assert findings(document, words=["S.R.G."]) == ()


# ── Addresses and numbers ──


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>Écrire à zoe@example.org.</p>", "adresse_electronique"),
        ('<p><a href="mailto:zoe@example.org?subject=a">Écrire</a></p>', "adresse_electronique"),
        ('<p><a href="mailto:zoe@example.org">zoe@example.org</a></p>', "adresse_electronique"),
        ("<p>Écrire à Chantier3@example.org.</p>", None),
        ("<p>Appelez le 0470 12 34 56.</p>", "numero_personnel"),
        ("<p>Appelez le +32 470/12.34.56.</p>", "numero_personnel"),
        ("<p>Numéro national 85.07.30-033.28.</p>", "numero_personnel"),
        ("<p>De 2018 à 2022, 12 000 jeunes, 1 234 567 euros.</p>", None),
    ],
)
def test_personal_addresses_and_numbers_are_told(html, code):
    assert told(html) == ([code] if code else [])


def test_findings_come_in_the_order_of_the_document_what_blocks_first():
    document = with_text("<p>Le SRG ???</p><p>Écrire à zoe@example.org.</p>")
    points = (*document.points, Point(9, " ", blocs=(par("Oui."),)))
    assert codes(replace(document, points=points)) == [
        "document_invalide",
        "a_completer",
        "sigle_inconnu",
        "adresse_electronique",
    ]
