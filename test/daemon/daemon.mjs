// SPDX-License-Identifier: Apache-2.0
// Starts a vitrined on a free port with a folder of its own, and speaks to it over HTTP/1.1 or
// HTTP/2 with Node's own clients.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frame, parseTrailers, service, unframe } from "./wire.mjs";

export const program = process.env.VITRINED;
if (!program) throw new Error("set VITRINED to the daemon's program file");

/** What starts it: a program that takes the daemon's command line; none by default. */
export const launcher = process.env.VITRINED_LAUNCHER;

export class Daemon {
  static async start({ shares = ["photos"], web = true, listen = "127.0.0.1:0",
    options = [], programFile = program, env = {}, stdio = [],
    isMute = false } = {}) {
    const daemon = new Daemon();
    daemon.program = programFile;
    daemon.surroundings = { env: { ...process.env, ...env }, stdio, isMute };
    daemon.folder = mkdtempSync(join(tmpdir(), "vitrined-"));
    daemon.key = join(daemon.folder, "key");
    execFileSync(program, ["key", "new", daemon.key]);
    const list = ["--listen", listen, "--key", daemon.key];
    for (const share of shares) {
      mkdirSync(daemon.path(share));
      list.push("--share", `${share}=${daemon.path(share)}`);
    }
    if (web) {
      mkdirSync(daemon.path("web"));
      list.push("--web", daemon.path("web"));
    }
    await daemon.#run([...list, ...options]);
    return daemon;
  }

  async #run(list) {
    this.log = "";
    const line = launcher ? [launcher, this.program, ...list] : [this.program, ...list];
    const { env, stdio } = this.surroundings;
    this.process =
      spawn(line[0], line.slice(1), { env, stdio: ["ignore", "pipe", "pipe", ...stdio] });
    const serves = new Promise((resolve) => this.process.stderr.on("data", (bytes) => {
      this.log += bytes;
      if (/\bserving\b.*\n/.test(this.log)) resolve();
    }));
    this.exit = new Promise((resolve) =>
      this.process.on("exit", (code, signal) => resolve({ code, signal })));
    const first = await new Promise((resolve, reject) => {
      let text = "";
      this.process.stdout.on("data", (bytes) => {
        text += bytes;
        if (text.includes("\n")) resolve(text);
      });
      this.exit.then(() => reject(new Error(`vitrined did not start: ${this.log}`)));
    });
    if (!this.surroundings.isMute) await serves; // the two pipes are read in any order
    this.url = /^listening on (\S+)\n$/.exec(first)[1];
    this.port = Number(new URL(this.url).port);
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  write(name, bytes) {
    writeFileSync(this.path(name), bytes);
  }

  /** A token for a share; further options as of "token mint". */
  mint({ share = "photos", rights = "read,list,stat", expires = "5m", key = this.key,
    more = [] } = {}) {
    return execFileSync(program, ["token", "mint", "--key", key, "--share", share, "--rights",
      rights, "--expires", expires, ...more]).toString().trim();
  }

  narrow(token, ...options) {
    const list = ["token", "narrow", ...options];
    return execFileSync(program, list, { input: token }).toString().trim();
  }

  /** Stops it and tells how it ended; a sanitizer's report fails the test. */
  async stop() {
    this.process.kill("SIGTERM");
    const result = await this.exit;
    rmSync(this.folder, { recursive: true, force: true });
    if (/Sanitizer|runtime error/.test(this.log)) throw new Error(this.log);
    if (result.code !== 0) {
      throw new Error(`vitrined ended with ${JSON.stringify(result)}: ${this.log}`);
    }
    return result;
  }
}

function collect(stream) {
  return new Promise((resolve, reject) => {
    const parts = [];
    stream.on("data", (bytes) => parts.push(bytes));
    stream.on("end", () => resolve(Buffer.concat(parts)));
    stream.on("error", reject);
    stream.on("aborted", () => reject(new Error("aborted")));
  });
}

export function request1(daemon, { method = "POST", path = "/", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port: daemon.port, method, path, headers,
      agent: false }, (response) => {
      collect(response).then((bytes) =>
        resolve({ status: response.statusCode, headers: response.headers, body: bytes }), reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

export async function request2(daemon, { method = "POST", path = "/", headers = {}, body } = {}) {
  const session = http2.connect(daemon.url);
  const failed = new Promise((_, reject) => session.on("error", reject));
  try {
    const { host, ...others } = headers;
    const authority = host === undefined ? {} : { ":authority": host };
    const stream = session.request({ ":method": method, ":path": path, ...authority, ...others });
    const head = new Promise((resolve) => stream.on("response", resolve));
    stream.end(body);
    const [answer, bytes] = await Promise.race([Promise.all([head, collect(stream)]), failed]);
    return { status: answer[":status"], headers: answer, body: bytes };
  } finally {
    session.close();
  }
}

export const transports = { "HTTP/1.1": request1, "HTTP/2": request2 };

/** Calls a method. The result has status (of gRPC), message, messages and the HTTP response. */
export async function call(send, daemon, method, payload, { token, headers = {}, body } = {}) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await send(daemon, {
    path: method.startsWith("/") ? method : service + method,
    headers: { "content-type": "application/grpc-web+proto", "x-grpc-web": "1",
      ...authorization, ...headers },
    body: body ?? frame(payload),
  });
  if (response.status !== 200) return { http: response, status: undefined, messages: [] };
  if (response.headers["grpc-status"] !== undefined) {
    if (response.body.length > 0) throw new Error("Trailers-Only with a body");
    return { http: response, messages: [], status: Number(response.headers["grpc-status"]),
      message: decodeURIComponent(response.headers["grpc-message"]) };
  }
  const { messages, trailers } = unframe(response.body);
  if (trailers === undefined) throw new Error("no trailers");
  const values = parseTrailers(trailers);
  return { http: response, messages, status: Number(values["grpc-status"]),
    message: decodeURIComponent(values["grpc-message"] ?? "") };
}
