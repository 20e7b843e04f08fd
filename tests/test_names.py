"""Which names a reader may sign with."""

import pytest

from articles.models import User
from comments.forms import CommentForm
from cramps_site.lib.for_a_moment import forget_all
from tests.factories import make_article, make_person, make_user

pytestmark = pytest.mark.django_db


def refusal(name):
    """What the form says to `name`; empty if it takes it."""
    form = CommentForm({"name": name, "body": "It helped me."}, article=make_article())
    return " ".join(form.errors.get("name", []))


@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "ADMIN",
        "аdmin",  # the first letter is Cyrillic
        "Αdmin",  # Greek
        "admіn",  # a Cyrillic i
        "admın",  # without its dot
        "ａｄｍｉｎ",  # as wide as Chinese letters
        "𝐀𝐝𝐦𝐢𝐧",  # for mathematics
        "ad\u200dmin",
        "ad\u200bmin",
        "ad\xadmin",
        "A\u0301dmin",
        "Adm1n",
        "Adrnin",
        "Admmiin",
        "A d m i n",
        "a.d.m.i.n",
        "<b>Ad</b>min",
        "Admin_",
        "__admin__",
        "Admin 2",
        "admin2",
        "The admin",
        "Moderator Anna",
        "Мoderator",
        "moderators",
        "Editor",
        "The Editors",
        "Staff",
        "Support",
        "Cramps",
        "Crаmps team",
        "Team Cramps",
        "Cramps Editor",
        "Editor 2",
        "The staff at Cramps",
        "From the Cramps newsroom",
        "Editor-in-chief",
        "Official Cramps",
        "Ines Author",
        "Tom (Staff)",
    ],
)
def test_a_name_that_looks_like_the_house_is_refused(name):
    assert "looks like someone who works here" in refusal(name)


@pytest.mark.parametrize(
    "name",
    [
        "Mara Lind",
        "mara lind",
        "MaraLind",
        "Dr. Mara Lind",
        "Mara Lind, PhD",
        "Lind, Mara",
        "Mara Lind (moderation)",
        "Mara Lind from Cramps",
        "Mara Lind 2",
        "Prof. Dr Mara Lind MD",
        "Маra Lind",  # two Cyrillic letters
        "Mara Lınd",
        "Mara\u2003Lind",
        "Mára Lind",
        "Mara  L1nd",
    ],
)
def test_an_authors_name_is_refused_with_title_and_without(name):
    make_person("Dr Mara Lind")

    assert "looks like someone who works here" in refusal(name)


def test_the_name_of_someone_who_may_sign_in_is_refused_until_they_may_not():
    user = make_user("bea", first_name="Bea", last_name="Holm")
    assert refusal("Bea Holm")

    User.objects.filter(pk=user.pk).update(is_active=False)
    forget_all()  # what is known of the house is kept for seconds

    assert refusal("Bea Holm") == ""


def test_what_staff_sign_in_with_cannot_be_guessed_by_trying_names():
    make_user("nightowl", first_name="Bea", last_name="Holm")

    assert refusal("nightowl") == ""


@pytest.mark.parametrize(
    "name",
    [
        "Anna",
        "Adam",
        "Josef",
        "Edith",
        "Edita",
        "Moderata",
        "Staffan",
        "Staf Janssens",
        "Modesty",
        "Мария",
        "Ольга Адамова",
        "مريم",
        "می‌نا",
        "שרה",
        "美咲",
        "김민준",
        "अनन्या",
        "Γιώργος",
        "O'Brien",
        "O’Brien",
        "Jean-Luc",
        "José María",
        "Nguyễn Thị Hương",
        "Þórður",
        "Dr. Anna",
        "Anna Lind",
        "J. R. R.",
        "A",
        "Ada <3",
        "Anna 🙂",
        "Marathon runner, 61",
        "Cramps all night",
        "Teamster",
        "Football team captain",
        "From the North",
        "The 2nd",
    ],
)
def test_ordinary_names_are_taken(name):
    make_person("Mara Lind")

    assert refusal(name) == ""


@pytest.mark.parametrize("name", ["http://example.org", "Ann https://x.org", "www.example.org", "WWW.x.org", "a@b.org"])
def test_a_name_with_an_address_is_refused(name):
    assert refusal(name) == "Write a name without an address in it."


@pytest.mark.parametrize(
    "name", ["\u200b", "\u200d\u200d", "\u3164", "\u2800", "\u202e", "\u0301", "<b></b>", "\u200b \xa0"]
)
def test_a_name_that_nobody_can_see_is_refused(name):
    assert refusal(name) == "Write a name of letters that can be seen."


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_no_name_is_refused(name):
    assert refusal(name) == "Write a name. A first name or a made-up one is enough."


def test_a_name_of_80_characters_fits_and_of_81_does_not():
    assert refusal("é" * 80) == ""
    assert refusal("é" * 81) == "Shorten the name to 80 characters."


def test_a_name_becomes_one_line_of_plain_text():
    form = CommentForm({"name": "<i>Ada</i>\n Lovelace\u202e", "body": "It helped me."}, article=make_article())

    form.is_valid()

    assert form.cleaned_data["name"] == "Ada Lovelace"
