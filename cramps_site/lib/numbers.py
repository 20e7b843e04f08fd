def whole_number(text):
    """The number that `text` writes in digits. None for anything else, or for one that no row has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
