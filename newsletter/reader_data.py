"""What we keep of one reader, as a document to take along."""

from django.db.models import Q
from django.http import JsonResponse

from newsletter.models import DeliveryEvent, ListRow, Suppression


def as_file(subscriber):
    """The answer by which a browser stores it."""
    headers = {"Content-Disposition": 'attachment; filename="newsletter.json"'}
    return JsonResponse(data_of(subscriber), headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False})


def data_of(subscriber):
    """All of it, in plain types and dates: what JSON can hold."""
    deliveries = subscriber.deliveries.select_related("issue")
    events = DeliveryEvent.objects.filter(Q(delivery__subscriber=subscriber) | Q(letter__subscriber=subscriber))
    suppressions = Suppression.objects.of(subscriber.email) if subscriber.email else []
    in_lists = ListRow.objects.filter(address=subscriber.email).select_related("list") if subscriber.email else []
    return {
        "email": subscriber.email,
        "status": subscriber.get_status_display(),
        "never_write_to": [{"because": each.get_cause_display(), "since": each.made_at} for each in suppressions],
        "how_often": subscriber.get_frequency_display(),
        "topics": list(subscriber.topics.values_list("name", flat=True)) or "all",
        "paused_until": subscriber.paused_until,
        "asked_at": subscriber.asked_at,
        "confirmed_at": subscriber.confirmed_at,
        "left_at": subscriber.left_at,
        "agreed_to": list(subscriber.consents.values("wording", "page", "given_at", "confirmed_at")),
        "lists": [{"file": row.list.file_name, "line": row.line, "became": row.get_fate_display()} for row in in_lists],
        "letters": [
            {"kind": letter.get_kind_display(), "asked_at": letter.asked_at, "sent_at": letter.sent_at}
            for letter in subscriber.letters.all()
        ],
        "issues": [
            {
                "subject": delivery.issue.subject,
                "status": delivery.get_status_display(),
                "left_out_because": delivery.get_excluded_because_display() or None,
                "sent_at": delivery.sent_at,
                "answer": delivery.error or None,
            }
            for delivery in deliveries
        ],
        "reports_of_mail_servers": [
            {"kind": event.get_kind_display(), "words": event.words, "happened_at": event.happened_at}
            for event in events
        ],
    }
