"""Where the token of a letter stands in what is told of it."""


def token_of(written):
    """The token in a letter's Message-ID or envelope sender: `<TOKEN@host>`, `bounces+TOKEN@host`, or bare."""
    return written.strip(" <>").partition("@")[0].rpartition("+")[2]
