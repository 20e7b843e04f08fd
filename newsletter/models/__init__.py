from newsletter.models.asked_link import AskedLink
from newsletter.models.consent import Consent
from newsletter.models.delivery import Delivery
from newsletter.models.edition import Edition
from newsletter.models.erasure import Erasure
from newsletter.models.event import DeliveryEvent
from newsletter.models.issue import Issue, IssueArticle, IssueStep
from newsletter.models.letter import Letter
from newsletter.models.pace import Pace
from newsletter.models.proof import Proof
from newsletter.models.stop_letter import StopLetter
from newsletter.models.subscriber import Frequency, Subscriber
from newsletter.models.subscriber_list import ListPart, ListRow, ListStep, SubscriberList
from newsletter.models.suppression import Suppression, SuppressionStep
from newsletter.models.watch import Watch

__all__ = [
    "AskedLink",
    "Consent",
    "Delivery",
    "DeliveryEvent",
    "Edition",
    "Erasure",
    "Frequency",
    "Issue",
    "IssueArticle",
    "IssueStep",
    "Letter",
    "ListPart",
    "ListRow",
    "ListStep",
    "Pace",
    "Proof",
    "StopLetter",
    "Subscriber",
    "SubscriberList",
    "Suppression",
    "SuppressionStep",
    "Watch",
]
