"""`manage.py doctor` asks a real DNS server about the sender."""

import pytest

from cramps_site.doctor.finding import Level
from cramps_site.doctor.mail_host import mail_host
from cramps_site.doctor.sender import sender
from tests.dns_server import dns_server  # noqa: F401

GOOD = ["Sender", "SPF", "DMARC", "DMARC alignment", "MX", "DKIM"]
FROM, DOMAIN = "letters@news.cramps.site", "news.cramps.site"


@pytest.fixture
def found(dns_server):  # noqa: F811
    """Call it for {what: Finding}."""
    dns_server.says(DOMAIN, "other words", "v=spf1 mx -all")
    dns_server.records[DOMAIN].append(("MX", f"10 mx.{DOMAIN}."))
    dns_server.says(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")
    dns_server.says(f"s1._domainkey.{DOMAIN}", "v=DKIM1; k=rsa; p=MIIB")

    def examine(address=FROM, envelope=None, selector="s1"):
        findings = sender(address, envelope or address, dns_server.resolver(), selector=selector)
        return {finding.what: finding for finding in findings}

    return examine


def levels(found):
    return {what: finding.level for what, finding in found.items()}


def test_a_sender_with_all_records_is_good(found):
    assert levels(found()) == dict.fromkeys(GOOD, Level.GOOD)


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

    asked = levels(found())

    assert {what for what, level in asked.items() if level == Level.UNASKED} == {"SPF", "MX"}
    assert Level.ERROR not in asked.values()


def test_a_closed_network_that_denies_every_name_finds_no_error(found, dns_server):  # noqa: F811
    dns_server.records = {}

    assert levels(found()) == {"Sender": Level.GOOD, "SPF, DMARC, DKIM, MX": Level.UNASKED}


def test_without_a_selector_dkim_could_not_be_asked(found):
    assert found(selector="")["DKIM"].level == Level.UNASKED


@pytest.mark.parametrize("address", ["letters@localhost", "a@cramps.example", "a@example.org", "a@mail.test"])
def test_nobodys_domain_is_an_error(found, address):
    assert levels(found(address)) == {"Sender": Level.ERROR}


@pytest.mark.parametrize(
    ("envelope", "selector", "policy", "level", "said"),
    [
        (FROM, "", "v=DMARC1; p=none", Level.GOOD, "SPF counts"),
        (f"b@bounces.{DOMAIN}", "", "v=DMARC1; p=none", Level.GOOD, "of the same organization"),
        (f"b@bounces.{DOMAIN}", "", "v=DMARC1; p=none; aspf=s", Level.ADVICE, "SPF does not count for DMARC"),
        ("b@service.site", "", "v=DMARC1; p=none", Level.ADVICE, "whether DKIM does is not known"),
        ("b@service.site", "s1", "v=DMARC1; p=none", Level.GOOD, f"while its d= is {DOMAIN}"),
        ("b@service.site", "s9", "v=DMARC1; p=none", Level.ADVICE, "whether DKIM does is not known"),
    ],
)
def test_letters_return_to_the_senders_organization(found, dns_server, envelope, selector, policy, level, said):  # noqa: F811
    dns_server.says(f"_dmarc.{DOMAIN}", policy)

    finding = found(envelope=envelope, selector=selector)["DMARC alignment"]

    assert finding.level == level
    assert said in finding.said


@pytest.mark.parametrize(
    ("records", "level", "said"),
    [
        ([("MX", "10 mx.cramps.site.")], Level.GOOD, "takes mail at mx.cramps.site"),
        ([("MX", "0 .")], Level.ERROR, "takes no mail (RFC 7505)"),
        ([("A", "192.0.2.1")], Level.ADVICE, "has no MX record"),
        ([], Level.ERROR, "replies and bounces go nowhere"),
    ],
)
def test_replies_and_bounces_must_arrive_somewhere(found, dns_server, records, level, said):  # noqa: F811
    dns_server.records[DOMAIN] = records

    finding = found()["MX"]

    assert finding.level == level
    assert said in finding.said


ADDRESS, BACKWARDS = "8.8.4.4", "4.4.8.8.in-addr.arpa"


@pytest.mark.parametrize(
    ("host", "name", "leads_to", "level", "said"),
    [
        ("mail.cramps.site", "mail.cramps.site", ADDRESS, Level.GOOD, "that is its address"),
        (ADDRESS, "mail.cramps.site", ADDRESS, Level.GOOD, "that is its address"),
        ("mail.cramps.site", None, ADDRESS, Level.ADVICE, "has no name"),
        ("mail.cramps.site", "pool-7.provider.site", ADDRESS, Level.ADVICE, "does not lead back"),
        ("mail.cramps.site", None, "10.0.0.7", Level.UNASKED, "of this machine or network alone"),
        ("127.0.0.1", None, ADDRESS, Level.UNASKED, "of this machine or network alone"),
        ("unknown.cramps.site", None, ADDRESS, Level.UNASKED, "knows no address"),
    ],
)
def test_the_mail_servers_address_has_a_name_that_leads_back(dns_server, host, name, leads_to, level, said):  # noqa: F811
    dns_server.records["mail.cramps.site"] = [("A", leads_to)]
    if name:
        dns_server.records[BACKWARDS] = [("PTR", f"{name}.")]

    [finding] = mail_host(host, dns_server.resolver())

    assert finding.level == level
    assert said in finding.said


def test_without_dns_the_name_of_the_mail_server_could_not_be_asked(dns_server):  # noqa: F811
    dns_server.records = {}

    [finding] = mail_host("mail.cramps.site", dns_server.resolver())

    assert finding.level == Level.UNASKED
