"""From a file to an article: `read` it into a Manuscript, then `store` that."""

from articles.importing.files import read
from articles.importing.manuscript import Manuscript, NotImported
from articles.importing.storing import store

__all__ = ["Manuscript", "NotImported", "read", "store"]
