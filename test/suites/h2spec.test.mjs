// SPDX-License-Identifier: Apache-2.0
// h2spec, the conformance suite of HTTP/2, as it is. It tests RFC 7540; ours is RFC 9113.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Daemon } from "../daemon/daemon.mjs";
import { goTool, run } from "./tools.mjs";

const { program, skip } = goTool("github.com/summerwind/h2spec/cmd/h2spec", "v2.2.1+incompatible");

const closed = "libnghttp2 ignores frames on streams that are over; RFC 9113 section 5.1 lets it";
const priority = "RFC 9113 deprecates PRIORITY, and SETTINGS_NO_RFC7540_PRIORITIES turns it off";
const early = "a POST that is no call has its 415, and is over, before its body comes: a race";
const length = `Sends a HEADERS frame with the "content-length" header field which does not equal`;
/** What may fail, and why. */
const known = {
  "Sends invalid connection preface": "the port speaks HTTP/1.1, too, and answers 400 in it",
  "closed: Sends a DATA frame after sending RST_STREAM frame": closed,
  "closed: Sends a HEADERS frame after sending RST_STREAM frame": closed,
  "closed: Sends a DATA frame": closed,
  "closed: Sends a HEADERS frame": closed,
  "Sends stream identifier that is numerically smaller than previous": closed,
  [`Sends a DATA frame on the stream that is not in "open" or "half-closed (local)" state`]: closed,
  "Sends a DATA frame with invalid pad length": early,
  "Sends a second HEADERS frame without the END_STREAM flag": early,
  "Sends a HEADERS frame that contains a pseudo-header field as trailers": early,
  [`${length} the DATA frame payload length`]: early,
  [`${length} the sum of the multiple DATA frames payload length`]: early,
  "Sends PRIORITY frame that depend on itself": priority,
  "Sends a PRIORITY frame with 0x0 stream identifier": priority,
};

let daemon;
before(async () => {
  daemon = await Daemon.start();
  // More than a window: the streams stay open until h2spec has said what it wants to say on them.
  daemon.write("web/large.bin", Buffer.alloc(200_000));
});
after(() => daemon.stop());

test("h2spec", { skip, timeout: 300_000 }, async () => {
  const report = daemon.path("h2spec.xml");
  const { text } = await run(program,
    ["-h", "127.0.0.1", "-p", String(daemon.port), "-P", "/large.bin", "-j", report]);
  const cases = readFileSync(report, "utf8").split("<testcase ").slice(1);
  const entities = { "&#34;": '"', "&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">" };
  const failed = cases.filter((each) => /<failure|<error/.test(each)).map((each) =>
    /classname="([^"]*)"/.exec(each)[1].replace(/&[#a-z0-9]+;/g, (name) => entities[name]));
  assert.ok(cases.length > 140, text.slice(-500));
  assert.deepEqual(failed.filter((name) => !(name in known)), []);
  assert.equal((await fetch(`${daemon.url}/large.bin`)).status, 200);
});
