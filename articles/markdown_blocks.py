"""Blocks of an article that plain Markdown lacks: cards, do and don't lists, "in short", figures."""

from django.utils.html import escape
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

# How urgent a card is, in words: colour alone tells nothing to many readers.
CARE = {
    "tip": "Tip",
    "see-doctor": "See a doctor",
    "urgent": "Get help today",
    "emergency": "Call an ambulance",
}
# Class and usual title of a list; neighbours stand side by side.
DO_LISTS = {"dos": ("do", "Do"), "donts": ("dont", "Don’t")}
SHORT = "short"


def add_blocks(parser):
    for kind in CARE:
        parser.use(container_plugin, kind, render=render_card)
    for kind in DO_LISTS:
        parser.use(container_plugin, kind, render=render_do_list)
    parser.use(container_plugin, SHORT, render=render_short)
    parser.add_render_rule("figcaption", lambda _, tokens, index, *rest: tokens[index].content)
    return parser


def kind_and_title(token):
    kind, _, title = token.info.strip().partition(" ")
    return kind, title.strip()


def render_card(_, tokens, index, options, env):
    if tokens[index].nesting == -1:
        return "</section>\n"
    kind, title = kind_and_title(tokens[index])
    card_id, level = f"card-{kind}-{index}", level_of_title(tokens, index)
    return (
        f'<section class="care {kind}"{label(tokens, index, card_id)}>'
        f'<{level} id="{card_id}"><span class="grade">{CARE[kind]}</span> {escape(title)}</{level}>\n'
    )


def label(tokens, index, heading_id):
    """Makes a section a landmark by its heading; a second one with the same words is none, for its name is taken."""
    infos = [token.info.strip() for token in tokens[: index + 1] if token.type == tokens[index].type]
    return "" if infos.count(infos[-1]) > 1 else f' aria-labelledby="{heading_id}"'


def level_of_title(tokens, index):
    """A block within a section is a step lower; one that stands before all sections is a section itself."""
    return "h3" if any(token.tag == "h2" for token in tokens[:index]) else "h2"


def render_do_list(_, tokens, index, options, env):
    if tokens[index].nesting == -1:
        return "</div>\n" if is_do_list(tokens, index + 1, nesting=1) else "</div></div>\n"
    kind, title = kind_and_title(tokens[index])
    css_class, usual_title = DO_LISTS[kind]
    row = "" if is_do_list(tokens, index - 1, nesting=-1) else '<div class="dos">'
    level = level_of_title(tokens, index)
    return f'{row}<div class="{css_class}"><{level}>{escape(title or usual_title)}</{level}>\n'


def is_do_list(tokens, index, *, nesting):
    """Whether a list of that kind ends (-1) or begins (1) here."""
    if not 0 <= index < len(tokens):
        return False
    name = tokens[index].type.removeprefix("container_").removesuffix("_open").removesuffix("_close")
    return name in DO_LISTS and tokens[index].nesting == nesting


def render_short(_, tokens, index, options, env):
    if tokens[index].nesting == -1:
        return "</section>\n"
    _, title = kind_and_title(tokens[index])
    short_id = f"card-{SHORT}-{index}"
    heading = f'<h2 id="{short_id}">{escape(title or "In short")}</h2>\n'
    return f'<section class="short"{label(tokens, index, short_id)}>{heading}'


def make_figures(tokens):
    """A picture alone in its paragraph is a figure. Its title is the caption, what stands behind | the credit."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        alone = opening.type == "paragraph_open" and [child.type for child in inline.children] == ["image"]
        if not alone or opening.hidden:
            continue
        opening.type, opening.tag = "figure_open", "figure"
        closing.type, closing.tag = "figure_close", "figure"
        (image,) = inline.children
        image.attrSet("loading", "lazy")
        if title := image.attrs.pop("title", "").strip():
            inline.children.append(Token("figcaption", "", 0, content=figcaption(title)))


def figcaption(title):
    caption, credit = caption_and_credit(title)
    credit = f'<span class="credit">{escape(credit)}</span>' if credit else ""
    return f"<figcaption>{' '.join(filter(None, [escape(caption), credit]))}</figcaption>"


def caption_and_credit(title):
    """The credit stands behind the last bar; "" where there is none."""
    caption, bar, credit = title.rpartition("|")
    return (caption.strip(), credit.strip()) if bar else (title.strip(), "")
