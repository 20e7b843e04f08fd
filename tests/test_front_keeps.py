"""What the front keeps of the site's answers, for whom, and when it asks again."""

import json
from threading import Thread
from time import time

import pytest

from tests.echo_site import ask, line_to, numbers, until_asked
from tests.front import has_nginx

pytestmark = pytest.mark.skipif(not has_nginx(), reason="nginx and openssl are not installed")


def test_a_public_page_is_asked_for_once_whatever_cookies_readers_have(front, site):
    assert numbers(front, "/") + numbers(front, "/", Cookie="sessionid=x") == [1, 1, 1, 1]


def test_every_way_to_ask_for_gzip_is_one(front, site):
    ways = ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP"]
    none = ["identity", "br", "gzip;q=0", ""]

    assert [numbers(front, "/", 1, Accept_Encoding=way) for way in ways] == [[1]] * 4
    assert [numbers(front, "/", 1, Accept_Encoding=way) for way in none] == [[2]] * 4


@pytest.mark.parametrize("header", ["private, no-store", "max-age=60", "no-cache"])
def test_what_does_not_say_public_is_not_kept(front, site, header):
    site.headers = {"Cache-Control": header}

    assert numbers(front, "/comments/token/") == [1, 2]


def test_an_answer_that_sets_a_cookie_is_not_kept(front, site):
    site.headers |= {"Set-Cookie": "a=b"}

    assert numbers(front, "/") == [1, 2]


def test_the_admin_is_never_kept(front, site):
    assert numbers(front, "/admin/") == [1, 2]


def test_odd_questions_fill_nothing(front, site):
    assert numbers(front, "/?page=2") == [1, 1]
    assert numbers(front, "/?x=1") == [2, 3]
    assert numbers(front, "/?page=2&page=3") == [4, 5]
    assert numbers(front, "/?after=1") == [6, 7]
    assert numbers(front, "/articles/known/?page=2") == [8, 9]  # which the site gives without a word
    assert numbers(front, "/articles/known/comments/?page=2") == [10, 10]
    assert numbers(front, "/articles/known/comments/?order=newest&page=2") == [11, 11]
    assert numbers(front, "/articles/known/comments/?thread=1") == [12, 12]
    assert numbers(front, "/articles/known/comments/?thread=1&after=3") == [13, 13]
    assert numbers(front, "/topics/night-cramps/?page=2") == [14, 14]


def test_what_is_kept_is_served_while_the_site_is_broken_or_gone(front, site):
    site.headers |= {"X-Accel-Expires": f"@{int(time()) - 5}"}
    assert numbers(front, "/", 2) == [1, 2]  # expired at once, so asked for again

    site.status = 503
    assert numbers(front, "/", 1) == [2]
    site.shutdown()
    site.server_close()
    assert numbers(front, "/", 1) == [2]


def test_of_a_page_that_is_still_the_same_the_site_sends_no_body_again(front, site):
    site.headers |= {"ETag": '"same"', "X-Accel-Expires": f"@{int(time()) - 5}"}

    assert [ask(front, "/")[0] for _ in range(2)] + numbers(front, "/", 1) == [200, 200, 1]
    assert site.asked == 3  # each time whether it is the same

    site.headers |= {"ETag": '"other"'}
    assert numbers(front, "/", 2) == [4, 4]


def test_ten_who_ask_for_a_new_page_at_once_ask_the_site_once(front, site):
    site.may_answer.clear()
    lines = [line_to(front) for _ in range(10)]
    for line in lines:
        line.request("GET", "/", headers={"Host": front.authority})
    until_asked(site, 1)
    site.may_answer.set()

    assert [json.loads(line.getresponse().read())["number"] for line in lines] == [1] * 10
    for line in lines:
        line.close()


def test_while_one_asks_anew_the_others_get_what_is_kept(front, site):
    site.headers |= {"X-Accel-Expires": f"@{int(time()) - 5}"}
    assert numbers(front, "/", 1) == [1]

    site.may_answer.clear()
    first = Thread(target=numbers, args=(front, "/", 1))
    first.start()
    until_asked(site, 2)
    assert numbers(front, "/", 3) == [1, 1, 1]
    site.may_answer.set()
    first.join()
