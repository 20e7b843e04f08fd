from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """The answer to a post that did its work: look there, by GET (RFC 9110, section 15.4.4)."""

    status_code = 303
