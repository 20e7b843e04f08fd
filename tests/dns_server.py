"""A real DNS server on a socket, for the records that a test gives it."""

import socket
from threading import Thread

import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.resolver import Resolver

THE_ROOT = {".": [("NS", "a.root-servers.net.")]}


class DnsServer(Thread):
    """`records`: {name: [(type, text)]}. Names in `silent` get SERVFAIL, unknown ones NXDOMAIN."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.records, self.silent = dict(THE_ROOT), set()

    def run(self):
        while True:
            question, whence = self.socket.recvfrom(4096)
            if question == b"stop":
                return self.socket.close()
            self.socket.sendto(self.answer(dns.message.from_wire(question)).to_wire(), whence)

    def answer(self, question):
        answer, asked = dns.message.make_response(question), question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True) or ".", asked.rdtype.name
        known = self.records.get(name)
        if name in self.silent:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif known is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            words = [text for type_of, text in known if type_of == kind]
            answer.answer = [dns.rrset.from_text(asked.name, 60, "IN", kind, *words)] if words else []
        return answer

    def says(self, name, *texts):
        """The TXT records of a name."""
        self.records[name] = [("TXT", f'"{text}"') for text in texts]

    def resolver(self):
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.socket.getsockname()[1]
        return resolver

    def stop(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.sendto(b"stop", self.socket.getsockname())
        self.join()


@pytest.fixture
def dns_server():
    server = DnsServer()
    server.start()
    yield server
    server.stop()
