"""Reading a page, and pressing its buttons, as a browser does."""

import html5lib

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}
INLINE = {"a", "b", "bdi", "code", "del", "em", "i", "span", "strong", "time"}


class Html:
    """The elements of an answer, in the order of the page."""

    def __init__(self, response):
        self.tree = html5lib.parse(response.text)

    def all(self, *tags):
        return [element for element in self.tree.iter() if not tags or tag_of(element) in tags]

    def attributes(self, name, *tags):
        return [element.get(name) for element in self.all(*tags) if element.get(name) is not None]

    def texts(self, tag, **attributes):
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            words_of(element)
            for element in self.all(tag)
            if all(value in (element.get(name) or "").split() for name, value in wanted.items())
        ]

    @property
    def words(self):
        return words_of(self.tree.find(f"{NAMESPACE}body"))

    @property
    def main(self):
        """The words of the page itself, without the menu and the foot."""
        return next(words_of(element) for element in self.all("main"))


def tag_of(element):
    return element.tag.removeprefix(NAMESPACE) if isinstance(element.tag, str) else ""


def words_of(element):
    """Its words as they are read: inline elements part no words, all others do."""
    return " ".join("".join(pieces_of(element)).split())


def pieces_of(element):
    gap = "" if tag_of(element) in INLINE else " "
    yield gap + (element.text or "" if tag_of(element) else "")
    for child in element:
        yield from pieces_of(child)
        yield child.tail or ""
    yield gap


def press(client, page, **fields):
    """The answer to a button of a public page, which sends `fields`."""
    return client.post(page, fields, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})


def open_as_programs_do(client, page):
    """As those that look at every link in a mail: again and again, by every method but the button's."""
    for _ in range(10):
        for method in [client.get, client.head, client.options, client.put, client.delete]:
            method(page)


def form_of(page):
    """What a form of the admin sends when nobody touches it."""
    fields = {}
    for element in page.all("input", "textarea", "select"):
        name, kind = element.get("name"), element.get("type")
        if not name or "__prefix__" in name or kind in {"submit", "file"}:
            continue
        if tag_of(element) == "select":
            chosen = [option.get("value") for option in element if option.get("selected") is not None]
            fields |= {name: chosen[0]} if chosen else {} if element.get("multiple") is not None else {name: ""}
        elif tag_of(element) == "textarea":
            fields[name] = "".join(element.itertext()).strip()
        elif kind != "checkbox" or element.get("checked") is not None:
            fields[name] = element.get("value") or ""
    return fields
