// SPDX-License-Identifier: Apache-2.0
// What operators ask for: health, metrics, traces, and the forms of the log.
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { Daemon, call, request1, request2 } from "./daemon.mjs";
import { parseOpen, requests } from "./wire.mjs";

let daemon;
before(async () => {
  daemon = await Daemon.start();
  daemon.write("photos/a.txt", "0123456789");
});
after(() => daemon.stop());

const get = (path, headers = {}, method = "GET") =>
  request1(daemon, { method, path, headers });

test("/healthz and /readyz answer anyone, under any host name", async () => {
  for (const [path, text] of [["/healthz", "ok\n"], ["/readyz", "ready\n"]]) {
    for (const send of [request1, request2]) {
      const headers = { host: "some.balancer.example" };
      const answer = await send(daemon, { method: "GET", path, headers });
      assert.deepEqual([answer.status, answer.body.toString()], [200, text]);
      assert.equal(answer.headers["cache-control"], "no-store");
    }
  }
  assert.equal((await get("/healthz", {}, "HEAD")).body.length, 0);
  assert.equal((await get("/healthz", {}, "DELETE")).status, 405);
});

/** The samples of an exposition, by name with labels; every line must be well-formed. */
function samples(text) {
  const values = {};
  const types = {};
  assert.ok(text.endsWith("\n"));
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line);
    if (type) {
      assert.ok(!(type[1] in types), `${type[1]} twice`);
      types[type[1]] = type[2];
    } else if (!/^# HELP \w+ \S.*$/.test(line)) {
      const [, name, labels, value] =
        /^(\w+)((?:\{(?:\w+="[^"\\]*",?)+\})?) (\d+(?:\.\d+)?)$/.exec(line) ?? assert.fail(line);
      assert.ok(types[name] ?? types[name.replace(/_(bucket|sum|count)$/, "")], name);
      assert.ok(!(name + labels in values), `${name}${labels} twice`);
      values[name + labels] = Number(value);
    }
  }
  return values;
}

async function metrics() {
  const answer = await get("/metrics");
  assert.equal(answer.status, 200);
  assert.match(answer.headers["content-type"], /^text\/plain; version=0\.0\.4/);
  return samples(answer.body.toString());
}

test("metrics count requests, their time and bytes, and denials by reason", async () => {
  const before = await metrics();
  const token = daemon.mint();
  const ask = (method, payload, options = { token }) =>
    call(request1, daemon, method, payload, options);
  const opened = await ask("Open", requests.open("photos", "a.txt"));
  await ask("Read", requests.read(parseOpen(opened.messages[0]).handle));
  await ask("Stat", requests.stat("photos", "none"));
  await ask("Stat", requests.stat("photos", "a.txt"), { token: daemon.mint({ rights: "list" }) });
  await ask("Stat", requests.stat("photos", "a.txt"), {});
  await get("/v1/files/photos/a.txt", { authorization: `Bearer ${token}` });
  const now = await metrics();
  const more = (name) => now[name] - (before[name] ?? 0);
  const bridge = 'method="vitrine.v1.FileBridge';
  assert.equal(more(`vitrined_requests_total{${bridge}/Read",code="0"}`), 1);
  assert.equal(more(`vitrined_requests_total{${bridge}/Stat",code="5"}`), 1);
  assert.equal(more(`vitrined_requests_total{${bridge}/Stat",code="7"}`), 1);
  assert.equal(more(`vitrined_requests_total{${bridge}/Stat",code="16"}`), 1);
  assert.equal(more('vitrined_requests_total{method="GET",code="0"}'), 1);
  assert.equal(more('vitrined_denied_total{reason="DENIED"}'), 1);
  assert.equal(more('vitrined_denied_total{reason="TOKEN_MISSING"}'), 1);
  assert.ok(more(`vitrined_sent_bytes_total{${bridge}/Read"}`) >= 10);
  assert.equal(more('vitrined_sent_bytes_total{method="GET"}'), 10);
  assert.equal(more("vitrined_handles"), 1);
  const name = "vitrined_request_duration_seconds";
  assert.equal(now[`${name}_bucket{${bridge}/Stat",le="+Inf"}`],
    now[`${name}_count{${bridge}/Stat"}`]);
  assert.equal(now[`${name}_count{${bridge}/Stat"}`], 3);
  const series = Object.entries(now)
    .filter(([key]) => key.startsWith(`${name}_bucket{${bridge}/Stat`));
  assert.equal(series.length, 13);
  assert.ok(series.every(([, value], index) => index === 0 || value >= series[index - 1][1]));
  assert.ok(!JSON.stringify(now).includes("a.txt"));
});

test("metrics are for loopback, and not through a proxy", async (t) => {
  for (const name of ["forwarded", "x-forwarded-for", "via"]) {
    assert.equal((await get("/metrics", { [name]: "192.0.2.1" })).status, 403);
  }
  assert.equal((await get("/metrics", { host: "evil.example" })).status, 421);
  const address = Object.values(networkInterfaces()).flat()
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  if (address === undefined) return t.skip("this machine has no address but loopback");
  for (const [options, status] of [[[], 403], [["--metrics-from", address], 200]]) {
    const open = await Daemon.start({ listen: "0.0.0.0:0", options });
    try {
      assert.equal((await fetch(`http://${address}:${open.port}/metrics`)).status, status);
    } finally {
      await open.stop();
    }
  }
});

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const id = parent.slice(3, 35);

test("a trace goes on, in the answer and in the log", async () => {
  const token = daemon.mint();
  const answers = [];
  for (const send of [request1, request2]) {
    const { http } = await call(send, daemon, "Stat", requests.stat("photos", "a.txt"),
      { token, headers: { traceparent: parent } });
    answers.push(http.headers.traceparent);
  }
  for (const path of ["a.txt", "none"]) {
    const { headers } = await get(`/v1/files/photos/${path}`,
      { authorization: `Bearer ${token}`, traceparent: parent });
    answers.push(headers.traceparent);
  }
  for (const answer of answers) {
    assert.match(answer, new RegExp(`^00-${id}-[0-9a-f]{16}-01$`));
    assert.notEqual(answer, parent);
  }
  assert.equal(new Set(answers).size, 4);
  while (daemon.log.split(`"trace":"${id}"`).length < 5) {
    await new Promise((resolve) => setTimeout(resolve, 10)); // the runner's time limit ends this
  }
});

test("a malformed trace is as if there was none", async () => {
  const zero = "0".repeat(32);
  const wrong = ["", "00", parent.slice(0, -1), `${parent}-00`, parent.toUpperCase(),
    parent.replace("00-", "ff-"), parent.replace(id, zero), parent.replace(id, `${id.slice(1)}g`),
    parent.replace("00f067aa0ba902b7", zero.slice(16)), parent.replaceAll("-", "_"), undefined];
  for (const traceparent of wrong) {
    const { http } = await call(request1, daemon, "Stat", requests.stat("photos", "a.txt"),
      { headers: traceparent === undefined ? {} : { traceparent } });
    assert.match(http.headers.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/, traceparent);
    assert.ok(!http.headers.traceparent.includes(id), traceparent);
  }
  const { http } = await call(request1, daemon, "Stat", requests.stat("photos", "a.txt"),
    { headers: { traceparent: `${parent.replace("00-", "cc-")}-what-comes-later` } });
  assert.match(http.headers.traceparent, new RegExp(`^00-${id}-`));
});

test("the log can be plain", async () => {
  const plain = await Daemon.start({ options: ["--log", "plain"] });
  await call(request1, plain, "Stat", requests.stat("photos", "a\nb"), {});
  await plain.stop();
  const lines = plain.log.trimEnd().split("\n");
  assert.match(lines[0], /^\d{4}-\S+Z info serving version="\d/);
  assert.match(lines[1], /^\d{4}-\S+Z warning call method="vitrine\.v1\.\w+\/Stat" status=16 /);
  assert.deepEqual(lines.slice(2).map((line) => line.split(" ").slice(1, 3).join(" ")),
    ["info draining", "info stopped"]);
});
