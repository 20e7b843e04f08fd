"""What search engines are told of the comments under an article: those that readers see there, and no other."""

from cramps_site.lib.json_ld import json_ld, said
from cramps_site.lib.site import absolute
from cramps_site.lib.times import exact

# Characters. The whole words stand on the page already; said twice, fifty comments outweigh their article.
TEXT_LENGTH = 160


def of_threads(article, page):
    """More of the article's own node, to which articles/structured_data.py gives the same `@id`."""
    address = absolute(article.get_absolute_url())
    threads = [nodes for thread in page.threads for nodes in of_thread(thread, address)]
    return json_ld([{"@type": "Article", "@id": f"{address}#article", "commentCount": page.count, "comment": threads}])


def of_thread(thread, address):
    """The first comment with its replies; where it was removed, the replies alone."""
    replies = [comment_node(reply, address) for reply in thread.replies]
    return [comment_node(thread.first, address, replies)] if thread.first else replies


def shortened(text):
    return text if len(text) <= TEXT_LENGTH else f"{text[: TEXT_LENGTH - 1]}…"


def comment_node(comment, address, replies=()):
    profile = absolute(comment.person.get_absolute_url()) if comment.person else None
    return said(
        {
            "@type": "Comment",
            "url": f"{address}#comment-{comment.pk}",
            "author": said({"@type": "Person", "name": comment.writer, "url": profile}),
            "datePublished": exact(comment.posted_at),
            "text": shortened(comment.body),
            "comment": replies,
        }
    )
