"""The editor of rich texts: what it offers is what `pv.richtext` keeps, no more and no less."""

from django_prose_editor.fields import ProseEditorFormField

from .pv import richtext

# Every extension is named: one that is not listed vanishes in silence, its text glued to its neighbours.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Superscript": True,
    "Subscript": True,
    "Heading": {"levels": sorted(richtext.HEADINGS.values())},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": sorted(richtext.SCHEMES)},
    "Table": True,
    "History": True,
}


def editor_form_field(**kwargs):
    """Form field of a rich text, with the editor's widget."""
    return ProseEditorFormField(config={"extensions": EXTENSIONS}, sanitize=richtext.clean, **kwargs)
