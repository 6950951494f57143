"""The image's steps in a clean Debian: the same script, the same user, the same health check.

A container daemon cannot run everywhere. What the Dockerfile does beyond `deploy/install.sh` is its
environment and its commands, which are taken from the file and run in a chroot that debootstrap
makes: no package of this machine, no program, no user.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.polling import until

from .conftest import DEPLOY, free_port

STEPS = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
SUITE = "bookworm"
SECRETS = {
    "MILO_META_APP_SECRET": "app-secret",
    "MILO_META_VERIFY_TOKEN": "verify-token",
    "MILO_META_ACCESS_TOKEN": "access-token",
    "MILO_META_PHONE_NUMBER_ID": "1060000000",
    "MILO_WHATSAPP_NUMBER": "5492610000000",
    "MILO_ADMIN_TOKEN": "an-admin-token-of-tests",
}


def found(program: str) -> str:
    """Return where a program of the administrator's is."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    assert path, f"{program} is missing: make operation installs it"
    return path


def of_image(port: int) -> dict[str, str]:
    """Return what the Dockerfile sets, on another port, and what an operator adds."""
    told = re.search(r"^ENV ((?:.*\\\n)*.*)", STEPS, re.M)
    assert told
    given = dict(pair.split("=", 1) for pair in told[1].replace("\\\n", " ").split())
    path = given["PATH"].replace("$PATH", "/usr/bin:/bin")
    here = {"MILO_HOST": "127.0.0.1", "MILO_PORT": str(port)}  # a chroot has no network of its own
    return {**given, **SECRETS, "PATH": path, **here}


class Debian:
    """A clean Debian in a folder, with Milo installed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def command(self, user: str, *words: str) -> list[str]:
        return [found("chroot"), f"--userspec={user}", str(self.root), *words]

    def run(self, user: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = self.command(user, *words)
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Debian]:
    """Made as the Dockerfile makes the image: a wheel, then `install.sh`."""
    folder = tmp_path_factory.mktemp("debian")
    system, wheels = Debian(folder / "root"), folder / "root" / "wheel"
    made = ["--variant=minbase", "--include=python3,python3-venv,ca-certificates", SUITE]
    subprocess.run([found("debootstrap"), *made, str(system.root)], check=True, capture_output=True)
    by_pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*by_pip, str(wheels), str(DEPLOY.parent)], check=True)
    shutil.copy(DEPLOY / "install.sh", wheels)
    for file in ("/etc/resolv.conf", CERTIFICATES):  # the way to packages is this machine's
        shutil.copy(file, f"{system.root}{file}")
    path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_CERT": CERTIFICATES}
    proxies = {key: value for key, value in os.environ.items() if key.lower().endswith("_proxy")}
    (wheel,) = wheels.glob("*.whl")
    done = system.run("root", "/wheel/install.sh", f"/wheel/{wheel.name}", **path, **proxies)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout.startswith("milo, version "), done.stderr) == (True, "")
    yield system
    shutil.rmtree(folder)


def test_it_serves_as_the_image_does_and_its_health_check_says_so(debian: Debian) -> None:
    port = free_port()
    environment = of_image(port)
    user = re.search(r"^USER (\w+)$", STEPS, re.M)[1]
    entry, given, check = (
        json.loads(re.search(pattern, STEPS, re.M)[1])
        for pattern in (r"^ENTRYPOINT (.*)$", r"^CMD (.*)$", r"^    CMD (.*)$")
    )
    ailing = debian.run(user, *check, **environment)
    assert ailing.returncode != 0, "nothing serves yet"
    server = subprocess.Popen(debian.command(user, *entry, *given), env=environment)
    try:
        until(lambda: debian.run(user, *check, **environment).returncode == 0, "health", 60)
    finally:
        server.send_signal(getattr(signal, re.search(r"^STOPSIGNAL (\w+)$", STEPS, re.M)[1]))
        assert server.wait(30) == 0
    kept = debian.root / "var/lib/milo/milo.db"
    assert (kept.stat().st_mode & 0o777, kept.stat().st_uid) == (0o600, 10001)


def test_an_upgrade_by_the_same_script_keeps_what_is_there(debian: Debian) -> None:
    kept = debian.root / "var/lib/milo/milo.db"
    before = kept.read_bytes()
    (wheel,) = (debian.root / "wheel").glob("*.whl")
    path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_NO_INDEX": "1"}
    done = debian.run("root", "/wheel/install.sh", f"/wheel/{wheel.name}", **path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert kept.read_bytes() == before
