"""A name is read by everybody too: links, forbidden domains and personal data in it are noticed."""

import pytest

from comments.models import Comment, Reason
from comments.screening.words import in_mail
from tests.desk import QUEUE, text_of
from tests.digests import arrive
from tests.factories import make_article, make_comment, make_rule
from tests.mail import deliver
from tests.mail import text_of as text_of_letter
from tests.test_screening import checks, draft, noticed
from tests.writers import post

pytestmark = pytest.mark.django_db
NAME = "cheap-pills.com 020 7946 0018"


def test_the_card_says_what_is_in_the_name_and_marks_it_there(client, moderator):
    post(client, make_article(), name=NAME)
    comment = Comment.objects.get()
    assert comment.status == "waiting"
    client.force_login(moderator)

    page = client.get(QUEUE)

    said = text_of(page)
    assert "Contains a link: cheap-pills.com (not seen here this week), in the name" in said
    assert "Personal data in the name: a phone number" in said
    assert '<mark class="mark">cheap-pills.com</mark> <mark class="private">020 7946 0018</mark>' in page.text
    assert 'class="card personal"' in page.text
    assert "Approve with these covered" not in said
    assert "?q=%22cheap-pills.com%22" in page.text
    assert "0018" not in "".join(reason.excerpt for reason in comment.reasons.all())


def test_all_that_wait_with_a_link_are_found_by_it(client, moderator):
    article = make_article()
    post(client, article, name=NAME)
    make_comment(article=article, name="Bo")
    client.force_login(moderator)

    page = text_of(client.get(f"{QUEUE}?q=%22cheap-pills.com%22"))

    assert "cheap-pills.com 020 7946 0018 on" in page
    assert "Bo on" not in page


def test_how_it_went_with_a_host_is_known_wherever_it_stood(client):
    post(client, make_article(), name="cheap-pills.com")

    assert ("link_seen", "cheap-pills.com") in noticed(draft("See https://cheap-pills.com/x"))
    assert ("link_seen", "cheap-pills.com") in noticed(draft(name="Cheap-Pills dot com"))


def test_a_host_in_the_name_and_in_the_words_is_one_reason(client, moderator):
    post(client, make_article(), name="cheap-pills.com", body="See https://cheap-pills.com/ now.")
    client.force_login(moderator)

    page = text_of(client.get(QUEUE))

    assert Comment.objects.get().reasons.count() == 1
    assert "(not seen here this week) All that wait" in page


def test_a_domain_that_is_forbidden_is_found_there(client):
    rule = make_rule("pills.example", kind="domain", action="spam")

    post(client, make_article(), name="shop.pills.example")

    comment = Comment.objects.get()
    assert comment.status == "spam"
    assert {(reason.rule, reason.excerpt) for reason in comment.reasons.filter(check_name="rule")} == {
        (rule, "shop.pills.example")
    }


def test_of_a_word_that_is_forbidden_the_card_says_that_it_is_in_the_name(client, moderator):
    make_rule("cheap pills")
    post(client, make_article(), name="Cheap Pills Pete")
    client.force_login(moderator)

    page = client.get(QUEUE)

    assert "Matches a rule: “Cheap Pills”, in the name" in text_of(page)
    assert '<mark class="mark">Cheap Pills</mark> Pete' in page.text


def test_ten_links_in_the_words_do_not_hide_the_one_in_the_name():
    body = " ".join(f"https://shop{n}.example/" for n in range(12))

    assert ("link_new", "cheap-pills.com") in noticed(draft(body, name="cheap-pills.com"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ada 020 7946 0018", "a phone number"),
        ("ada [at] example.org", "an e-mail address"),
        ("Ada, born 3 May 1961", "a date of birth"),
    ],
)
def test_each_kind_of_personal_data_is_named(name, kind):
    assert ("personal_name", kind) in noticed(draft(name=name))


@pytest.mark.parametrize(
    "name", ["Ada", "J.M.de Vries", "A.de la Cruz", "St.John", "Dr.Berg", "Mary-Ann O'Neil", "Ada 1961", "R.in 't Veld"]
)
def test_ordinary_names_are_ordinary(name):
    assert checks(draft(name=name)) == set()


def test_the_digest_names_nobody_whose_name_is_a_telephone_number(mara, mail_server):
    comment = arrive("It helped.", name="Ada 020 7946 0018")
    Reason.objects.create(comment=comment, check_name="personal_name", excerpt="a phone number")

    deliver()

    [letter] = mail_server.letters
    said = text_of_letter(letter)
    assert "Somebody on" in said
    assert "Personal data in the name." in said
    assert "7946" not in letter.raw.decode()
    assert in_mail(comment.reasons.get()) == "Personal data in the name"
