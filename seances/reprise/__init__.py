"""An old PV read from Word, ODT, text or PDF: what it says as data, what is doubtful, and every word left over.

Pure: no Django, no database. `blocs` makes passages of the file (through the converter's confined process), `lecture`
reads them with one module per family of fields, each of which claims the words that it took; `bilan` counts what
nobody claimed. The result is the first format of files (`pv-assises/1`) with `doutes` and `reste` beside it: the
importer of files remains the only way into the database.
"""
