"""Mail services whose reports we understand: how each is told of the letter's token, and what its own words mean."""

from collections.abc import Callable
from dataclasses import dataclass, field

from newsletter.models import DeliveryEvent

Kind = DeliveryEvent.Kind


@dataclass(frozen=True)
class Service:
    """`view` of django-anymail reads its posts.

    What `header` of a letter says, with `value` around the token, comes back with each report. `word(report)` is
    what the service itself calls it: `kinds` says what that means, where anymail does not tell.
    """

    view: str
    header: str = ""
    value: str = "{token}"
    word: Callable = lambda report: None
    kinds: dict = field(default_factory=dict)

    def headers(self, token):
        return [(self.header, self.value.format(token=token))] if self.header else []


SERVICES = {
    "brevo": Service(
        "anymail.webhooks.brevo.BrevoTrackingWebhookView",
        header="X-Mailin-custom",
        value='{{"letter":"{token}"}}',
        word=lambda report: report.get("event"),
        kinds={"hard_bounce": Kind.HARD, "invalid_email": Kind.HARD, "soft_bounce": Kind.SOFT},
    ),
    "mailgun": Service(  # which keeps our Message-ID, and tells it
        "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
        word=lambda report: report.get("event-data", {}).get("reason"),
        kinds={"suppress-bounce": Kind.HARD},
    ),
    "mailjet": Service(
        "anymail.webhooks.mailjet.MailjetTrackingWebhookView",
        header="X-MJ-CustomID",
        word=lambda report: report.get("error"),
        kinds={
            "user unknown": Kind.HARD,
            "mailbox inactive": Kind.HARD,
            "invalid domain": Kind.HARD,
            "no mail host": Kind.HARD,
            "quota exceeded": Kind.SOFT,
        },
    ),
    "postmark": Service(
        "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
        header="X-PM-Metadata-letter",
        word=lambda report: report.get("Type") or report.get("SuppressionReason"),
        kinds={
            "HardBounce": Kind.HARD,
            "BadEmailAddress": Kind.HARD,
            "SoftBounce": Kind.SOFT,
            "SpamNotification": Kind.POLICY,  # of a filter, not of a reader
        },
    ),
}
