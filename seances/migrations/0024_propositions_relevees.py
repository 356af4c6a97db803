"""What was picked before is kept: its words become its title, its place is told in its details."""

from django.db import connections, migrations

CHAMPS = "p.id, s.chantier_id, s.numero, s.date, p.paragraphe, p.citation, p.type, p.etat, p.niveau, p.articles"


def follow(apps, schema_editor):
    Proposition = apps.get_model("seances", "Proposition")
    EtapeProposition = apps.get_model("seances", "EtapeProposition")
    with connections[schema_editor.connection.alias].cursor() as cursor:
        cursor.execute(
            f"SELECT {CHAMPS} FROM seances_proposition p JOIN seances_seance s ON s.id = p.seance_id "
            "ORDER BY s.chantier_id, s.numero, p.paragraphe, p.id"
        )
        rows = cursor.fetchall()
        numbers = {}
        for pk, chantier, seance, date, paragraphe, citation, kind, etat, niveau, articles in rows:
            numbers[chantier] = numbers.get(chantier, 0) + 1
            words = " ".join(citation.split())
            passed_on = "destinataire non noté" if etat == "transmise" else ""
            told = {
                "type": kind,
                "intitule": words if len(words) <= 250 else f"{words[:249]}…",
                "niveau": niveau,
                "articles": articles[:100],
                "etat": etat,
                "transmise_a": passed_on,
            }
            made = Proposition.objects.create(
                chantier_id=chantier,
                numero=numbers[chantier],
                precisions=f"Séance {seance}, paragraphe {paragraphe} : « {citation} »",
                **told,
            )
            EtapeProposition.objects.create(proposition=made, le=date, **told)
            cursor.execute("DELETE FROM seances_proposition WHERE id = %s", [pk])


class Migration(migrations.Migration):
    dependencies = [("seances", "0023_propositions_suivies")]

    # What is followed since then has no row of the table before: it is not taken back.
    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
