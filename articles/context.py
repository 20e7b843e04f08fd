from django.utils.functional import SimpleLazyObject

from articles.models import Topic


def topics(request):
    """For every template: the topics of the menu, asked for once, and only by a page that shows them."""
    return {"all_topics": SimpleLazyObject(lambda: list(Topic.objects.all()))}
