// SPDX-License-Identifier: Apache-2.0
// Protobuf fields and gRPC-Web frames by hand: the tests must not share code with what they test.

export function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field: a number becomes a varint; text and bytes a length-delimited field. */
export function field(number, value) {
  if (typeof value === "number" || typeof value === "bigint") {
    return Buffer.concat([varint(number << 3), varint(value)]);
  }
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

export function message(...fields) {
  return Buffer.concat(fields);
}

/** Decodes a message into an array of [field number, BigInt or Buffer]. */
export function parse(bytes) {
  const fields = [];
  let position = 0;
  const number = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++];
      if (byte === undefined) throw new Error("varint is cut off");
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (position < bytes.length) {
    const tag = Number(number());
    if ((tag & 7) === 0) {
      fields.push([tag >> 3, number()]);
    } else if ((tag & 7) === 2) {
      const size = Number(number());
      if (position + size > bytes.length) throw new Error("field is cut off");
      fields.push([tag >> 3, bytes.subarray(position, position + size)]);
      position += size;
    } else {
      throw new Error(`unexpected wire type ${tag & 7}`);
    }
  }
  return fields;
}

export function only(fields, number) {
  return fields.find(([each]) => each === number)?.[1];
}

export function frame(payload, flags = 0) {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/** Splits a response body into messages and the trailer block. */
export function unframe(body) {
  const messages = [];
  let trailers;
  let position = 0;
  while (position < body.length) {
    if (trailers !== undefined) throw new Error("bytes after the trailers");
    if (position + 5 > body.length) throw new Error("frame head is cut off");
    const size = body.readUInt32BE(position + 1);
    const payload = body.subarray(position + 5, position + 5 + size);
    if (payload.length < size) throw new Error("frame is cut off");
    if (body[position] === 0x80) trailers = payload.toString("latin1");
    else if (body[position] === 0) messages.push(payload);
    else throw new Error(`flags ${body[position]}`);
    position += 5 + size;
  }
  return { messages, trailers };
}

export function parseTrailers(text) {
  if (!/^([0-9a-z_.-]+: [\x20-\x7e]*\r\n)+$/.test(text)) {
    throw new Error(`malformed trailers: ${JSON.stringify(text)}`);
  }
  return Object.fromEntries(text.trimEnd().split("\r\n").map((line) => line.split(": ", 2)));
}

/** Starts a FileRef: share and path. */
export function fileRef(share, path) {
  return message(field(1, share), field(2, path));
}

export const service = "/vitrine.v1.FileBridge/";

export const requests = {
  open: (share, path, head = 0, tail = 0) =>
    message(field(1, fileRef(share, path)), field(2, head), field(3, tail)),
  stat: (share, path) => message(field(1, fileRef(share, path))),
  list: (share, path, pageSize = 0) =>
    message(field(1, fileRef(share, path)), field(2, pageSize)),
  read: (handle, offset = 0, length = 0, chunk = 0, etag = "") =>
    message(field(1, handle), field(2, offset), field(3, length), field(4, chunk), field(5, etag)),
  close: (handle) => message(field(1, handle)),
};

export function parseInfo(bytes) {
  const fields = parse(bytes);
  return {
    name: only(fields, 1)?.toString() ?? "",
    type: Number(only(fields, 2) ?? 0),
    size: Number(only(fields, 3) ?? 0),
    modified: Number(only(fields, 4) ?? 0),
    etag: only(fields, 5) ?? Buffer.alloc(0),
    mediaType: only(fields, 6)?.toString() ?? "",
  };
}

export function parseOpen(bytes) {
  const fields = parse(bytes);
  return {
    handle: only(fields, 1),
    info: parseInfo(only(fields, 2)),
    head: only(fields, 3) ?? Buffer.alloc(0),
    tail: only(fields, 4) ?? Buffer.alloc(0),
  };
}

export function parseChunk(bytes) {
  const fields = parse(bytes);
  return { offset: Number(only(fields, 1) ?? 0), data: only(fields, 2) ?? Buffer.alloc(0) };
}
