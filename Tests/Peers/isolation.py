#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a receiver that means harm may try at the broker, with a client that is not ours (pika).

    isolation.py URL OWN OTHER

URL logs in as the receiver OWN; OTHER is another receiver with an account. Prints one JSON object: the name of each
attempt, and what the broker made of it: "ok", "returned", or the reply code of its refusal.
"""
import json
import sys
import uuid

import pika
from odd_headers import filling, nested_arrays, nested_tables
from pika.exceptions import ChannelClosed, ConnectionClosed, NackError, ProbableAccessDeniedError, UnroutableError

url, own, other = sys.argv[1:4]
UPLINK, DOWNLINK, OTHER_QUEUE, OWN_QUEUE = "gnome.uplink", "gnome.downlink", f"gnome.downlink.{other}", f"gnome.downlink.{own}"


def body(claim, word):
    return json.dumps({"v": 1, "id": word, "serial": claim, "kind": "status", "body": {"attempt": word}}).encode()


def publish(channel, word, exchange=UPLINK, key=f"{own}.status", user=own, claim=own, headers=None):
    channel.confirm_delivery()
    properties = pika.BasicProperties(
        content_type="application/json", delivery_mode=2, message_id=f"{word} {uuid.uuid4()}", user_id=user,
        headers=headers)
    channel.basic_publish(exchange, key, body(claim, word), properties, mandatory=True)


def get(channel, queue):
    channel.basic_get(queue)


def consume(channel, queue, **options):
    channel.basic_consume(queue, lambda *_: None, **options)


ATTEMPTS = {}


def attempt(word, action, **arguments):
    ATTEMPTS[word] = lambda channel: action(channel, **arguments)


def attempt_publishing(word, **arguments):
    ATTEMPTS[word] = lambda channel: publish(channel, word, **arguments)


# Its own: must work.
attempt_publishing("own key")
attempt("get from its own queue", get, queue=OWN_QUEUE)
attempt("consume its own queue", consume, queue=OWN_QUEUE)
# In the name of another.
attempt_publishing("another's key", key=f"{other}.status")
attempt_publishing("another's key and claim", key=f"{other}.status", claim=other)
attempt_publishing("another's user id", user=other)
attempt_publishing("own key, another's claim", claim=other)
attempt_publishing("no user id", user=None)
attempt_publishing("no user id, another's claim", user=None, claim=other)
attempt_publishing("CC", headers={"CC": [f"{other}.status"]})
attempt_publishing("CC, another's claim", headers={"CC": [f"{other}.status"]}, claim=other)
attempt_publishing("CC, no user id, another's claim", headers={"CC": [f"{other}.status"]}, user=None, claim=other)
attempt_publishing("BCC", headers={"BCC": [f"{other}.status"]})
attempt_publishing("BCC, another's claim", headers={"BCC": [f"{other}.status"]}, claim=other)
attempt_publishing("BCC, no user id, another's claim", headers={"BCC": [f"{other}.status"]}, user=None, claim=other)
# Keys that are only like its own.
attempt_publishing("key of a longer name", key=f"{own}0.status")
attempt_publishing("key with another sign for the dot", key=f"{own}-status")
attempt_publishing("key without a kind", key=own)
attempt_publishing("key with something before", key=f"x.{own}.status")
attempt_publishing("key in other case", key=f"{own.lower()}.status")
# Other exchanges.
for exchange in (DOWNLINK, "gnome.events", "gnome.dead", "sensorgnome-exchange", "amq.topic", "amq.direct", "amq.fanout"):
    attempt_publishing(f"publish to {exchange}", exchange=exchange, key=other)
attempt_publishing("default exchange into another's queue", exchange="", key=OTHER_QUEUE)
attempt_publishing("default exchange into the server's queue", exchange="", key="gnome.ingest")
attempt_publishing("default exchange into its own queue", exchange="", key=OWN_QUEUE)
# Other queues.
for name, queue in (("another's queue", OTHER_QUEUE), ("the server's queue", "gnome.ingest"), ("the dead letters", "gnome.dead")):
    attempt(f"get from {name}", get, queue=queue)
    attempt(f"consume {name}", consume, queue=queue)
    attempt(f"purge {name}", lambda channel, queue: channel.queue_purge(queue), queue=queue)
    attempt(f"delete {name}", lambda channel, queue: channel.queue_delete(queue), queue=queue)
attempt("delete its own queue", lambda channel: channel.queue_delete(OWN_QUEUE))
# Changing the topology.
attempt("declare a queue", lambda channel: channel.queue_declare(f"{own}.more", durable=True))
attempt("declare an exclusive queue", lambda channel: channel.queue_declare(f"{own}.more", exclusive=True))
attempt("declare a queue of the server's naming", lambda channel: channel.queue_declare("", exclusive=True))
attempt("declare a queue named by a line end", lambda channel: channel.queue_declare("\n", durable=True))
attempt("declare an exchange", lambda channel: channel.exchange_declare(f"{own}.more", "topic"))
attempt("delete an exchange", lambda channel: channel.exchange_delete(UPLINK))
attempt("bind its own queue to the uplink", lambda channel: channel.queue_bind(OWN_QUEUE, UPLINK, "#"))
attempt("bind its own queue to the events", lambda channel: channel.queue_bind(OWN_QUEUE, "gnome.events", "#"))
attempt("unbind its own queue", lambda channel: channel.queue_unbind(OWN_QUEUE, DOWNLINK, own))
attempt("bind an exchange to the uplink", lambda channel: channel.exchange_bind("gnome.events", UPLINK, "#"))
# What RabbitMQ lets anybody with a permission in the virtual host do.
attempt("look for another's queue", lambda channel: channel.queue_declare(OTHER_QUEUE, passive=True))
attempt("consume the pseudo queue of direct replies", consume, queue="amq.rabbitmq.reply-to", auto_ack=True)
# Shapes that are meant to break whoever reads them.
attempt_publishing("forged dead letter", user=None, claim=other, headers={
    "x-first-death-exchange": "sensorgnome-exchange", "x-first-death-queue": "gnome.ingest", "x-first-death-reason": "rejected",
    "x-death": [{"exchange": "sensorgnome-exchange", "queue": "gnome.ingest", "reason": "rejected", "count": 1, "routing-keys": ["x"]}]})
attempt_publishing("deep tables", headers=nested_tables(2_000))
attempt_publishing("deep arrays", headers=nested_arrays(2_000))
attempt_publishing("headers that fill a frame", headers=filling(512))


def connect():
    parameters = pika.URLParameters(url)
    parameters.heartbeat = 60
    return pika.BlockingConnection(parameters)


def outcome(action):
    try:
        action()
        return "ok"
    except UnroutableError:
        return "returned"
    except NackError:
        return "rejected"
    except (ChannelClosed, ConnectionClosed) as error:
        return str(error.reply_code)
    except ProbableAccessDeniedError:
        return "access denied"


connection = connect()
results = {}
for word, action in ATTEMPTS.items():
    if not connection.is_open:
        connection = connect()
    channel = connection.channel()
    results[word] = outcome(lambda: action(channel))
    if channel.is_open:
        channel.close()

# The limits: four channels and two connections. The broker counts beside its work, so that a few too many may pass.
def open_channels():
    for _ in range(60):
        connection.channel()


def open_connections():
    kept = [connection]
    try:
        for _ in range(30):
            kept.append(connect())
    finally:
        for extra in kept[1:]:
            extra.close()


connection.close()
connection = connect()
results["channels beyond the limit"] = outcome(open_channels)
if connection.is_open:
    connection.close()
connection = connect()
results["connections beyond the limit"] = outcome(open_connections)
connection.close()
print(json.dumps(results, indent=1))
