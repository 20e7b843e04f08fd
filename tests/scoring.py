"""Comments from which the score learns."""

from django.core.management import call_command

from tests.factories import ago, make_article, make_comment

OFFER = "Buy cheap copper socks at https://shop.example now, best price"
THANKS = "Stretching before bed helped my calf, thank you for number {}"


def decide_many(moderator, number, *, made_at=None):
    """Half of them spam, half approved, long enough ago that nothing can be undone."""
    article, made_at = make_article(), made_at or ago(minutes=5)
    for n in range(number):
        comment = make_comment(OFFER if n % 2 else THANKS.format(n), article=article)
        decide = comment.mark_as_spam if n % 2 else comment.approve
        decide(by=moderator, made_at=made_at)


def learn_all():
    call_command("train_spam", verbosity=0)


def teach_otherwise(moderator, number):
    """After 200 decisions: what was spam is approved now."""
    article = make_article()
    for n in range(number):
        make_comment(f"{OFFER} {n}", article=article).approve(by=moderator, made_at=ago(minutes=2))
