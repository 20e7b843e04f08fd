"""Comments from elsewhere: WordPress, Disqus, and our own export. Read as streams, stored once."""

from comments.importing.files import FORMATS, read
from comments.importing.foreign import NotImported
from comments.importing.storing import Import

__all__ = ["FORMATS", "Import", "NotImported", "read"]
