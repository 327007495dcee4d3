"""A GET over HTTP/3, told as JSON: status, headers, body, and when its pieces came, in milliseconds.

get.py CA ADDRESS PORT SERVER_NAME AUTHORITY TARGET: the server's name is that of the handshake, the authority that of the
request. Ends with 1 when no connection comes about.
"""

import asyncio
import json
import sys
import time

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated

PATIENCE_SECONDS = 20


class Client(QuicConnectionProtocol):
    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.http = H3Connection(self._quic)
        self.answer = {"status": 0, "headers": [], "body": "", "pieces": []}
        self.done = asyncio.get_running_loop().create_future()
        self.asked = time.monotonic()

    def get(self, authority, target):
        pseudo = {":method": "GET", ":scheme": "https", ":authority": authority, ":path": target}
        stream = self._quic.get_next_available_stream_id()
        headers = [(name.encode(), value.encode()) for name, value in pseudo.items()]
        self.http.send_headers(stream, headers, end_stream=True)
        self.transmit()

    def quic_event_received(self, event):
        if isinstance(event, ConnectionTerminated) and not self.done.done():
            self.done.set_exception(ConnectionError(event.reason_phrase))
            # Seen here; who waits for an answer is told again.
            self.done.exception()
        for told in self.http.handle_event(event):
            if isinstance(told, HeadersReceived):
                headers = [(name.decode(), value.decode()) for name, value in told.headers]
                self.answer["status"] = int(dict(headers)[":status"])
                self.answer["headers"] = headers
            elif isinstance(told, DataReceived) and told.data:
                text = told.data.decode()
                self.answer["body"] += text
                self.answer["pieces"].append(round((time.monotonic() - self.asked) * 1000))
            if getattr(told, "stream_ended", False) and not self.done.done():
                self.done.set_result(self.answer)


async def main(ca, address, port, server_name, authority, target):
    settings = QuicConfiguration(is_client=True, alpn_protocols=H3_ALPN, server_name=server_name)
    settings.load_verify_locations(ca)
    async with connect(address, int(port), configuration=settings, create_protocol=Client) as client:
        client.get(authority, target)
        print(json.dumps(await client.done))


try:
    asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), PATIENCE_SECONDS))
except (ConnectionError, asyncio.TimeoutError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
