"""From an article's Markdown to the HTML that is stored, sanitised, with its headings and citations."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

import nh3
from django.utils.html import escape
from django.utils.text import slugify
from markdown_it import MarkdownIt

from articles.markdown_blocks import CARE, add_blocks, make_figures

# Ids of the page around the text. A heading that would take one is called section-….
PAGE_IDS = re.compile(
    r"main|topics|references|about-author|read-next|subject|form-title|contents-.*|letter-.*|foot-(topics|about)"
    r"|(name|email|body)(-hint|-error)?|comment(s|s-title|-form|-\d+)|by-\d+|(ref|cite|card)-.*"
)
CITATION = re.compile(r"\[@([\w-]+)\]")

OWN_PATH = re.compile(r"/[^/\\]")  # browsers read a backslash as a slash

TAGS = set(
    "p br hr h2 h3 h4 h5 h6 a em strong del blockquote code pre ul ol li section div span"
    " table thead tbody tr th td img figure figcaption".split()
)
ATTRIBUTES = {
    "a": {"href", "title", "id", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "section": {"aria-labelledby"},
    "div": {"role", "tabindex", "aria-label"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "img": {"src", "alt", "title", "loading"},
    "th": {"scope"},
}
CLASSES = {
    "a": {"cite"},
    "section": {"care", *CARE, "short"},
    "div": {"scroll", "dos", "do", "dont"},
    "span": {"grade", "credit"},
}


@dataclass
class Page:
    """What the text becomes: its HTML, its sections, and [key, uses] of what it cites, in order."""

    html: str = ""
    contents: list = field(default_factory=list)
    cited: list = field(default_factory=list)


def render(text, keys=()):
    """Render Markdown. `keys` are the references there are; [@other] stays as typed, to be seen."""
    page = Page()
    parser = markdown_parser()
    tokens = parser.parse(text)
    page.contents = name_headings(tokens)
    make_figures(tokens)
    number_citations(tokens, keys, page.cited)
    page.html = sanitise(parser.renderer.render(tokens, parser.options, {}))
    return page


def markdown_parser():
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("table_open", open_table)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    parser.add_render_rule("th_open", open_header)
    parser.add_render_rule("th_close", close_header)
    parser.add_render_rule("fence", focusable_code)
    parser.add_render_rule("code_block", focusable_code)
    parser.add_render_rule("citation", lambda _, tokens, index, *rest: tokens[index].content)
    return add_blocks(parser)


def open_table(_, tokens, index, *rest):
    """In a region of its own, which keys can scroll; no two regions of a page may have one name."""
    number = sum(token.type == "table_open" for token in tokens[: index + 1])
    name = "Table" if number == 1 else f"Table {number}"
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table>\n'


def open_header(_, tokens, index, *rest):
    """A corner without words is the header of nothing."""
    return '<th scope="col">' if tokens[index + 1].content else "<td>"


def close_header(_, tokens, index, *rest):
    return "</th>\n" if tokens[index - 1].content else "</td>\n"


def focusable_code(_, tokens, index, *rest):
    """Long lines scroll inside the block, so that keys must reach it."""
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def name_headings(tokens):
    """Give h2 and h3 an id from their words; return the h2 as {id, title}."""
    contents, taken = [], set()
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        if opening.tag == "h1":  # the page's own title is the only one
            opening.tag = tokens[tokens.index(inline) + 1].tag = "h2"
        title = "".join(child.content for child in inline.children if child.type in {"text", "code_inline"})
        opening.attrSet("id", free_id(slugify(title, allow_unicode=True) or "section", taken))
        if opening.tag == "h2":
            contents.append({"id": opening.attrGet("id"), "title": CITATION.sub("", title).strip()})
    return contents


def free_id(wanted, taken):
    wanted = f"section-{wanted}" if PAGE_IDS.fullmatch(wanted) else wanted
    candidate, number = wanted, 2
    while candidate in taken:
        candidate, number = f"{wanted}-{number}", number + 1
    taken.add(candidate)
    return candidate


def number_citations(tokens, keys, cited):
    """Turn [@key] in running text into numbered links, numbers in order of first use."""
    for token in tokens:
        if token.type == "inline":
            token.children = [part for child in token.children for part in cite(child, keys, cited)]


def cite(token, keys, cited):
    if token.type != "text" or "[@" not in token.content:
        return [token]
    parts = []
    for index, piece in enumerate(CITATION.split(token.content)):
        if index % 2 == 0:
            parts.append(token.copy(content=piece))
        elif piece in keys:
            parts.append(token.copy(type="citation", content=citation_link(piece, cited)))
        else:
            parts.append(token.copy(content=f"[@{piece}]"))
    return parts


def citation_link(key, cited):
    entry = next((entry for entry in cited if entry[0] == key), None)
    if entry is None:
        entry = [key, 0]
        cited.append(entry)
    entry[1] += 1
    number = cited.index(entry) + 1
    return f'<a class="cite" id="cite-{key}-{entry[1]}" href="#ref-{key}" aria-label="Reference {number}">{number}</a>'


def sanitise(html):
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=own_images_only,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )


def own_images_only(tag, attribute, value):
    """Pictures come from this site, or not at all: no reader is reported to another."""
    foreign = tag == "img" and attribute == "src" and not OWN_PATH.match(value)
    return None if foreign else value
