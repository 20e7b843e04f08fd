"""The forms in which one page is sent, and to whom."""

import gzip

import pytest

from cramps_site.lib.answers import Answer, accepts_gzip

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "public"), ("Content-Length", "2000")]
BODY = b"cramp " * 400


def asked(method="GET", **headers):
    return {"REQUEST_METHOD": method} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}


@pytest.mark.parametrize(
    "accepted", ["gzip", "br, gzip;q=0.5", "GZIP", "*", "x-gzip", "identity;q=0, *;q=0.1", "br;q=1.0, gzip ; q=0.001"]
)
def test_who_takes_gzip_gets_it(accepted):
    assert accepts_gzip(accepted)


@pytest.mark.parametrize(
    "accepted", ["", "br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "gzipped", "gzip;q=much", "gzip;level=9"]
)
def test_who_does_not_gets_it_plain(accepted):
    assert not accepts_gzip(accepted)


def test_each_form_tells_its_own_length_and_tag():
    answer = Answer(HEADERS, BODY)

    status, plain, body = answer.form_for(asked())
    _, packed, small = answer.form_for(asked(accept_encoding="gzip"))

    assert (status, body, gzip.decompress(small)) == ("200 OK", BODY, BODY)
    assert (dict(plain)["Content-Length"], dict(packed)["Content-Length"]) == (str(len(body)), str(len(small)))
    assert dict(packed)["ETag"] == f"W/{dict(plain)['ETag']}"
    assert "Content-Encoding" not in dict(plain)


def test_a_name_stands_in_the_headers_once():
    for form in [asked(), asked(accept_encoding="gzip"), asked(if_none_match="*")]:
        names = [name for name, _ in Answer(HEADERS, BODY).form_for(form)[1]]

        assert len(names) == len(set(names))


def test_a_picture_is_not_packed_twice():
    answer = Answer([("Content-Type", "image/png")], BODY)

    assert "Content-Encoding" not in dict(answer.form_for(asked(accept_encoding="gzip"))[1])


@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", W/{}', "*"])
def test_either_form_s_tag_says_that_it_is_the_same(tag):
    answer = Answer(HEADERS, BODY)

    status, headers, body = answer.form_for(asked(if_none_match=tag.format(answer.etag)))

    assert (status, body) == ("304 Not Modified", b"")
    assert not {"Content-Length", "Content-Encoding", "Content-Type"} & set(dict(headers))
    assert dict(headers)["Cache-Control"] == "public"


def test_a_date_counts_only_without_a_tag():
    date = "Wed, 04 Mar 2026 00:00:00 GMT"
    answer = Answer([*HEADERS, ("Last-Modified", date)], BODY)

    assert answer.form_for(asked(if_modified_since=date))[0].startswith("304")
    assert answer.form_for(asked(if_modified_since=date, if_none_match='"other"'))[0].startswith("200")
    assert answer.form_for(asked(if_modified_since="Thu, 05 Mar 2026 00:00:00 GMT"))[0].startswith("200")


def test_other_bytes_have_another_tag():
    assert Answer(HEADERS, BODY).etag != Answer(HEADERS, BODY + b".").etag
