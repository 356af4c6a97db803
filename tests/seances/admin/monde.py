"""Two chantiers alike, with a row of every kind each, and the people who have a part in the first."""

from types import SimpleNamespace

from django.urls import reverse

from tests import factories

ROLES = ["coprésident", "rédacteur", "coprésident ailleurs", "ancien", "participant", "secrétaire", "admin"]


def address(model, act, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)


def rows_of(chantier):
    """A row of every registered model, by its name: what belongs to the chantier, or is used by it alone."""
    secteur = factories.SecteurFactory()
    organisation = factories.OrganisationFactory(secteur=secteur)
    personne = factories.ParticipantFactory(
        organisation=organisation, avec_courriel=True, avec_compte=True, nom=f"Duchantier{chantier.numero}"
    )
    lieu = factories.LieuFactory()
    seance = factories.SeanceFactory(chantier=chantier, lieu=lieu)
    tenue = factories.SeanceFactory(chantier=chantier, convoquee=True)
    point = factories.PointOrdreDuJourFactory(seance=seance)
    texte = factories.TextePointFactory(point=point, texte="<p>Un.</p>", revision=1)
    groupe = factories.SousGroupeFactory(seance=seance)
    pv = factories.ProcesVerbalFactory(seance=factories.SeanceFactory(chantier=chantier, convoquee=True))
    version = factories.VersionPVFactory(
        proces_verbal=factories.ProcesVerbalFactory(seance=tenue, approuve=True), etat="approuve"
    )
    terme = factories.TermeFactory()
    ligne = factories.LigneModeleFactory(modele__chantier=chantier)
    rows = [
        chantier,
        chantier.thematique,
        lieu,
        seance,
        point,
        texte,
        groupe,
        pv,
        version,
        terme,
        secteur,
        organisation,
        personne,
        personne.compte,
        factories.EvenementFactory(),
        factories.GraphieFactory(participant=personne),
        factories.DemandeFactory(participant=personne),
        factories.InscriptionFactory(chantier=chantier, participant=personne),
        factories.CopresidenceFactory(chantier=chantier),
        factories.QuestionFactory(chantier=chantier),
        factories.DefinitionFactory(terme=terme),
        factories.SuggestionFactory(chantier=chantier),
        factories.IntervenantFactory(point=point),
        factories.PassageFactory(seance=seance, point=point),
        ligne.modele,
        ligne,
        factories.RevisionTexteFactory(texte_point=texte, numero=1),
        factories.PlumeFactory(texte_point=texte, compte=personne.compte),
        factories.AncienPVFactory(chantier=chantier),
        factories.AnnexeFactory(seance=seance),
        factories.PresenceFactory(seance=seance, participant=personne),
        factories.AbonnementFactory(compte=personne.compte),
        factories.AbonnementLettreFactory(compte=personne.compte),
        factories.VisiteFactory(compte=personne.compte),
        (indexe := factories.TexteIndexeFactory(seance=seance)),
        factories.EntreeIndexFactory(texte=indexe),
        (covoiturage := factories.CovoiturageFactory(seance=seance, participant=personne)),
        factories.DemandeContactFactory(covoiturage=covoiturage),
        factories.RepasFactory(seance=seance, participant=personne),
        factories.PointageFactory(seance=seance, participant=personne),
        factories.PresidenceSeanceFactory(seance=seance),
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=personne),
        factories.ConvocationFactory(seance=tenue),
        factories.ReponseDonneeFactory(presence__seance=tenue),
        factories.MiseAPartFactory(seance=tenue, participant=personne),
        factories.DemandeNoteFactory(sous_groupe=groupe),
        factories.CommentaireFactory(sous_groupe=groupe, auteur=personne),
        factories.RestitutionFactory(
            sous_groupe=factories.SousGroupeFactory(seance=pv.seance), titre="Une note"
        ),
        factories.RevisionPVFactory(proces_verbal=pv),
        factories.RetraitVersionFactory(version=version),
        factories.PersonneNommeeFactory(version=version, participant=personne),
        factories.EditionPubliqueFactory(version=version),
        factories.EnvoiFactory(cle=version.pk, participant=personne),
        factories.RemarqueFactory(seance=seance, auteur=personne),
        factories.AttributionFactory(texte_point=texte, participant=personne),
        factories.InterventionFactory(point=point, participant=personne),
        factories.ResolutionFactory(point=point, participant=personne),
        (proposition := factories.PropositionFactory(chantier=chantier)),
        factories.SourcePropositionFactory(version=version, proposition=proposition),
        factories.EtapePropositionFactory(proposition=proposition),
        factories.SoutienPropositionFactory(proposition=proposition),
        factories.LienPersonnelFactory(seance=tenue, participant=personne),
    ]
    return {type(row).__name__: row for row in rows}


def world():
    """ici, ailleurs: rows by model name; comptes: an account for each role in the first chantier."""
    chantiers = [factories.ChantierFactory(avec_thematique=True, prive=True) for _ in range(2)]
    ici, ailleurs = map(rows_of, chantiers)

    def somebody(factory, chantier=chantiers[0], **kwargs):
        person = factories.ParticipantFactory(avec_compte=True)
        factory(chantier=chantier, participant=person, **kwargs)
        return person.compte

    comptes = {
        "coprésident": somebody(factories.CopresidenceFactory),
        "rédacteur": somebody(factories.InscriptionFactory, redacteur=True),
        "coprésident ailleurs": somebody(factories.CopresidenceFactory, chantiers[1]),
        "ancien": somebody(factories.CopresidenceFactory, finie=True),
        "participant": somebody(factories.InscriptionFactory),
        "secrétaire": somebody(factories.InscriptionFactory),
        "admin": factories.CompteFactory(administration=True),
    }
    factories.MembreSousGroupeFactory(
        sous_groupe=ici["SousGroupe"], participant=comptes["secrétaire"].participant, secretaire=True
    )
    assert list(comptes) == ROLES
    return SimpleNamespace(ici=ici, ailleurs=ailleurs, comptes=comptes)
