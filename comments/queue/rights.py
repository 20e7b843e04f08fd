from functools import wraps

from django.core.exceptions import PermissionDenied


def for_moderators(view):
    @wraps(view)
    def asked(request, *args, **kwargs):
        if not request.user.has_perm("comments.moderate_comment"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked
