import os

from django.core.wsgi import get_wsgi_application

from cramps_site.lib.database_away import ask_no_longer_than_readers_wait
from cramps_site.lib.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")

application = Door(get_wsgi_application())
ask_no_longer_than_readers_wait()
