"""A mail server that keeps what it accepts, and can stop in front of the next mail."""

import email
import socketserver
import threading
from contextlib import contextmanager, suppress
from email.header import decode_header, make_header


class Mailbox(socketserver.ThreadingTCPServer):
    """``mails`` are ``(recipient, subject)``, as the server has accepted them."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails = []
        self.limit, self.reached, self.go = None, threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def options(self):
        """What Odoo needs to send its mails here."""
        port = self.server_address[1]
        return "--smtp=127.0.0.1", f"--smtp-port={port}", "--email-from=hr@example.com"

    def close(self):
        self.shutdown()
        self.server_close()

    @contextmanager
    def stopped_behind(self, number):
        """So many mails are accepted; the next one is let in, not accepted."""
        self.limit = len(self.mails) + number
        self.reached.clear()
        self.go.clear()
        try:
            yield
        finally:
            self.limit = None
            self.go.set()

    def accept(self, recipients, text):
        subject = str(
            make_header(decode_header(email.message_from_string(text)["Subject"]))
        )
        self.mails += [(recipient, subject) for recipient in recipients]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 mailbox")
        recipients = []
        for line in self.rfile:
            word = line.decode().strip().upper()
            if word.startswith("RCPT TO:"):
                recipients.append(line.decode().split("<")[1].split(">")[0])
            if word == "QUIT":
                return self.say("221 bye")
            if word == "DATA":
                self.wait()
                self.say("354 go on")
                if not self.take(recipients):
                    return None
                recipients = []
            self.say("250 ok")
        return None

    def say(self, text):
        # Who was killed hears nothing.
        with suppress(OSError):
            self.wfile.write(f"{text}\r\n".encode())

    def wait(self):
        """Stop in front of a mail, if the box is to."""
        box = self.server
        if box.limit is not None and len(box.mails) >= box.limit:
            box.reached.set()
            box.go.wait()

    def take(self, recipients):
        """:return: whether it was accepted; not from who is gone by then"""
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.accept(recipients, "".join(lines))
                return True
            lines.append(line.decode(errors="replace"))
        return False
