"""How far a command has got: a line that counts, once it lasts longer than people like to wait in the dark."""

import time

DELAI = 2  # seconds without a word
RYTHME = 0.2  # seconds between two words
LARGEUR = 30


class Progression:
    """progress(total, what) -> tick(count), which draws a bar on a stream when things last."""

    def __init__(self, stream):
        self.stream = stream

    def __call__(self, total, what):
        begun = told = time.monotonic()
        done = 0

        def tick(count=1):
            nonlocal done, told
            done += count
            now = time.monotonic()
            if now - begun < DELAI or (now - told < RYTHME and done < total):
                return
            told = now
            part = min(done / total, 1) if total else 1
            bar = "█" * round(part * LARGEUR)
            self.stream.write(
                f"{bar:░<{LARGEUR}} {part:4.0%} {done}/{total} {what}", ending="\n" if done >= total else "\r"
            )
            self.stream.flush()

        return tick
