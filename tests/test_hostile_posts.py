"""Posts that no browser makes: refused with a 4xx, and nothing stored."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comments.models import Comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db
WORDS = {"name": "Ada", "email": "", "body": "It helped me."}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def send(client):
    address = f"/articles/{make_article().slug}/comments/"

    def send(data, content_type=FORM):
        headers = {"Sec-Fetch-Site": "same-origin"}
        return client.generic("POST", address, data, content_type=content_type, headers=headers)

    return send


@pytest.mark.parametrize("field", ["name", "email", "body", "parent"])
@pytest.mark.parametrize("broken", ["x%00y", "%ED%A0%80", "%FF%FE", "%C3%28", "\udcff", "%F4%90%80%80"])
def test_characters_that_are_none_are_refused(send, field, broken):
    fields = {name: urlencode({"": value})[1:] for name, value in WORDS.items()} | {field: broken}
    body = "&".join(f"{name}={value}" for name, value in fields.items())

    response = send(body.encode("utf-8", "surrogateescape"))

    assert response.status_code in {400, 422}
    assert Comment.objects.count() == 0


def test_a_character_that_stands_for_a_lost_one_is_a_character_all_the_same(send):
    response = send(urlencode(WORDS | {"body": "It came as caf\ufffd."}))

    assert response.status_code == 303
    assert Comment.objects.get().body == "It came as caf\ufffd."


@pytest.mark.parametrize("field", ["name", "body", "subject", "other"])
def test_a_field_that_comes_twice_is_refused(send, field):
    response = send(urlencode([*WORDS.items(), (field, "one"), (field, "two")]))

    assert response.status_code == 400
    assert Comment.objects.count() == 0


def test_1001_fields_are_refused(send):
    response = send(urlencode(WORDS | {f"field{number}": "" for number in range(998)}))

    assert response.status_code == 400
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"name": "Ada", "body": "It helped me."}', "application/json"),
        (urlencode(WORDS), "text/plain"),
        (urlencode(WORDS), "nonsense"),
        (urlencode(WORDS), f"{FORM}; charset=utf-16"),
        ("no parts", "multipart/form-data"),
        ("no parts", "multipart/form-data; boundary="),
        ("no parts", "multipart/form-data; boundary=x"),
        ('--x\r\nContent-Disposition: form-data; name="body"\r\n\r\ncut of', "multipart/form-data; boundary=x"),
        ("", FORM),
        ("&&==&%&%zz=%", FORM),
    ],
)
def test_another_kind_of_body_is_refused(send, body, content_type):
    response = send(body, content_type)

    assert 400 <= response.status_code < 500
    assert Comment.objects.count() == 0


def test_a_form_that_says_it_is_utf8_is_taken(send):
    response = send(urlencode(WORDS | {"name": "Zoë"}), f"{FORM}; charset=UTF-8")

    assert response.status_code == 303
    assert Comment.objects.get().name == "Zoë"


def test_a_file_is_refused(client):
    picture = SimpleUploadedFile("calf.png", b"picture")

    response = client.post(f"/articles/{make_article().slug}/comments/", WORDS | {"picture": picture})

    assert response.status_code == 400
    assert Comment.objects.count() == 0


def test_a_body_over_64_kb_is_refused_before_it_is_read(send):
    most = urlencode(WORDS | {"other": ""})
    fits, too_large = (most + "x" * (64 * 1024 - len(most) + extra) for extra in [0, 1])

    assert send(fits).status_code == 303
    response = send(too_large)

    assert response.status_code == 413
    assert "That is more than we can take" in response.text
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("length", ["-1", "many", "9" * 5000, "1e3"])
def test_a_length_that_is_none_is_refused(client, length):
    response = client.post(f"/articles/{make_article().slug}/comments/", WORDS, CONTENT_LENGTH=length)

    assert response.status_code == 413
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(f"/articles/{make_article().slug}/comments/").status_code == 405


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "'; --", "..", "\ud800"])
def test_a_private_page_is_not_found_by_guessing(client, token):
    assert client.get(f"/comments/{token.encode('utf-8', 'replace').decode()}/").status_code == 404


@pytest.mark.parametrize("charset", ["hex", "zlib", "utf-7", "unicode_escape", "latin-1", "nonsense"])
@pytest.mark.parametrize("address", ["/newsletter/", "comments"])
def test_a_form_in_another_encoding_is_refused(client, address, charset):
    path = address if address.startswith("/") else f"{make_article().get_absolute_url()}comments/"
    body = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800\r\n--x--\r\n'

    response = client.generic("POST", path, body, f"multipart/form-data; boundary=x; charset={charset}")

    assert response.status_code == 400
