"""Minutes of invented groups in twelve house styles: {name: (ending, source, what they say)}.

A source is HTML (made into .docx or .odt by the test) or plain text. Nobody in them exists.
"""

GENS = {
    "claire": ("Claire", "Vermeiren", "AMO Le Phare"),
    "karim": ("Karim", "Benali", "CPAS de Floreffe"),
    "odile": ("Odile", "Hubermont", "SAJ de Dinant"),
    "thomas": ("Thomas", "Legrelle", "Maison des jeunes Le Tremplin"),
    "ines": ("Inès", "Courtejoie", "Service de santé mentale L’Ancre"),
}


def qui(cle, statut="present", remplace=None, organisation=True):
    prenom, nom, service = GENS[cle]
    return {
        "prenom": prenom,
        "nom": nom,
        "organisation": service if organisation else None,
        "statut": statut,
        "remplace": dict(zip(("prenom", "nom"), remplace, strict=True)) if remplace else None,
    }


def pv(chantier, titre, seance, date, *, points, presences, debut=None, fin=None, **autres):
    ordre = [
        {"numero": index + 1, "titre": row[0], "intervenants": list(row[1]), "debut": row[2], "fin": row[3]}
        for index, row in enumerate(points)
    ]
    contenus = autres.pop("paroles", {})
    return {
        "chantier": {"numero": chantier, "titre": titre},
        "seance": {
            "numero": seance, "date": date, "debut_prevu": debut, "fin_prevue": fin, "lieu": autres.pop("lieu", None),
        },
        "presences": presences,
        "ordre_du_jour": ordre,
        "points": [
            {
                "numero": line["numero"],
                "titre": line["titre"],
                "contenu": [
                    {"type": "intervention", "locuteur": f"{GENS[who][0]} {GENS[who][1]}", "texte": said}
                    for who, said in contenus.get(line["numero"], ())
                ],
            }
            for line in ordre
        ],
        **autres,
    }  # fmt: skip


def p(*lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def h(*lines, niveau=2):
    return "".join(f"<h{niveau}>{line}</h{niveau}>" for line in lines)


def ul(*lines):
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def table(*rows):
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        + "</table>"
    )


def president(cle):
    prenom, nom, service = GENS[cle]
    return {"prenom": prenom, "nom": nom, "organisation": service}


STYLES = {
    "tableaux": (
        "docx",
        p("Procès-verbal de la réunion du 14 mars 2023", "Chantier 3 : « Logement des jeunes »", "Séance n° 4", "9h00 – 12h00",
          "Présidence : Claire Vermeiren (AMO Le Phare)")
        + h("Participants")
        + table(("Nom", "Prénom", "Service", "Présence"), ("Benali", "Karim", "CPAS de Floreffe", "P"),
                ("Hubermont", "Odile", "SAJ de Dinant", "E"), ("Legrelle", "Thomas", "Maison des jeunes Le Tremplin", "A"))
        + h("Ordre du jour")
        + table(("Heure", "Point", "Par"), ("9h00 – 9h20", "Accueil", "Claire Vermeiren"), ("9h20 – 10h00", "Bilan des visites", ""))
        + h("1. Accueil") + p("Claire Vermeiren : Bienvenue dans nos locaux.")
        + h("2. Bilan des visites") + p("Les visites ont eu lieu en février.", "Karim Benali explique que trois visites manquent."),
        pv(3, "Logement des jeunes", 4, "2023-03-14", debut="09:00", fin="12:00", copresidents=[president("claire")],
           points=[("Accueil", ["Claire Vermeiren"], "09:00", "09:20"), ("Bilan des visites", [], "09:20", "10:00")],
           presences=[qui("karim"), qui("odile", "excuse"), qui("thomas", "absent")],
           paroles={1: [("claire", "Claire Vermeiren : Bienvenue dans nos locaux.")],
                    2: [("karim", "Karim Benali explique que trois visites manquent.")]}),
    ),
    "puces": (
        "odt",
        p("PV – Chantier 2 – Santé – Réunion 7", "Date : 18/10/2023", "Lieu : Maison communale, Place Verte 3, 5150 Floreffe",
          "Horaire : de 9 heures à 11 heures 30", "Présents :")
        + ul("VERMEIREN Claire – AMO Le Phare", "BENALI Karim – CPAS de Floreffe")
        + p("Excusés :") + ul("Mme HUBERMONT Odile – SAJ de Dinant")
        + p("Ordre du jour :") + ul("Tour des nouvelles", "Projet d’affiche", "Divers")
        + h("Tour des nouvelles") + p("VERMEIREN Claire : La subvention est arrivée.")
        + h("Projet d’affiche") + p("M. Benali : L’affiche sera bleue.") + ul("format A3", "cent exemplaires")
        + h("Divers") + p("Rien à signaler."),
        pv(2, "Santé", 7, "2023-10-18", debut="09:00", fin="11:30",
           lieu={"nom": "Maison communale", "adresse": "Place Verte 3", "code_postal": "5150", "localite": "Floreffe"},
           points=[("Tour des nouvelles", [], None, None), ("Projet d’affiche", [], None, None), ("Divers", [], None, None)],
           presences=[qui("claire"), qui("karim"), qui("odile", "excuse")],
           paroles={1: [("claire", "VERMEIREN Claire : La subvention est arrivée.")],
                    2: [("karim", "M. Benali : L’affiche sera bleue.")]}),
    ),
    "prose": (
        "txt",
        "Compte rendu de la 3e séance du chantier 6 « Décrochage », le jeudi 2 février 2023\n\n"
        "Présents : Claire Vermeiren (AMO Le Phare), Karim Benali (CPAS de Floreffe) et Thomas Legrelle (Maison des jeunes "
        "Le Tremplin).\n\nExcusée : Odile Hubermont (SAJ de Dinant).\n\nLa séance débute à 13h35.\n\n"
        "1. Lecture du rapport\n\nClaire Vermeiren lit le rapport.\n\nThomas Legrelle demande une copie.\n\n"
        "2. Suites\n\nKarim Benali propose une rencontre avec l’école.\n\nLa séance est levée à 15h10.\n\n"
        "Rédigé par Thomas Legrelle.\n",
        pv(6, "Décrochage", 3, "2023-02-02", points=[("Lecture du rapport", [], None, None), ("Suites", [], None, None)],
           presences=[qui("claire"), qui("karim"), qui("thomas"), qui("odile", "excuse")],
           redaction={"redacteur": "Thomas Legrelle"},
           paroles={1: [("claire", "Claire Vermeiren lit le rapport."), ("thomas", "Thomas Legrelle demande une copie.")],
                    2: [("karim", "Karim Benali propose une rencontre avec l’école.")]}),
    ),
    "ateliers": (
        "docx",
        p("Procès-verbal du 5 mai 2023", "Chantier 8 : Quartiers", "Séance 2")
        + p("Présents :") + ul("Claire Vermeiren, AMO Le Phare", "Karim Benali, CPAS de Floreffe", "Thomas Legrelle, Maison des jeunes Le Tremplin",
                                "Inès Courtejoie, Service de santé mentale L’Ancre")
        + h("1. Accueil") + p("On commence.")
        + h("2. Travail en ateliers")
        + h("Atelier 1 : Comment occuper la place publique ?", niveau=3)
        + p("Participants : Claire Vermeiren, Karim Benali", "Secrétaire : Claire Vermeiren", "Rapporteur : Karim Benali", "La place manque de bancs.")
        + h("Atelier 2 : Qui écoute les jeunes ?", niveau=3)
        + p("Participants : Thomas Legrelle, Inès Courtejoie", "Secrétaire : Inès Courtejoie", "Rapporteur : Thomas Legrelle", "Peu de monde après dix-huit heures."),
        pv(8, "Quartiers", 2, "2023-05-05", points=[("Accueil", [], None, None), ("Travail en ateliers", [], None, None)],
           presences=[qui("claire"), qui("karim"), qui("thomas"), qui("ines")],
           sous_groupes=[
               {"numero": 1, "question": "Comment occuper la place publique ?", "membres": [
                   {"prenom": "Claire", "nom": "Vermeiren", "role": "secretaire"}, {"prenom": "Karim", "nom": "Benali", "role": "rapporteur"}]},
               {"numero": 2, "question": "Qui écoute les jeunes ?", "membres": [
                   {"prenom": "Thomas", "nom": "Legrelle", "role": "rapporteur"}, {"prenom": "Inès", "nom": "Courtejoie", "role": "secretaire"}]}]),
    ),
    "decisions": (
        "odt",
        p("PV de la séance 5 du 9 juin 2023", "Chantier 1 : Écoles", "Présents : Claire Vermeiren ; Karim Benali ; Odile Hubermont", "Ordre du jour :")
        + "<ol><li>Budget</li><li>Calendrier</li></ol>"
        + h("1. Budget") + p("Décision : le budget est adopté.", "Tâche : Karim Benali envoie le tableau pour le 30 juin 2023.")
        + h("2. Calendrier") + p("Odile Hubermont : Évitons les congés.", "Décision : la journée aura lieu en octobre."),
        pv(1, "Écoles", 5, "2023-06-09", points=[("Budget", [], None, None), ("Calendrier", [], None, None)],
           presences=[qui("claire", organisation=False), qui("karim", organisation=False), qui("odile", organisation=False)],
           decisions=[{"texte": "Décision : le budget est adopté."}, {"texte": "Décision : la journée aura lieu en octobre."}],
           taches=[{"qui": "Karim Benali", "echeance": "2023-06-30"}],
           paroles={2: [("odile", "Odile Hubermont : Évitons les congés.")]}),
    ),
    "votes": (
        "txt",
        "PROCÈS-VERBAL\nSéance n° 6 – 21.11.2023\nChantier 4 : Mobilité\n\nPRÉSENTS\nMme Claire VERMEIREN, AMO Le Phare\nM. Karim BENALI, CPAS de Floreffe\n"
        "M. Thomas LEGRELLE, Maison des jeunes Le Tremplin\n\nEXCUSÉE\nMme Odile HUBERMONT, SAJ de Dinant\n\nORDRE DU JOUR\n1. Approbation du PV\n2. Motion sur les bus\n\n"
        "1. APPROBATION DU PV\n\nM. LEGRELLE, page 4 : il faut lire « douze » et non « deux ».\n\n"
        "2. MOTION SUR LES BUS\n\nMme VERMEIREN présente la motion.\n\nVote : 9 pour, 1 contre, 2 abstentions.\n",
        pv(4, "Mobilité", 6, "2023-11-21", points=[("Approbation du PV", [], None, None), ("Motion sur les bus", [], None, None)],
           presences=[qui("claire"), qui("karim"), qui("thomas"), qui("odile", "excuse")],
           remarques_pv_precedent=[{"auteur": "Thomas Legrelle", "page": 4, "texte": "il faut lire « douze » et non « deux »."}],
           paroles={1: [("thomas", "M. LEGRELLE, page 4 : il faut lire « douze » et non « deux ».")],
                    2: [("claire", "Mme VERMEIREN présente la motion.")]}),
    ),
    "bilingue": (
        "docx",
        p("Verslag / Procès-verbal", "Werf / Chantier 7 : Culture", "Vergadering / Séance 1", "Datum / Date : dinsdag 12 september 2023",
          "Uur / Heure : 14:00 – 16:30")
        + h("Aanwezig / Présents") + table(("Claire Vermeiren", "AMO Le Phare"), ("Thomas Legrelle", "Maison des jeunes Le Tremplin"))
        + h("Verontschuldigd / Excusés") + table(("Karim Benali", "CPAS de Floreffe"))
        + h("Agenda / Ordre du jour") + "<ol><li>Présentation du musée (14:00 – 14:45)</li><li>Échanges (14:45 – 16:30)</li></ol>"
        + h("1. Présentation du musée") + p("Thomas Legrelle : Le musée ouvre le dimanche.")
        + h("2. Échanges") + p("Claire Vermeiren demande un tarif réduit."),
        pv(7, "Culture", 1, "2023-09-12", debut="14:00", fin="16:30",
           points=[("Présentation du musée", [], "14:00", "14:45"), ("Échanges", [], "14:45", "16:30")],
           presences=[qui("claire"), qui("thomas"), qui("karim", "excuse")],
           paroles={1: [("thomas", "Thomas Legrelle : Le musée ouvre le dimanche.")], 2: [("claire", "Claire Vermeiren demande un tarif réduit.")]}),
    ),
    "remplacements": (
        "odt",
        p("PV du 3 octobre 2023 – Chantier 5 : Familles – Séance 8", "Présents :")
        + ul("Claire Vermeiren (AMO Le Phare)", "Karim Benali en remplacement de Luc Somville (CPAS de Floreffe)",
             "Jeanne Paquay, représentée par Thomas Legrelle, Maison des jeunes Le Tremplin", "Inès Courtejoie pour Marc Delhez, Service de santé mentale L’Ancre")
        + p("Absents : néant") + h("1. Nouvelles") + p("I. Courtejoie : Notre service déménage.") + h("2. Varia") + p("Karim : Merci à tous."),
        pv(5, "Familles", 8, "2023-10-03", points=[("Nouvelles", [], None, None), ("Varia", [], None, None)],
           presences=[qui("claire"), qui("karim", remplace=("Luc", "Somville")), qui("thomas", remplace=("Jeanne", "Paquay")),
                      qui("ines", remplace=("Marc", "Delhez"))],
           paroles={1: [("ines", "I. Courtejoie : Notre service déménage.")], 2: [("karim", "Karim : Merci à tous.")]}),
    ),
    "prochaines": (
        "txt",
        "Chantier 2 - Santé\nSéance 9\nCompte rendu de la réunion du 11 janvier 2024\nDébut : 9h05\nFin : 11h40\n\nPrésents\n- Claire Vermeiren, AMO Le Phare\n"
        "- Odile Hubermont, SAJ de Dinant\n\nOrdre du jour\n1) Suivi des contacts\n2) Prochaines réunions\n\n1) Suivi des contacts\n\nOdile Hubermont signale deux refus.\n\n"
        "2) Prochaines réunions\n\nSéance 10 : jeudi 15 février 2024, 9h30 – 12h00, Maison communale, Place Verte 3, 5150 Floreffe\n"
        "Séance 11 : 14 mars 2024 à 13h30\n\nSecrétaire de séance : Odile Hubermont\n",
        pv(2, "Santé", 9, "2024-01-11", points=[("Suivi des contacts", [], None, None), ("Prochaines réunions", [], None, None)],
           presences=[qui("claire"), qui("odile")],
           prochaines_seances=[{"numeros": [10], "date": "2024-02-15", "debut": "09:30", "fin": "12:00"},
                               {"numeros": [11], "date": "2024-03-14", "debut": "13:30", "fin": None}],
           redaction={"redacteur": "Odile Hubermont"},
           paroles={1: [("odile", "Odile Hubermont signale deux refus.")]}),
    ),
    "sans_ordre": (
        "docx",
        p("Procès-verbal du 20 avril 2023", "Chantier 9 : Sport", "Séance 3", "Présents : Claire Vermeiren (AMO Le Phare), Karim Benali (CPAS de Floreffe)")
        + h("Terrains disponibles") + p("Claire Vermeiren : Deux terrains sont libres.") + ul("le parc", "la cour")
        + h("Matériel") + p("Karim Benali : Les ballons sont usés."),
        pv(9, "Sport", 3, "2023-04-20", points=[("Terrains disponibles", [], None, None), ("Matériel", [], None, None)],
           presences=[qui("claire"), qui("karim")],
           paroles={1: [("claire", "Claire Vermeiren : Deux terrains sont libres.")], 2: [("karim", "Karim Benali : Les ballons sont usés.")]}),
    ),
    "annexes": (
        "odt",
        p("PV du 6 décembre 2023", "Chantier 3 : Logement", "Séance 10", "Coprésidentes : Claire Vermeiren (AMO Le Phare) et Odile Hubermont (SAJ de Dinant)",
          "Présents : Karim Benali (CPAS de Floreffe)", "Ordre du jour :")
        + "<ol><li>Tour de table – Claire Vermeiren (9h-9h30)</li><li>Annexes</li></ol>"
        + h("1. Tour de table – Claire Vermeiren (9h-9h30)") + p("Odile Hubermont : Je remplace ma collègue jusqu’en juin.")
        + h("2. Annexes") + h("Charte des logements", niveau=3) + p("Article premier : le logement est un droit."),
        pv(3, "Logement", 10, "2023-12-06", copresidents=[president("claire"), president("odile")],
           points=[("Tour de table", ["Claire Vermeiren"], "09:00", "09:30"), ("Annexes", [], None, None)],
           presences=[qui("karim")], annexes=[{"titre": "Charte des logements"}],
           paroles={1: [("odile", "Odile Hubermont : Je remplace ma collègue jusqu’en juin.")]}),
    ),
    "dialogue": (
        "docx",
        p("Compte rendu – Chantier 4 « Numérique » – 2e réunion", "Le 8 novembre 2022 de 13h à 15h30", "Étaient présents : Claire Vermeiren (AMO Le Phare), "
          "Thomas Legrelle (Maison des jeunes Le Tremplin)", "S’excusent : Inès Courtejoie (Service de santé mentale L’Ancre)")
        + h("1. Échanges") + "<p><strong>Claire</strong></p>" + p("Les écrans prennent le soir.") + "<p><strong>Thomas</strong></p>" + p("Et la nuit aussi.")
        + h("2. Conclusion") + p("On se revoit bientôt."),
        {**pv(4, "Numérique", 2, "2022-11-08", debut="13:00", fin="15:30", points=[("Échanges", [], None, None), ("Conclusion", [], None, None)],
              presences=[qui("claire"), qui("thomas"), qui("ines", "excuse")],
              paroles={1: [("claire", "Les écrans prennent le soir."), ("thomas", "Et la nuit aussi.")]})},
    ),
}  # fmt: skip
