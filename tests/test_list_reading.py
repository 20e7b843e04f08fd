"""CSV files of subscribers as programs and people write them, and what is said of those that cannot be read."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from newsletter.lists import importing
from newsletter.lists.reading import entries
from newsletter.lists.text import NotRead, encoding_of
from newsletter.models import ListPart, SubscriberList
from tests.lists import fates, read, stored, why
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
BOTH = {"ada@example.org": "new", "ben@example.org": "new"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_and_the_ends_of_lines_are_found(delimiter, end):
    rows = [["Name", "E-Mail"], ["Ada", "ada@example.org"], ["Ben", "ben@example.org"]]

    the_list = read(end.join(delimiter.join(row) for row in rows) + end)

    assert fates(the_list) == BOTH


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32"),
        ("latin-1", "Latin-1"), ("cp1252", "Latin-1"),
    ],
)  # fmt: skip
def test_encodings_are_found_and_said(encoding, said):
    the_list = read("email,name\nada@example.org,Zoë\nben@example.org,Ñ\n", encoding=encoding)

    assert fates(the_list) == BOTH
    assert the_list.encoding == said


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org\nben@example.org",
        "Ada;ada@example.org\nBen;ben@example.org\n",
        "\n\nada@example.org,Ada\n\n,\nben@example.org,Ben\n\n",
        "email\nada@example.org\nben@example.org",
        '"E-Mail Address"\n"ada@example.org"\n"ben@example.org"',
    ],
)
def test_a_file_may_have_no_first_line_of_names_and_empty_lines(text):
    assert fates(read(text)) == BOTH


@pytest.mark.parametrize(
    ("header", "wanted", "unwanted"),
    [
        ("Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME",
         ",Ada,2,2020-01-02 03:04:05,2020-01-02 03:05:00,", ",Ben,2,,2020-01-02 03:04:05,2021-01-02 03:04:05"),
        ("Email Address,CLEAN_TIME", ",", ",2021-01-02 03:04:05"),
        ("email,name,note,subscribed_to_emails,created_at,deleted_at,labels",
         ",Ada,,true,2020-01-02T03:05:00.000Z,,", ",Ben,,false,2020-01-02T03:04:05.000Z,,"),
        ("email,active_subscription,expiry,plan,email_disabled,created_at",
         ",false,,other,false,2020-01-02T03:05:00.000Z", ",true,,yearly,true,2020-01-02T03:04:05.000Z"),
        ("email,status", ",Subscribed", ",cleaned"),
    ],
    ids=["Mailchimp", "Mailchimp, cleaned", "Ghost", "Substack", "a status"],
)  # fmt: skip
def test_exports_of_other_programs_say_who_left_and_when_people_agreed(header, wanted, unwanted):
    the_list = read(f"{header}\nada@example.org{wanted}\nben@example.org{unwanted}\n")

    ada, ben = the_list.rows.all()
    assert (ada.fate, ben.fate) == ("new", "refused")
    assert "says the column" in ben.why
    assert ada.wishes.get("agreed_at") in (None, "2020-01-02T03:05:00+00:00")
    assert ("agreed_at" in ada.wishes) == ("TIME,CONFIRM" in header or "created_at" in header)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        (",\n,,\n", "empty"),
        ("email,name\n", "no rows but its first line"),
        ("name,town\nAda,Berlin\n", "No column is called “email”"),
        ("email,name,E-Mail\na@example.org,Ada,b@example.org\n", "“email” and “E-Mail” could be it"),
        ('email,name\nada@example.org,"Ada\nben@example.org,Ben\n', "Line 2 cannot be read"),
        ('email,name\nada@example.org,Ada\nben@example.org,"B"en\n', "Line 3 cannot be read"),
        ("email\n" + "a" * 200_000, "Line 2 cannot be read"),
        (b"PK\x03\x04\0\0\0\0", "a spreadsheet's own files are not read"),
        ("email\nada@example.org\n".encode("utf-16")[:-1], "breaks off"),
    ],
)
def test_what_is_no_list_is_said_and_leaves_nothing(text, words):
    with pytest.raises(NotRead, match=words):
        stored(text)

    assert not SubscriberList.objects.exists()
    assert not ListPart.objects.exists()


def test_a_file_that_is_too_large_or_too_long_is_not_begun(monkeypatch):
    monkeypatch.setattr("newsletter.lists.text.LARGEST", 100)
    with pytest.raises(NotRead, match="larger than"):
        stored("email\n" + "ada@example.org\n" * 10)

    monkeypatch.setattr("newsletter.lists.text.LARGEST", 10_000)
    monkeypatch.setattr("newsletter.lists.reading.MOST_ROWS", 3)
    with pytest.raises(NotRead, match="more than 3 rows"):
        stored("email\nada@example.org\nben@example.org\ncleo@example.org\ndan@example.org\n")
    assert not SubscriberList.objects.exists()


def test_each_row_that_cannot_be_taken_is_named_with_its_line_and_the_reason():
    the_list = read(
        "email,name,frequency,topics\n"
        "ada@example.org,Ada,,\n"
        "ben,Ben,,\n"
        "a@example.org; b@example.org,Two,,\n"
        ",Nobody,,\n"
        '"cleo@example.org\r\nBcc: dan@example.org",Injected,,\n'
        '"eve\n@example.org",Eve,,\n'
        "fay@example.org,Fay, Berlin,,,\n"
        "gus@example.org,Gus,daily,\n"
        "hal@example.org,Hal,,no-such-topic\n"
        "Ida <ida@example.org>,Ida,,\n"
    )  # fmt: skip

    lines = {row.line: (row.fate, row.why) for row in the_list.rows.all()}

    assert lines.pop(2) == ("new", "")
    assert {fate for fate, _ in lines.values()} == {"refused"}
    reasons = {
        3: "Write an address like name@example.org.",
        4: "More than one address stands in one cell. Give each a row of its own.",
        5: "There is no address in this row.",
        6: "More than one address stands in one cell. Give each a row of its own.",
        8: "Write an address like name@example.org.",
        10: "More cells than the first line has. A comma that belongs to a cell must stand in quotes.",
        11: "“daily” is no frequency: write each, weekly, monthly, or nothing.",
        12: "There is no topic “no-such-topic” here.",
        13: "Write an address like name@example.org.",
    }
    assert {line: why for line, (_, why) in lines.items()} == reasons


def test_an_address_with_a_nul_is_refused_and_stored_without_it():
    the_list = read("email\njo\0@example.org\n", encoding="utf-16")

    assert fates(the_list) == {"jo�@example.org": "refused"}


def test_one_address_in_several_rows_is_taken_once_whatever_its_case():
    the_list = read("email\nAda@Example.org\nada@example.org\n ADA@EXAMPLE.ORG \nada+news@example.org\n")

    assert list(the_list.rows.values_list("fate", flat=True)) == ["new", "twice", "twice", "new"]
    assert why(the_list)[1] == "The same address stands in line 2."


def test_the_same_address_is_found_far_down_the_file(monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)
    text = "email\n" + "".join(f"reader{n % 10}@example.org\n" for n in range(20))

    the_list = read(text)

    assert the_list.counts() == {"new": 10, "twice": 10}
    assert why(the_list)[10:] == [f"The same address stands in line {n + 2}." for n in range(10)]


@pytest.mark.parametrize("batch", [1, 100])
@pytest.mark.parametrize("order", [["", "unsubscribed"], ["unsubscribed", ""]])
def test_a_line_that_says_somebody_left_outweighs_the_others(monkeypatch, batch, order):
    monkeypatch.setattr(importing, "BATCH", batch)

    the_list = read("email,status\n" + "".join(f"ada@example.org,{status}\n" for status in order))

    assert "new" not in the_list.counts()


def test_nothing_but_addresses_and_choices_is_kept_of_a_file():
    stored("email,name,phone\nada@example.org,Ada Lovelace,0123456\n")

    assert "ada@example.org" in everything()
    assert "Lovelace" not in everything()
    assert "0123456" not in everything()


CELLS = st.lists(st.text(max_size=12), min_size=1, max_size=4)
HEADS = st.sampled_from(
    ["email", "email,status,topics", "e-mail;created_at;paused_until", "Email Address\tUNSUB_TIME", ""]
)


@trying(max_examples=300, deadline=None)
@given(head=HEADS, rows=st.lists(CELLS, max_size=6), end=st.binary(max_size=20))
@example(head="email,status,topics", rows=[["a@example.org", "\0", "\0 b"]], end=b"")
@example(head="email,agreed_at,x", rows=[["a@example.org", "0001-01-01T00:00:00+14:00"]], end=b"")
def test_whatever_stands_in_a_file_it_is_read_or_said_what_is_wrong(head, rows, end):
    text = "\n".join([head, *[",".join(row) for row in rows]])
    for raw in [text.encode("utf-8", "surrogatepass") + end, text.encode("utf-16", "surrogatepass") + end]:
        file = io.BytesIO(raw)
        try:
            found = list(entries(file, encoding_of(file)[0]))
        except NotRead:
            found = []
        kept = json.dumps(found, ensure_ascii=False)
        assert "\0" not in kept
        assert "\\u0000" not in kept
        assert "0001-01-01" not in str([entry["wishes"] for entry in found])
        assert kept.encode()
        assert not file.closed
