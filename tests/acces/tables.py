"""Who gets what at which address. Typed from the rules of the house, never computed from the code.

    200  the page          log  the login page: the anonymous learn from no answer whether a thing exists
    404  must not be known          403  an act refused on what may be seen          302  done, or elsewhere (→ where)
    405  not asked that way          400, 422  what was sent is refused            –    told by another table or test
    401  the login, told to a script

A cell holds for everybody of its column, or « a/b/c » for each of them in turn. One cell alone holds for everybody,
two for the anonymous and for whoever is logged in. A line asks with GET unless it begins with another method; HEAD
answers like GET, and what no line asks is refused (405, or the login page for the anonymous at a closed door).
The columns are those of `world.GROUPES`:

    anon.           nobody logged in · a closed account
    étrangers       an account without part · excused there · presides elsewhere · a former participant and a former
                    rédacteur who attended nothing
    présents        no part today, but was there: instead of somebody at séance 1 · presided it
    inscrits        participant · secrétaire of the other sub-group · secrétaire · rapporteur
    rédac., coprés. rédactrice, coprésidente of chantiers 1 and 2, not of 3
    admin.          in a session that has shown its second factor; in another one it gets nothing but its account
"""

PAGES = """
/                                  200
/chantiers/                        200
/nouveautes/                       200
/nouveautes.atom                   200
/nouveautes/vues/                  log   405
POST /nouveautes/vues/             log   302 → /nouveautes/
/nouveautes/lettre/                log   405
POST /nouveautes/lettre/           log   302 → /compte/
/lien/inconnu/lettre/              404
POST /lien/inconnu/lettre/         404
/calendrier/                       200
/calendrier.ics                    200
/abonnement/inconnu/calendrier.ics 404
/calendrier/abonnements/           log   200
POST /calendrier/abonnements/      log   200
/calendrier/abonnements/999999/retirer/ log   405
POST /calendrier/abonnements/999999/retirer/ log   404
/aide/                             200
/aide/connexion/                   200
/aide/administrer/                 200
/aide/participer/                  200
/aide/note/                        200
/aide/rediger/                     200
/aide/presider/                    200
/aide/etudier/                     200
/aide/visiteur/                    200
/aide/recherche/                   200
/recherche/                        200
/recherche/?q=sujet                200
/recherche/?q=propos               200
/recherche/?q=parle&chantier=2     200
/recherche/?q=note&du=hier         200
/recherche/suggestions/            200
/recherche/suggestions/?q=su       200
/recherche/suggestions/?q=tai      200
/aide/exploitation/                200
/vie-privee/                       200
/accessibilite/                    200
/robots.txt                        200
/sante/                            200
/sante/pret/                       200
/sante/mesures/                    log   404

                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
/participants/                     log   403/403/200/403/403 200      200             200    200     200
/participants/participants.csv        log   403/403/200/403/403 200      200             200    200     200
/participants/participants.xlsx       log   403/403/200/403/403 200      200             200    200     200
/participants/participants.ods        log   403/403/200/403/403 200      200             200    200     200
/participants/adresses/            log   403/403/200/403/403 403      403             403    200     200
POST /participants/adresses/9/{hector}/ log   403/403/302/403/403 403      403             403    404     302
POST /participants/adresses/9/999999/ log   403/403/404/403/403 403      403             403    404     404

/mes-donnees/                      log   200
/mes-donnees/mes-donnees.json      log   200
POST /mes-donnees/fiche/           log   403/302/302/302/302 302      302             302    302     403
POST /mes-donnees/correction/      log   403/422/422/422/422 422      422             422    422     403
POST /mes-donnees/opposition/      log   403/302/302/302/302 302      302             302    302     403
POST /mes-donnees/effacement/      log   403/302/302/302/302 302      302             302    302     403
POST /mes-donnees/demandes/9/retirer/ log   403/404/404/404/404 404      404             404    404     403

/glossaire/                        200
/glossaire/?lettre=m&chantier=2    200
/glossaire/suggestions/            log   403/403/200/403/403 403      200             200    200     403
POST /glossaire/suggestions/       log   403/403/422/403/403 403      422             422    422     403
/glossaire/suggestions/{suggestion}/retirer/ log   405
POST /glossaire/suggestions/{suggestion}/retirer/ log   404
/glossaire/suggestions/{suggestion-propre}/retirer/ log 405
POST /glossaire/suggestions/{suggestion-propre}/retirer/ log 404 404   302/404/404/404 404    404     404

/propositions/                     200
/propositions/?texte=taiseuse      200
/propositions/?etat=perdue&chantier=2 200
/propositions.pdf                  200
/propositions.csv                  200
/propositions.xlsx                 200
/propositions.ods                  200
/chantiers/1/propositions/         200
/chantiers/1/propositions.pdf      200
/chantiers/1/propositions.csv      200
/chantiers/1/propositions.xlsx     200
/chantiers/1/propositions.ods      200
/chantiers/2/propositions/         log   404                 200      200             200    200     200
/chantiers/2/propositions.pdf      log   404                 200      200             200    200     200
/chantiers/2/propositions.csv      log   404                 200      200             200    200     200
/chantiers/2/propositions.xlsx     log   404                 200      200             200    200     200
/chantiers/2/propositions.ods      log   404                 200      200             200    200     200
/chantiers/9/propositions/         log   404
/chantiers/1/propositions/1/       200
/chantiers/1/propositions/2/       log   404                 404      200             200    200     200
/chantiers/1/propositions/3/       log   404                 404      200             200    200     200
/chantiers/1/propositions/4/       200
/chantiers/1/propositions/9/       log   404
/chantiers/2/propositions/1/       log   404                 200      200             200    200     200
/chantiers/1/propositions/1/modifier/ log 403                403      403             200    200     200
POST /chantiers/1/propositions/1/modifier/ log 403           403      403             422    422     422
/chantiers/1/propositions/2/modifier/ log 404                404      403             200    200     200
/chantiers/1/propositions/1/etat/  log   403                 403      403             403    200     200
POST /chantiers/1/propositions/1/etat/ log 403               403      403             403    422     422
/chantiers/2/propositions/1/etat/  log   404                 403      403             403    200     200
POST /chantiers/1/propositions/1/soutiens/ log 403           403      403             422    422     422
POST /chantiers/1/propositions/2/soutiens/ log 404           404      403             422    422     422
POST /chantiers/1/propositions/1/soutiens/{soutien}/retirer/ log 403 403 403          302    302     302
POST /chantiers/1/propositions/2/soutiens/{soutien}/retirer/ log 404 404 403          404    404     404
POST /chantiers/1/propositions/1/passages/{source}/retirer/ log 403 403  403          302    302     302
POST /chantiers/1/propositions/2/passages/{source}/retirer/ log 404 404  403          404    404     404
POST /chantiers/1/propositions/2/retirer/ log 404 404  403 302 302 302 → /chantiers/1/propositions/
POST /chantiers/1/propositions/1/retirer/ log 403 403  403 302 302 302 → /chantiers/1/propositions/1/

/nulle-part/                       log   404
POST /nulle-part/                  log   404
PUT /nulle-part/                   log   404
PATCH /nulle-part/                 log   404
DELETE /nulle-part/                log   404
OPTIONS /nulle-part/               log   404

/chantiers/1/                      200   200                 200      200             200    200     200
/chantiers/2/                      log   404                 200      200             200    200     200
/chantiers/3/                      200   200                 200      200             200    200     200
/chantiers/9/                      log   404                 404      404             404    404     404
/chantiers/1/statistiques/         200   200                 200      200             200    200     200
/chantiers/2/statistiques/         log   404                 200      200             200    200     200
/chantiers/9/statistiques/         log   404                 404      404             404    404     404
/chantiers/1/statistiques.pdf      200   200                 200      200             200    200     200
/chantiers/2/statistiques.pdf      log   404                 200      200             200    200     200
/chantiers/9/statistiques.pdf      log   404                 404      404             404    404     404
/api/                              200
/api/openapi.json                  200
/api/nulle/part/                   401   404
/api/chantiers/                    200
/api/chantiers/?page=deux          400
/api/chantiers/1/                  200   200                 200      200             200    200     200
/api/chantiers/2/                  401   404                 200      200             200    200     200
/api/chantiers/1/seances/          200   200                 200      200             200    200     200
/api/chantiers/2/seances/          401   404                 200      200             200    200     200
/api/chantiers/1/seances/1/        200   200                 200      200             200    200     200
/api/chantiers/1/seances/1/pv/     200   200                 200      200             200    200     200
/api/chantiers/1/seances/1/interventions/ 200 200            200      200             200    200     200
/api/chantiers/1/seances/2/        200   200                 200      200             200    200     200
/api/chantiers/1/seances/2/pv/     401   404                 404      200             200    200     200
/api/chantiers/1/seances/2/interventions/ 401 404            404      200             200    200     200
/api/chantiers/1/seances/3/pv/     401   404                 404      404             404    404     404
/api/chantiers/1/seances/5/        401   404                 404      404             200    200     200
/api/chantiers/1/seances/9/        200   200                 200      200             200    200     200
/api/chantiers/1/seances/9/pv/     200   200                 200      200             200    200     200
/api/chantiers/2/seances/1/        401   404                 200      200             200    200     200
/api/chantiers/2/seances/1/pv/     401   404                 200      200             200    200     200
/chantiers/1/presences.csv         log   404                 200      200             200    200     200
/chantiers/1/presences.xlsx        log   404                 200      200             200    200     200
/chantiers/1/presences.ods         log   404                 200      200             200    200     200
/chantiers/3/presences.csv         log   404/404/200/404/404 404      404             404    404     200
/chantiers/9/presences.csv         log   404                 404      404             404    404     404
/chantiers/1/archive.zip           200   200                 200      200             200    200     200
/chantiers/2/archive.zip           log   404                 200      200             200    200     200
/chantiers/9/archive.zip           log   404                 404      404             404    404     404
/chantiers/1/interventions.csv     200   200                 200      200             200    200     200
/chantiers/1/interventions.csv?pseudonymes=oui 200 200       200      200             200    200     200
/chantiers/1/interventions.csv?pseudonymes=peut-être 400 400 400      400             400    400     400
/chantiers/1/interventions.xlsx    200   200                 200      200             200    200     200
/chantiers/2/interventions.csv     log   404                 200      200             200    200     200
/chantiers/2/interventions.xlsx    log   404                 200      200             200    200     200
/chantiers/9/interventions.csv     log   404                 404      404             404    404     404
/interventions.csv                 200   200                 200      200             200    200     200
/interventions.xlsx                200   200                 200      200             200    200     200
/interventions/cle-des-pseudonymes.csv log 403               403      403             403    403     200
/chantiers/1/nouveautes.atom       200
/chantiers/2/nouveautes.atom       log   404
/chantiers/9/nouveautes.atom       log   404
/chantiers/1/calendrier.ics        200   200                 200      200             200    200     200
/chantiers/2/calendrier.ics        log   404                 200      200             200    200     200
/chantiers/9/calendrier.ics        log   404                 404      404             404    404     404
"""

COMPTE = """
/compte/                           log   200
/compte/adresse/                   log   200
POST /compte/adresse/              log   200
/compte/adresse/codes/             log   302 → /compte/adresse/
POST /compte/adresse/codes/        log   302 → /compte/adresse/
POST /compte/deconnecter-partout/  log
POST /compte/oidc/                 log   404
/compte/oidc/retour/               log   404
/compte/login/                     log
/compte/login/code/                200   302 → /
POST /compte/login/code/           200   302 → /
/compte/login/code/confirm/        log
POST /compte/login/code/confirm/   log
/compte/logout/                    302   200 → /
POST /compte/logout/               302 → /

[/compte/2fa/]  le second facteur
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   302                 302      302             302    302     302 → /compte/
authenticate/                      302   302                 302      302             302    302     302
reauthenticate/                    log   403                 403      403             403    403     200
totp/activate/                     log   200                 200      200             200    200     302
totp/deactivate/                   log   404                 404      404             404    404     302
recovery-codes/                    log   404                 404      404             404    404     404
recovery-codes/generate/           log   200                 200      200             200    200     302
recovery-codes/download/           log   404                 404      404             404    404     404
webauthn/                          log   200                 200      200             200    200     200
webauthn/add/                      log   200                 200      200             200    200     302
webauthn/reauthenticate/           log   403                 403      403             403    403     302
webauthn/keys/1/remove/            log   404                 404      404             404    404     302
webauthn/keys/1/edit/              log   404                 404      404             404    404     302
"""

SEANCES = """/lien/{lien-reponse}/ 200
POST /lien/{lien-reponse}/         422
/lien/{lien-note}/                 200
POST /lien/{lien-note}/            422
/lien/{lien-revoque}/              404
/lien/{lien-expire}/               410
/lien/inconnu/                     404
/lien/inconnu/repas/               405
POST /lien/inconnu/                404
POST /lien/inconnu/repas/          404
/lien/{lien-reponse}/repas/        405
POST /lien/{lien-reponse}/repas/   422

[/chantiers/1/seances/1/]  tenue, PV approuvé et publié : la version 1 est celle du chantier, la 2 est publique
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
ordre-du-jour.pdf                  200   200                 200      200             200    200     200
seance.ics                         200   200                 200      200             200    200     200
images/0                           log   404                 404      404             404    404     404
annexes/1/                         200   200                 200      200             200    200     200
annexes/2/ (réservée)              log   404                 200      200             200    200     200
annexes/9/                         log   404                 404      404             404    404     404
pv/                                200   200                 200      200             200    200     200
pv.pdf                             200   200                 200      200             200    200     200
pv.json                            200   200                 200      200             200    200     200
pv.docx                            200   200                 200      200             200    200     200
pv.odt                             200   200                 200      200             200    200     200
pv.md                              200   200                 200      200             200    200     200
pv.txt                             200   200                 200      200             200    200     200
pv.akn.xml                          200   200                 200      200             200    200     200
interventions.csv                  200   200                 200      200             200    200     200
interventions.xlsx                 200   200                 200      200             200    200     200
pv/projet/                         log   404                 404      404             200    200     200
pv/projet.pdf                      log   404                 404      404             200    200     200
pv/versions/                       log   404                 200      200             200    200     200
pv/versions/1..2/                  log   404                 200      200             200    200     200
pv/versions/2..1/                  log   404                 200      200             200    200     200
pv/versions/1..3/                  log   404                 404      404             404    404     404
pv/versions/1/                     log   404                 200      200             200    200     200
pv/versions/1.pdf                  log   404                 200      200             200    200     200
pv/versions/1/archive.pdf          log   404                 403      403             403    200     200
pv/versions/2/                     200   200                 200      200             200    200     200
pv/versions/2.pdf                  200   200                 200      200             200    200     200
pv/versions/3/                     log   404                 404      404             404    404     404
pv/versions/1/propositions/nouvelle/ log 404                403      403             200    200     200
pv/versions/1/propositions/nouvelle/?p=1 log 404            403      403             200    200     200
pv/versions/3/propositions/nouvelle/ log 404                404      404             404    404     404
POST pv/versions/1/propositions/nouvelle/ log 404           403      403             422    422     422
pv/remarques/                      log   404                 200      200             200    200     200
pv/remarques/nouvelle/             log   404                 200      200             200    200     403
POST pv/remarques/nouvelle/        log   404                 422      422             422    422     403
presences.csv                      log   404                 200      200             200    200     200
presences.xlsx                     log   404                 200      200             200    200     200
presences.ods                      log   404                 200      200             200    200     200
sous-groupes/1/                    log   404                 200      200             200    200     200
sous-groupes/1/note/               log   404                 403      403/403/200/403 200    200     200
POST sous-groupes/1/note/          log   404                 403      403/403/422/403 422    422     422
sous-groupes/1/note/1/original     log   404                 403      403/403/404/403 404    404     404
sous-groupes/1/note/demander/      log   405
POST sous-groupes/1/note/demander/ log   404                 403      403             302    302     302
POST sous-groupes/1/note/rouvrir/  log   404                 403      403             403    302     302
POST sous-groupes/1/note/refermer/ log   404                 403      403             403    302     302
POST sous-groupes/1/commentaires/  log   404                 422      422             422    422     403
POST sous-groupes/1/commentaires/9/retirer/ log 404          404      404             404    404     404
sous-groupes/3/                    log   404                 404      404             404    404     404
sous-groupes/3/fiche.pdf           log   404                 404      404             404    404     404
reponse/                           log   403/200/403/200/200 200/403  200             200    403     403
POST reponse/                      log   403/422/403/422/422 422/403  422             422    403     403
feuille-de-presence.pdf            log   403                 403      403             200    200     200
pointage/                          log   403                 403      403             200    200     200
POST pointage/                     log   403                 403      403             400    400     400
pointage/fin/                      log   403                 403      403             200    200     200
POST pointage/fin/                 log   403                 403      403             409    409     409
pointage/actes/                    401   403                 403      403             200    200     200
POST pointage/actes/               401   403                 403      403             400    400     400

[/chantiers/1/seances/2/]  tenue, PV diffusé
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
ecran/                             log   403                 403      403             200    200     200
ecran/etat/                        401   403                 403      403             200    200     200
POST ecran/etat/                   401   403                 403      403             400    400     400
.                                  200   200                 200      200             200    200     200
ordre-du-jour.pdf                  200   200                 200      200             200    200     200
seance.ics                         200   200                 200      200             200    200     200
annexes/1/                         log   404                 404      200             200    200     200
pv/                                log   404                 404      200             200    200     200
pv.pdf                             log   404                 404      200             200    200     200
pv.json                            log   404                 404      200             200    200     200
pv.docx                            log   404                 404      200             200    200     200
pv.odt                             log   404                 404      200             200    200     200
pv.md                              log   404                 404      200             200    200     200
pv.txt                             log   404                 404      200             200    200     200
pv.akn.xml                          log   404                 404      200             200    200     200
interventions.csv                  log   404                 404      200             200    200     200
interventions.xlsx                 log   404                 404      200             200    200     200
pv/projet/                         log   404                 404      404             200    200     200
pv/versions/                       log   404                 404      200             200    200     200
pv/versions/1..2/                  log   404                 404      404             404    404     404
pv/versions/1/                     log   404                 404      200             200    200     200
pv/versions/1.pdf                  log   404                 404      200             200    200     200
pv/versions/1/archive.pdf          log   404                 404      403             403    200     200
pv/versions/2/archive.pdf          log   404                 404      404             404    404     404
pv/versions/2/                     log   404                 404      404             404    404     404
pv/remarques/                      log   404                 404      200             200    200     200
pv/remarques/nouvelle/             log   404                 404      200             200    200     403
pv/remarques/nouvelle/?p=1         log   404                 404      200             200    200     403
pv/remarques/nouvelle/?page=1      log   404                 404      200             200    200     403
POST pv/remarques/nouvelle/        log   404                 404      422             422    422     403
pv/remarques/{remarque-1-2}/       log   404                 404      200/404/404/404 404    404     404
POST pv/remarques/{remarque-1-2}/  log   404                 404      422/404/404/404 404    404     404
POST pv/remarques/{remarque-1-2}/retirer/ log   404                 404      302/404/404/404 404    404     404
presences.csv                      log   404                 404      200             200    200     200
sous-groupes/1/                    log   404                 404      200             200    200     200
sous-groupes/1/note/1/original     log   404                 404      403/403/200/403 200    200     200
POST sous-groupes/1/commentaires/  log   404                 404      422             422    422     403
POST sous-groupes/1/commentaires/{commentaire}/retirer/ log 404 404    302/403/403/403 302    302     302

[/chantiers/1/seances/3/]  tenue, PV en brouillon
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
annexes/1/                         log   404                 404      200             200    200     200
pv/                                log   404                 404      404             302    302     302 → pv/projet/
pv.pdf                             log   404                 404      404             302    302     302 → pv/projet.pdf
pv.json                            log   404                 404      404             200    200     200
pv.docx                            log   404                 404      404             200    200     200
pv.odt                             log   404                 404      404             200    200     200
pv.md                              log   404                 404      404             200    200     200
pv.txt                             log   404                 404      404             200    200     200
pv.akn.xml                          log   404                 404      404             200    200     200
interventions.csv                  log   404                 404      404             200    200     200
interventions.xlsx                 log   404                 404      404             200    200     200
pv/projet/                         log   404                 404      404             200    200     200
pv/projet.pdf                      log   404                 404      404             200    200     200
pv/versions/                       log   404                 404      404             404    404     404
pv/versions/1/                     log   404                 404      404             404    404     404
pv/versions/1.pdf                  log   404                 404      404             404    404     404
pv/remarques/                      log   404                 404      404             404    404     404
pv/remarques/nouvelle/             log   404                 404      404             404    404     404
pv/remarques/{remarque-1-2}/       log   404                 404      404             404    404     404
POST pv/remarques/{remarque-1-2}/retirer/ log   404                 404      404             404    404     404
sous-groupes/1/                    log   404                 404      200             200    200     200
sous-groupes/1/fiche.pdf           log   404                 404      403/403/200/200 200    200     200
sous-groupes.pdf                   log   404                 404      403             200    200     200
sous-groupes/1/note/               log   404                 404      403/403/200/403 200    200     200
POST sous-groupes/1/note/          log   404                 404      403/403/422/403 422    422     422
sous-groupes/1/note/1/original     log   404                 404      403/403/200/403 200    200     200
sous-groupes/1/note/2/original     log   404                 404      403/403/404/403 404    404     404
sous-groupes/2/                    log   404                 404      200             200    200     200
sous-groupes/2/note/               log   404                 404      403/200/403/403 200    200     200

[/chantiers/1/seances/4/]  convoquée
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
ordre-du-jour.pdf                  200   200                 200      200             200    200     200
seance.ics                         200   200                 200      200             200    200     200
annexes/1/                         log   404                 404      200             200    200     200
pv/                                log   404                 404      404             200    200     200
pv.pdf                             log   404                 404      404             404    404     404
pv.json                            log   404                 404      404             404    404     404
pv.docx                            log   404                 404      404             404    404     404
pv.odt                             log   404                 404      404             404    404     404
pv.md                              log   404                 404      404             404    404     404
pv.txt                             log   404                 404      404             404    404     404
pv.akn.xml                          log   404                 404      404             404    404     404
interventions.csv                  log   404                 404      404             404    404     404
interventions.xlsx                 log   404                 404      404             404    404     404
pv/projet/                         log   404                 404      404             404    404     404
reponse/                           log   403                 403      200             200    403     403
POST reponse/                      log   403                 403      422             422    403     403
feuille-de-presence.pdf            log   403                 403      403             200    200     200
pointage/                          log   403                 403      403             200    200     200
POST pointage/                     log   403                 403      403             400    400     400
pointage/fin/                      log   403                 403      403             200    200     200
POST pointage/fin/                 log   403                 403      403             409    409     409
pointage/actes/                    401   403                 403      403             200    200     200
POST pointage/actes/               401   403                 403      403             400    400     400
covoiturage/                       log   403                 403      200             200    200     403
POST covoiturage/                  log   403                 403      422             422    422     403
covoiturage/retirer/               log   405                 405      405             405    405     405
POST covoiturage/retirer/          log   403                 403      404/302/404/404 404    404     403
POST covoiturage/999999/contact/   log   403                 403      404             404    404     403
POST covoiturage/contacts/999999/  log   403                 403      404             404    404     403
repas/                             log   403                 403      200             200    200     200
POST repas/                        log   403                 403      422             422    422     403

[/chantiers/1/seances/5/]  en préparation
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   404                 404      404             200    200     200
ordre-du-jour.pdf                  log   404                 404      404             200    200     200
seance.ics                         log   404                 404      404             404    404     404
annexes/1/                         log   404                 404      404             200    200     200
pv/                                log   404                 404      404             200    200     200
pv/projet/                         log   404                 404      404             404    404     404
reponse/                           log   404                 404      404             200    403     403
presences.csv                      log   404                 404      404             200    200     200
feuille-de-presence.pdf            log   404                 404      404             200    200     200
pointage/                          log   404                 404      404             200    200     200
pointage/fin/                      log   404                 404      404             200    200     200
pointage/actes/                    401   404                 404      404             200    200     200
POST pointage/actes/               401   404                 404      404             400    400     400
covoiturage/                       log   404                 404      404             404    404     404
repas/                             log   404                 404      404             404    404     404

[/chantiers/1/seances/6/]  annulée
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
ordre-du-jour.pdf                  200   200                 200      200             200    200     200
seance.ics                         200   200                 200      200             200    200     200
annexes/1/                         log   404                 404      200             200    200     200

[/chantiers/1/seances/7/]  tenue, PV approuvé, édition publique retirée
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
annexes/1/                         log   404                 404      200             200    200     200
pv/                                log   404                 404      200             200    200     200
pv.pdf                             log   404                 404      200             200    200     200
pv.json                            log   404                 404      200             200    200     200
pv.docx                            log   404                 404      200             200    200     200
pv.odt                             log   404                 404      200             200    200     200
pv.md                              log   404                 404      200             200    200     200
pv.txt                             log   404                 404      200             200    200     200
pv.akn.xml                          log   404                 404      200             200    200     200
interventions.csv                  log   404                 404      200             200    200     200
interventions.xlsx                 log   404                 404      200             200    200     200
pv/versions/1/                     log   404                 404      200             200    200     200
pv/versions/1.pdf                  log   404                 404      200             200    200     200

[/chantiers/1/seances/8/]  tenue, PV diffusé puis retiré : la version retirée se lit encore, avec le motif
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
pv/                                log   404                 404      404             302    302     302 → pv/projet/
pv/projet/                         log   404                 404      404             200    200     200
pv/versions/1/                     log   404                 404      200             200    200     200
pv/versions/1.pdf                  log   404                 404      200             200    200     200

[/chantiers/1/seances/9/]  tenue, PV approuvé et publié sans l’accord du groupe pour y être nommé
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  200   200                 200      200             200    200     200
pv/                                200   200                 200      200             200    200     200
pv.pdf                             200   200                 200      200             200    200     200
pv.json                            200   200                 200      200             200    200     200
pv.docx                            200   200                 200      200             200    200     200
pv.odt                             200   200                 200      200             200    200     200
pv.md                              200   200                 200      200             200    200     200
pv.txt                             200   200                 200      200             200    200     200
pv.akn.xml                          200   200                 200      200             200    200     200
interventions.csv                  200   200                 200      200             200    200     200
interventions.xlsx                 200   200                 200      200             200    200     200
annexes/1/                         200   200                 200      200             200    200     200

[/chantiers/1/seances/99/]  n’existe pas
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   404                 404      404             404    404     404
ordre-du-jour.pdf                  log   404                 404      404             404    404     404
seance.ics                         log   404                 404      404             404    404     404
annexes/1/                         log   404                 404      404             404    404     404
pv/                                log   404                 404      404             404    404     404
pv.pdf                             log   404                 404      404             404    404     404
pv.json                            log   404                 404      404             404    404     404
pv.docx                            log   404                 404      404             404    404     404
pv.odt                             log   404                 404      404             404    404     404
pv.md                              log   404                 404      404             404    404     404
pv.txt                             log   404                 404      404             404    404     404
pv.akn.xml                          log   404                 404      404             404    404     404
interventions.csv                  log   404                 404      404             404    404     404
interventions.xlsx                 log   404                 404      404             404    404     404
pv/projet/                         log   404                 404      404             404    404     404
pv/projet.pdf                      log   404                 404      404             404    404     404
pv/versions/1/                     log   404                 404      404             404    404     404
pv/versions/1.pdf                  log   404                 404      404             404    404     404
sous-groupes/1/                    log   404                 404      404             404    404     404
sous-groupes/1/note/               log   404                 404      404             404    404     404
sous-groupes/1/note/1/original     log   404                 404      404             404    404     404
reponse/                           log   404                 404      404             404    404     404
feuille-de-presence.pdf            log   404                 404      404             404    404     404
pointage/                          log   404                 404      404             404    404     404
pointage/fin/                      log   404                 404      404             404    404     404
pointage/actes/                    401   404                 404      404             404    404     404

[/chantiers/2/seances/1/]  chantier privé ; tenue, PV approuvé et publié : la porte du chantier reste fermée
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   404                 200      200             200    200     200
ordre-du-jour.pdf                  log   404                 200      200             200    200     200
seance.ics                         log   404                 200      200             200    200     200
annexes/1/                         log   404                 200      200             200    200     200
pv/                                log   404                 200      200             200    200     200
pv.pdf                             log   404                 200      200             200    200     200
pv.json                            log   404                 200      200             200    200     200
pv.docx                            log   404                 200      200             200    200     200
pv.odt                             log   404                 200      200             200    200     200
pv.md                              log   404                 200      200             200    200     200
pv.txt                             log   404                 200      200             200    200     200
pv.akn.xml                          log   404                 200      200             200    200     200
interventions.csv                  log   404                 200      200             200    200     200
interventions.xlsx                 log   404                 200      200             200    200     200
pv/projet/                         log   404                 404      404             200    200     200
pv/versions/1/                     log   404                 200      200             200    200     200
pv/versions/1.pdf                  log   404                 200      200             200    200     200
reponse/                           log   404                 200/403  200             200    403     403
feuille-de-presence.pdf            log   404                  403      403             200    200     200
pointage/                          log   404                  403      403             200    200     200
pointage/fin/                      log   404                  403      403             200    200     200
pointage/actes/                    401   404                  403      403             200    200     200
covoiturage/                       log   404                 200      200             200    200     403
repas/                             log   404                 404      404             404    404     404

[/chantiers/2/seances/2/]  chantier privé ; en préparation
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   404                 404      404             200    200     200
ordre-du-jour.pdf                  log   404                 404      404             200    200     200
seance.ics                         log   404                 404      404             404    404     404
annexes/1/                         log   404                 404      404             200    200     200

[/chantiers/3/seances/1/]  le chantier de quelqu’un d’autre ; en préparation, avec un brouillon
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   404/404/200/404/404 404      404             404    404     200
pv/                                log   404/404/302/404/404 404      404             404    404     302 → pv/projet/
pv.json                            log   404/404/200/404/404 404      404             404    404     200
pv.docx                            log   404/404/200/404/404 404      404             404    404     200
pv.odt                             log   404/404/200/404/404 404      404             404    404     200
pv.md                              log   404/404/200/404/404 404      404             404    404     200
pv.txt                             log   404/404/200/404/404 404      404             404    404     200
pv.akn.xml                          log   404/404/200/404/404 404      404             404    404     200
interventions.csv                  log   404/404/200/404/404 404      404             404    404     200
interventions.xlsx                 log   404/404/200/404/404 404      404             404    404     200
pv/projet/                         log   404/404/200/404/404 404      404             404    404     200
pv/projet.pdf                      log   404/404/200/404/404 404      404             404    404     200
annexes/1/                         log   404/404/200/404/404 404      404             404    404     200
feuille-de-presence.pdf            log   404/404/200/404/404  404      404             404    404     200
pointage/                          log   404/404/200/404/404  404      404             404    404     200
pointage/fin/                      log   404/404/200/404/404  404      404             404    404     200
pointage/actes/                    401   404/404/200/404/404  404      404             404    404     200
"""

# The desk. Whoever has no work there is refused whatever he asks; who has finds nothing of the others' chantiers.
# The rows of each model, and what may be done with them, are told by `tests/seances/admin/test_droits.py`.
GESTION = """
[/gestion/]
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/200/403/403 403      403             200    200     200
login/                             log   403/403/302/403/403 403      403             302    302     302
logout/                            log   302                 302      302             302    302     302
password_change/                   log   403/403/404/403/403 403      403             404    404     404
password_change/done/              log   403/403/404/403/403 403      403             404    404     404
jsi18n/                            log   403/403/200/403/403 403      403             200    200     200
autocomplete/?{choix-personnes}    log   403/403/200/403/403 403      403             200    200     200
autocomplete/?{choix-comptes}      log   403/403/403/403/403 403      403             403    403     200
r/1/1/                             log   403/403/404/403/403 403      403             404    404     404
nulle-part/                        log   403/403/404/403/403 403      403             404    404     404
chantiers/                         log   403/403/200/403/403 403      403             200    200     200
seances/                           log   403/403/200/403/403 403      403             200    200     200
participants/                      log   403/403/200/403/403 403      403             200    200     200
auth/                              log   403/403/404/403/403 403      403             404    404     404
participants/participant/importer/ log   403/403/403/403/403 403      403             403    403     200
POST participants/participant/importer/ log 403/403/403/403/403 403   403             403    403     422
participants/participant/doublons/ log   403/403/403/403/403 403      403             403    403     200
POST participants/participant/doublons/ log 403/403/403/403/403 403   403             403    403     404
chantiers/chantier/importer/       log   403/403/403/403/403 403      403             403    403     200
POST chantiers/chantier/importer/  log   403/403/403/403/403 403      403             403    403     422

[/gestion/seances/seance/{seance-1-3}/]  tenue, PV en brouillon
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
presences/                         log   403/403/404/403/403 403      403             200    200     200
POST presences/                    log   403/403/404/403/403 403      403             302    302     302
pointages/                         log   403/403/404/403/403 403      403             200    200     200
POST pointages/                    log   403/403/404/403/403 403      403             302    302     302
rediger/                           log   403/403/404/403/403 403      403             200    200     200
POST rediger/                      log   403/403/404/403/403 403      403             302    302     302
reports/                           log   403/403/404/403/403 403      403             200    200     200
POST reports/                      log   403/403/404/403/403 403      403             404    404     404
POST modele/                       log   403/403/404/403/403 403      403             302    302     302
POST statistiques/                 log   403/403/404/403/403 403      403             302    302     302
preparer/                          log   403/403/404/403/403 403      403             302    302     302
POST preparer/                     log   403/403/404/403/403 403      403             302    302     302

[/gestion/seances/seance/{seance-1-3}/rediger/]  l’écritoire, et ce que son script demande
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/404/403/403 403      403             200    200     200
etat/                              401   403/403/404/403/403 403      403             200    200     200
{texte-1-3}/                       401   403/403/404/403/403 403      403             200    200     200
{texte-3-1}/                       401   403/403/404/403/403 403      403             404    404     404
POST {texte-1-3}/enregistrer/      401   403/403/404/403/403 403      403             400    400     400
POST {texte-1-3}/departager/       401   403/403/404/403/403 403      403             400    400     400
POST {texte-1-3}/attribuer/        401   403/403/404/403/403 403      403             400    400     400
POST heures/                       401   403/403/404/403/403 403      403             400    400     400

[/gestion/seances/seance/{seance-1-2}/]  tenue, PV diffusé : ses présences sont figées
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
sous-groupes/                      log   403/403/404/403/403 403      403             200    200     200
POST sous-groupes/                 log   403/403/404/403/403 403      403             403    403     403
verifier/                          log   403/403/404/403/403 403      403             200    200     200
presences/                         log   403/403/404/403/403 403      403             200    200     200
POST presences/                    log   403/403/404/403/403 403      403             403    403     403
rediger/                           log   403/403/404/403/403 403      403             200    200     200
POST convocation/annuler/          log   403/403/404/403/403 403      403             302    302     302

[/gestion/seances/seance/{seance-1-5}/]  en préparation
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
presences/                         log   403/403/404/403/403 403      403             200    200     200
POST statut/publier/               log   403/403/404/403/403 403      403             403    403     403
statut/preparer/                   log   403/403/405/403/403 403      403             405    405     405
convocation/                       log   403/403/404/403/403 403      403             200    200     200
convocation/convoquer/             log   403/403/404/403/403 403      403             200    200     200
POST convocation/convoquer/        log   403/403/404/403/403 403      403             302    302     302
convocation/publier/               log   403/403/404/403/403 403      403             404    404     404
convocation/convoquer/apercu/      log   403/403/404/403/403 403      403             200    200     200
POST convocation/remettre/         log   403/403/404/403/403 403      403             302    302     302
convocation/remettre/              log   403/403/405/403/403 403      403             405    405     405

[/gestion/seances/seance/{seance-3-1}/]  le chantier de quelqu’un d’autre
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
sous-groupes/                      log   403/403/200/403/403 403      403             404    404     200
POST sous-groupes/                 log   403/403/422/403/403 403      403             404    404     422
verifier/                          log   403/403/200/403/403 403      403             404    404     200
presences/                         log   403/403/200/403/403 403      403             404    404     200
POST presences/                    log   403/403/302/403/403 403      403             404    404     302
pointages/                         log   403/403/200/403/403 403      403             404    404     200
POST pointages/                    log   403/403/302/403/403 403      403             404    404     302
rediger/                           log   403/403/200/403/403 403      403             404    404     200
POST rediger/                      log   403/403/302/403/403 403      403             404    404     302
POST convocation/convoquer/        log   403/403/302/403/403 403      403             404    404     302
reports/                           log   403/403/200/403/403 403      403             404    404     200
POST reports/                      log   403/403/404/403/403 403      403             404    404     404
POST modele/                       log   403/403/302/403/403 403      403             404    404     302
POST statistiques/                 log   403/403/302/403/403 403      403             404    404     302
preparer/                          log   403/403/302/403/403 403      403             404    404     302

[/gestion/seances/seance/{seance-3-1}/rediger/]  l’écritoire de quelqu’un d’autre
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/200/403/403 403      403             404    404     200
etat/                              401   403/403/200/403/403 403      403             404    404     200
{texte-3-1}/                       401   403/403/200/403/403 403      403             404    404     200
POST {texte-3-1}/enregistrer/      401   403/403/400/403/403 403      403             404    404     400
POST {texte-3-1}/departager/       401   403/403/400/403/403 403      403             404    404     400
POST {texte-3-1}/attribuer/        401   403/403/400/403/403 403      403             404    404     400
POST heures/                       401   403/403/400/403/403 403      403             404    404     400

[/gestion/seances/seance/999999/]  n’existe pas
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
reports/                           log   403/403/404/403/403 403      403             404    404     404
preparer/                          log   403/403/404/403/403 403      403             404    404     404
POST modele/                       log   403/403/404/403/403 403      403             404    404     404
POST statistiques/                 log   403/403/404/403/403 403      403             404    404     404
sous-groupes/                      log   403/403/404/403/403 403      403             404    404     404
POST sous-groupes/                 log   403/403/404/403/403 403      403             404    404     404
verifier/                          log   403/403/404/403/403 403      403             404    404     404
presences/                         log   403/403/404/403/403 403      403             404    404     404
POST convocation/convoquer/        log   403/403/404/403/403 403      403             404    404     404
rediger/                           log   403/403/404/403/403 403      403             404    404     404
rediger/etat/                      401   403/403/404/403/403 403      403             404    404     404
POST rediger/1/enregistrer/        401   403/403/404/403/403 403      403             404    404     404

[/gestion/seances/procesverbal/{pv-1-2}/remarques/]
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/404/403/403 403      403             200    200     200
{remarque-1-2}/decider/            log   403/403/405/403/403 403      403             405    405     405
POST {remarque-1-2}/decider/       log   403/403/404/403/403 403      403             403    422     422
{remarque-1-2}/appliquer/          log   403/403/405/403/403 403      403             405    405     405
POST {remarque-1-2}/appliquer/     log   403/403/404/403/403 403      403             403    302     302
{remarque-1-2}/oter/               log   403/403/405/403/403 403      403             405    405     405
POST {remarque-1-2}/oter/          log   403/403/404/403/403 403      403             403    302     302

[/gestion/seances/procesverbal/{pv-3-1}/remarques/]
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/200/403/403 403      403             404    404     200
POST {remarque-1-2}/decider/       log   403/403/404/403/403 403      403             404    404     404
POST {remarque-1-2}/appliquer/     log   403/403/404/403/403 403      403             404    404     404
POST {remarque-1-2}/oter/          log   403/403/404/403/403 403      403             404    404     404

[/gestion/chantiers/suggestion/]
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
{suggestion}/decider/              log   403/403/404/403/403 403      403             404    200     200
POST {suggestion}/decider/         log   403/403/404/403/403 403      403             404    422     422
999999/decider/                    log   403/403/404/403/403 403      403             404    404     404

[/gestion/seances/]
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
procesverbal/{pv-1-3}/acte/relire/   log   403/403/404/403/403 403      403             200    200     200
POST procesverbal/{pv-1-3}/acte/relire/ log   403/403/404/403/403 403      403             302    302     302
POST procesverbal/{pv-3-1}/acte/relire/ log   403/403/302/403/403 403      403             404    404     302
procesverbal/{pv-1-3}/acte/diffuser/   log   403/403/404/403/403 403      403             403    200     200
POST procesverbal/{pv-1-3}/acte/diffuser/ log   403/403/404/403/403 403      403             403    422     422
POST procesverbal/{pv-1-3}/acte/approuver/ log   403/403/404/403/403 403      403             403    302     302
procesverbal/{pv-1-3}/acte/effacer/   log   403/403/404/403/403 403      403             404    404     404
procesverbal/{pv-1-1}/publier/        log   403/403/404/403/403 403      403             403    200     200
POST procesverbal/{pv-1-1}/publier/   log   403/403/404/403/403 403      403             403    302     302
POST procesverbal/{pv-3-1}/publier/   log   403/403/302/403/403 403      403             404    404     302
procesverbal/{pv-1-1}/publier/apercu/ log   403/403/404/403/403 403      403             403    200     200
procesverbal/{pv-1-3}/publier/apercu/ log   403/403/404/403/403 403      403             403    404     404
procesverbal/{pv-1-1}/publier/retirer/ log   403/403/405/403/403 403      403             405    405     405
POST procesverbal/{pv-1-1}/publier/retirer/ log   403/403/404/403/403 403      403             403    302     302
POST procesverbal/{pv-3-1}/publier/retirer/ log   403/403/302/403/403 403      403             404    404     302
procesverbal/sigles/               log   403/403/200/403/403 403      403             403    200     200
POST procesverbal/sigles/          log   403/403/302/403/403 403      403             403    302     302
demande/999999/faite/              log   403/403/405/403/403 403      403             405    405     405
POST demande/999999/faite/         log   403/403/404/403/403 403      403             404    404     404
demande/999999/refuser/            log   403/403/405/403/403 403      403             405    405     405
POST demande/999999/refuser/       log   403/403/404/403/403 403      403             404    404     404
demande/999999/effacer/            log   403/403/405/403/403 403      403             405    405     405
POST demande/999999/effacer/       log   403/403/404/403/403 403      403             404    404     404
textepoint/{texte-1-3}/change/     log   403/403/404/403/403 403      403             200    200     200
POST textepoint/{texte-1-3}/change/ log   403/403/404/403/403 403      403             200    200     200
textepoint/{texte-3-1}/change/     log   403/403/200/403/403 403      403             404    404     200
POST textepoint/{texte-3-1}/change/ log   403/403/200/403/403 403      403             404    404     200
textepoint/{texte-1-3}/revisions/1/ log   403/403/404/403/403 403      403             200    200     200
textepoint/{texte-3-1}/revisions/1/ log   403/403/200/403/403 403      403             404    404     200
POST textepoint/{texte-3-1}/revisions/1/ log   403/403/200/403/403 403      403             404    404     200
textepoint/{texte-1-3}/revisions/9/ log   403/403/404/403/403 403      403             404    404     404
restitution/{note-1-3}/retirer/    log   403/403/405/403/403 403      403             405    405     405
POST restitution/{note-1-3}/retirer/ log   403/403/404/403/403 403      403             403    403     302
POST restitution/999999/retirer/   log   403/403/404/403/403 403      403             404    404     404
ancienpv/add/                      log   403/403/200/403/403 403      403             403    200     200
POST ancienpv/add/                 log   403/403/422/403/403 403      403             403    422     422
ancienpv/{ancien-1}/change/        log   403/403/404/403/403 403      403             404    200     200
POST ancienpv/{ancien-1}/change/   log   403/403/404/403/403 403      403             404    200     200
ancienpv/{ancien-1}/fichier/       log   403/403/404/403/403 403      403             404    200     200
ancienpv/{ancien-3}/change/        log   403/403/200/403/403 403      403             404    404     200
POST ancienpv/{ancien-3}/change/   log   403/403/200/403/403 403      403             404    404     200
ancienpv/{ancien-3}/fichier/       log   403/403/200/403/403 403      403             404    404     200
ancienpv/{ancien-3}/delete/        log   403/403/200/403/403 403      403             403    404     200
lienpersonnel/seance/{seance-1-4}/ log   403/403/404/403/403 403      403             200    200     200
POST lienpersonnel/seance/{seance-1-4}/ log   403/403/404/403/403 403      403             403    403     403
lienpersonnel/seance/{seance-3-1}/ log   403/403/200/403/403 403      403             404    404     200
POST lienpersonnel/seance/{seance-3-1}/ log   403/403/403/403/403 403      403             404    404     403
lienpersonnel/seance/999999/       log   403/403/404/403/403 403      403             404    404     404
"""

# Pages that Django makes for each model of the desk: whoever has no work there is refused, whatever the row.
MODELES = """
                                   anon. étrangers           présents inscrits        rédac. coprés. admin.
.                                  log   403/403/–/403/403   403      403             –      –       –
add/                               log   403/403/–/403/403   403      403             –      –       –
1/                                 log   403/403/–/403/403   403      403             –      –       –
1/change/                          log   403/403/–/403/403   403      403             –      –       –
1/history/                         log   403/403/–/403/403   403      403             –      –       –
1/delete/                          log   403/403/–/403/403   403      403             –      –       –
"""

# What each person must not read, wherever it is asked: the words, an address that shows them to whoever may read
# them, and who that is. Nobody else finds them at any address of these tables.
SECRETS = """
                                                        anon. étrangers   présents inscrits    rédac. coprés. admin.
Titre Calfeutré  /chantiers/                            –     –           lit      lit         lit    lit     lit
Sujet Feutrant   /chantiers/2/seances/1/                –     –           lit      lit         lit    lit     lit
Privatif         /chantiers/2/seances/1/pv/             –     –           lit      lit         lit    lit     lit
Confinable       /chantiers/2/seances/1/pv.pdf          –     –           lit      lit         lit    lit     lit
dessous Cadenasses /chantiers/1/archive.zip             –     –           lit      lit         lit    lit     lit
Annexe Feutrant  /chantiers/2/seances/1/                –     –           lit      lit         lit    lit     lit
fichier Feutrant /chantiers/2/seances/1/annexes/1/      –     –           lit      lit         lit    lit     lit
Sujet Couvant    /chantiers/2/seances/2/                –     –           –        –           lit    lit     lit
Sujet Mitonnant  /chantiers/1/seances/5/                –     –           –        –           lit    lit     lit
Annexe Mitonnant /chantiers/1/seances/5/                –     –           –        –           lit    lit     lit
Taiseuse         /chantiers/1/seances/1/pv/             –     –           lit      lit         lit    lit     lit
Taiseuse :       /chantiers/1/seances/1/interventions.xlsx –  –           lit      lit         lit    lit     lit
TAISEUSE         /chantiers/1/seances/1/pv.pdf          –     –           lit      lit         lit    lit     lit
tisserande       /chantiers/1/seances/1/pv/             –     –           lit      lit         lit    lit     lit
Conciliabule     /chantiers/1/seances/1/pv/             –     –           lit      lit         lit    lit     lit
Cadenassée       /chantiers/1/seances/1/                –     –           lit      lit         lit    lit     lit
Cadenasses       /chantiers/1/seances/1/annexes/2/      –     –           lit      lit         lit    lit     lit
Diffusart        /chantiers/1/seances/2/                –     –           –        lit         lit    lit     lit
Diffusible       /chantiers/1/seances/2/pv/             –     –           –        lit         lit    lit     lit
Chuchotable      /chantiers/1/seances/2/pv/remarques/   –     –           –        lit         lit    lit     lit
Restituante      /chantiers/1/seances/2/pv.pdf          –     –           –        lit         lit    lit     lit
Causeur          /chantiers/1/seances/2/sous-groupes/1/ –     –           –        lit         lit    lit     lit
Brouillard       /chantiers/1/seances/3/                –     –           –        lit         lit    lit     lit
Raturable        /chantiers/1/seances/3/pv/projet/      –     –           –        –           lit    lit     lit
Griffonnante     /chantiers/1/seances/3/sous-groupes/1/ –     –           –        –/–/lit/–   lit    lit     lit
Denise Attendue  /chantiers/1/seances/4/                –     –           –        lit         lit    lit     lit
Embarquant       /chantiers/1/seances/4/covoiturage/    –     –           –        lit         lit    lit     –
Mijotable        /chantiers/1/seances/4/repas/          –     –           –        –/lit/–/–   lit    lit     lit
Retiral          /chantiers/1/seances/7/                –     –           –        lit         lit    lit     lit
Escamotable      /chantiers/1/seances/7/pv.json         –     –           –        lit         lit    lit     lit
Lise Pudique     /chantiers/1/seances/9/pv/             –     –           –        lit         lit    lit     lit
Rappelet         /chantiers/1/seances/8/                –     –           –        lit         lit    lit     lit
Ravalable        /chantiers/1/seances/8/pv/versions/1/  –     –           –        lit         lit    lit     lit
colportee@       /gestion/seances/seance/{seance-1-3}/rediger/ – –         –        –           lit    lit     lit
Ambitionnant     /chantiers/1/propositions/2/            –     –           –        lit         lit    lit     lit
Entre-soi        /chantiers/1/propositions/1/            –     –           –        lit         lit    lit     lit
Reprisard        /gestion/seances/ancienpv/{ancien-1}/change/ – –          –        –           –      lit     lit
Sujet Voisinant  /chantiers/3/seances/1/                –     –/–/lit/–/– –        –           –      –       lit
Mitoyen          /chantiers/3/seances/1/pv/projet/      –     –/–/lit/–/– –        –           –      –       lit
Lointain         /participants/                         –     –/–/lit/–/– –        –           –      –       lit
hector@          /participants/                         –     –/–/lit/–/– –        –           –      –       lit
prune@           /participants/                         –     –           –        –           lit    lit     lit
xavier.perso@    /participants/                         –     –           –        –           lit    lit     lit
maud.perso@      /participants/                         –     –           –        –/lit/–/–   lit    lit     lit
Suggérable       /gestion/chantiers/suggestion/{suggestion}/decider/ – – –        –           –      lit     lit
Ébauchable       /glossaire/                            –     –/–/lit/–/– –        –           –      lit     lit
serge.perso@     /chantiers/1/seances/3/sous-groupes/1/ –     –           –        –/–/lit/lit lit    lit     lit
"""
