"""Texts, character by character."""

KNOWN = 20_000  # characters; a text of all that there are shall not fill the memory


class EachCharacter(dict):
    """For `str.translate`: what `becomes` makes of each character, which is asked once for each. "" drops it."""

    def __init__(self, becomes):
        super().__init__()
        self.becomes = becomes

    def __missing__(self, number):
        if len(self) > KNOWN:
            self.clear()
        self[number] = self.becomes(chr(number))
        return self[number]
