#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Headers that are legal and that no honest client would send.

    odd_headers.py URL QUEUE SHAPE...

publishes one message a shape to the queue: `tables` within tables and `arrays` within arrays, as deep as a frame has room for,
and a `full` frame to its last byte, so that whatever a broker adds to it makes it longer than agreed. A quorum queue of
RabbitMQ 3 takes seconds for the deep ones, with time that grows with the square of the depth.
"""
import struct
import sys

import pika

FRAME = 131_072


class Raw(dict):
    """A table of bytes as given."""

    def __init__(self, raw):
        super().__init__(x=1)
        self.raw = raw


plain_encode = pika.data.encode_table


def encode_table(pieces, table):
    if not isinstance(table, Raw):
        return plain_encode(pieces, table)
    pieces.append(struct.pack(">I", len(table.raw)) + table.raw)
    return 4 + len(table.raw)


pika.data.encode_table = encode_table


def nested_tables(depth):
    """Tables within tables; the innermost is empty."""
    raw = b""
    for _ in range(depth):
        raw = b"\x01nF" + struct.pack(">I", len(raw)) + raw
    return Raw(raw)


def nested_arrays(depth):
    """Arrays within arrays, under one key."""
    raw = b""
    for _ in range(depth):
        raw = b"A" + struct.pack(">I", len(raw)) + raw
    return Raw(b"\x01n" + raw)


def filling(others):
    """One text that fills the header frame but for so many bytes, which the other properties take."""
    # Around a frame 8 bytes; in its payload 14 before the properties, 4 for the length of the table, 7 around the text.
    size = FRAME - 8 - 14 - 4 - 7 - others
    return Raw(b"\x01xS" + struct.pack(">I", size) + b"h" * size)


SHAPES = {
    "tables": lambda: nested_tables(18_000),
    "arrays": lambda: nested_arrays(26_000),
    # The delivery mode is the one other property.
    "full": lambda: filling(1),
}


def main(url, queue, *shapes):
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.confirm_delivery()
    for shape in shapes:
        properties = pika.BasicProperties(delivery_mode=2, headers=SHAPES[shape]())
        channel.basic_publish("", queue, shape.encode(), properties, mandatory=True)
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
