"""Notices are told once; e-mails leave at most once, past a real SMTP conversation."""

import socketserver
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from teams.models import Notification, OutboundEmail
from teams.notifications.rules import MOST_ATTEMPTS, pause_after
from teams.notifications.services import mark_read, notify, queue_email, send_due_emails


class Post(socketserver.ThreadingTCPServer):
    """A small mail server. `answers` are given to recipients by address; `hangs_up` after data."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers: dict[str, str] = {}
        self.hangs_up = False
        self.received: list = []


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 post")
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "RCPT":
                address = command.split("<")[1].rstrip(">")
                self.say(self.server.answers.get(address, "250 fine"))
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text)
                self.server.received.append(message_from_bytes(b"".join(lines)))
                if self.server.hangs_up:
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


@pytest.fixture
def post(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with Post() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def email(key="k", to="ana@steward.example") -> OutboundEmail:
    return queue_email(key, to, "Two policies expire", "See /expirations/.")


def now_due() -> None:
    OutboundEmail.objects.update(not_before=timezone.now())


def test_a_notice_is_told_once_to_each(cast):
    notify([cast.ana, cast.ben.pk], "alert-1", "A policy expires", "/policies/")
    notify([cast.ana, cast.bea], "alert-1", "A policy expires", "/policies/")
    told = Notification.objects.filter(key="alert-1").values_list("user__name", flat=True)
    assert sorted(told) == ["Ana Alvarez", "Bea Barnes", "Ben Brooks"]


def test_telling_many_is_one_statement(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        notify([cast.ana, cast.ben, cast.bea, cast.sam, cast.max], "all", "Office closed")


def test_notices_are_personal_and_become_read(cast, sign_in):
    notify([cast.ana, cast.ben], "a", "First thing", "/orders/")
    notify([cast.ana], "b", "Second thing")
    browser = sign_in(cast.ana)
    page = browser.get("/notices/").content
    assert b"First thing" in page
    assert b"Second thing" in page
    first = Notification.objects.get(user=cast.ana, key="a")
    browser.post("/notices/read/", {"notice": first.pk})
    assert list(Notification.objects.visible_to(cast.ana).unread().values_list("key")) == [("b",)]
    browser.post("/notices/read/")
    assert not Notification.objects.visible_to(cast.ana).unread().exists()
    assert Notification.objects.visible_to(cast.ben).unread().exists()
    of_ben = Notification.objects.get(user=cast.ben)
    assert mark_read(by=cast.ana, notice_id=of_ben.pk) == 0
    assert b"No notices yet" in sign_in(cast.cora).get("/notices/").content


def test_an_email_leaves_once_however_often_it_is_queued_and_sent(cast):
    assert email() == email()
    assert send_due_emails() == 1
    email()
    assert send_due_emails() == 0
    [message] = mail.outbox
    row = OutboundEmail.objects.get()
    assert message.extra_headers["Message-ID"] == row.message_id
    assert (row.state, row.attempts) == ("sent", 1)


def test_a_subject_cannot_smuggle_headers_in(cast, post):
    queue_email("k", "ana@steward.example", "Expires\r\nBcc: eve@example.com\n\n", "Body")
    assert send_due_emails() == 1
    [message] = post.received
    assert message["Bcc"] is None
    assert message["Subject"] == "Expires Bcc: eve@example.com"


@pytest.mark.slow
def test_many_senders_at_once_send_each_email_once(live_cast, post):
    for number in range(12):
        email(f"k{number}")

    def send():
        try:
            return send_due_emails()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = [f.result(30) for f in [pool.submit(send) for _ in range(4)]]
    assert sum(sent) == 12
    assert len({message["Message-ID"] for message in post.received}) == len(post.received) == 12


def test_a_temporary_refusal_is_tried_again_later_with_the_same_message_id(cast, post):
    row = email()
    post.answers["ana@steward.example"] = "451 greylisted"
    assert send_due_emails() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.not_before > timezone.now()
    assert send_due_emails() == 0
    post.answers.clear()
    now_due()
    assert send_due_emails() == 1
    assert post.received[0]["Message-ID"] == row.message_id


def test_temporary_refusals_end_after_about_a_day(cast, post):
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert timedelta(hours=18) < sum(pauses, timedelta()) < timedelta(hours=30)
    row = email()
    post.answers["ana@steward.example"] = "451 greylisted"
    OutboundEmail.objects.update(attempts=MOST_ATTEMPTS - 1)
    send_due_emails()
    row.refresh_from_db()
    assert row.state == "failed"


def test_a_final_refusal_is_not_repeated_and_does_not_hold_up_the_next(cast, post):
    refused, good = email("bad", "gone@steward.example"), email("good")
    post.answers["gone@steward.example"] = "550 no such person"
    assert send_due_emails() == 1
    refused.refresh_from_db()
    good.refresh_from_db()
    assert (refused.state, good.state) == ("failed", "sent")
    assert "no such person" in refused.error


def test_a_connection_lost_while_sending_is_perhaps_sent_and_never_repeated(cast, post):
    row = email()
    post.hangs_up = True
    assert send_due_emails() == 0
    row.refresh_from_db()
    assert row.state == "unknown"
    post.hangs_up = False
    now_due()
    assert send_due_emails() == 0
    assert len(post.received) == 1


def test_an_email_whose_sender_was_killed_is_perhaps_sent_and_never_repeated(cast, post):
    row = email()
    OutboundEmail.objects.update(
        state="sending", attempts=1, leased_until=timezone.now() - timedelta(seconds=1)
    )
    assert send_due_emails() == 0
    row.refresh_from_db()
    assert row.state == "unknown"
    assert post.received == []


def test_an_email_in_the_hands_of_another_sender_is_left_alone(cast, post):
    row = email()
    OutboundEmail.objects.update(
        state="sending", leased_until=timezone.now() + timedelta(minutes=1)
    )
    assert send_due_emails() == 0
    row.refresh_from_db()
    assert row.state == "sending"


def test_everything_waits_while_the_mail_server_cannot_be_reached(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    email("a")
    email("b")
    assert send_due_emails() == 0
    rows = OutboundEmail.objects.all()
    assert {(row.state, row.attempts) for row in rows} == {("queued", 0)}
    assert all(row.not_before > timezone.now() for row in rows)
