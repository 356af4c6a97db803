"""The picture of the rooms and floors, drawn from the imports: `make dessin` writes .ci/architecture.svg.

A box is a room: an app, a package of `seances`, or the modules of one floor that are no package. An arrow says that
some module of the one imports some module of the other, on a lower floor; one that follows from others is left out.
Rooms of one floor import one another too, and modules never in a circle: that is not drawn.
"""

from functools import partial
from html import escape
from pathlib import Path

from tests import test_architecture as architecture

SORTIE = Path(__file__).resolve().parent.parent / ".ci/architecture.svg"
ETAGES = {
    8: "composition",
    7: "pages and desk",
    6: "what may come next",
    5: "what a job needs",
    4: "tree and rights",
    3: "tables of seances",
    2: "chantiers, fields, files",
    1: "people; what is pure",
}
FLOORS = {"assises": 8, "chantiers": 2, "participants": 1}
LARGEUR, MARGE, ETIQUETTE = 1320, 16, 150
HAUT, ECART = 34, 58  # of a box, between two rows
LETTRE = 6.3  # pixels, of a name in 12 px
PEU = 5  # modules: a box names them
STYLE = """
text { font: 12px "DejaVu Sans", sans-serif; fill: #22201c; }
.etage { font-size: 11px; fill: #6b655a; }
.rang { fill: #f6f4ef; }
.piece { fill: #fff; stroke: #1b4f72; }
.lien { fill: none; stroke: #1b4f72; stroke-opacity: .55; }
.pointe { fill: #1b4f72; }
@media (prefers-color-scheme: dark) {
text { fill: #e8e4da; } .etage { fill: #aca69a; } .rang { fill: #1f2225; }
.piece { fill: #16181a; stroke: #8fc4e8; } .lien { stroke: #8fc4e8; } .pointe { fill: #8fc4e8; }
}
"""


def place(module):
    """(floor, room) of a module."""
    app, *rest = module.split(".")
    if app in FLOORS:
        return FLOORS[app], app
    floor = architecture.floor(module)
    whole = rest and f"seances.{rest[0]}"
    package = whole and any(name.startswith(f"{whole}.") for name in architecture.MODULES)
    if package and floor == architecture.floor(whole):
        return floor, whole.replace(".", "/") + "/"
    return floor, "seances/*.py" if not package else f"{whole.replace('.', '/')}/ (pure)"


def label(room):
    """What its box says: the modules themselves where they are few."""
    name = room[1].removeprefix("seances/")
    if name != "*.py":
        return name
    held = sorted(each.removeprefix("seances.") for each in architecture.MODULES if place(each) == room)
    held = [each for each in held if each != "seances"]
    return ", ".join(held) if len(held) <= PEU else "*.py"


def rooms():
    """{(floor, room): rooms on lower floors that it imports}."""
    found = {place(name): set() for name in architecture.MODULES if name != "seances"}
    for name, targets in architecture.IMPORTS.items():
        for target in targets & set(architecture.MODULES) - {"seances"}:
            if name != "seances" and place(target)[0] < place(name)[0]:
                found[place(name)].add(place(target))
    return found


def reduced(links):
    """The same without the arrows that follow from others."""

    def below(room):
        reached = set()
        for each in links[room]:
            reached |= {each} | below(each)
        return reached

    return {
        room: {each for each in targets if not any(each in below(other) for other in targets)}
        for room, targets in links.items()
    }


def centre(links, seat, room):
    """Where a room would be best: amid those that it is tied to."""
    tied = [seat[each] for each in links[room]]
    tied += [seat[each] for each, targets in links.items() if room in targets]
    return round(sum(tied) / len(tied), 6) if tied else seat[room], room


def laid_out(links):
    """{floor: its rooms from left to right}, each near what it is tied to."""
    rows = {floor: sorted(room for room in links if room[0] == floor) for floor in ETAGES}
    for floors in (sorted(rows), sorted(rows, reverse=True)) * 2:
        seat = {room: (index + 0.5) / len(row) for row in rows.values() for index, room in enumerate(row)}
        for floor in floors:
            rows[floor].sort(key=partial(centre, links, seat))
            seat |= {room: (index + 0.5) / len(rows[floor]) for index, room in enumerate(rows[floor])}
    return rows


def draw():
    """The SVG, the same for the same imports."""
    links = reduced(rooms())
    boxes, lines, y = {}, [], MARGE
    rows = laid_out(links)
    for floor in sorted(rows, reverse=True):
        lines.append(
            f'<rect class="rang" x="{MARGE}" y="{y - 8}" width="{LARGEUR - 2 * MARGE}" height="{HAUT + 16}"/>'
        )
        lines.append(
            f'<text class="etage" x="{MARGE + 8}" y="{y + 21}">{floor} {escape(ETAGES[floor])}</text>'
        )
        step = (LARGEUR - 2 * MARGE - ETIQUETTE - 40) / len(rows[floor])
        for index, room in enumerate(rows[floor]):
            width = min(len(label(room)) * LETTRE + 14, step - 6)
            centre = MARGE + ETIQUETTE + 40 + step * (index + 0.5)
            boxes[room] = round(centre, 1), y, round(width, 1)
        y += HAUT + ECART
    for room, targets in sorted(links.items()):
        x, top, _ = boxes[room]
        for target in sorted(targets):
            tx, ty, _ = boxes[target]
            begin, end = top + HAUT, ty - 6
            bend = round((end - begin) / 2, 1)
            lines.append(
                f'<path class="lien" marker-end="url(#pointe)" '
                f'd="M{x} {begin}C{x} {begin + bend} {tx} {end - bend} {tx} {end}"/>'
            )
    for room, (x, top, width) in sorted(boxes.items()):
        left = round(x - width / 2, 1)
        lines.append(
            f'<rect class="piece" x="{left}" y="{top}" width="{width}" height="{HAUT}" rx="4"/>'
            f'<text x="{x}" y="{top + 21}" text-anchor="middle">{escape(label(room))}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {y - ECART + 24}" role="img">'
        f"<title>The rooms of the portal, floor by floor, and which import which</title>"
        f"<style>{STYLE}</style>"
        '<defs><marker id="pointe" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="pointe" d="M0 0L8 4L0 8z"/></marker></defs>\n'
        + "\n".join(lines)
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    SORTIE.write_text(draw())
    print(SORTIE)
