"""Erasing all comments of an address: all of them, and whatever ends it half-way."""

import json

import pytest

from comments.models import Comment
from tests.factories import fresh
from tests.mail import all_rows, mine_link, reachable
from tests.pages import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("csrf_checked")]
ADDRESS = "ada@example.org"


def test_erasing_says_what_happens_before_its_button_and_erases_every_comment(client):
    comments = [
        reachable(body="Quetzal.", status=status) for status in ["waiting", "approved", "rejected", "withdrawn"]
    ]
    link = mine_link(comments[0])
    page = client.get(link).text

    answer = press(client, link, do="erase")

    assert page.index("Nobody can bring them back") < page.index("Erase all 4 comments")
    assert (answer.status_code, answer["Location"]) == (303, link)
    for comment in map(fresh, comments):
        assert (comment.status, comment.body, comment.name, comment.email) == ("withdrawn", "", "", "")
        assert comment.erased_at is not None
    assert "They are erased" in client.get(link).text
    assert ADDRESS not in client.get(link).text


def test_pressing_again_erases_no_more_and_says_the_same(client):
    comment = reachable()
    link = mine_link(comment)
    press(client, link, do="erase")
    before = all_rows()

    answer = press(client, link, do="erase")

    assert answer.status_code == 303
    assert all_rows() == before
    assert json.loads(press(client, link, do="take").content) == {"email": "", "comments": []}


def test_what_ends_erasing_half_way_keeps_what_is_erased_and_pressing_again_goes_on(client, monkeypatch):
    comments = [reachable() for _ in range(3)]
    link, erase = mine_link(comments[0]), Comment.erase

    def breaks_at_the_second(comment):
        if Comment.objects.exclude(erased_at=None).exists():
            raise OSError("away")
        erase(comment)

    with monkeypatch.context() as patch:
        patch.setattr(Comment, "erase", breaks_at_the_second)
        with pytest.raises(OSError, match="away"):
            press(client, link, do="erase")
    assert Comment.objects.filter(erased_at=None).count() == 2

    press(client, link, do="erase")

    assert Comment.objects.filter(erased_at=None).count() == 0


@pytest.mark.parametrize("first", [0, 1, 2])
def test_the_link_outlives_any_one_comment_that_is_erased(client, first):
    comments = [reachable() for _ in range(3)]
    link = mine_link(comments[1])

    comments[first].erase()

    page = client.get(link).text
    assert [comment.private_url() in page for comment in comments] == [number != first for number in range(3)]
