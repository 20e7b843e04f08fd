"""What of an article is shown in a list of answers, with the asked words marked, as Parts, not HTML."""

import html
import re
from dataclasses import dataclass

from articles.search.words import places_of

SNIPPET_LENGTH = 220  # characters
STRETCH = 3_000  # characters that are looked through at once: most questions are answered in the first
CITATION = re.compile(r'<a class="cite".*?</a>')
TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
BLOCK_END = re.compile(r"</(?:p|li|h\d|td|th|section|blockquote|figcaption)>")


@dataclass(frozen=True)
class Part:
    """A piece of text; `hit` if it is a word that was asked for."""

    text: str
    hit: bool = False


def marked(text, stems):
    """All of `text` as Parts."""
    parts, end = [], 0
    for start, stop in places_of(stems, text):
        parts += [Part(text[end:start]), Part(text[start:stop], hit=True)]
        end = stop
    return [part for part in [*parts, Part(text[end:])] if part.text]


def snippet(article, stems):
    """The summary if it has a word that was asked for; else the first passage of the text with most of them."""
    if places_of(stems, article.summary):
        return marked(article.summary, stems)
    text = words_of(article.body_html)
    hits = first_hits(text, stems)
    if not hits:
        return marked(article.summary or text[:SNIPPET_LENGTH], stems)
    start = max(hits, key=lambda hit: sum(hit <= other < hit + SNIPPET_LENGTH for other in hits))
    return marked(passage(text, start), stems)


def first_hits(text, stems):
    """Where the asked words begin, in the first STRETCH of the text that has any."""
    for start in range(0, len(text), STRETCH):
        if hits := [start + hit for hit, _ in places_of(stems, text[start : start + STRETCH])]:
            return hits
    return []


def passage(text, hit):
    """About SNIPPET_LENGTH characters round `hit`, from a word's beginning to a word's end."""
    start = max(0, hit - SNIPPET_LENGTH // 4)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + SNIPPET_LENGTH)
    end = len(text) if end == -1 else end
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def words_of(body_html):
    """The text of an article's own, sanitised HTML, in which every attribute stands in double quotes."""
    text = TAG.sub("", BLOCK_END.sub(" ", CITATION.sub("", body_html)))
    return " ".join(html.unescape(text).split())
