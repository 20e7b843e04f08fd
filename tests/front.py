"""nginx with deploy/nginx.conf on this machine, before any site."""

import re
import shutil
import socket
import subprocess
from pathlib import Path
from time import monotonic, sleep

CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
KEYS = {"ECDSA": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"], "RSA": ["-newkey", "rsa:2048"]}


class Front:
    """Listens with TLS at `port` and without at `plain`. `sites` are ports of the site, `files` what lies there.

    `trusted` is whom it believes when they say for whom they ask. `kind` is that of its certificate: TLS 1.2 has other
    suites for another.
    """

    def __init__(self, folder, sites, *, host="localhost", files=None, tls=True, trusted="", kind="ECDSA"):
        self.folder, self.port, self.plain = Path(folder), free_port(), free_port()
        self.folder.mkdir(exist_ok=True)
        self.kind = kind
        make_certificate(self.folder, host, kind)
        self.authority = f"{host}:{self.port}"
        words = {
            "FRONT_LISTEN": f"{self.port} ssl http2" if tls else str(self.port),
            "FRONT_PLAIN": str(self.plain),
            "FRONT_HOST": host,
            "FRONT_AUTHORITY": self.authority,
            "FRONT_SITES": " ".join(f"server 127.0.0.1:{site};" for site in sites),
            "FRONT_FILES": str(files or self.folder),
            "FRONT_TLS": str(self.folder),
            "FRONT_TRUSTED": f"set_real_ip_from {trusted};" if trusted else "",
        }
        text = re.sub(r"\$\{(\w+)\}", lambda word: words[word[1]], CONFIGURATION.read_text("utf-8"))
        (self.folder / "nginx.conf").write_text(text, "utf-8")
        self.command = ["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]

    def __enter__(self):
        with (self.folder / "errors").open("w") as errors:
            self.process = subprocess.Popen([*self.command, "-g", "daemon off; user root;"], stderr=errors)
        try:
            wait_for(self.port)
        except TimeoutError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)


def make_certificate(folder, host, kind):
    subprocess.run(
        ["openssl", "req", "-x509", *KEYS[kind], "-nodes", "-days", "2",
         "-subj", f"/CN={host}", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = monotonic() + 10
    while monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.02)
    raise TimeoutError(f"Nothing listens at {port}.")


def has_nginx():
    return bool(shutil.which("nginx") and shutil.which("openssl"))
