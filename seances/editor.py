"""The editor of rich texts: what it offers is what `pv.richtext` keeps, no more and no less."""

from django.forms import Media, Script
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget

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
    "Link": {"enableTarget": False, "protocols": sorted(richtext.SCHEMES), "openOnClick": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Image": True,
    "History": True,
    "Menu": False,  # the portal’s own toolbar: French, and reached by keyboard
    "NoSpellCheck": False,
}


class EditeurWidget(ProseEditorWidget):
    """The editor, started by the portal's own module: its usual way needs a script inside the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, preset="assises", **kwargs)

    @property
    def media(self):
        return Media(css={"all": ["gestion/editeur.css"]}, js=[Script("gestion/editeur.js", type="module")])


def editor_form_field(**kwargs):
    """Form field of a rich text, with the editor's widget."""
    kwargs["widget"] = EditeurWidget
    return ProseEditorFormField(
        config={"extensions": EXTENSIONS}, preset="assises", sanitize=richtext.clean, **kwargs
    )
