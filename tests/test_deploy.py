"""The files in deploy/ hold together: with each other, with the settings, and with what reads them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parent.parent
DEPLOY = TOP / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def words_of(text):
    return set(re.findall(r"\$\{(FRONT_\w+)\}", text))


def test_compose_runs_two_of_each_behind_one_front():
    services = set(COMPOSE["services"])

    assert services == {"prepare", "web-1", "web-2", "worker-1", "worker-2", "database", "limits", "front"}


def test_compose_fills_in_every_word_of_the_front():
    filled = set(COMPOSE["services"]["front"]["environment"]) - {"NGINX_ENVSUBST_OUTPUT_DIR", "NGINX_ENVSUBST_FILTER"}

    assert filled == words_of((DEPLOY / "nginx.conf").read_text("utf-8"))


def test_the_front_sends_to_each_process_of_the_site():
    sites = COMPOSE["services"]["front"]["environment"]["FRONT_SITES"]

    assert re.findall(r"server ([\w-]+):8000;", sites) == ["web-1", "web-2"]


def test_a_further_machine_runs_the_same_image_with_all_that_it_shares_named():
    services = yaml.safe_load((DEPLOY / "compose.host.yaml").read_text("utf-8"))["services"]
    opened = yaml.safe_load((DEPLOY / "compose.private.yaml").read_text("utf-8"))["services"]

    assert set(services) == {"prepare", "web", "worker"}
    for service in services.values():
        assert (service["image"], service["env_file"]) == (COMPOSE["services"]["web-1"]["image"], "../.env")
        assert {"DATABASE_URL", "CACHE_URL", "MEDIA_STORE"} <= set(service["environment"])
    ports = [opened[name]["ports"] for name in ["database", "limits"]] + [services["web"]["ports"]]
    assert all(address.startswith("${PRIVATE_ADDRESS:?}:") for [address] in ports)  # open to nobody else


def test_the_settings_in_compose_are_settings_of_ours():
    known = re.findall(r"^(\w+)=", (TOP / ".env.example").read_text("utf-8"), re.MULTILINE)

    for service in ["web-1", "worker-1", "prepare"]:
        assert set(COMPOSE["services"][service]["environment"]) <= set(known)


def test_what_stands_in_the_file_of_settings_reaches_the_site_and_the_worker():
    for service in ["web-1", "web-2", "worker-1", "worker-2", "prepare"]:
        assert COMPOSE["services"][service]["env_file"] == "../.env"
        assert COMPOSE["services"][service]["environment"]["DATA_DIR"] == "/data"  # whatever the file says


def test_whoever_serves_is_looked_after():
    services = COMPOSE["services"]

    for name in ["web-1", "web-2", "database", "limits", "front"]:
        assert services[name]["healthcheck"]["test"]
        assert services[name]["restart"] == "unless-stopped"


def test_the_image_holds_every_app_and_runs_as_nobody_in_particular():
    text = (DEPLOY / "Dockerfile").read_text("utf-8")

    for folder in ["cramps_site", "articles", "comments", "newsletter", "templates"]:
        assert f"COPY {folder} /site/{folder}" in text
    assert text.index("USER site") < text.index("CMD")
    assert "--require-hashes" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", ["cramps-web.service", "cramps-worker.service", "cramps-bounces.service"])
def test_systemd_understands_the_units(unit, tmp_path):
    text = (DEPLOY / "systemd" / unit).read_text("utf-8")
    here = tmp_path / unit
    # The program it starts must be there, whatever it is.
    here.write_text(
        text.replace("/srv/cramps/.venv/bin/python", shutil.which("python3") or "/usr/bin/python3"), "utf-8"
    )

    verified = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)

    assert unit not in verified.stderr
