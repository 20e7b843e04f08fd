"""The doctor at the desk: looking asks nobody, the button asks for ten seconds at most."""

import re
import socket

import pytest
from dns.resolver import Resolver

from cramps_site.doctor import examinations, page
from cramps_site.doctor.finding import Level
from cramps_site.models import Worker
from tests.dns_server import dns_server  # noqa: F401
from tests.factories import make_user
from tests.issues import issue
from tests.sending import make_issue_on_its_way
from tests.whole_database import everything

pytestmark = pytest.mark.django_db
DOCTOR = "/admin/doctor/"


@pytest.fixture
def well(settings, mail_server):
    """All is there that letters need."""
    settings.MAIL_URL, settings.MAIL_FROM, settings.BOUNCE_ADDRESS = mail_server.url, "a@news.cramps.site", ""
    settings.EVENTS_SECRET = "a secret of some length"
    Worker.objects.create(name="it")


@pytest.fixture
def dns(monkeypatch, dns_server):  # noqa: F811
    monkeypatch.setattr(examinations, "resolver", dns_server.resolver)
    dns_server.says("news.cramps.site", "v=spf1 mx -all")
    dns_server.says("_dmarc.news.cramps.site", "v=DMARC1; p=none")
    dns_server.says("s1._domainkey.news.cramps.site", "v=DKIM1; k=rsa; p=MIIB")
    return dns_server


def test_each_finding_stands_there_with_state_words_and_what_to_do(desk, settings):
    settings.MAIL_URL = settings.EVENTS_SECRET = settings.BOUNCE_ADDRESS = ""

    said = desk.get(DOCTOR).text

    assert re.search(r"<b>\d errors</b> in what can be seen without asking other machines", said)
    assert '<span class="chip no">Error</span> <b>Mail server:</b> there is none' in said
    assert "To do: Set MAIL_URL." in said
    assert "To do: Run manage.py worker as a service" in said
    assert '<span class="chip ok">Good</span> <b>Database:</b>' in said
    assert said.index("chip no") < said.index("chip ok")


def test_looking_asks_no_machine_and_changes_nothing(desk, well, dns, mail_server):
    desk.get(DOCTOR)
    before, dns.records = everything(), {}

    said = desk.get(DOCTOR).text

    assert "in what can be seen without asking other machines" in said
    assert "SPF" not in said
    assert mail_server.connections == 0
    assert everything() == before


def test_the_button_asks_the_mail_server_dns_and_our_own_address(desk, well, dns, mail_server):
    before = everything()

    said = desk.post(DOCTOR, {"selector": "s1"}).text

    for line in [
        "answers without TLS, on this machine",
        "news.cramps.site says v=spf1 mx -all",
        "says v=DMARC1; p=none",
    ]:
        assert line in said
    assert "a key is at s1._domainkey.news.cramps.site" in said
    assert "http://testserver has no https" in said
    assert (mail_server.connections, mail_server.letters) == (1, [])
    assert everything() == before


def test_without_a_selector_the_key_could_not_be_asked_for(desk, well, dns):
    said = desk.post(DOCTOR, {"selector": ""}).text

    assert '<span class="chip">Could not be asked</span> <b>DKIM:</b> its selector is not known' in said


@pytest.mark.parametrize("selector", ["a b", "s1\x00", "x" * 64, "ä", "s1\n.evil"])
def test_what_is_no_name_of_a_key_is_asked_of_nobody(desk, well, mail_server, selector):
    answer = desk.post(DOCTOR, {"selector": selector})

    assert answer.status_code == 422
    assert "To put right:" in answer.text
    assert mail_server.connections == 0


def test_a_mail_server_that_says_nothing_holds_the_page_up_for_a_while_only(desk, well, dns, settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAILERS["default"]["OPTIONS"]["port"] = silent.getsockname()[1]
        monkeypatch.setattr(page, "SECONDS", 1)

        said = desk.post(DOCTOR, {"selector": "s1"}).text

    assert "<b>Mail server:</b> no answer within 1 seconds" in said
    assert "says v=spf1 mx -all" in said


def test_dns_that_cannot_be_reached_is_no_error(desk, well, monkeypatch):
    monkeypatch.setattr(examinations, "resolver", lambda: Resolver(configure=False))

    assert "<b>SPF, DMARC, DKIM, MX:</b> DNS does not answer from here" in desk.post(DOCTOR).text


def test_a_flood_of_questions_is_stopped(desk, settings):
    settings.SITE_URL, settings.MAIL_URL, settings.MAIL_FROM = "http://127.0.0.1:1", "", "a@example.org"

    answers = [desk.post(DOCTOR, {"selector": ""}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


@pytest.mark.parametrize("group", ["Author", "Editor", "Moderator"])
def test_it_is_for_those_who_send(client, group):
    client.force_login(make_user(group=group))

    assert client.get(DOCTOR).status_code == client.post(DOCTOR).status_code == 403
    assert DOCTOR not in client.get("/admin/").text


def test_nobody_else_comes_in(client):
    assert client.get(DOCTOR)["Location"].startswith("/admin/login/")


def test_the_index_leads_there_and_says_what_is_wrong(desk, settings, well):
    said = desk.get("/admin/").text
    assert f'href="{DOCTOR}"' in said
    assert "Nothing that is known here keeps letters from going out." in said

    settings.MAIL_URL = ""

    assert "<b>Mail server:</b> there is none" in desk.get("/admin/").text


def test_pages_of_an_issue_lead_there_only_when_something_is_wrong(desk, well):
    pages = [f"/admin/newsletter/issue/{issue().pk}/send/"]
    pages += [f"/admin/newsletter/issue/{make_issue_on_its_way(['ada@example.org'], slug='on-its-way').pk}/progress/"]
    assert [DOCTOR in desk.get(address).text for address in pages] == [False, False]

    Worker.objects.all().delete()

    for address in pages:
        assert "<b>Worker:</b> none alive; no letter goes out." in desk.get(address).text
        assert DOCTOR in desk.get(address).text


def test_an_examination_that_fails_is_one_that_could_not_be_asked():
    def fails():
        raise RuntimeError("no such luck")

    [finding] = examinations.all_within(5, {"Mail server": fails})

    assert (finding.what, finding.level) == ("Mail server", Level.UNASKED)
    assert "no such luck" in finding.said
