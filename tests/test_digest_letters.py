"""What a letter to moderators says: a little of each comment, and nothing that is private."""

import pytest

from comments.models import Comment, Reason, Report, Wave
from tests.digests import arrive
from tests.factories import ago, make_article
from tests.mail import deliver, html_of, links_in, make_moderator, text_of

pytestmark = pytest.mark.django_db


def test_a_letter_says_a_little_of_each_and_leads_nowhere_but_here(mara, mail_server):
    article = make_article("Night cramps")
    comment = arrive(
        "Look at https://pills.example/now or 10.20.30.40 and " + "x" * 200, article=article,
        name="Visit pills.example",
    )  # fmt: skip
    for check in ["honeypot", "rule", "link_new", "dose"]:
        Reason.objects.create(comment=comment, check_name=check, excerpt="pills.example")
    Reason.objects.create(comment=comment, check_name="near_duplicate", excerpt="2 others of the last day")

    deliver()

    [letter] = mail_server.letters
    for part in [text_of(letter), html_of(letter)]:
        assert "pills[.]example" in part
        assert "Night cramps" in part
        for why in ["Filled a field that people do not see", "Matches a rule", "Contains a link", "Names a dose"]:
            assert why in part
        assert "Same text as 2 others of the last day" in part
        assert "{}" not in part
        assert not any(words in part for words in ["pills.example", "://pills", "10.20.30.40", "x" * 80])
    assert len(links_in(letter, "decide")) == 1


def test_where_personal_data_was_noticed_no_word_is_told(mara, mail_server):
    article = make_article("Night cramps")
    noticed = arrive("Call me on 555 0100.", article=article)
    Reason.objects.create(comment=noticed, check_name="personal_phone")
    reported = arrive("Her name is Jane Roe.", article=article)
    Report.objects.create(comment=reported, why=Report.Why.PERSONAL, words="Jane Roe", sender="x", version=0)

    deliver()

    [letter] = mail_server.letters
    assert text_of(letter).count("no words here") == 2
    told = "".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text")
    assert not any(words in told + letter["Subject"] for words in ["555", "Call me", "Roe"])


def test_emergencies_stand_first_and_in_the_subject(mara, mail_server):
    article = make_article()
    for number in range(8):
        arrive(f"Comment {number}.", article=article)
    arrive("My chest hurts.", article=article, urgent=True)

    deliver()

    [letter] = mail_server.letters
    assert letter["Subject"] == "9 new comments wait, 1 possible emergency"
    text = text_of(letter)
    assert text.index("LOOK AT THIS FIRST") < text.index("My chest hurts.") < text.index("Comment 0.")


def test_ten_are_listed_and_the_others_counted(mara, mail_server):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", body=f"Comment {number}.", queued_at=ago(minutes=1))
        for number in range(1234)
    )

    deliver()

    [letter] = mail_server.letters
    assert letter["Subject"] == "1,234 new comments wait"
    assert len(links_in(letter, "decide")) == 10
    assert "and 1,224 more" in text_of(letter)


def test_a_wave_is_counted_and_not_listed(mara, mail_server):
    article, wave = make_article(), Wave.objects.create(sample="Buy.")
    for _ in range(12):
        arrive("Buy.", article=article, wave=wave)
    arrive("It helped me.", article=article)

    deliver()

    text = text_of(mail_server.letters[0])
    assert "12 comments with nearly the same text wait as 1 card." in text
    assert len(links_in(mail_server.letters[0], "decide")) == 1
    assert "more in the queue" not in text


@pytest.mark.parametrize("name", ["Ann\r\nBcc: victim@example.org", "=?utf-8?q?Ann?=", "Ann\u2028Bcc: x"])
def test_no_name_makes_a_header(mara, mail_server, name):
    arrive(name=name, article=make_article("A\r\nBcc: victim@example.org"))

    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == ["mara@example.org"]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "1 new comment waits"


def test_each_moderator_gets_links_of_their_own(mara, mail_server):
    make_moderator("ana")
    arrive()

    deliver()

    links = [links_in(letter, "decide")[0] for letter in mail_server.letters]
    assert mail_server.recipients == ["ana@example.org", "mara@example.org"]
    assert len(set(links)) == 2
