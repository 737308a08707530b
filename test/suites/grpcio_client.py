# SPDX-License-Identifier: Apache-2.0
# Calls vitrined with Python's grpcio, messages by hand: grpcio_client.py ADDRESS TOKEN
import itertools
import queue
import sys

import grpc

address, token = sys.argv[1:]
metadata = (("authorization", "Bearer " + token),)
channel = grpc.insecure_channel(address)
service = "/vitrine.v1.FileBridge/"


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def parse(message):
    position = 0
    fields = {}

    def number():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while position < len(message):
        tag = number()
        if tag & 7 == 0:
            fields[tag >> 3] = number()
        else:
            size = number()
            fields[tag >> 3] = message[position:position + size]
            position += size
    return fields


def file(path):
    return field(1, field(1, b"photos") + field(2, path))


def check(condition, what):
    if not condition:
        sys.exit(what)


opened = parse(channel.unary_unary(service + "Open")(file(b"large.bin"), metadata=metadata))
handle = opened[1]
check(len(handle) == 16 and parse(opened[2])[3] == 5000000, "Open")
print("unary")

chunks = [parse(each) for each in channel.unary_stream(service + "Read")(field(1, handle), metadata=metadata)]
check(sum(len(each[2]) for each in chunks) == 5000000, "Read")
print("stream")

requests = queue.Queue()
session = channel.stream_stream(service + "Session")(iter(requests.get, None), metadata=metadata, timeout=30)
requests.put(field(1, 1) + field(5, field(1, handle)) + field(10, 5000000))
total = 0
for message in session:
    answer = parse(message)
    if 5 in answer:
        total += len(parse(answer[5]).get(2, b""))
    elif 7 in answer:
        requests.put(None)
check(total == 5000000 and session.code() == grpc.StatusCode.OK, "Session")
print("both ways")

for path, code in ((b"missing", grpc.StatusCode.NOT_FOUND), (b"../x", grpc.StatusCode.INVALID_ARGUMENT)):
    try:
        channel.unary_unary(service + "Stat")(file(path), metadata=metadata)
        sys.exit("Stat of what is not there")
    except grpc.RpcError as error:
        check(error.code() == code and error.details(), "Stat: " + str(error.code()))
print("error")

try:
    list(channel.stream_stream(service + "Session")(iter(queue.Queue().get, None), metadata=metadata, timeout=0.3))
    sys.exit("a Session without an end")
except grpc.RpcError as error:
    check(error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, "deadline: " + str(error.code()))
print("deadline")

reading = channel.unary_stream(service + "Read")(field(1, handle) + field(4, 1000), metadata=metadata)
check(len(list(itertools.islice(reading, 3))) == 3, "Read, before it is cancelled")
reading.cancel()
check(reading.code() == grpc.StatusCode.CANCELLED, "cancel")
print("cancel")
