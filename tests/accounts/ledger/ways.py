"""Ways of money beside invoices, receipts and remittances: credits, deposits, lenders, carriers
that bill clients themselves, and what the bank says."""

import itertools
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import time_machine
from django.core.files.base import ContentFile
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from accounts.bank_files import services as bank
from accounts.commissions import services as commissions
from accounts.commissions.expecting import expect_commissions
from accounts.commissions.posting import post_statement, reverse_statement
from accounts.deposits import services as deposits
from accounts.financing import services as financing
from accounts.models import (
    BankAccount,
    BankLine,
    ClientRefund,
    CommissionStatement,
    CreditUse,
    ExpectedCommission,
    FinanceAgreement,
    Invoice,
    Posting,
    StatementRow,
)
from accounts.receivables import credits
from accounts.refunds import services as refunds
from config.lib.errors import DomainError
from tests.cast import Cast, make_client, make_term, transact

D = Decimal
PACIFIC = ZoneInfo("America/Los_Angeles")
dollars = st.decimals("0.01", "2500", places=2)
picks = st.integers(0, 10_000)
count = itertools.count(1)
COLUMNS = {"date": "Date", "text": "Description", "amount": "Amount", "check": "Check"}
STATED = {"number": "Policy", "insured": "Insured", "effective_on": "From", "premium": "Premium",
          "commission": "Commission"}  # fmt: skip


def picked(rows, pick):
    """One of the rows, chosen by a number; None where there is none."""
    found = list(rows.order_by("pk"))
    return found[pick % len(found)] if found else None


class Ways(RuleBasedStateMachine):
    """One client with an agency-billed policy and one that the carrier bills, day after day."""

    cast: Cast

    def __init__(self):
        super().__init__()
        self.day, self.bills, self.kept = date(2026, 1, 5), 0, {}
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.client = make_client(self.cast, f"Client {uuid.uuid4().hex[:6]}")
        self.term = make_term(self.client)
        self.direct = make_term(self.client, bill_mode="direct")

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def act(self, action):
        """Do it at noon of the machine's day.

        What is refused leaves nothing behind; what is done satisfies the database at once.
        """
        before = Posting.objects.count()
        noon = datetime.combine(self.day, time(12), tzinfo=PACIFIC)
        try:
            with time_machine.travel(noon, tick=False), transaction.atomic():
                action()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except DomainError:
            assert Posting.objects.count() == before

    def _credit(self, pick):
        return picked(Invoice.objects.filter(total__lt=0), pick)

    @rule(pick=picks, part=dollars, all_of_it=st.booleans())
    def use_a_credit(self, pick, part, all_of_it):
        credit = self._credit(pick)
        if credit is None:
            return
        owed = list(
            Invoice.objects.filter(client=self.client).open().filter(balance__gt=0).order_by("pk")
        )
        if all_of_it:
            credit = Invoice.objects.with_balance().get(pk=credit.pk)
            parts = credits.propose_uses(credit, owed)
        else:
            parts = {owed[pick % len(owed)].pk: part} if owed else {}
        self.act(lambda: credits.use_credit(
            credit=credit, parts=parts, on=self.day, by=self.cast.acc))  # fmt: skip

    @rule(pick=picks)
    def take_a_credit_back(self, pick):
        use = picked(CreditUse.objects.all(), pick)
        if use:
            self.act(lambda: credits.take_credit_back(use=use, on=self.day, by=self.cast.acc))

    @rule(amount=dollars, second=dollars, strange=st.booleans(), on_account=st.booleans())
    def deposit(self, amount, second, strange, on_account):
        who = self.client.code
        lines = [
            {"who": who, "amount": f"{amount}", "method": "check", "pays": ""},
            {"who": "Nobody known" if strange else who, "amount": f"{second}", "method": "ach",
             "pays": "account" if on_account else ""},
        ]  # fmt: skip
        self.act(lambda: self._deposit(lines, amount + second))

    def _deposit(self, lines, total):
        slip = deposits.start_deposit(
            bank_account=BankAccount.objects.trust().get(), deposited_on=self.day,
            slip_total=total, form_key=uuid.uuid4(), by=self.cast.acc,
        )  # fmt: skip
        deposits.save_lines(deposit=slip, lines=lines, opened_with=slip.version, by=self.cast.acc)
        deposits.post_deposit(deposit=slip, by=self.cast.acc)

    @rule(down=dollars, charge=dollars)
    def finance(self, down, charge):
        financed = sum(i.total for i in Invoice.objects.live().filter(term=self.term))
        facts = financing.Agreement(
            lender="Pacific Premium Finance", number=f"PF-{next(count)}", signed_on=self.day,
            down_payment=down, principal=financed - down, finance_charge=charge,
            first_due_on=self.day + timedelta(30), installments=1,
            installment_amount=financed - down + charge,
        )  # fmt: skip
        self.act(lambda: financing.enter_agreement(
            client=self.client, terms=[self.term], facts=facts, form_key=uuid.uuid4(),
            by=self.cast.acc))  # fmt: skip

    @rule(pick=picks, amount=dollars)
    def lender_pays(self, pick, amount):
        agreement = picked(FinanceAgreement.objects.all(), pick)
        if agreement:
            self.act(lambda: financing.take_funding(
                agreement=agreement, amount=amount, on=self.day, reference="",
                form_key=uuid.uuid4(), by=self.cast.acc))  # fmt: skip

    @rule(pick=picks, amount=dollars, end=st.booleans(), fitting=st.booleans())
    def return_premium_to_the_lender(self, pick, amount, end, fitting):
        agreement, credit = picked(FinanceAgreement.objects.all(), pick), self._credit(pick)
        if credit and fitting:
            left = -Invoice.objects.with_balance().get(pk=credit.pk).balance
            amount = max(min(amount, left), D("0.01"))
        if agreement and end:
            self.act(lambda: financing.end_agreement(
                agreement=agreement, on=self.day, by=self.cast.acc))  # fmt: skip
        elif agreement and credit:
            self.act(lambda: financing.pay_lender(
                agreement=agreement, credit=credit, amount=amount, on=self.day,
                by=self.cast.acc))  # fmt: skip

    @rule(pick=picks, amount=dollars, fitting=st.booleans())
    def ask_for_a_refund(self, pick, amount, fitting):
        credit = self._credit(pick)
        if credit is None:
            return
        left = -Invoice.objects.with_balance().get(pk=credit.pk).balance
        amount = max(min(amount, left), D("0.01")) if fitting else amount
        wish = {"payee": "", "note": "", "form_key": uuid.uuid4(), "by": self.cast.acc}
        self.act(lambda: refunds.ask_refund(credit=credit, amount=amount, **wish))

    @rule(pick=picks, deed=st.sampled_from(["approve", "pay", "drop", "void"]))
    def work_a_refund(self, pick, deed):
        refund = picked(ClientRefund.objects.all(), pick)
        if refund is None:
            return
        how = {
            "means": "wire", "reference": "", "paid_on": self.day,
            "bank_account": BankAccount.objects.trust().get(),
        }  # fmt: skip
        deeds = {
            "approve": lambda: refunds.approve_refund(refund=refund, by=self.cast.dora),
            "pay": lambda: refunds.pay_refund(refund=refund, by=self.cast.acc, **how),
            "drop": lambda: refunds.drop_refund(refund=refund, by=self.cast.acc),
            "void": lambda: refunds.void_refund(
                refund=refund, on=self.day, reason="Lost", by=self.cast.acc
            ),
        }
        self.act(deeds[deed])

    @rule(commission=dollars, back=st.booleans())
    def carrier_bills(self, commission, back):
        sign = -1 if back else 1
        booked = transact(
            self.direct, "END", self.day, f"{sign * commission * 5}", f"{sign * commission}"
        )
        self.act(lambda: expect_commissions([booked], by=self.cast.acc))

    @rule(pick=picks, stated=dollars, exact=st.booleans(), answer=st.sampled_from(
        ["accept", "dispute", "apart"]))  # fmt: skip
    def carrier_states(self, pick, stated, exact, answer):
        expected = picked(ExpectedCommission.objects.all(), pick)
        amount = expected.amount if expected and exact else stated
        self.act(lambda: self._state(amount, answer))

    def _state(self, amount, answer):
        text = (
            f"{','.join(STATED.values())}\n"
            f"{self.direct.number},{self.client.name},,,{amount}\n"
            f"ZZ-{next(count)},Nobody,,,1.00\n"
        )
        statement = commissions.take_statement(
            carrier=self.direct.policy.writing_company.carrier, number="", paid_on=self.day,
            file=ContentFile(text.encode(), f"{next(count)}.csv"), by=self.cast.acc,
        )  # fmt: skip
        if not statement.columns or not statement.rows.exists():
            commissions.map_columns(statement=statement, columns=STATED, by=self.cast.acc)
        for row in StatementRow.objects.filter(statement=statement):
            if not row.settled:
                word = answer if row.term_id else "apart"
                commissions.answer_row(row=row, answer=word, note="Asked", by=self.cast.acc)
        post_statement(statement=statement, by=self.cast.acc)

    @rule(pick=picks)
    def take_a_statement_back(self, pick):
        statement = picked(CommissionStatement.objects.exclude(posted_at=None), pick)
        if statement:
            self.act(lambda: reverse_statement(
                statement=statement, reason="Wrong", by=self.cast.acc))  # fmt: skip

    @rule(amount=dollars, out=st.booleans(), named=st.booleans())
    def bank_says(self, amount, out, named):
        text = f"{self.client.name} {next(count)}" if named else f"MOVEMENT {next(count)}"
        data = (
            f"{','.join(COLUMNS.values())}\n"
            f"{self.day:%m/%d/%Y},{text},{'-' if out else ''}{amount},\n"
        )
        self.act(lambda: bank.bring_in(
            data=data.encode(), name="bank.csv", columns=COLUMNS, by=self.cast.acc,
            bank_account=BankAccount.objects.trust().get()))  # fmt: skip

    @rule(pick=picks, aside=st.booleans())
    def settle_a_movement(self, pick, aside):
        line = picked(BankLine.objects.open(), pick)
        if line is None:
            return
        like = picked(bank.receipts_like(line), pick)
        if aside:
            self.act(lambda: bank.put_aside(line=line, reason="Fee", by=self.cast.acc))
        elif like:
            self.act(lambda: bank.match_receipt(line=line, receipt=like, by=self.cast.acc))
        else:
            self.act(lambda: bank.match_by_hand(
                line=line, who=self.client.code, pays="", by=self.cast.acc))  # fmt: skip
