"""System libraries that no Python package brings: Pango and a font, for tests a browser."""

import ctypes
import ctypes.util
import shutil
import subprocess
import sys
from pathlib import Path

from config.setup.bootstrap import install_packages

LIBRARIES = [
    "gobject-2.0",
    "pango-1.0",
    "pangoft2-1.0",
    "harfbuzz",
    "harfbuzz-subset",
    "fontconfig",
]
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
FONTS = ["fonts-dejavu-core"]
FONT_FOLDERS = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "~/.local/share/fonts",
    "~/.fonts",
]
BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
MAC = sys.platform == "darwin"


def ensure(browser: bool = False) -> None:
    """Install what is missing where we may, or end with the command that would."""
    if MAC:
        if not has_pango():
            sys.exit("Steward needs Pango to print documents; install it with: brew install pango")
    elif missing := (PANGO if not has_pango() else []) + (FONTS if not has_font() else []):
        install_packages("Pango and a font to print documents", missing)
    if browser and not browser_path() and not _playwright_has_one():
        _install_browser()


def has_pango() -> bool:
    """Whether the libraries that WeasyPrint loads can be loaded."""
    if MAC:
        return all(ctypes.util.find_library(name) for name in LIBRARIES)
    try:
        for name in LIBRARIES:
            ctypes.CDLL(f"lib{name}.so.{1 if name == 'fontconfig' else 0}")
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether there is any font to print with."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(font for folder in folders for font in folder.rglob("*.[to]t[fc]"))


def browser_path() -> str | None:
    """The system's Chromium or Chrome, for Playwright's `executable_path`."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _install_browser() -> None:
    # Ubuntu's chromium package is a snap, which a container cannot run.
    release = Path("/etc/os-release")
    if release.exists() and "ID=debian" in release.read_text().splitlines():
        return install_packages("Chromium for the browser tests", ["chromium"])
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command).returncode:
        sys.exit("The browser tests need Chromium or Chrome on the PATH; install either.")


if __name__ == "__main__":
    ensure(browser="--browser" in sys.argv)
