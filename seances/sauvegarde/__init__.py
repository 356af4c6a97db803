"""The whole portal as one archive, and back: its rows as they were at one moment, and the files that they name.

tables.py     what is copied of the database, and how a row is written so that either database reads it
archive.py    one file: members, their sha256 in a manifest, read back before anything is believed
dossier.py    the folder of archives: one at a time, whole or not there, the newest ones kept
prise.py      taking one, while others write
remise.py     putting one back: everything or nothing
"""


class SauvegardeRefusee(Exception):
    """What was asked cannot be done; the message says why, what was left as it was, and what to do."""
