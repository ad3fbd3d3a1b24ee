"""Write small WARC files in the form that web archives use."""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from support.builders import NOON


def write_warc(
    path: Path, captures: Iterable[tuple[float, str, bytes]], status: str = "200 OK"
) -> Path:
    """Write captures to a WARC file, each as (hours after noon, URL, body)."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for hours, url, body in captures:
            at = (NOON + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")
            head = StatusAndHeaders(status, [("Content-Type", "text/xml")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                length=len(body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": at},
            )
            writer.write_record(record)
    return path
