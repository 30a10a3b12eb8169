"""Statements of the bank: read, refused, suggested with reasons, and posted once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.bank_files import services
from accounts.bank_files.models import BankFile, BankLine
from accounts.bank_files.reading import keyed, kind_of, read_bai2, read_ofx
from accounts.bank_files.rules import Debtor, name_key, suggest
from accounts.models import BankAccount, Invoice, Receipt
from accounts.receipts.rules import OpenItem
from accounts.receipts.services import unapplied
from config.lib.errors import DomainError
from tests.accounts.test_receipts import pay
from tests.accounts.test_receivables import bill
from tests.cast import make_client

D = Decimal
DAY = date(2026, 10, 5)
CSV = """Date,Description,Amount,Check Number
10/05/2026,DEPOSIT HARBOR BAKERY INV B-1,1000.00,4711
10/05/2026,WIRE IN 8812,250.00,
10/06/2026,SERVICE FEE,-15.00,
"""
BAI2 = """01,121000248,STEWARD,261005,1200,1,80,,2/
02,STEWARD,121000248,1,261005,1200,USD,2/
03,4000123456,USD,010,500000,,/
16,301,100000,Z,REF1,4711,HARBOR BAKERY INV B1/
16,555,5000,Z,REF2,4712,RETURNED ITEM NSF/
49,605000,4/
98,605000,1,6/
99,605000,1,8/
"""
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261005120000
<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0
<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>121000248<ACCTID>4000123456
<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261001<DTEND>20261005
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261005<TRNAMT>1234.50<FITID>F1<CHECKNUM>4711
<NAME>HARBOR BAKERY<MEMO>INV 100123</STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>1<DTASOF>20261005</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def item(pk, number, amount):
    return OpenItem(pk, number, DAY, D(amount))


BAKERY = Debtor(1, "Harbor Bakery Inc.", [item(1, "100123", "1000"), item(2, "100124", "500")])
STEEL = Debtor(2, "Valley Steel", [item(3, "100200", "1000")], frozenset({"Nordic Holdings"}))


@pytest.mark.parametrize(
    ("amount", "text", "client", "parts", "certain"),
    [
        ("1000", "PAYMENT INV 100123", 1, {1: D(1000)}, True),
        ("1500", "100123 100124", 1, {1: D(1000), 2: D(500)}, True),
        ("1500", "HARBOR BAKERY", 1, {1: D(1000), 2: D(500)}, True),
        ("1000", "NORDIC HOLDINGS WIRE", 2, {3: D(1000)}, True),
        ("1200", "HARBOR BAKERY", 1, {1: D(1000), 2: D(200)}, False),
        ("500", "WIRE 77", 1, {2: D(500)}, False),
    ],
)
def test_a_line_is_matched_by_number_name_payer_and_amount(amount, text, client, parts, certain):
    best = suggest(D(amount), text, [BAKERY, STEEL])[0]
    assert (best.client, best.parts, best.certain) == (client, parts, certain)
    assert best.reasons or not certain


def test_an_amount_that_two_clients_owe_is_certain_for_neither():
    twins = [BAKERY, Debtor(3, "Harbor Bakery West", [item(9, "100900", "1000")])]
    found = suggest(D(1000), "HARBOR BAKERY", twins)
    assert [s.certain for s in found] == [False, False]
    assert suggest(D(77), "NOTHING KNOWN", [BAKERY, STEEL]) == []
    assert name_key("The Harbor's Bakery Co.") == ("HARBORS", "BAKERY")


def test_bai2_and_ofx_are_read_with_their_signs():
    ours = read_bai2(BAI2.encode())
    assert ours.accounts == {"4000123456"}
    assert [(m.booked_on, m.amount, m.check_number) for m in ours.movements] == [
        (DAY, D("1000.00"), "4711"), (DAY, D("-50.00"), "4712")
    ]  # fmt: skip
    (only,) = read_ofx(OFX.encode()).movements
    assert (only.booked_on, only.amount, only.check_number) == (DAY, D("1234.50"), "4711")
    assert only.text == "HARBOR BAKERY INV 100123"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"), (b"%PDF-1.7 \x00", "no statement"),
        (BAI2.replace("605000,1,8", "605001,1,8").encode(), "control totals"),
        (BAI2[:120].encode(), "broken"), (OFX[:400].encode(), "broken"),
        (b"a,b\n1,2\n", "No table"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_a_sentence(data, words):
    with pytest.raises(DomainError, match=words):
        services._read(data, None) if kind_of(data) else None


def test_the_same_movement_twice_on_a_day_is_two_movements():
    movement = read_bai2(BAI2.encode()).movements[0]
    keys = [key for key, _ in keyed([movement, movement])]
    assert len(set(keys)) == 2
    assert keys == [key for key, _ in keyed([movement, movement])]


@pytest.fixture
def trust(db):
    account = BankAccount.objects.trust().get()
    account.number = "4000123456"
    account.save()
    return account


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def bring(cast, trust, text, columns=None, name="november.csv"):
    return services.bring_in(
        data=text.encode(), name=name, bank_account=trust, by=cast.acc, columns=columns
    )


COLUMNS = {"date": "Date", "amount": "Amount", "text": "Description", "check": "Check Number"}


def open_on(invoice) -> Decimal:
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def test_another_account_s_statement_and_the_same_file_twice_leave_nothing(cast, trust):
    with pytest.raises(DomainError, match=r"of account …9999; Premium trust ends in 3456"):
        bring(cast, trust, BAI2.replace("4000123456", "4000129999"))
    assert not BankFile.objects.exists()
    bring(cast, trust, BAI2)
    with pytest.raises(DomainError, match=r"was brought in on .* by Acc Adler"):
        bring(cast, trust, BAI2)
    assert BankLine.objects.count() == 2


def test_a_csv_is_explained_once_and_overlapping_lines_come_once(cast, trust):
    with pytest.raises(services.ColumnsWanted):
        bring(cast, trust, CSV)
    bring(cast, trust, CSV, COLUMNS)
    later = bring(cast, trust, CSV + "10/07/2026,WIRE IN 9,10.00,\n")
    assert (later.known, later.lines.count()) == (3, 1)
    with pytest.raises(DomainError, match="Row 2, amount"):
        bring(cast, trust, CSV.replace("1000.00", "10$00"))


def test_certain_lines_are_posted_together_and_never_twice(cast, trust, bakery):
    invoice = bill(cast, bakery, "B-1".replace("-", ""), "1000.00")
    file = bring(cast, trust, BAI2)
    assert services.accept_certain(file=file, by=cast.acc) == (1, [])
    assert services.accept_certain(file=file, by=cast.acc) == (0, [])
    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.reference, receipt.deposited_on) == (D(1000), "4711", DAY)
    assert open_on(invoice) == 0
    with pytest.raises(DomainError, match="matched already"):
        services.put_aside(line=file.lines.get(receipt=receipt), reason="Fee", by=cast.acc)


def test_a_line_is_posted_by_hand_or_set_aside_with_a_reason(cast, trust, bakery):
    bill(cast, bakery, "B1", "1000.00")
    file = bring(cast, trust, CSV, COLUMNS)
    _, wire, fee = file.lines.order_by("pk")
    with pytest.raises(DomainError) as refused:
        services.match_by_hand(line=wire, who="Nobody", pays="", by=cast.acc)
    assert refused.value.field == "who"
    services.match_by_hand(line=wire, who=bakery.code, pays="account", by=cast.acc)
    assert unapplied(Receipt.objects.get()) == 250
    services.put_aside(line=fee, reason="Bank's fee", by=cast.acc)
    assert BankLine.objects.open().count() == 1


def test_a_line_may_be_a_receipt_entered_before_and_a_return_opens_its_invoice(cast, trust, bakery):
    invoice = bill(cast, bakery, "Z1", "1000.00")
    entered = pay(cast, bakery, "1000", {invoice.pk: D(1000)}, reference="4711", received_on=DAY)
    bad = pay(cast, bakery, "50", reference="4712", received_on=DAY)
    came, back = bring(cast, trust, BAI2).lines.order_by("pk")
    services.match_receipt(line=came, receipt=entered, by=cast.acc)
    assert Receipt.objects.count() == 2
    with pytest.raises(DomainError, match="does not fit"):
        services.match_receipt(line=back, receipt=entered, by=cast.acc)
    services.match_receipt(line=back, receipt=bad, by=cast.acc)
    assert Receipt.objects.with_standing().get(pk=bad.pk).returned
    assert back.__class__.objects.get(pk=back.pk).standing == "returned"


def test_accounting_uploads_a_csv_and_says_which_column_is_which(cast, trust, bakery, sign_in):
    browser = sign_in(cast.acc)

    def upload(**more):
        file = SimpleUploadedFile("nov.csv", CSV.encode())
        return browser.post("/bank-files/", {"bank_account": trust.pk, "file": file, **more})

    asked = upload()
    assert asked.status_code == 422
    assert "Column: Description" in asked.content.decode()
    headings = ["Date", "Description", "Amount", "Check Number"]
    done = upload(headings=headings, **{f"column-{k}": v for k, v in COLUMNS.items()})
    page = browser.get(done.url).content.decode()
    assert "DEPOSIT HARBOR BAKERY" in page
    assert "SERVICE FEE" in browser.get("/bank-lines/").content.decode()
    assert sign_in(cast.ana).get("/bank-files/").status_code == 403
