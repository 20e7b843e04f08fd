"""Pictures in a bucket of S3-compatible storage, for sites on several machines.

Readers get them at the site's own address all the same: they ask no third party, and the bucket may be closed.
"""

from botocore.config import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# A request waits for it, so it is asked twice at most, and not for long.
PATIENCE = {"connect_timeout": 2, "read_timeout": 10, "retries": {"total_max_attempts": 2}}


class BucketStorage(S3Storage):
    def __init__(self, **options):
        # The bucket stands in the path: a name of its own for each would have to be resolved.
        config = Config(s3={"addressing_style": "path"}, signature_version="s3v4", **PATIENCE)
        super().__init__(client_config=config, file_overwrite=False, **options)

    def url(self, name, *_, **__):
        return settings.MEDIA_URL + filepath_to_uri(name)
