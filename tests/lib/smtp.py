"""A mail server on a free port of this machine: keeps what it gets in a Maildir, and refuses what tests ask it to.

Prints its port, and ends when its parent does.
"""

import asyncio
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP

# By the beginning of the address.
REFUSALS = {
    "nobody": "550 5.1.1 no such user",
    "spammed": "554 not wanted",
    "policy": "550 5.7.1 relaying denied",
    "busy": "451 4.3.2 come back later",
}


class Handler(Mailbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        for beginning, refusal in REFUSALS.items():
            if address.startswith(beginning):
                return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"


async def serve(folder):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(folder)), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(sys.argv[1]))
