"""The Markdown of an issue's intro, as HTML and as plain text from the same tokens.

A letter is smaller than an article: paragraphs, lists, quotes, emphasis and links; no pictures, no HTML.
"""

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cramps_site.lib.site import absolute

NOT_IN_LETTERS = ["heading", "lheading", "fence", "code", "hr", "html_block", "reference", "image", "html_inline"]


def as_html(words):
    return parser().render(words)


def as_text(words):
    """One paragraph a line, links with their addresses behind them."""
    return "\n\n".join(block(node) for node in SyntaxTreeNode(parser().parse(words)).children)


def parser():
    made = MarkdownIt("commonmark", {"html": False}).disable(NOT_IN_LETTERS)
    made.normalizeLink = whole_address(made.normalizeLink)
    return made


def whole_address(normalised):
    """A link to a page of this site has no host to start from in a mailbox."""
    return lambda url: normalised(absolute(url) if url.startswith("/") else url)


def block(node):
    if node.type == "paragraph":
        return "".join(inline(child) for child in node.children[0].children)
    if node.type == "blockquote":
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(map(block, node.children)).split("\n"))
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return "\n".join(item(child, "- " if start is None else f"{start + n}. ") for n, child in enumerate(node.children))


def item(node, sign):
    lines = "\n".join(map(block, node.children)).split("\n")
    return "\n".join((sign if n == 0 else " " * len(sign)) + line for n, line in enumerate(lines))


def inline(node):
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type in {"softbreak", "hardbreak"}:
        return " " if node.type == "softbreak" else "\n"
    words = "".join(inline(child) for child in node.children)
    address = node.attrs.get("href") if node.type == "link" else None
    return words if address in {None, words} else f"{words} ({address})"
