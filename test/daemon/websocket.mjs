// SPDX-License-Identifier: Apache-2.0
// A WebSocket client by hand, which can also break the rules of RFC 6455.
import { createHash, randomBytes } from "node:crypto";
import net from "node:net";
import { parseTrailers, frame } from "./wire.mjs";

/** A client's frame; every part of its head can be made wrong. */
export function clientFrame(payload, { opcode = 2, fin = true, rsv = 0, isMasked = true,
  sizeBytes, declared = payload.length } = {}) {
  const width = sizeBytes ?? (declared < 126 ? 0 : declared < 65536 ? 2 : 8);
  const head = Buffer.alloc(2 + width);
  head[0] = (fin ? 128 : 0) | (rsv << 4) | opcode;
  head[1] = (isMasked ? 128 : 0) | (width === 0 ? declared : width === 2 ? 126 : 127);
  if (width === 2) head.writeUInt16BE(declared, 2);
  if (width === 8) head.writeBigUInt64BE(BigInt(declared), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]));
  return Buffer.concat([head, mask, masked]);
}

export class WebSocketClient {
  messages = []; // of grpc-websockets: without their frame heads, with their flags
  frames = [];   // everything, [opcode, payload]
  headers;
  trailers;
  closeCode;
  isClosed = false;
  #input = Buffer.alloc(0);
  #upgraded = false;

  constructor(daemon, path, { headers = {}, method = "GET", protocol = "grpc-websockets" } = {}) {
    this.key = randomBytes(16).toString("base64");
    this.socket = net.connect(daemon.port, "127.0.0.1");
    const all = { host: `127.0.0.1:${daemon.port}`, upgrade: "websocket", connection: "Upgrade",
      "sec-websocket-key": this.key, "sec-websocket-version": "13",
      "sec-websocket-protocol": protocol, ...headers };
    const lines = Object.entries(all).filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${value}\r\n`).join("");
    this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines}\r\n`);
    this.socket.on("data", (bytes) => this.#take(bytes));
    this.socket.on("error", () => {});
    this.socket.on("close", () => (this.isClosed = true));
    this.socket.on("end", () => (this.isClosed = true));
  }

  #take(bytes) {
    this.#input = Buffer.concat([this.#input, bytes]);
    if (!this.#upgraded) {
      const end = this.#input.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.answer = this.#input.subarray(0, end).toString("latin1");
      this.status = Number(this.answer.split(" ")[1]);
      this.#input = this.#input.subarray(end + 4);
      this.#upgraded = this.status === 101;
    }
    while (this.#upgraded && this.#takeFrame());
  }

  #takeFrame() {
    const input = this.#input;
    if (input.length < 2) return false;
    if ((input[1] & 128) !== 0) throw new Error("a server's frame is masked");
    const short = input[1] & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (input.length < head) return false;
    const size = short < 126 ? short : short === 126 ? input.readUInt16BE(2)
      : Number(input.readBigUInt64BE(2));
    if (input.length < head + size) return false;
    this.#input = input.subarray(head + size);
    this.#onFrame(input[0], input.subarray(head, head + size));
    return true;
  }

  #onFrame(first, payload) {
    if ((first & 0xf0) !== 0x80) throw new Error("a fragment, or a reserved bit");
    this.frames.push([first & 15, Buffer.from(payload)]);
    if ((first & 15) === 8) this.closeCode = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
    if ((first & 15) !== 2) return;
    if (payload.readUInt32BE(1) !== payload.length - 5) throw new Error("not one gRPC frame");
    const text = payload.subarray(5);
    if (payload[0] === 0) this.messages.push(Buffer.from(text));
    else if (this.headers === undefined) this.headers = parseTrailers(text.toString("latin1"));
    else this.trailers = parseTrailers(text.toString("latin1"));
  }

  /** The status of the call once it is there: in the only 0x80 frame, or in the second one. */
  get grpcStatus() {
    const text = this.trailers?.["grpc-status"] ?? this.headers?.["grpc-status"];
    return text === undefined ? undefined : Number(text);
  }

  raw(bytes) { this.socket.write(bytes); }
  message(bytes, options) { this.raw(clientFrame(bytes, options)); }

  begin(token, more = "") {
    this.message(Buffer.from("content-type: application/grpc-web+proto\r\nx-grpc-web: 1\r\n" +
      (token ? `authorization: Bearer ${token}\r\n` : "") + more));
  }

  send(payload) { this.message(Buffer.concat([Buffer.from([0]), frame(payload)])); }
  end() { this.message(Buffer.from([1])); }
  close() { this.message(Buffer.from([0x03, 0xe8]), { opcode: 8 }); }

  async until(holds, what = String(holds)) {
    const late = Date.now() + 20_000;
    while (!holds()) {
      if (Date.now() > late) throw new Error(`waited in vain: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  accepted() {
    const text = `${this.key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    return createHash("sha1").update(text).digest("base64");
  }
}
