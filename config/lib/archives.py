"""What may be said of a zip archive before anything in it is opened (TRUST §3.7)."""

import zlib
from copy import copy
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000
BLOCK = 256 * 1024


def unpacks_too_far(archive: ZipFile, size: int) -> bool:
    """Whether the archive of `size` bytes has too many entries or unpacks to far too much.

    The sizes it declares are not believed: it is unpacked, block by block and to nowhere, until
    the limit is passed. Raises BadZipFile for one that is damaged or whose sizes are untrue.
    """
    entries = archive.infolist()
    limit = min(MAX_UNPACKED, size * MAX_RATIO)
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limit:
        return True
    unpacked = 0
    for entry in entries:
        length = _length(archive, entry, limit - unpacked)
        unpacked += length
        if unpacked > limit:
            return True
        if length != entry.file_size:
            raise BadZipFile("An entry is not as long as it says.")
    return False


def _length(archive: ZipFile, entry: ZipInfo, limit: int) -> int:
    """How many bytes the entry really has; counting stops soon after `limit`."""
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile("An entry is packed in a way that is not used here.")
    unbound = copy(entry)
    # zipfile stops at the declared size, so that is raised out of the way.
    unbound.file_size = limit + BLOCK
    length = 0
    try:
        with archive.open(unbound) as stream:
            while length <= limit and (block := stream.read(BLOCK)):
                length += len(block)
    except (zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadZipFile("An entry cannot be unpacked.") from error
    return length


def has_macros(entries: list[ZipInfo]) -> bool:
    """Whether an Office document brings programs along."""
    names = [entry.filename.lower() for entry in entries]
    return any("vbaproject" in name or "macrosheet" in name for name in names)
