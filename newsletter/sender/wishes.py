"""Whether a reader still wants the letter at the very moment when its turn comes: its list was frozen hours ago.

The reasons are those of audience.reasons(), in its order, for one row: what readers had before was settled then. Of
a digest the letter as it was made for this reader counts: it goes while one of its topics is still wanted.
"""

from django.db import connection
from django.utils import timezone

from newsletter.models import Issue, Subscriber

PAUSED_UNTIL = Subscriber._meta.get_field("paused_until")
NO_READER = """
CASE WHEN subscriber.status = 'pending' THEN 'unconfirmed' WHEN subscriber.status = 'unsubscribed' THEN 'left'
WHEN subscriber.status <> 'confirmed' THEN subscriber.status
"""
BY_CHOICE = " WHEN subscriber.paused_until > %s THEN 'paused' WHEN subscriber.frequency <> %s THEN 'frequency'"
CHOSEN = "SELECT 1 FROM newsletter_subscriber_topics AS chosen WHERE chosen.subscriber_id = subscriber.id"
OTHER_TOPICS = f" WHEN EXISTS ({CHOSEN}) AND NOT EXISTS ({CHOSEN} AND chosen.topic_id IN ({{}})) THEN 'topic'"
TOPICS_OF_LETTER = """
SELECT filing.topic_id FROM articles_filing AS filing JOIN newsletter_edition_articles AS held
ON held.article_id = filing.article_id WHERE held.edition_id = delivery.edition_id
"""


def why_not(issue):
    """(SQL, its values) of the reason to leave a `delivery` of the issue to its `subscriber` out; '' for none."""
    sql, values = NO_READER, []
    if issue.respects_choices:
        now = PAUSED_UNTIL.get_db_prep_value(timezone.now(), connection)
        sql, values = sql + BY_CHOICE, [now, issue.frequency]
        if issue.topic_id:
            sql, values = sql + OTHER_TOPICS.format("%s"), [*values, issue.topic_id]
        elif issue.kind == Issue.Kind.DIGEST:
            sql += OTHER_TOPICS.format(TOPICS_OF_LETTER)
    return f"{sql} ELSE '' END", values
