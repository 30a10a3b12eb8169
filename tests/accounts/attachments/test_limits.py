"""Archives that lie about their size, and how much memory a large file takes."""

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from accounts.attachments.services import add_file
from accounts.imports.reading import recognize
from accounts.models import Attachment
from config.lib.archives import unpacks_too_far
from config.lib.errors import DomainError
from tests.accounts.attachments.papers import lying
from tests.cast import make_client

MB = 1024 * 1024


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def test_a_bomb_that_says_it_is_small_is_found_by_unpacking_it():
    data = lying(b"0" * (30 * MB), declared=10)
    tracemalloc.start()
    try:
        assert unpacks_too_far(zipfile.ZipFile(io.BytesIO(data)), len(data))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MB


def test_an_archive_that_declares_too_much_is_not_unpacked():
    data = lying(b"0", declared=300 * MB)
    assert unpacks_too_far(zipfile.ZipFile(io.BytesIO(data)), len(data))


def test_a_lying_workbook_is_refused_as_a_file_and_as_an_import(cast, bakery):
    bomb, false = lying(b"0" * (30 * MB), declared=10), lying(b"12345", declared=3)
    for data, sentence in ((bomb, "far more than its size"), (false, "something else")):
        upload = SimpleUploadedFile("a.xlsx", data)
        with pytest.raises(DomainError, match=sentence):
            add_file(client=bakery, upload=upload, by=cast.ana)
    for data, sentence in ((bomb, "far more than its size"), (false, "damaged")):
        with pytest.raises(DomainError, match=sentence):
            recognize(io.BytesIO(data), len(data))
    assert Attachment.objects.count() == 0


def test_storing_a_file_of_50_mb_takes_no_more_memory_than_a_few_blocks(cast, bakery, settings):
    settings.ATTACHMENT_MAX_BYTES = 60 * MB
    upload = TemporaryUploadedFile("large.txt", "text/plain", 50 * MB, None)
    for _ in range(50):
        upload.write(b"Words of a long file. " * (MB // 22) + b" " * (MB % 22))
    tracemalloc.start()
    try:
        version = add_file(client=bakery, upload=upload, by=cast.ana)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert version.file.size == 50 * MB
    assert peak < 10 * MB
