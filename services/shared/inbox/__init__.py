"""The durable inbox: nothing that was accepted is lost, whatever dies (docs/adr/0001-inbox-over-bare-celery.md)."""

from services.shared.inbox.inbox import Inbox
from services.shared.inbox.records import Accepted, Done, InboxState, Offer, QuarantineEntry, Record, Stage, Trace

__all__ = ["Accepted", "Done", "Inbox", "InboxState", "Offer", "QuarantineEntry", "Record", "Stage", "Trace"]
