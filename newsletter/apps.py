from django.apps import AppConfig
from django.core import checks


class NewsletterConfig(AppConfig):
    name = "newsletter"

    def ready(self):
        from newsletter.bounces import system_checks

        checks.register(system_checks.mail_service_is_known)
        checks.register(system_checks.letters_can_come_back)
        checks.register(system_checks.who_tells_of_bounces, deploy=True)
