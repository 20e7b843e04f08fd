"""The field of public forms that people do not see, and programs fill in."""

from django import forms


def trap():
    """It takes anything, and refuses nothing. templates/_trap.html shows it.

    Forms call it `subject`: programs expect that of a form for messages, and neither browsers nor
    password managers keep one, so that they never fill it for an honest reader. Browsers look at
    the name, the id and the label, whatever `autocomplete` says.
    """
    return forms.Field(required=False)
