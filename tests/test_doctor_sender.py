"""`manage.py doctor` asks a real DNS server about the sender."""

import pytest

from cramps_site.doctor.finding import Level
from cramps_site.doctor.sender import sender
from tests.dns_server import dns_server  # noqa: F401

FROM, DOMAIN = "letters@news.cramps.site", "news.cramps.site"


@pytest.fixture
def found(dns_server):  # noqa: F811
    """Call it for {what: Finding}."""
    dns_server.says(DOMAIN, "other words", "v=spf1 mx -all")
    dns_server.says(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")
    dns_server.says(f"s1._domainkey.{DOMAIN}", "v=DKIM1; k=rsa; p=MIIB")

    def examine(address=FROM, envelope=None, selector="s1"):
        findings = sender(address, envelope or address, dns_server.resolver(), selector=selector)
        return {finding.what: finding for finding in findings}

    return examine


def levels(found):
    return {what: finding.level for what, finding in found.items()}


def test_a_sender_with_all_records_is_good(found):
    assert levels(found()) == dict.fromkeys(["Sender", "SPF", "DMARC", "DKIM"], Level.GOOD)


@pytest.mark.parametrize(
    ("name", "texts", "what", "said"),
    [
        (DOMAIN, ["nothing of the kind"], "SPF", "has no SPF record"),
        (DOMAIN, ["v=spf1 mx -all", "v=spf1 -all"], "SPF", "has 2 SPF records"),
        (DOMAIN, ["v=spf1 +all"], "SPF", "lets everybody send"),
        (f"_dmarc.{DOMAIN}", ["v=spf1"], "DMARC", "has no record"),
        (f"_dmarc.{DOMAIN}", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "DMARC", "has 2 records"),
        (f"s1._domainkey.{DOMAIN}", ["v=DKIM1; p="], "DKIM", "is revoked"),
        (f"s1._domainkey.{DOMAIN}", ["v=DKIM1"], "DKIM", "there is no key"),
    ],
)
def test_a_wrong_record_is_an_error_that_says_what_to_do(found, dns_server, name, texts, what, said):  # noqa: F811
    dns_server.says(name, *texts)

    finding = found()[what]

    assert finding.level == Level.ERROR
    assert said in finding.said
    assert finding.to_do


def test_the_dmarc_record_of_the_domain_above_counts(found, dns_server):  # noqa: F811
    del dns_server.records[f"_dmarc.{DOMAIN}"]
    dns_server.says("_dmarc.cramps.site", "v=DMARC1; p=reject")

    assert found()["DMARC"].level == Level.GOOD


def test_spf_is_that_of_where_bounces_return_to(found):
    assert "bounces.cramps.site has no SPF record" in found(envelope="b@bounces.cramps.site")["SPF"].said


def test_a_name_that_dns_does_not_answer_for_could_not_be_asked_and_is_no_error(found, dns_server):  # noqa: F811
    dns_server.silent = {DOMAIN}

    assert levels(found()) | {"SPF": None} == dict.fromkeys(["Sender", "DMARC", "DKIM"], Level.GOOD) | {"SPF": None}
    assert found()["SPF"].level == Level.UNASKED


def test_a_closed_network_that_denies_every_name_finds_no_error(found, dns_server):  # noqa: F811
    dns_server.records = {}

    assert levels(found()) == {"Sender": Level.GOOD, "SPF, DMARC, DKIM": Level.UNASKED}


def test_without_a_selector_dkim_could_not_be_asked(found):
    assert found(selector="")["DKIM"].level == Level.UNASKED


@pytest.mark.parametrize("address", ["letters@localhost", "a@cramps.example", "a@example.org", "a@mail.test"])
def test_nobodys_domain_is_an_error(found, address):
    assert levels(found(address)) == {"Sender": Level.ERROR}
