"""The field that people do not see: no browser and no password manager fills it for an honest reader."""

import re

import pytest

from tests.factories import make_article
from tests.pages import Html, words_of
from tests.subscribers import ask
from tests.writers import post

pytestmark = pytest.mark.django_db
# The names of HTML's `autocomplete` (the standard's section on autofill), each part that says what it is.
AUTOFILL = (
    "name honorific prefix given additional family suffix nickname username password one-time-code organization title"
    " street address line level country postal cc- card expiry exp csc type transaction currency amount language bday"
    " birth day month year sex url photo tel phone email impp webauthn shipping billing home work mobile fax pager"
)
# What browsers and password managers look for in names, ids and labels besides.
USUAL = (
    "mail website web site homepage link user login first middle last surname company firm business city town locality"
    " state province region county zip post code street house number apartment land cell contact age iban passport"
    " gender vat tax search query comment message"
)
FILLED = re.compile("|".join(map(re.escape, f"{AUTOFILL} {USUAL}".split())))


@pytest.fixture(params=["article", "comment to put right", "newsletter", "address to put right"])
def page(request, client):
    answers = {
        "article": lambda: client.get(make_article().get_absolute_url()),
        "comment to put right": lambda: post(client, make_article(), name=""),
        "newsletter": lambda: client.get("/newsletter/"),
        "address to put right": lambda: ask(client, "nobody"),
    }
    return Html(answers[request.param]())


def test_it_is_called_nothing_that_is_filled_by_itself(page):
    traps = [element for element in page.all("div") if element.get("class") == "trap"]

    assert traps
    for label, field in traps:
        assert field.get("autocomplete") == "off"
        assert field.get("tabindex") == "-1"
        assert label.get("for") == field.get("id")
        for called in [field.get("name"), field.get("id"), words_of(label)]:
            assert not FILLED.findall(called.lower()), called


def test_the_words_would_notice_the_usual_names():
    for name in ["url", "website", "your-email", "Company", "phone2", "city", "zip_code", "country", "address-line1"]:
        assert FILLED.search(name.lower())
