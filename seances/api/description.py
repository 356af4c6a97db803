"""The OpenAPI description of the API, from the shapes of what it answers."""

TEXTE, ENTIER, VRAI = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
PEUT_ETRE = {"type": ["string", "null"]}
NOMBRE = {"type": ["integer", "null"]}
JOUR = {"type": "string", "format": "date"}
HEURE = {"type": ["string", "null"], "description": "13:30"}
LIENS = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}


def shape(description="", **properties):
    """An object with exactly these properties."""
    found = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return found | {"description": description} if description else found


def array(items):
    return {"type": "array", "items": items}


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


SEANCE = {
    "chantier": ENTIER,
    "numero": ENTIER,
    "date": JOUR,
    "heure_debut": HEURE,
    "heure_fin": HEURE,
    "moment": {"type": "string", "description": "preparation, a_venir, en_cours, tenue, annulee"},
    "lieu": PEUT_ETRE,
    "proces_verbal": {
        "type": ["string", "null"],
        "description": "Son état pour vous, « public » pour les visiteurs.",
    },
    "liens": LIENS,
}
SHAPES = {
    "Erreur": shape("Ce qui a été refusé, en français.", statut=ENTIER, erreur=TEXTE),
    "Index": shape(titre=TEXTE, liens=LIENS),
    "Chantier": shape(
        numero=ENTIER,
        titre=TEXTE,
        thematique=PEUT_ETRE,
        objectif=TEXTE,
        public=VRAI,
        contact=TEXTE,
        nombre_seances=ENTIER,
        prochaine_seance=PEUT_ETRE,
        liens=LIENS,
    ),
    "Seance": shape(**SEANCE),
    "SeanceEntiere": shape(
        **SEANCE,
        ordre_du_jour=array(
            shape(
                numero=ENTIER,
                titre=TEXTE,
                nature=TEXTE,
                heure_debut=HEURE,
                heure_fin=HEURE,
                huis_clos=VRAI,
                intervenants=array(TEXTE),
            )
        ),
        presidence=array(shape(nom=TEXTE, organisation=TEXTE, fonction=TEXTE)),
        presences={
            "type": ["array", "null"],
            "description": "null : vous ne pouvez pas savoir qui était là.",
            "items": shape(
                nom=TEXTE, organisation=TEXTE, fonction=TEXTE, statut=TEXTE, en_remplacement_de=PEUT_ETRE
            ),
        },
    ),
    "ProcesVerbal": shape(
        chantier=ENTIER,
        seance=ENTIER,
        texte_lu={"type": "string", "description": "« version 2 », « édition publique de la version 2 »."},
        public=VRAI,
        etat=TEXTE,
        fige_le={"type": "string", "format": "date-time"},
        sha256=shape(json=TEXTE, pdf=TEXTE),
        liens=LIENS,
        document={"type": "object", "description": "L’arbre du procès-verbal, format pv-assises/2."},
    ),
    "Intervention": shape(
        "Une ligne du tableau « qui a dit quoi ».",
        chantier=ENTIER,
        titre_du_chantier=TEXTE,
        seance=ENTIER,
        date=JOUR,
        texte_lu=TEXTE,
        point=ENTIER,
        titre_du_point=TEXTE,
        sous_groupe=NOMBRE,
        paragraphe=ENTIER,
        page_du_pdf=NOMBRE,
        locuteur=TEXTE,
        fonction=TEXTE,
        organisation=TEXTE,
        secteur=TEXTE,
        mots=ENTIER,
        genre={"type": "string", "enum": ["dit", "rapporté"]},
        texte=TEXTE,
    ),
}


def page_of(name):
    return shape(total=ENTIER, page=ENTIER, pages=ENTIER, liens=LIENS, resultats=array(reference(name)))


PAGE = {
    "name": "page",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1},
    "description": "1 si rien n’est dit.",
}
PSEUDONYMES = {
    "name": "pseudonymes",
    "in": "query",
    "schema": {"type": "string", "enum": ["oui", "non"]},
    "description": "« oui » : des pseudonymes stables à la place des noms, dans les textes aussi.",
}
SEANCE_API = "/api/chantiers/{chantier}/seances/{seance}/"
# Address -> what it gives, its shape, its parameters beside the numbers of its address.
ADRESSES = {
    "/api/": ("Les premières adresses", reference("Index"), []),
    "/api/chantiers/": ("Les chantiers que vous pouvez connaître", page_of("Chantier"), [PAGE]),
    "/api/chantiers/{chantier}/": ("Un chantier", reference("Chantier"), []),
    "/api/chantiers/{chantier}/seances/": (
        "Les séances d’un chantier, les plus récentes d’abord",
        page_of("Seance"),
        [PAGE],
    ),
    SEANCE_API: ("Une séance : ordre du jour, présidence, présences", reference("SeanceEntiere"), []),
    f"{SEANCE_API}pv/": ("Le procès-verbal figé que vous pouvez lire", reference("ProcesVerbal"), []),
    f"{SEANCE_API}interventions/": (
        "Qui a dit quoi dans ce procès-verbal",
        page_of("Intervention"),
        [PAGE, PSEUDONYMES],
    ),
}
ERREURS = {
    400: "Un paramètre n’a pas de sens.",
    401: "Connectez-vous : rien de public à cette adresse.",
    404: "Il n’y a rien à cette adresse pour vous.",
    405: "L’API se lit, elle n’écrit rien.",
}


def description(server):
    """The whole description. server: address of the portal."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Portail des Assises",
            "version": "1",
            "description": "Lecture seule. Chacun y lit ce qu’il lit à l’écran\u00a0: l’édition publique pour les "
            "visiteurs. Chaque réponse porte un ETag ; avec If-None-Match, 304 dit que rien n’a changé.",
        },
        "servers": [{"url": server}],
        "paths": {address: {"get": _operation(address, *told)} for address, told in ADRESSES.items()},
        "components": {"schemas": SHAPES},
    }


def _operation(address, summary, schema, parameters):
    numbers = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}
        for name in ("chantier", "seance")
        if f"{{{name}}}" in address
    ]
    error = {"application/json": {"schema": reference("Erreur")}}
    return {
        "summary": summary,
        "parameters": numbers + parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "304": {"description": "Rien n’a changé depuis l’ETag donné."},
            **{str(status): {"description": said, "content": error} for status, said in ERREURS.items()},
        },
    }
