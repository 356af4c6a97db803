"""What is drawn on the pages of a PDF once they are set: paragraph numbers in the margin, leader dots.

Drawn and marked as artifacts rather than set as text: nobody hears the dots, who copies a paragraph does not
copy its number, and setting them would cost a fifth of the whole rendering.
"""

import pydyf

POINTS_PER_PIXEL = 0.75
GREY = "0.36 0.38 0.42"
SIZE = 6.8  # of the numbers, in points
GUTTER = 11  # between the numbers and the text
BASELINE = 10.1  # from the top of a paragraph to the foot of its first line: 10.8pt on 1.42
LEADER = "0.62 0.64 0.67 RG 1 w 1 J [0 3.4] 0 d"
LEADER_LEFT, LEADER_RIGHT = 20, 24  # from the edges of the text


# Width and outline of Inter's figures (SIL Open Font License), in thousandths of their size.
CHIFFRES = {
    "0": (
        625,
        "312 -10 m 473 -10 565 126 565 364 c 565 599 472 737 312 737 c 153 737 60 599 60 364 c 60 126 152 -10 "
        "312 -10 c h 312 68 m 207 68 145 174 145 364 c 145 553 207 661 312 661 c 418 661 480 553 480 364 c "
        "480 174 418 68 312 68 c h",
    ),
    "1": (464, "331 727 m 243 727 l 61 607 l 61 517 l 239 635 l 243 635 l 243 0 l 331 0 l h"),
    "2": (
        605,
        "75 0 m 534 0 l 534 78 l 196 78 l 196 84 l 359 259 l 484 392 521 455 521 536 c 521 648 430 737 303 "
        "737 c 175 737 78 651 78 523 c 162 523 l 162 605 216 661 300 661 c 379 661 439 612 439 536 c 439 468 "
        "400 419 315 327 c 75 64 l h",
    ),
    "3": (
        636,
        "321 -10 m 462 -10 567 78 567 197 c 567 290 512 357 420 372 c 420 378 l 494 400 540 461 540 543 c 540 "
        "646 458 737 324 737 c 198 737 94 660 89 545 c 175 545 l 178 618 247 661 322 661 c 403 661 455 612 "
        "455 538 c 455 462 395 412 308 412 c 250 412 l 250 334 l 308 334 l 419 334 480 278 480 197 c 480 120 "
        "413 68 320 68 c 235 68 169 112 163 182 c 74 182 l 79 67 180 -10 321 -10 c h",
    ),
    "4": (
        642,
        "58 149 m 401 149 l 401 0 l 484 0 l 484 149 l 584 149 l 584 227 l 484 227 l 484 727 l 378 727 l 58 "
        "222 l h 401 227 m 153 227 l 153 233 l 395 615 l 401 615 l h",
    ),
    "5": (
        608,
        "303 -10 m 441 -10 543 92 543 232 c 543 373 445 476 311 476 c 262 476 214 458 185 435 c 180 435 l 206 "
        "649 l 510 649 l 510 727 l 132 727 l 88 369 l 170 359 l 201 381 252 397 297 396 c 390 396 457 325 457 "
        "230 c 457 137 392 68 303 68 c 228 68 169 116 162 182 c 77 182 l 82 71 178 -10 303 -10 c h",
    ),
    "6": (
        624,
        "317 -10 m 464 -12 560 99 560 234 c 560 375 456 476 331 476 c 256 476 192 439 152 379 c 146 379 l 147 "
        "556 216 659 328 659 c 405 659 451 611 467 545 c 554 545 l 536 658 450 737 328 737 c 164 737 64 592 "
        "64 335 c 64 66 197 -9 317 -10 c h 317 68 m 225 68 159 146 159 233 c 159 320 229 398 320 398 c 409 "
        "398 474 325 474 234 c 474 142 406 68 317 68 c h",
    ),
    "7": (571, "98 0 m 190 0 l 514 645 l 514 727 l 48 727 l 48 649 l 423 649 l 423 643 l h"),
    "8": (
        616,
        "308 -10 m 453 -10 555 75 555 193 c 555 285 493 363 415 378 c 415 382 l 483 400 528 467 528 544 c 528 "
        "655 435 737 308 737 c 180 737 87 655 88 544 c 87 467 132 400 202 382 c 202 378 l 122 363 60 285 61 "
        "193 c 60 75 162 -10 308 -10 c h 308 68 m 208 68 147 119 148 197 c 147 279 215 338 308 338 c 400 338 "
        "468 279 469 197 c 468 119 407 68 308 68 c h 308 413 m 229 413 173 463 173 538 c 173 612 227 661 308 "
        "661 c 388 661 442 612 443 538 c 442 463 386 413 308 413 c h",
    ),
    "9": (
        624,
        "307 737 m 159 739 64 628 64 494 c 64 354 168 253 293 253 c 368 253 432 290 472 349 c 477 349 l 477 "
        "170 408 68 295 68 c 219 68 172 116 156 183 c 70 183 l 87 68 173 -10 295 -10 c 459 -10 560 135 560 "
        "393 c 560 661 426 736 307 737 c h 307 659 m 398 659 464 581 464 496 c 464 409 393 331 304 331 c 214 "
        "331 149 403 149 494 c 149 585 217 659 307 659 c h",
    ),
}


def draw(document, pdf, edges):
    """Add the margins to the pages of a rendered document, before it is written.

    document: WeasyPrint's; what wears a number has it as `data-n`, the agenda's page numbers have the anchors
    « folio-1 »… edges: left and right edge of the text, in points.
    """
    left, right = edges
    used, seen = set(), set()
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    for page, target in zip(document.pages, pages, strict=True):
        stream = _object(pdf, target["Contents"]).stream
        height = page.height * POINTS_PER_PIXEL

        def foot(y, height=height):
            return height - y * POINTS_PER_PIXEL - BASELINE

        leaders = [
            f"{right - LEADER_RIGHT:.2f} {foot(y):.2f} m {left + LEADER_LEFT:.2f} {foot(y):.2f} l S"
            for name, (_x, y, *_) in page.anchors.items()
            if name.startswith("folio-")
        ]
        if leaders:
            stream.insert(0, f"/Artifact BMC q {LEADER} {' '.join(leaders)} Q EMC".encode())
        numbers = [(number, y) for number, y in _numbered(page._page_box) if number not in seen]
        if numbers:
            seen.update(number for number, _ in numbers)
            used.update(*seen)
            drawn = " ".join(_number(number, left - GUTTER, foot(y)) for number, y in numbers)
            # The page leaves its vertical axis turned downwards.
            upright = f"1 0 0 -1 0 {height:.2f} cm"
            stream.append(f"/Artifact BMC q {upright} {GREY} rg {drawn} Q EMC".encode())
    if used:
        _add_outlines(pdf, pages[0], sorted(used))


def _numbered(box):
    """(number, top) of the blocks that wear a number, in the order of the page."""
    for child in box.children:
        number = child.element.get("data-n") if child.element is not None else None
        if number:
            yield number, child.border_box_y()
        elif hasattr(child, "children"):
            yield from _numbered(child)


def _number(number, end, foot):
    """Operators that draw a number so that it ends at `end`."""
    drawn = []
    x = end - sum(CHIFFRES[chiffre][0] for chiffre in number) * SIZE / 1000
    for chiffre in number:
        drawn.append(f"q {SIZE / 1000} 0 0 {SIZE / 1000} {x:.2f} {foot:.2f} cm /chiffre{chiffre} Do Q")
        x += CHIFFRES[chiffre][0] * SIZE / 1000
    return " ".join(drawn)


def _add_outlines(pdf, page, chiffres):
    """One form per figure, in the resources that all pages share."""
    forms = _object(pdf, page["Resources"])["XObject"]
    for chiffre in chiffres:
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, -200, 1000, 1000]),
            "Resources": pydyf.Dictionary(),
        }
        form = pydyf.Stream([f"{CHIFFRES[chiffre][1]} f".encode()], extra)
        pdf.add_object(form)
        forms[f"chiffre{chiffre}"] = form.reference


def _object(pdf, reference):
    return pdf.objects[int(reference.split()[0])]
