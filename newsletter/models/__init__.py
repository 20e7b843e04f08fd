from newsletter.models.letter import Letter
from newsletter.models.subscriber import Consent, Subscriber

__all__ = ["Consent", "Letter", "Subscriber"]
