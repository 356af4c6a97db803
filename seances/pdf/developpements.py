"""What the acronyms of a PDF mean, told where they are first used to whoever hears the file or points at them.

Each first use is a link to the list at the end. Its annotation describes it by the meaning rather than by an address,
and its tag carries the expansion (/E) that PDF has for abbreviations.
"""

import pydyf


def tell(pdf, sigles):
    """Give the links of some acronyms (Sigle) their meaning, before the file is written."""
    meanings = {sigle.ancre: pydyf.String(f"{sigle.mot} : {sigle.en_clair}") for sigle in sigles}
    expansions = {sigle.ancre: pydyf.String(sigle.en_clair) for sigle in sigles}
    if not meanings:
        return
    annotations, objects, tags = {}, {}, []
    for item in pdf.objects:
        if not isinstance(item, pydyf.Dictionary):
            continue
        if item.get("Subtype") == "/Link" and isinstance(item.get("Dest"), pydyf.String):
            if item["Dest"].string in meanings:
                annotations[item.reference] = item
        elif item.get("Type") == "/OBJR":
            objects[item.reference] = item["Obj"]
        elif item.get("S") == "/Link":
            tags.append(item)
    for tag in tags:
        annotation = annotations.get(objects.get(tag["K"][0]))
        if annotation is not None:
            anchor = annotation["Dest"].string
            annotation["Contents"], tag["E"] = meanings[anchor], expansions[anchor]
