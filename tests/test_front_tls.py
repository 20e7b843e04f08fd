"""What deploy/nginx.conf speaks of TLS: Mozilla's intermediate profile, and nothing older that OpenSSL still knows."""

import subprocess

import pytest

from tests.front import Front, free_port, has_nginx

pytestmark = pytest.mark.skipif(not has_nginx(), reason="nginx and openssl are not installed")

# Without its DHE suites.
INTERMEDIATE = [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-CHACHA20-POLY1305",
]
OF_TLS_1_3 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
ANYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
# OpenSSL as it once was: on both sides it speaks whatever it can, unless nginx is told otherwise.
OPENSSL = f"""
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MinProtocol = TLSv1
CipherString = {ANYTHING}
[req]
distinguished_name = name
[name]
"""


@pytest.fixture(params=["ECDSA", "RSA"])
def front(request, tmp_path, monkeypatch):
    """With a certificate of either kind: suites are of the one or of the other."""
    (tmp_path / "openssl.cnf").write_text(OPENSSL)
    monkeypatch.setenv("OPENSSL_CONF", str(tmp_path / "openssl.cnf"))
    with Front(tmp_path / "front", [free_port()], kind=request.param) as front:
        yield front


def agreed(front, *options):
    """(version, suite) that nginx agrees to with a reader who speaks nothing but what the options say, or None."""
    done = handshake(front, *options)
    said = dict(line.split(": ", 1) for line in done.stderr.splitlines() if ": " in line)
    return (said["Protocol version"], said["Ciphersuite"]) if done.returncode == 0 else None


def handshake(front, *options):
    command = ["openssl", "s_client", "-brief", "-connect", f"127.0.0.1:{front.port}", *options]
    return subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=10)


@pytest.mark.parametrize("version", ["tls1", "tls1_1"])
def test_versions_before_1_2_are_refused(front, version):
    assert "alert protocol version" in handshake(front, f"-{version}").stderr


def test_of_all_suites_of_1_2_only_those_of_the_profile_are_taken(front):
    taken = []
    while answer := agreed(front, "-tls1_2", "-cipher", ":".join([ANYTHING, *(f"!{suite}" for suite in taken)])):
        taken.append(answer[1])

    assert sorted(taken) == sorted(suite for suite in INTERMEDIATE if front.kind in suite)


def test_all_suites_of_1_3_are_taken(front):
    taken = [agreed(front, "-tls1_3", "-ciphersuites", suite) for suite in OF_TLS_1_3]

    assert taken == [("TLSv1.3", suite) for suite in OF_TLS_1_3]
