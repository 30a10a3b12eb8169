"""The virus scanner: clamd's INSTREAM over a socket, without a library of its own."""

import socket
import struct
from typing import IO

from django.conf import settings

from config.lib.errors import DomainError

BLOCK = 64 * 1024
SECONDS = 30
UNREACHABLE = "The virus scanner cannot be reached, so the file was not taken. Try again later."


def scan(stream: IO[bytes]) -> bool:
    """Whether a scanner found the file clean; False when none is set up.

    Raises DomainError for an infected file, and when the scanner does not answer.
    """
    if not settings.CLAMD:
        return False
    try:
        with _connect(settings.CLAMD) as line:
            answer = _ask(line, stream)
    except (OSError, ValueError) as error:
        raise DomainError(UNREACHABLE) from error
    if answer.endswith("FOUND"):
        raise DomainError("The virus scanner found something harmful in it.")
    if answer != "stream: OK":
        raise DomainError(UNREACHABLE)
    return True


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(address.removeprefix("unix:"))
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _ask(line: socket.socket, stream: IO[bytes]) -> str:
    stream.seek(0)
    line.sendall(b"zINSTREAM\0")
    while block := stream.read(BLOCK):
        line.sendall(struct.pack("!L", len(block)) + block)
    line.sendall(struct.pack("!L", 0))
    answer = b""
    while len(answer) < 1000 and (part := line.recv(1000)):
        answer += part
    return answer.decode("utf-8", "replace").strip("\0\r\n ")
