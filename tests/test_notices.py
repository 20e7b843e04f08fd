"""Mail to who wrote a comment: an address is proven before anything else goes to it, and each letter is still true."""

import pytest

from comments.models import Comment, NoMail, Notice
from comments.screening import Noticed, Verdict
from tests.factories import ago, make_article, make_comment, make_discussion
from tests.mail import deliver, html_of, links_in, reachable, statuses, text_of
from tests.pages import press

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"


def post(body="It helped me.", *, email=ADDRESS, name="Ada", article=None, verdict=None, number=1):
    return Comment.objects.post(
        sender=f"192.0.2.{number}", article=article or make_article(), parent=None, name=name, email=email,
        body=body, verdict=verdict or Verdict(),
    )  # fmt: skip


def test_an_address_is_asked_once_whether_it_is_theirs_and_no_stranger_s_word_stands_in_it(mail_server):
    post("Buy pills at pills.example", name="Pills Pete")

    deliver()
    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == [ADDRESS]
    assert letter["Subject"] == "Cramps: Is this your address?"
    assert all("pills" not in part.get_content().lower() for part in letter.iter_parts())
    assert b"pete" not in letter.raw.lower()
    assert len(links_in(letter, "mail")) == 1


def test_the_link_stands_nowhere_in_the_database(mail_server):
    post()

    deliver()

    token = links_in(mail_server.letters[0], "mail")[0].split("/")[-2]
    assert len(token) == 22
    assert token not in str(list(Notice.objects.values()))


def test_without_an_address_or_for_spam_nothing_is_asked(mail_server):
    post(email="")
    post(verdict=Verdict([Noticed("honeypot", spam=True)]), number=2)

    deliver()

    assert Notice.objects.count() == 0


@pytest.mark.parametrize("what", ["spam", "withdrawn", "erased", "refused"])
def test_what_became_of_it_before_the_letter_went_is_heeded(mail_server, moderator, what):
    comment = post()
    acts = {
        "spam": lambda: comment.mark_as_spam(by=moderator),
        "withdrawn": comment.withdraw,
        "erased": lambda: Comment.objects.update(erased_at=ago(), email=""),
        "refused": lambda: NoMail.objects.add(ADDRESS),
    }

    acts[what]()
    deliver()

    assert statuses() == [("prove", "dropped")]
    assert mail_server.letters == []


def test_one_address_is_asked_three_times_in_24_hours_and_no_more(mail_server):
    for number in range(5):
        post(f"Comment {number}.", number=number)
    deliver()
    assert len(mail_server.letters) == 3

    Notice.objects.update(asked_at=ago(hours=25))
    post("A day later.")
    deliver()

    assert len(mail_server.letters) == 4


def test_an_address_that_refused_is_never_asked_again_whatever_key_signs_now(mail_server, settings):
    NoMail.objects.add(ADDRESS)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a-newer-key-" * 5

    post()
    deliver()

    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("decide", "subject", "says"),
    [
        ("approve", "Cramps: Your comment is published", "is published"),
        ("reject", "Cramps: Your comment was not published", "It is not about what this article is about."),
    ],
)
def test_who_proved_the_address_is_told_what_was_decided(mail_server, moderator, decide, subject, says):
    comment = reachable(body="Secret words of mine.", name="Ada Byron")

    getattr(comment, decide)(by=moderator, code="off_topic")
    deliver()

    [letter] = mail_server.letters
    assert (letter.recipients, letter["Subject"]) == ([ADDRESS], subject)
    assert says in text_of(letter)
    assert says in html_of(letter)
    assert comment.private_url() in text_of(letter)
    assert not any(words in letter.as_string() for words in ["Secret words", "Byron"])
    assert "List-Unsubscribe=One-Click" in letter["List-Unsubscribe-Post"]
    assert f"<http://testserver{links_in(letter, 'mail/leave')[0]}>" == letter["List-Unsubscribe"]


def test_a_letter_waits_until_the_decision_can_no_longer_be_undone(moderator):
    comment = reachable()

    comment.approve(by=moderator)

    notice = Notice.objects.get()
    assert (notice.due_at - comment.last_decision.made_at).total_seconds() >= 60 - 1
    assert not Notice.objects.due().exists()


def decided_again(comment, moderator):
    comment.reject(by=moderator)


def undone(comment, moderator):
    Comment.objects.undo([comment.last_decision], by=moderator)


def switched_off(comment, moderator):
    Comment.objects.filter(pk=comment.pk).update(tell_decided=False)


@pytest.mark.parametrize(
    ("happens", "letters"),
    [
        (undone, []),
        (decided_again, ["Cramps: Your comment was not published"]),
        (switched_off, []),
        (lambda comment, moderator: comment.mark_as_spam(by=moderator), []),
        (lambda comment, moderator: comment.withdraw(), []),
        (lambda comment, moderator: Comment.objects.update(erased_at=ago()), []),
        (lambda comment, moderator: Comment.objects.update(email=""), []),
        (lambda comment, moderator: Comment.objects.update(email_proven_at=None), []),
        (lambda comment, moderator: NoMail.objects.add(ADDRESS), []),
    ],
)
def test_what_is_true_no_longer_is_not_sent(mail_server, moderator, happens, letters):
    comment = reachable()
    comment.approve(by=moderator)

    happens(comment, moderator)
    deliver()

    assert [letter["Subject"] for letter in mail_server.letters] == letters


@pytest.mark.parametrize("decide", ["mark_as_spam"])
def test_nobody_gets_mail_about_spam(mail_server, moderator, decide):
    getattr(reachable(), decide)(by=moderator)
    answer = make_comment(parent=reachable(status="approved"))
    answer.mark_as_spam(by=moderator)

    deliver()

    assert Notice.objects.count() == 0


def test_looking_at_reports_tells_the_writer_nothing_and_hides_no_letter(mail_server, moderator):
    comment = reachable()
    comment.approve(by=moderator)
    comment.change_words(queued_at=ago(), queued_for="report")

    comment.approve(by=moderator)
    deliver()

    assert [letter["Subject"] for letter in mail_server.letters] == ["Cramps: Your comment is published"]


def test_who_is_published_with_personal_data_covered_is_told(mail_server, moderator):
    comment = reachable(body="Call 555.")

    comment.approve(by=moderator, body="Call …")
    deliver()

    assert [letter["Subject"] for letter in mail_server.letters] == ["Cramps: Your comment is published"]


@pytest.mark.parametrize(
    ("decide", "subject"),
    [("approve", "Cramps: Your edit is published"), ("reject", "Cramps: Your edit was not published")],
)
def test_what_became_of_an_edit_is_told_as_that(mail_server, moderator, decide, subject):
    comment = reachable(status="approved")
    comment.change_words(proposed_body="Other words.", queued_at=ago(), queued_for="edit")

    getattr(comment, decide)(by=moderator)
    deliver()

    assert [letter["Subject"] for letter in mail_server.letters] == [subject]


def test_who_was_answered_gets_a_few_words_that_lead_nowhere_but_here(mail_server, moderator):
    comment = reachable(status="approved")
    answer = make_comment(
        "See https://pills.example/buy?x=1 or www.pills.example or sale@pills.example " + "and so on " * 20,
        parent=comment, article=comment.article, name="Visit pills.example", email="bea@example.org",
    )  # fmt: skip

    answer.approve(by=moderator)
    deliver()

    [letter] = [letter for letter in mail_server.letters if letter.recipients != ["bea@example.org"]]
    assert (letter.recipients, letter["Subject"]) == ([ADDRESS], "Cramps: Someone answered your comment")
    assert "pills[.]example" in text_of(letter)
    assert "Visit" not in letter.as_string()
    for part in [text_of(letter), html_of(letter)]:
        assert "pills.example" not in part
        assert "sale@" not in part
        assert "://pills" not in part
        assert "and so on and so on" not in part
    assert f"#comment-{answer.pk}" in text_of(letter)


def test_who_was_answered_is_told_of_an_answer_that_is_published_by_trust(client, mail_server):
    make_discussion(mode="open")
    answered = reachable("bea@example.org", status="approved")
    for _ in range(2):
        make_comment(status="approved", sender_key="k")
    answer = make_comment(parent=answered, article=answered.article, sender_key="k", email=ADDRESS)
    Notice.objects.ask_for_proof(answer)
    deliver()

    pressed = press(client, links_in(mail_server.letters[0], "mail")[0], do="prove")
    deliver()

    assert answer.decisions.get().code == "trusted"
    assert f'It is published: <a href="{answer.get_absolute_url()}">' in client.get(pressed["Location"]).text
    [told] = mail_server.letters[1:]  # and its own writer needs no letter
    assert (told.recipients, told["Subject"]) == (["bea@example.org"], "Cramps: Someone answered your comment")


@pytest.mark.parametrize(
    "happens",
    [
        lambda comment, answer, by: answer.mark_as_spam(by=by),
        lambda comment, answer, by: answer.withdraw(),
        lambda comment, answer, by: Comment.objects.undo([answer.last_decision], by=by),
        lambda comment, answer, by: comment.withdraw(),
        lambda comment, answer, by: comment.reject(by=by),
        lambda comment, answer, by: Comment.objects.filter(pk=comment.pk).update(tell_answered=False),
        lambda comment, answer, by: Comment.objects.filter(pk=answer.pk).update(email=ADDRESS),
    ],
)
def test_an_answer_that_is_gone_or_one_s_own_is_not_told(mail_server, moderator, happens):
    comment = reachable(status="approved", tell_decided=False)
    answer = make_comment(parent=comment, article=comment.article)
    answer.approve(by=moderator)

    happens(comment, answer, moderator)
    deliver()

    assert mail_server.letters == []


def test_names_and_titles_with_line_breaks_make_no_header(mail_server, moderator):
    article = make_article("Cramps\r\nBcc: victim@example.org")
    comment = reachable(article=article, status="approved", name="Ann\r\nBcc: victim@example.org")
    answer = make_comment(
        parent=comment, article=article, name="Bea\nTo: victim@example.org", body="a\r\nCc: x@y.example"
    )

    answer.approve(by=moderator)
    deliver()

    [letter] = mail_server.letters
    assert letter.recipients == [ADDRESS]
    assert (letter["Bcc"], letter["Cc"], letter["To"]) == (None, None, ADDRESS)


def test_proven_after_the_decision_it_is_told_at_the_proof_and_once(client, mail_server, moderator):
    comment = post()
    comment.reject(by=moderator, code="said")
    deliver()
    [asked] = mail_server.letters

    press(client, links_in(asked, "mail")[0], do="prove")
    press(client, links_in(asked, "mail")[0], do="prove")
    deliver()

    assert [letter["Subject"] for letter in mail_server.letters[1:]] == ["Cramps: Your comment was not published"]
