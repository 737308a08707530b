// SPDX-License-Identifier: Apache-2.0
// A call that streams both ways, over HTTP/2 (native gRPC, gRPC-Web) and HTTP/1.1 (gRPC-Web), and
// the messages of Session and StreamPreview by hand.
import http from "node:http";
import http2 from "node:http2";
import { field, fileRef, frame, message, only, parse, parseTrailers } from "./wire.mjs";

/** Splits what comes into frames, however it is cut. */
class Frames {
  #rest = Buffer.alloc(0);
  constructor(onFrame) { this.onFrame = onFrame; }
  feed(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 5) {
      const size = this.#rest.readUInt32BE(1);
      if (this.#rest.length < 5 + size) return;
      this.onFrame(this.#rest[0], this.#rest.subarray(5, 5 + size));
      this.#rest = this.#rest.subarray(5 + size);
    }
  }
}

/** One running call. `messages` grows; `status` is set at the end. */
export class Duplex {
  messages = [];
  status;
  #waiting = [];

  constructor(send, end, close, pause) {
    Object.assign(this, { sendBytes: send, end, close, pause });
    this.frames = new Frames((flags, payload) => {
      if (flags === 0x80) this.finish(parseTrailers(payload.toString("latin1")));
      else this.messages.push(Buffer.from(payload));
      this.#wake();
    });
  }

  send(payload) { this.sendBytes(frame(payload)); }

  finish(fields) {
    this.status ??= Number(fields["grpc-status"] ?? -1);
    this.#wake();
  }

  #wake() { for (const each of this.#waiting.splice(0)) each(); }

  /** Waits until `holds` does, for at most 20 seconds. */
  async until(holds, what = String(holds)) {
    const late = Date.now() + 20_000;
    while (!holds()) {
      if (Date.now() > late) throw new Error(`waited in vain: ${what}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#waiting.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  done() { return this.until(() => this.status !== undefined, "the end of the call"); }
}

const head = (token, type) => ({ "content-type": type, te: "trailers",
  ...(token ? { authorization: `Bearer ${token}` } : {}) });

export function duplex2(daemon, path, { token, type = "application/grpc", settings } = {}) {
  const session = http2.connect(daemon.url, { settings });
  const stream = session.request({ ":method": "POST", ":path": path, ...head(token, type) });
  const call = new Duplex((bytes) => stream.write(bytes), () => stream.end(),
    () => stream.close(http2.constants.NGHTTP2_CANCEL), () => stream.pause());
  call.stream = stream;
  call.session = session;
  session.on("error", () => call.finish({}));
  stream.on("response", (fields) => {
    call.head = fields;
    if (fields["grpc-status"] !== undefined) call.finish(fields);
  });
  stream.on("data", (bytes) => call.frames.feed(bytes));
  stream.on("trailers", (fields) => call.finish(fields));
  stream.on("error", () => {});
  stream.on("close", () => { call.finish({}); session.close(); });
  return call;
}

export function duplex1(daemon, path, { token } = {}) {
  const request = http.request({ host: "127.0.0.1", port: daemon.port, method: "POST", path,
    agent: false, headers: { ...head(token, "application/grpc-web+proto"),
      "transfer-encoding": "chunked" } });
  const call = new Duplex((bytes) => request.write(bytes), () => request.end(),
    () => request.destroy(), () => call.response.pause());
  request.flushHeaders();
  request.on("response", (response) => {
    call.response = response;
    call.head = response.headers;
    if (response.headers["grpc-status"] !== undefined) call.finish(response.headers);
    response.on("data", (bytes) => call.frames.feed(bytes));
    response.on("error", () => call.finish({}));
    response.on("end", () => call.finish({}));
  });
  request.on("error", () => call.finish({}));
  return call;
}

export const duplexes = {
  "native gRPC over HTTP/2": duplex2,
  "gRPC-Web over HTTP/2": (daemon, path, options) =>
    duplex2(daemon, path, { ...options, type: "application/grpc-web+proto" }),
  "gRPC-Web over HTTP/1.1": duplex1,
};

export const sessionPath = "/vitrine.v1.FileBridge/Session";
export const previewPath = "/vitrine.v1.PreviewService/StreamPreview";

const actions = { open: 2, stat: 3, list: 4, read: 5, close: 6, cancel: 7, ping: 8 };
export const priority = { metadata: 1, thumbnail: 2, content: 3, prefetch: 4 };

/** A SessionRequest. */
export function ask(id, action, body = Buffer.alloc(0), { rank, credit } = {}) {
  return message(field(1, id), ...(action ? [field(actions[action], body)] : []),
    ...(rank ? [field(9, rank)] : []), ...(credit ? [field(10, credit)] : []));
}

const answers = { 2: "open", 3: "stat", 4: "list", 5: "read", 6: "close", 7: "done", 8: "pong" };

/** A SessionResponse: its id, what it is, and that message's bytes. */
export function parseAnswer(bytes) {
  const fields = parse(bytes);
  const [number, body] = fields.find(([each]) => each in answers);
  return { id: Number(only(fields, 1) ?? 0), kind: answers[number], body };
}

export function parseDone(bytes) {
  const fields = parse(bytes);
  return { code: Number(only(fields, 1) ?? 0), message: only(fields, 2)?.toString() ?? "" };
}

export const kinds = { meta: 1, thumbnail: 2, content: 3 };

/** A PreviewWish. */
export function wish(id, share, path, kind, { rank = 0, offset = 0, length = 0 } = {}) {
  return field(2, message(field(1, id), field(2, fileRef(share, path)), field(3, kinds[kind]),
    field(4, rank), field(5, offset), field(6, length)));
}

/** A PreviewRequest with a scene; the viewport is one that only our frames carry. */
export function scene(width, ...wishes) {
  return field(1, message(field(1, message(field(3, width))), ...wishes));
}

export const moreCredit = (bytes) => field(2, bytes);

export function parseFrame(bytes) {
  const fields = parse(bytes);
  const viewport = parse(only(fields, 3) ?? Buffer.alloc(0));
  return { number: Number(only(fields, 1)), time: Number(only(fields, 2)),
    width: Number(only(viewport, 3) ?? 0), ready: only(fields, 4) === 1n,
    file: Number(only(fields, 5) ?? 0), kind: Number(only(fields, 6) ?? 0),
    meta: only(fields, 7), data: only(fields, 8), failed: only(fields, 9) };
}
