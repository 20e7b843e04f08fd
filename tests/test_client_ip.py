"""Which machine a request comes from, whatever its headers claim."""

import pytest

from cramps_site.lib.client_ip import client_ip, client_network

PEER = "10.0.0.9"


@pytest.mark.parametrize(
    ("proxies", "claimed", "address"),
    [
        (0, None, PEER),
        (0, "192.0.2.1", PEER),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.8", "192.0.2.1"),
        (2, "192.0.2.1,10.0.0.8", "192.0.2.1"),
        (2, "6.6.6.6", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "192.0.2.1, ", PEER),
        (1, "unknown", PEER),
        (1, "192.0.2.1, <script>", PEER),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "2001:0DB8:0::0001", "2001:db8::1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_client_stands_as_many_places_from_the_right_as_there_are_proxies(rf, settings, proxies, claimed, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if claimed is None else {"X-Forwarded-For": claimed}

    request = rf.get("/", headers=headers, REMOTE_ADDR=PEER)

    assert client_ip(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "None"),
    ],
)
def test_limits_count_one_ipv4_address_or_the_ipv6_network_of_a_household(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network
