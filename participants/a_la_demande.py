"""Views that are loaded by the first who asks for them: what few ask for costs the other pages no memory."""

from django.utils.module_loading import import_string


def on_demand(dotted, *first):
    """The view of this dotted name (a class is made one), imported when it is first asked for.

    first: arguments given before the request, such as a ModelAdmin.
    """

    def view(request, *args, **kwargs):
        found = import_string(dotted)
        if isinstance(found, type):
            found = found.as_view()
        return found(*first, request, *args, **kwargs)

    return view
