import os

from django.core.wsgi import get_wsgi_application

from cramps_site.lib.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cramps_site.settings")

application = Door(get_wsgi_application())
