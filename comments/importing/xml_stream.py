"""XML read piece by piece: only what is asked for is ever held, and no entity is ever defined."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from comments.importing.foreign import NotImported

PIECE = 1 << 16  # bytes
DEEPEST = 50  # elements within elements
# XML forbids these, and old exports have them all the same. Readers' words lose them anyway.
CONTROLS = bytes(set(range(32)) - {9, 10, 13})


class Pieces:
    """A parser's target. Each element whose tag `wanted` names is built whole and put into `done`.

    A document type is refused: without one no entity can be defined, so none can grow, or fetch a
    file or an address. Neither WordPress nor Disqus writes one.
    """

    def __init__(self, wanted):
        self.wanted, self.done, self.builder, self.depth = wanted, [], None, 0

    def doctype(self, name, public, system):
        raise NotImported("it declares a document type, as no export of comments does. Export it anew.")

    def start(self, tag, attributes):
        tag, attributes = local(tag), {local(name): value for name, value in attributes.items()}
        if self.builder is None and tag in self.wanted:
            self.builder = TreeBuilder()
        if self.builder is not None:
            self.depth += 1
            if self.depth > DEEPEST:
                raise NotImported("its elements stand too deep in one another. Export it anew.")
            self.builder.start(tag, attributes)
        elif tag == "item":  # a place changes its article here
            self.done.append(Element("item"))

    def data(self, text):
        if self.builder is not None:
            self.builder.data(text)

    def end(self, tag):
        if self.builder is None:
            return
        element = self.builder.end(local(tag))
        self.depth -= 1
        if not self.depth:
            self.done.append(element)
            self.builder = None

    def close(self):
        return None


def local(tag):
    return tag.rpartition("}")[2]


def elements(path, wanted):
    """Each element of the file whose tag, without its namespace, is among `wanted`, in order.

    Also an empty `item` where one begins. Raises NotImported for what is not well-formed.
    """
    pieces = Pieces(wanted)
    parser = XMLParser(target=pieces)  # noqa: S314 - Pieces refuses every document type
    try:
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                parser.feed(piece.translate(None, CONTROLS))
                yield from pieces.done
                pieces.done.clear()
        parser.close()
    except ParseError as error:
        raise NotImported(f"it is not well-formed XML ({error}). Export it anew, whole.") from None
    yield from pieces.done
