"""Disqus XML. Threads come first and name the article; posts follow and name their thread."""

from comments.importing.foreign import ForeignComment
from comments.importing.places import split
from comments.importing.xml_stream import elements
from comments.models import Status


def read(path):
    """Its ForeignComments, in the order of the file."""
    threads, row = {}, 0
    for element in elements(path, {"thread", "post"}):
        if element.tag == "thread":
            threads[element.get("id")] = places_of(element)
        elif element.tag == "post":
            row += 1
            yield comment_of(element, row, threads)


def places_of(thread):
    """The address of the page, and what the site itself called it: may be empty, a number, or an address."""
    link, own = text_of(thread, "link"), text_of(thread, "id")
    return tuple(place for place in [link, own] if place)


def comment_of(post, row, threads):
    number = post.get("id", "")
    thread, parent, author = post.find("thread"), post.find("parent"), post.find("author")
    places = threads.get(thread.get("id") if thread is not None else None, ())
    host = next(filter(None, (split(place).netloc for place in places)), "")
    above = parent.get("id", "") if parent is not None else ""
    return ForeignComment(
        row=f"comment {row} (Disqus {number or 'without a number'})",
        key=f"disqus:{host}:{number}" if number else "",
        parent=f"disqus:{host}:{above}" if above else "",
        places=places,
        name=text_of(author, "name") or text_of(author, "username"),
        email=text_of(author, "email"),
        body=text_of(post, "message"),
        posted=text_of(post, "createdAt"),
        status=status_of(post),
    )


def status_of(post):
    """Spam first: what is both spam and deleted was spam. Without a word about it, Disqus had published it."""
    if text_of(post, "isSpam") == "true":
        return Status.SPAM
    if text_of(post, "isDeleted") == "true":
        return Status.REJECTED
    return Status.WAITING if text_of(post, "isApproved") == "false" else Status.APPROVED


def text_of(element, tag):
    child = element.find(tag) if element is not None else None
    return "".join(child.itertext()).strip() if child is not None else ""
