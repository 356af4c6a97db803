"""All that the portal holds about one person, as plain data: the page shows it, the file carries it.

In a constant number of queries, whatever he did.
"""

from django.db.models import Count, Q, Sum
from django.utils import timezone

from chantiers.models import Copresidence, Inscription, Suggestion
from participants.models import Evenement, FichesDistinctes

from . import anonymat, pointage, visites
from .models import (
    Attribution,
    Commentaire,
    Covoiturage,
    Demande,
    DemandeContact,
    Envoi,
    Intervenant,
    Intervention,
    MembreSousGroupe,
    MiseAPart,
    PersonneNommee,
    Pointage,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Remarque,
    Repas,
    Reponse,
    ReponseDonnee,
    Resolution,
    Restitution,
    Seance,
    SourceProposition,
    SoutienProposition,
    StatutPresence,
)

FORMAT = "mes-donnees/1"


def held(compte, participant):
    """What is held about the owner of an account. participant: None when the account is tied to nobody.

    Returns dicts, lists, strings, numbers and dates; every séance is told with its address.
    """
    data = {
        "format": FORMAT,
        "etabli_le": timezone.now(),
        "compte": _compte(compte),
        "abonnements": _abonnements(compte),
        "nouveautes": _nouveautes(compte),
    }
    if participant is None:
        return data | {"lettres": _lettres(Q(compte=compte)), "journal": _journal(Q(par=compte))}
    return data | {
        "fiche": _fiche(participant),
        "chantiers": _chantiers(participant),
        "seances": _seances(participant),
        "assiduite": _assiduite(participant),
        "pointages": _pointages(participant),
        "remplacements": _rows(
            Presence.objects.filter(remplace=participant), {"imprime": "remplace_imprime"}, "seance"
        ),
        "reponses": _reponses(participant),
        "sous_groupes": _rows(
            MembreSousGroupe.objects.filter(participant=participant).select_related("sous_groupe"),
            {
                "groupe": "sous_groupe.numero",
                "secretaire": "est_secretaire",
                "rapporteur": "est_rapporteur",
                "nom_imprime": "nom_imprime",
                "organisation_imprimee": "organisation_imprimee",
                "fonction_imprimee": "fonction_imprimee",
            },
            "seance",
        ),
        "mises_a_part": _rows(
            MiseAPart.objects.filter(participant=participant), {"motif": "motif"}, "seance"
        ),
        "notes": _rows(
            Restitution.objects.filter(Q(pour=participant) | Q(deposee_par=compte)).defer("contenu"),
            {
                "groupe": "sous_groupe.numero",
                "fichier": "fichier_nom",
                "sha256": "fichier_sha256",
                "deposee_le": "deposee_le",
            },
            "sous_groupe.seance",
        ),
        "points_presentes": _rows(
            Intervenant.objects.filter(participant=participant).select_related("point"),
            {"point": "point.position", "titre": "point.titre", "nom_imprime": "nom_imprime"},
            "point.seance",
        ),
        "redaction": _rows(
            ProcesVerbal.objects.filter(Q(redacteur=participant) | Q(verificateur=participant)),
            {"redacteur": "redacteur_imprime", "verificateur": "verificateur_imprime"},
            "seance",
        ),
        "interventions": _interventions(participant),
        "taches": _taches(participant),
        "noms_attribues": _rows(
            Attribution.objects.filter(participant=participant), {"nom": "libelle"}, "seance"
        ),
        "remarques": _remarques(participant),
        "commentaires": _rows(
            Commentaire.objects.filter(auteur=participant).select_related("sous_groupe"),
            {
                "groupe": "sous_groupe.numero",
                "texte": "texte",
                "ecrit_le": "ecrit_le",
                "retire_le": "retire_le",
            },
            "sous_groupe.seance",
        ),
        "propositions": _rows(
            SourceProposition.objects.filter(locuteur=participant).select_related(
                "proposition", "version__proces_verbal"
            ),
            {"proposition": "proposition.numero", "intitule": "proposition.intitule", "passage": "citation"},
            "version.proces_verbal.seance",
        ),
        "soutiens": _soutiens(participant),
        "proces_verbaux": _proces_verbaux(participant),
        "covoiturages": _rows(
            Covoiturage.objects.filter(participant=participant), _fields(Covoiturage), "seance"
        ),
        "contacts_demandes": _rows(
            DemandeContact.objects.filter(participant=participant).select_related("covoiturage"),
            {"covoiturage": "covoiturage.depart", "etat": "etat", "cree_le": "cree_le"},
            "covoiturage.seance",
        ),
        "repas": _rows(Repas.objects.filter(participant=participant), _fields(Repas), "seance"),
        "demandes": _demandes(participant),
        "suggestions": _suggestions(participant),
        "lettres": _lettres(Q(participant=participant) | Q(compte=compte)),
        "journal": _journal(Q(personne=participant) | Q(par=compte)),
    }


def _compte(compte):
    return {
        "adresse": compte.email,
        "ouvert_le": compte.cree_le,
        "derniere_connexion": compte.last_login,
        "administration": compte.is_superuser,
    }


def _abonnements(compte):
    return [
        {"appareil": row.appareil, "cree_le": row.cree_le, "lu_le": row.lu_le}
        for row in compte.abonnements.all()
    ]


def _nouveautes(compte):
    """Up to when he has seen what is new, and whether he gets the weekly letter."""
    seen, letters = visites.of(compte)
    visite, lettre = seen.first(), letters.first()
    return {
        "vu_jusqu_au": visite and visite.depuis,
        "derniere_visite": visite and visite.derniere_le,
        "lettre_demandee_le": lettre and lettre.demandee_le,
    }


def _fiche(participant):
    organisation = participant.organisation
    return {
        "numero": participant.pk,
        "prenom": participant.prenom,
        "nom": participant.nom,
        "fonction": participant.fonction,
        "organisation": participant.organisation_affichee,
        "secteur": organisation.secteur.nom if organisation and organisation.secteur else "",
        "adresse": participant.courriel,
        "graphies": [graphie.texte for graphie in participant.graphies.order_by("pk")],
        # Of whom one was told apart is the other one's business.
        "distinguee_d_une_autre_le": list(
            FichesDistinctes.objects.filter(Q(premiere=participant) | Q(seconde=participant))
            .order_by("pk")
            .values_list("le", flat=True)
        ),
        "nom_cache_en_public_depuis": participant.opposition_le,
    }


def _chantiers(participant):
    found = [
        _part(row, "rédaction" if row.redacteur else "participation")
        for row in Inscription.objects.filter(participant=participant).select_related("chantier")
    ]
    found += [
        _part(row, "coprésidence")
        for row in Copresidence.objects.filter(participant=participant).select_related("chantier")
    ]
    return sorted(found, key=lambda part: (part["chantier"], part["depuis"]))


def _part(row, role):
    return {
        "chantier": row.chantier.numero,
        "adresse": row.chantier.get_absolute_url(),
        "role": role,
        "depuis": row.depuis,
        "jusque": row.jusque,
    }


def _seances(participant):
    """Presidencies and attendance, each with all that its row keeps of the person."""
    presided = _rows(
        PresidenceSeance.objects.filter(participant=participant), _fields(PresidenceSeance), "seance"
    )
    attended = _rows(Presence.objects.filter(participant=participant), _fields(Presence), "seance")
    for row in attended:
        row["statut"] = StatutPresence(row["statut"]).label
        row["reponse"] = Reponse(row["reponse"]).label
    return sorted(
        [row | {"statut": "préside"} for row in presided] + attended,
        key=lambda row: (row["date"], row["chantier"]),
        reverse=True,
    )


def _reponses(participant):
    """What he answered to convocations, each time, and who named him to come in his stead."""
    rows = ReponseDonnee.objects.filter(
        Q(presence__participant=participant) | Q(remplacant=participant)
    ).select_related("presence__seance__chantier")
    return [
        _seance(row.presence.seance)
        | {
            "reponse": row.get_reponse_display()
            if row.presence.participant_id == participant.pk
            else "annonce que vous venez à sa place",
            "la_votre": row.presence.participant_id == participant.pk,
            "motif": row.motif if row.presence.participant_id == participant.pk else "",
            "remplacant": row.remplacant_annonce,
            "adresse_donnee": row.remplacant_courriel,
            "donnee_le": row.donnee_le,
        }
        for row in rows
    ]


def _assiduite(participant):
    """How often somebody was there, excused or absent, chantier by chantier; what is still to be pointed aside."""
    rows = (
        Presence.objects.filter(participant=participant)
        .exclude(statut=StatutPresence.A_POINTER)
        .order_by("seance__chantier__numero")
        .values("seance__chantier__numero")
    )
    counted = rows.annotate(
        seances=Count("pk"),
        **{statut: Count("pk", filter=Q(statut=statut)) for statut in ("present", "excuse", "absent")},
    )
    return [{"chantier": row.pop("seance__chantier__numero"), **row} for row in counted]


def _pointages(participant):
    """What was noted of somebody at the door, and when."""
    rows = Pointage.objects.filter(participant=participant).select_related("seance__chantier").order_by("-pk")
    return [
        _seance(row.seance)
        | {"quand": row.quand, "avant": pointage.dire(row.avant), "apres": pointage.dire(row.apres)}
        for row in rows
    ]


def _fields(model):
    """Every field that says something by itself: a field to come is told from its first day."""
    return {
        field.name: field.name
        for field in model._meta.concrete_fields
        if not (field.is_relation or field.primary_key or field.name == "rang")
    }


def _interventions(participant):
    rows = (
        Intervention.objects.filter(participant=participant)
        .order_by()
        .values("seance")
        .annotate(nombre=Count("pk"), mots=Sum("mots"))
    )
    counts = {row["seance"]: row for row in rows}
    return [
        _seance(seance) | {"nombre": counts[seance.pk]["nombre"], "mots": counts[seance.pk]["mots"]}
        for seance in Seance.objects.filter(pk__in=counts).select_related("chantier")
    ]


def _taches(participant):
    """How many a text gives him to do: the text itself is read once it is sent out."""
    rows = Resolution.objects.filter(participant=participant).order_by().values("seance")
    counts = {row["seance"]: row["nombre"] for row in rows.annotate(nombre=Count("pk"))}
    return [
        _seance(seance) | {"nombre": counts[seance.pk]}
        for seance in Seance.objects.filter(pk__in=counts).select_related("chantier")
    ]


def _soutiens(participant):
    """Propositions that he was noted as supporting."""
    rows = SoutienProposition.objects.filter(participant=participant).select_related("proposition__chantier")
    return [
        {
            "chantier": row.proposition.chantier.numero,
            "proposition": row.proposition.numero,
            "intitule": row.proposition.intitule,
            "note_le": row.note_le,
            "adresse": row.proposition.get_absolute_url(),
        }
        for row in rows
    ]


def _remarques(participant):
    rows = Remarque.objects.filter(auteur=participant).select_related(
        "seance__chantier", "proces_verbal__seance__chantier"
    )
    return [
        _seance(row.seance or row.proces_verbal.seance)
        | {"texte": row.texte, "page": row.page, "decision": row.get_decision_display(), "le": row.saisie_le}
        for row in rows
    ]


def _proces_verbaux(participant):
    """Frozen versions that name the person, and the public editions now served that do."""
    public = {edition.version_id: edition for edition in anonymat.editions_naming(participant)}
    rows = (
        PersonneNommee.objects.filter(Q(participant=participant))
        .select_related("version__proces_verbal__seance__chantier")
        .defer("version__contenu")
        .order_by("version__proces_verbal__seance__date", "version__numero")
    )
    versions = {row.version_id: row.version for row in rows} | {
        pk: each.version for pk, each in public.items()
    }
    return [
        _seance(version.proces_verbal.seance)
        | {
            "version": version.numero,
            "etat": version.get_etat_display(),
            "lire": version.proces_verbal.seance.url("version_detail", version.numero),
            "nom_public": pk in public,
        }
        for pk, version in versions.items()
    ]


def _demandes(participant):
    return [
        {
            "numero": row.pk,
            "demande": row.get_genre_display(),
            "etat": row.get_etat_display(),
            "texte": row.texte,
            "deposee_le": row.deposee_le,
            "traitee_le": row.traitee_le,
            "reponse": row.reponse,
        }
        for row in Demande.objects.filter(participant=participant)
    ]


def _suggestions(participant):
    """What he proposed for the glossary, and what was answered."""
    rows = Suggestion.objects.filter(participant=participant).select_related("chantier", "secteur")
    return [
        {
            "chantier": row.chantier.numero,
            "mot": row.mot,
            "secteur": row.secteur.nom if row.secteur else "",
            "texte": row.texte,
            "source": row.source,
            "etat": row.get_etat_display(),
            "deposee_le": row.deposee_le,
            "traitee_le": row.traitee_le,
            "reponse": row.reponse,
        }
        for row in rows
    ]


def _lettres(mine):
    """Letters of the portal, without their words: those are made from the data when they leave."""
    return [
        {
            "message": row.get_message_display(),
            "etat": row.get_etat_display(),
            "creee_le": row.cree_le,
            "envoyee_le": row.envoye_le,
        }
        for row in Envoi.objects.filter(mine)
    ]


def _journal(mine):
    return [
        {"quand": row.quand, "acte": row.acte, "objet": row.objet, "details": row.details}
        for row in Evenement.objects.filter(mine).order_by("-quand", "-pk")
    ]


def _rows(queryset, names, seance):
    """Rows with the séance they belong to. names: key -> attribute path; seance: path of the Séance."""
    path = f"{seance.replace('.', '__')}__chantier"
    return [
        _seance(_follow(row, seance)) | {key: _follow(row, attribute) for key, attribute in names.items()}
        for row in queryset.select_related(path)
    ]


def _follow(row, path):
    for name in path.split("."):
        row = getattr(row, name)
    return row


def _seance(seance):
    return {
        "chantier": seance.chantier.numero,
        "seance": seance.numero,
        "date": seance.date,
        "adresse": seance.get_absolute_url(),
    }
