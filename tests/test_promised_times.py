"""What pages and letters promise in days, hours and minutes is what the code keeps."""

from datetime import timedelta

import pytest
from django.template.loader import get_template

from comments.mail_tokens import DECIDE_WITHIN, MINE_WITHIN
from comments.models.notice import LINK_LIFE as PROOF_LIFE
from comments.models.wave import FOLLOWED_FOR
from comments.models.writing import EDIT_WITHIN
from comments.waiting_time import MEASURED
from newsletter.limits import TO_AN_ADDRESS
from newsletter.models.letter import LINK_LIFE
from newsletter.models.subscriber import MANAGE_LIFE, PAUSE

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
(_, SHORTLY), (_, LATELY) = TO_AN_ADDRESS
PROMISES = [
    (LINK_LIFE, "{} days", DAY, ["newsletter/confirm.html", "newsletter/link_gone.html"]),
    (LINK_LIFE, "works for {} days", DAY, ["newsletter/letters/_button.html", "newsletter/letters/data.html"]),
    (
        LINK_LIFE,
        "works for {} days",
        DAY,
        [f"newsletter/letters/{n}.txt" for n in ["confirm", "data", "erase", "invite"]],
    ),
    (PROOF_LIFE, "works for {} days", DAY, ["newsletter/letters/_button.html", "comments/letters/prove.txt"]),
    (MANAGE_LIFE, "works for {} days", DAY, ["newsletter/letters/manage.html", "newsletter/letters/manage.txt"]),
    (PAUSE, "a pause of {} days", DAY, ["newsletter/letters/_yours.html", "newsletter/letters/_yours.txt"]),
    (PAUSE, "a pause of {} days", DAY, ["newsletter/issues/letter.html", "newsletter/issues/letter.txt"]),
    (PAUSE, "No letters for {} days", DAY, ["newsletter/manage.html"]),
    (PAUSE, "Pause for {} days", DAY, ["newsletter/manage.html"]),
    (SHORTLY, "{} minutes", MINUTE, ["newsletter/asked.html", "newsletter/manage.html", "newsletter/manage_old.html"]),
    (LATELY, "{} days", DAY, ["newsletter/asked.html", "newsletter/manage.html", "newsletter/manage_old.html"]),
    (MINE_WITHIN, "works for {} hours", HOUR, ["comments/letters/mine.html", "comments/letters/mine.txt"]),
    (MINE_WITHIN, "{} hours", HOUR, ["comments/mine.html", "comments/mail/mine.html"]),
    (DECIDE_WITHIN, "for {} hours", HOUR, ["comments/letters/digest.html", "comments/letters/digest.txt"]),
    (EDIT_WITHIN, "For {} minutes", MINUTE, ["articles/house-rules.html"]),
    (FOLLOWED_FOR, "within {} hours", HOUR, ["admin/comments/queue/_acts_wave.html"]),
    (MEASURED, "last {} days", DAY, ["comments/_form.html", "comments/_steps.html", "admin/comments/queue/page.html"]),
]


@pytest.mark.parametrize(
    ("template", "promise"),
    [(name, words.format(period // unit)) for period, words, unit, names in PROMISES for name in names],
)
def test_what_is_promised_is_what_is_kept(template, promise):
    assert promise in " ".join(get_template(template).template.source.split())
