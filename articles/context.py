from django.utils.functional import SimpleLazyObject

from articles.models import Topic
from cramps_site.lib.prepared import prepared


def topics(request):
    """For every template: the topics of the menu, asked for once, and only by a page that shows them."""
    return {"all_topics": SimpleLazyObject(menu)}


@prepared
def menu():
    return Topic.objects.all()
