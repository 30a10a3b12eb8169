"""import_book and book_totals at the command line."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.models import Client, ImportBatch
from teams.models import Team
from tests.accounts.imports.books import SAMPLES, policies


@pytest.fixture
def on_disk(tmp_path):
    def write(file) -> str:
        path = tmp_path / file.name
        path.write_bytes(file.read())
        return str(path)

    return write


def test_a_book_comes_into_an_empty_database_without_any_team(db, on_disk, capsys):
    call_command("import_book", on_disk(policies({})))
    assert Client.objects.get().team.name == "Imported book"
    assert "policies.csv (Clients and policies): 1 new" in capsys.readouterr().out


def test_the_exit_is_1_when_a_row_was_refused_and_the_rest_is_in(db, on_disk, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("import_book", on_disk(policies({}, {"ZIP": "X"})))
    assert left.value.code == 1
    assert Client.objects.count() == 1
    assert "Refused, row 3, ZIP: “X” is not a ZIP code." in capsys.readouterr().out


def test_a_dry_run_keeps_nothing(db, on_disk, capsys):
    call_command("import_book", on_disk(policies({})), dry_run=True)
    assert not ImportBatch.objects.exists()
    assert not Team.objects.exists()
    folder = Path(default_storage.location) / "imports"
    assert list(folder.glob("*")) == []
    assert "nothing was kept" in capsys.readouterr().out


def test_source_and_team_can_be_named(cast, on_disk):
    call_command("import_book", on_disk(policies({})), source="ams 360", team="valley")
    client = Client.objects.get()
    assert (client.source, client.team) == ("AMS360", cast.valley)


def test_what_cannot_be_read_is_one_sentence(db, on_disk, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_book", str(tmp_path / "none.csv"))
    (tmp_path / "odd.csv").write_text("Apples,Pears\n1,2\n")
    with pytest.raises(CommandError, match=r"headings are not known \(Apples, Pears\)"):
        call_command("import_book", str(tmp_path / "odd.csv"))
    with pytest.raises(CommandError, match="no team “Nowhere”"):
        call_command("import_book", on_disk(policies({})), team="Nowhere")
    assert not ImportBatch.objects.exists()


def test_the_day_of_the_totals_must_be_a_date(db):
    with pytest.raises(CommandError, match="is not a date"):
        call_command("book_totals", as_of="yesterday")


def test_the_project_has_its_own_samples():
    assert len(list(SAMPLES.glob("*/*.csv"))) == 12
