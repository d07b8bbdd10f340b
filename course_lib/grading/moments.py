"""Moments: seconds since 1970 inside, ISO 8601 outside; in UTC when written."""
from datetime import UTC, datetime, time


def moment(text):
    """The seconds of an ISO time, as in 2026-01-15T23:59 or 2026-01-15 23:59:00+01:00. Without a zone it is
    this machine's; a day alone means its end."""
    text = text.strip()
    text = f"{text[:-4]}+00:00" if text.endswith(" UTC") else text
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= 10:
            found = datetime.combine(found, time.max)
        return found.timestamp()
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r:.60} is no time: give it as in 2026-01-15T23:59 ({error}).") from None


def iso(seconds):
    """ISO 8601 in UTC; "" where it is unknown, or a file's time is out of this world."""
    try:
        return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""
