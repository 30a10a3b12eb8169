"""What may be said of a zip archive before anything in it is opened (TRUST §3.7)."""

from zipfile import ZipInfo

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000


def unpacks_too_far(entries: list[ZipInfo]) -> bool:
    """Whether the archive has too many entries or unpacks to far more bytes than it is."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    return len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > packed * MAX_RATIO


def has_macros(entries: list[ZipInfo]) -> bool:
    """Whether an Office document brings programs along."""
    names = [entry.filename.lower() for entry in entries]
    return any("vbaproject" in name or "macrosheet" in name for name in names)
