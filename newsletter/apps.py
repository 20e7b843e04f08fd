from django.apps import AppConfig
from django.core import checks


class NewsletterConfig(AppConfig):
    name = "newsletter"

    def ready(self):
        from newsletter.bounces.system_checks import mail_service_is_known, who_tells_of_bounces

        checks.register(mail_service_is_known)
        checks.register(who_tells_of_bounces, deploy=True)
