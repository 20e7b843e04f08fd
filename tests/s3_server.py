"""As much of S3 as the site needs, on a socket: PUT, GET, HEAD and DELETE of signed requests for one bucket."""

import hashlib
import hmac
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

KEY, SECRET, BUCKET, REGION = "a-key", "a/secret", "pictures", "eu-central-1"
MISSING = b"<Error><Code>NoSuchKey</Code><Message>It is not there.</Message></Error>"


class Bucket(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        length = int(self.headers.get("Content-Length", 0))
        self.server.files[self.name] = self.plain(self.rfile.read(length))
        self.answer(200)

    def do_GET(self):
        kept = self.server.files.get(self.name)
        self.answer(404, MISSING) if kept is None else self.answer(200, kept)

    do_HEAD = do_GET

    def do_DELETE(self):
        self.server.files.pop(self.name, None)
        self.answer(204)

    @property
    def name(self):
        return unquote(self.path.partition("?")[0])

    def plain(self, body):
        """Without the frames in which the client signs each chunk."""
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        whole = b""
        while True:
            size, _, body = body.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16)
            if not length:
                return whole
            whole, body = whole + body[:length], body[length + 2 :]

    def answer(self, status, body=b""):
        if not self.is_signed():
            status, body = 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>"
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 10:00:00 GMT")
        self.send_header("ETag", f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def is_signed(self):
        """Signature Version 4, as the service checks it."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        said = dict(part.strip().split("=", 1) for part in rest.split(",")) if rest else {}
        if scheme != "AWS4-HMAC-SHA256" or not said.get("Credential", "").startswith(f"{KEY}/"):
            return False
        path, _, query = self.path.partition("?")
        query = "&".join(sorted(part if "=" in part else f"{part}=" for part in query.split("&") if part))
        named = said["SignedHeaders"].split(";")
        headers = "".join(f"{name}:{' '.join((self.headers.get(name) or '').split())}\n" for name in named)
        payload = self.headers["X-Amz-Content-SHA256"]
        request = "\n".join([self.command, path, query, headers, said["SignedHeaders"], payload])
        scope = said["Credential"].partition("/")[2]
        hashed = hashlib.sha256(request.encode()).hexdigest()
        to_sign = "\n".join([scheme, self.headers["X-Amz-Date"], scope, hashed])
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.new(key, to_sign.encode(), "sha256").hexdigest(), said["Signature"])

    def log_message(self, *_):
        pass


@contextmanager
def s3_server():
    """(its MEDIA_STORE, {path: bytes} of what lies there)"""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.files = {}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        host = f"127.0.0.1:{server.server_port}"
        yield f"s3+http://{KEY}:{SECRET.replace('/', '%2F')}@{host}/{BUCKET}?region={REGION}", server.files
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
