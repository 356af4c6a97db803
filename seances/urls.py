from django.urls import path

from .sorties import FORMATS, extension
from .views import (
    agendas,
    annuaire,
    api,
    archive,
    calendrier,
    depots,
    echanges,
    ecran,
    fichiers,
    interventions,
    lecture,
    liens,
    listes,
    mes_donnees,
    nouveautes,
    pointage,
    proces_verbal,
    propositions,
    remarques,
    reponses,
    sous_groupes,
    statistiques,
    venir,
    versions,
)

app_name = "seances"

SEANCE = "chantiers/<int:chantier>/seances/<int:seance>/"
PV = f"{SEANCE}pv/"
PROPOSITION = "chantiers/<int:chantier>/propositions/<int:numero>/"
SOUS_GROUPE = f"{SEANCE}sous-groupes/<int:numero>/"
CSV, XLSX = {"ending": "csv"}, {"ending": "xlsx"}
TABLEURS = ("csv", "xlsx", "ods")

urlpatterns = [
    path("chantiers/", lecture.chantier_list, name="chantier_list"),
    path("chantiers/<int:chantier>/", lecture.chantier_detail, name="chantier_detail"),
    path("chantiers/<int:chantier>/statistiques/", statistiques.statistiques, name="statistiques"),
    path("chantiers/<int:chantier>/statistiques.pdf", statistiques.statistiques_pdf, name="statistiques_pdf"),
    path(
        "chantiers/<int:chantier>/interventions.csv",
        interventions.chantier_interventions,
        CSV,
        "chantier_interventions_csv",
    ),
    path(
        "chantiers/<int:chantier>/interventions.xlsx",
        interventions.chantier_interventions,
        XLSX,
        "chantier_interventions_xlsx",
    ),
    path("chantiers/<int:chantier>/archive.zip", archive.chantier_archive, name="chantier_archive"),
    path("interventions.csv", interventions.interventions, CSV, "interventions_csv"),
    path("interventions.xlsx", interventions.interventions, XLSX, "interventions_xlsx"),
    path("interventions/cle-des-pseudonymes.csv", interventions.pseudonymes_cle, name="pseudonymes_cle"),
    *(
        entry
        for under, name, one in (
            ("", "propositions", "proposition_list"),
            ("chantiers/<int:chantier>/", "chantier_propositions", "chantier_proposition_list"),
        )
        for entry in (
            path(f"{under}propositions/", propositions.proposition_list, name=one),
            path(f"{under}propositions.pdf", propositions.propositions_pdf, name=f"{name}_pdf"),
            *(
                path(
                    f"{under}propositions.{ending}",
                    propositions.propositions_tableur,
                    {"ending": ending},
                    f"{name}_{ending}",
                )
                for ending in TABLEURS
            ),
        )
    ),
    path(PROPOSITION, propositions.proposition_detail, name="proposition_detail"),
    path(f"{PROPOSITION}modifier/", propositions.proposition_modifier, name="proposition_modifier"),
    path(f"{PROPOSITION}etat/", propositions.proposition_etat, name="proposition_etat"),
    path(f"{PROPOSITION}retirer/", propositions.proposition_retirer, name="proposition_retirer"),
    path(f"{PROPOSITION}soutiens/", propositions.proposition_soutenir, name="proposition_soutenir"),
    path(f"{PROPOSITION}soutiens/<int:cle>/retirer/", propositions.soutien_retirer, name="soutien_retirer"),
    path(f"{PROPOSITION}passages/<int:cle>/retirer/", propositions.source_retirer, name="source_retirer"),
    path(
        f"{PV}versions/<int:numero>/propositions/nouvelle/",
        propositions.proposition_relever,
        name="proposition_relever",
    ),
    path("participants/", annuaire.participant_list, name="participant_list"),
    *(
        path(f"{address}.{ending}", view, {"ending": ending}, f"{name}_{ending}")
        for address, view, name in (
            ("participants/participants", listes.participants, "participants"),
            ("chantiers/<int:chantier>/presences", listes.chantier_presences, "chantier_presences"),
            (f"{SEANCE}presences", listes.seance_presences, "seance_presences"),
        )
        for ending in TABLEURS
    ),
    path("participants/adresses/", annuaire.adresse_list, name="adresse_list"),
    path(
        "participants/adresses/<int:compte>/<int:participant>/",
        annuaire.adresse_confirm,
        name="adresse_confirm",
    ),
    path("mes-donnees/", mes_donnees.mes_donnees, name="mes_donnees"),
    path("mes-donnees/mes-donnees.json", mes_donnees.mes_donnees_json, name="mes_donnees_json"),
    path("mes-donnees/fiche/", mes_donnees.mes_donnees_fiche, name="mes_donnees_fiche"),
    path("mes-donnees/correction/", mes_donnees.mes_donnees_correction, name="mes_donnees_correction"),
    path("mes-donnees/opposition/", mes_donnees.mes_donnees_opposition, name="mes_donnees_opposition"),
    path("mes-donnees/effacement/", mes_donnees.mes_donnees_effacement, name="mes_donnees_effacement"),
    path(
        "mes-donnees/demandes/<int:numero>/retirer/",
        mes_donnees.mes_donnees_retrait,
        name="mes_donnees_retrait",
    ),
    path("nouveautes/", nouveautes.nouveautes, name="nouveautes"),
    path("nouveautes/vues/", nouveautes.nouveautes_vues, name="nouveautes_vues"),
    path("nouveautes/lettre/", nouveautes.lettre, name="lettre"),
    path("lien/<str:jeton>/lettre/", nouveautes.lien_lettre, name="lien_lettre"),
    path("nouveautes.atom", nouveautes.nouveautes_atom, name="nouveautes_atom"),
    path(
        "chantiers/<int:chantier>/nouveautes.atom",
        nouveautes.chantier_nouveautes_atom,
        name="chantier_nouveautes_atom",
    ),
    path("calendrier/", calendrier.calendrier, name="calendrier"),
    path("calendrier/abonnements/", agendas.abonnement_list, name="abonnement_list"),
    path(
        "calendrier/abonnements/<int:numero>/retirer/", agendas.abonnement_retirer, name="abonnement_retirer"
    ),
    path("abonnement/<str:jeton>/calendrier.ics", agendas.abonnement_ics, name="abonnement_ics"),
    path("calendrier.ics", agendas.calendrier_ics, name="calendrier_ics"),
    path("chantiers/<int:chantier>/calendrier.ics", agendas.chantier_ics, name="chantier_ics"),
    path(SEANCE, lecture.seance_detail, name="seance_detail"),
    path(f"{SEANCE}seance.ics", agendas.seance_ics, name="seance_ics"),
    path(f"{SEANCE}ordre-du-jour.pdf", proces_verbal.ordre_du_jour_pdf, name="ordre_du_jour_pdf"),
    path(f"{SEANCE}annexes/<int:numero>/", fichiers.annexe_fichier, name="annexe_fichier"),
    path(f"{SEANCE}feuille-de-presence.pdf", pointage.feuille_pdf, name="feuille_pdf"),
    path(f"{SEANCE}pointage/", pointage.pointer, name="pointage"),
    path(f"{SEANCE}pointage/actes/", pointage.pointer_actes, name="pointage_actes"),
    path(f"{SEANCE}pointage/fin/", pointage.pointer_fin, name="pointage_fin"),
    path(f"{SEANCE}ecran/", ecran.ecran, name="ecran"),
    path(f"{SEANCE}ecran/etat/", ecran.ecran_etat, name="ecran_etat"),
    path(f"{SEANCE}covoiturage/", venir.covoiturage, name="covoiturage"),
    path(f"{SEANCE}covoiturage/retirer/", venir.covoiturage_retirer, name="covoiturage_retirer"),
    path(f"{SEANCE}covoiturage/<int:numero>/contact/", venir.contact_demander, name="contact_demander"),
    path(f"{SEANCE}covoiturage/contacts/<int:numero>/", venir.contact_repondre, name="contact_repondre"),
    path(f"{SEANCE}repas/", venir.repas, name="repas"),
    path("lien/<str:jeton>/repas/", venir.lien_repas, name="lien_repas"),
    path(f"{SEANCE}reponse/", reponses.reponse, name="reponse"),
    path(f"{SEANCE}images/<str:sha256>", depots.image, name="image"),
    path("lien/<str:jeton>/", liens.lien, name="lien"),
    path(SOUS_GROUPE, sous_groupes.sous_groupe_detail, name="sous_groupe_detail"),
    path(f"{SEANCE}sous-groupes.pdf", sous_groupes.fiches_pdf, name="fiches_pdf"),
    path(f"{SOUS_GROUPE}fiche.pdf", sous_groupes.fiche_pdf, name="fiche_pdf"),
    path(f"{SOUS_GROUPE}note/", sous_groupes.note_deposer, name="note_deposer"),
    path(f"{SOUS_GROUPE}note/demander/", echanges.note_demander, name="note_demander"),
    path(f"{SOUS_GROUPE}note/rouvrir/", echanges.note_rouvrir, name="note_rouvrir"),
    path(f"{SOUS_GROUPE}note/refermer/", echanges.note_refermer, name="note_refermer"),
    path(f"{SOUS_GROUPE}commentaires/", echanges.commentaire_ecrire, name="commentaire_ecrire"),
    path(
        f"{SOUS_GROUPE}commentaires/<int:cle>/retirer/",
        echanges.commentaire_retirer,
        name="commentaire_retirer",
    ),
    path(f"{SOUS_GROUPE}note/<int:depot>/original", sous_groupes.note_original, name="note_original"),
    path(PV, proces_verbal.proces_verbal_detail, name="proces_verbal_detail"),
    path(f"{SEANCE}pv.pdf", proces_verbal.proces_verbal_pdf, name="proces_verbal_pdf"),
    path(f"{SEANCE}pv.json", proces_verbal.proces_verbal_json, name="proces_verbal_json"),
    *(
        path(
            f"{SEANCE}pv.{extension(ending)}",
            proces_verbal.proces_verbal_fichier,
            {"ending": ending},
            f"proces_verbal_{ending}",
        )
        for ending in FORMATS
    ),
    path(f"{SEANCE}interventions.csv", interventions.seance_interventions, CSV, "seance_interventions_csv"),
    path(
        f"{SEANCE}interventions.xlsx", interventions.seance_interventions, XLSX, "seance_interventions_xlsx"
    ),
    path(f"{PV}projet/", proces_verbal.projet_detail, name="projet_detail"),
    path(f"{PV}projet.pdf", proces_verbal.projet_pdf, name="projet_pdf"),
    path(f"{PV}remarques/", remarques.remarque_list, name="remarque_list"),
    path(f"{PV}remarques/nouvelle/", remarques.remarque_nouvelle, name="remarque_nouvelle"),
    path(f"{PV}remarques/<int:numero>/", remarques.remarque_modifier, name="remarque_modifier"),
    path(f"{PV}remarques/<int:numero>/retirer/", remarques.remarque_retirer, name="remarque_retirer"),
    path(f"{PV}versions/", versions.version_list, name="version_list"),
    path(f"{PV}versions/<int:avant>..<int:apres>/", versions.version_compare, name="version_compare"),
    path(f"{PV}versions/<int:numero>/", proces_verbal.version_detail, name="version_detail"),
    path(f"{PV}versions/<int:numero>.pdf", proces_verbal.version_pdf, name="version_pdf"),
    path(f"{PV}versions/<int:numero>/archive.pdf", versions.version_archive, name="version_archive"),
    path("api/", api.index, name="api"),
    path("api/openapi.json", api.openapi, name="api_openapi"),
    path("api/chantiers/", api.chantiers, name="api_chantiers"),
    path("api/chantiers/<int:chantier>/", api.chantier, name="api_chantier"),
    path("api/chantiers/<int:chantier>/seances/", api.seances, name="api_seances"),
    path(f"api/{SEANCE}", api.seance, name="api_seance"),
    path(f"api/{PV}", api.proces_verbal, name="api_proces_verbal"),
    path(f"api/{SEANCE}interventions/", api.interventions, name="api_interventions"),
    path("api/<path:reste>", api.inconnu, name="api_inconnu"),
]
