"""How a test uses the desk: pages read, forms filled as a browser would, and sent."""

import re

from django.urls import reverse
from lxml import html as lxml_html


def page(response):
    return lxml_html.fromstring(response.content.decode())


def filled(response, form=None):
    """What the browser would send if the form were submitted as it came."""
    root = page(response)
    form = root.get_element_by_id(form) if form else max(root.forms, key=lambda one: len(one.fields))
    data = {}
    for field in form.xpath(".//input|.//select|.//textarea"):
        if field.xpath("ancestor::template") or not field.get("name"):
            continue
        name, kind = field.get("name"), field.get("type")
        if field.tag == "select":
            chosen = field.xpath("./option[@selected]/@value|./optgroup/option[@selected]/@value")
            if not field.get("multiple"):
                chosen = chosen[:1] or field.xpath("./option/@value")[:1]
            data.setdefault(name, []).extend(chosen)
        elif kind in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "textarea":
            data.setdefault(name, []).append((field.text or "").removeprefix("\n"))
        elif kind not in {"submit", "button", "file"}:
            data.setdefault(name, []).append(field.get("value", ""))
    return data


def errors(response):
    return [
        re.sub(r"\s+", " ", li.text_content()).strip()
        for li in page(response).xpath("//ul[contains(@class,'errorlist')]/li")
    ]


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def agenda(seance):
    return list(seance.points.order_by("position").values_list("position", "titre"))


def post_seance(client, seance, **changes):
    data = filled(client.get(change_url(seance)), "seance_form")
    return client.post(
        change_url(seance),
        data | {name: [value] if isinstance(value, str) else value for name, value in changes.items()},
    )


def sheet_url(seance):
    return reverse("admin:seances_seance_presences", args=[seance.pk])


def attendance(seance):
    return {row.participant: row.statut for row in seance.presences.all()}


def listed(response):
    return [form.personne for form in response.context["feuille"].forms]


def post_groupe(client, groupe, **changes):
    data = filled(client.get(change_url(groupe)), "sousgroupe_form")
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = [value]
    return client.post(change_url(groupe), data)


def holders(groupe, role):
    return list(groupe.membres.filter(**{role: True}).values_list("nom_imprime", flat=True))
