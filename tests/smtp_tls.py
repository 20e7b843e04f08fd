"""A real mail server that can be spoken to in secret (STARTTLS)."""

import shutil
import ssl
import subprocess

import pytest

from tests.smtp_server import DroppingServer, MailServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(certificate, key) for 127.0.0.1, which nobody trusts unless told to."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return paths


class WithTls(MailServer):
    def __init__(self, certificate):
        super().__init__()
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(*certificate)

    def factory(self):
        return DroppingServer(self.handler, tls_context=self.context)


@pytest.fixture
def with_tls(certificate):
    server = WithTls(certificate)
    server.start()
    yield server
    server.drop_all()  # it would wait for lines that a worker keeps
    server.stop()
