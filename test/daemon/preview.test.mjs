// SPDX-License-Identifier: Apache-2.0
// StreamPreview: what is pushed for a screen, in which order, and what a new screen takes back.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { Daemon, call as unary, request2 } from "./daemon.mjs";
import { duplex2, duplexes, moreCredit, parseDone, parseFrame, previewPath, scene, wish }
  from "./streams.mjs";
import { parseChunk, parseOpen, requests } from "./wire.mjs";

const files = Array.from({ length: 30 }, () => randomBytes(200_000));
const large = randomBytes(5_000_000);
/** Reads of one stream that run at once: PARTS_MAX of method_preview.c. */
const PARTS_AT_ONCE = 16;
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start({ web: false });
  files.forEach((bytes, index) => daemon.write(`photos/${index}`, bytes));
  daemon.write("photos/large", large);
  daemon.write("photos/tiny", "tiny");
  daemon.write("photos/empty", "");
  token = daemon.mint();
});
after(() => daemon.stop());

const framesOf = (call) => call.messages.map(parseFrame);
const isReady = (call, width) => framesOf(call).some((each) => each.ready && each.width === width);
const untilReady = (call, width) =>
  call.until(() => isReady(call, width), `scene ${width} is ready`);

/** The bytes that came for a file, put together by their offsets. */
function bytesOf(call, file) {
  const parts = framesOf(call).filter((each) => each.file === file && !each.failed);
  return parts.reduce((all, { meta, data }) => {
    const { offset, data: bytes } =
      data ? parseChunk(data) : { offset: 0, data: parseOpen(meta).head };
    if (meta && bytes.length === 0) return all; // opened again
    assert.equal(offset, all.length, "no gap, nothing twice");
    return Buffer.concat([all, bytes]);
  }, Buffer.alloc(0));
}

for (const [name, start] of Object.entries(duplexes)) {
  test(`${name}: properties of all files, then thumbnails, then content`, async () => {
    const call = start(daemon, previewPath, { token });
    const wishes = files.slice(0, 20).map((_, index) =>
      wish(index + 1, "photos", `${index}`, index === 7 ? "content" : "thumbnail",
        { rank: 20 - index }));
    call.send(scene(800, ...wishes, wish(90, "photos", "missing", "meta"),
      wish(91, "photos", "tiny", "content"), wish(92, "photos", "empty", "content")));
    call.send(moreCredit(10_000_000));
    await untilReady(call, 800);
    const frames = framesOf(call);
    assert.deepEqual(frames.map(({ number }) => number), frames.map((_, index) => index + 1));
    assert.ok(frames.every(({ width }) => width === 800));
    assert.ok(Math.abs(frames[0].time - Date.now()) < 600_000);
    const sent = frames.filter(({ ready, failed }) => !ready && !failed);
    const kindsSeen = sent.map(({ kind }) => kind);
    assert.ok(worstOvertaking(kindsSeen) < PARTS_AT_ONCE, `one kind after the other: ${kindsSeen}`);
    for (let index = 0; index < 20; index++) {
      const size = index === 7 ? 200_000 : 65_536;
      assert.ok(bytesOf(call, index + 1).equals(files[index].subarray(0, size)), `file ${index}`);
    }
    assert.equal(bytesOf(call, 91).toString(), "tiny");
    assert.equal(bytesOf(call, 92).length, 0);
    const meta = frames.find((each) => each.file === 8 && each.meta);
    assert.deepEqual([parseOpen(meta.meta).info.size, parseOpen(meta.meta).head.length],
      [200_000, 4096]);
    const failed = frames.find((each) => each.file === 90);
    assert.equal(parseDone(failed.failed).code, 5);
    call.end();
    await call.done();
    assert.equal(call.status, 0);
  });
}

/** How many that should have gone before a frame came after it, at the worst. */
function worstOvertaking(kinds) {
  const late = (kind, index) => kinds.slice(index).filter((other) => other < kind).length;
  return Math.max(...kinds.map(late));
}

/** The order of three files of falling rank. Reads run at once, and may end in another order. */
async function contentOrder() {
  const call = duplex2(daemon, previewPath, { token });
  call.send(scene(1, wish(1, "photos", "1", "content", { rank: 3 }),
    wish(2, "photos", "2", "content", { rank: 2 }),
    wish(3, "photos", "3", "content", { rank: 1 })));
  call.send(moreCredit(10_000_000));
  await untilReady(call, 1);
  const content = framesOf(call).filter(({ kind }) => kind === 3).map(({ file }) => file);
  call.end();
  await call.done();
  return [...new Set(content)];
}

test("files with a smaller priority go first", async () => {
  const orders = [];
  for (let round = 0; round < 9; round++) orders.push((await contentOrder()).join());
  const count = (wanted) => orders.filter((order) => order === wanted).length;
  assert.ok(count("3,2,1") > count("1,2,3"), orders.join(" "));
});

test("without credit eight chunks come, then what credit is given for", async () => {
  const call = duplex2(daemon, previewPath, { token });
  call.send(scene(1, wish(1, "photos", "large", "content")));
  await call.until(() => bytesOf(call, 1).length >= 4096 + 8 * 65536);
  assert.equal(bytesOf(call, 1).length, 4096 + 8 * 65536);
  assert.ok(!isReady(call, 1));
  call.send(moreCredit(100_000));
  await call.until(() => bytesOf(call, 1).length >= 4096 + 8 * 65536 + 100_000);
  call.send(moreCredit(large.length));
  await untilReady(call, 1);
  assert.ok(bytesOf(call, 1).equals(large));
  call.end();
  await call.done();
});

test("a new scene takes back what it does not want, and keeps what it does", async () => {
  const call = duplex2(daemon, previewPath, { token, settings: { initialWindowSize: 8192 } });
  call.stream.pause();
  call.send(moreCredit(100_000_000));
  call.send(scene(1, wish(1, "photos", "large", "content"), wish(2, "photos", "2", "thumbnail")));
  await new Promise((resolve) => setTimeout(resolve, 100)); // queues fill
  call.send(scene(2, wish(2, "photos", "2", "content"), wish(3, "photos", "3", "thumbnail")));
  call.stream.resume();
  await untilReady(call, 2);
  const frames = framesOf(call);
  const old = frames.filter(({ file, data }) => file === 1 && data);
  assert.ok(old.length <= 3, `${old.length} chunks of what is not wanted`);
  const turn = frames.findIndex(({ width }) => width === 2);
  assert.ok(frames.slice(turn).every(({ file, width }) => file !== 1 && width === 2));
  assert.ok(bytesOf(call, 2).equals(files[2])); // nothing of it came twice
  assert.equal(bytesOf(call, 3).length, 65_536);
  assert.match(daemon.log, /Read","status":1[^\n]*"path":"large"/);
  call.end();
  await call.done();
});

test("a number can stand for another file, a file can be wanted further", async () => {
  const call = duplex2(daemon, previewPath, { token });
  call.send(moreCredit(100_000_000));
  call.send(scene(1, wish(1, "photos", "1", "meta")));
  await untilReady(call, 1);
  call.send(scene(2, wish(1, "photos", "2", "thumbnail")));
  await untilReady(call, 2);
  const second = framesOf(call).filter(({ width }) => width === 2);
  assert.ok(parseOpen(second[0].meta).head.equals(files[2].subarray(0, 4096)));
  call.send(scene(3, wish(1, "photos", "2", "content", { offset: 100_000, length: 5000 })));
  await untilReady(call, 3);
  const content = framesOf(call).filter(({ width, kind }) => width === 3 && kind === 3);
  assert.ok(Buffer.concat(content.map(({ data }) => parseChunk(data).data))
    .equals(files[2].subarray(100_000, 105_000)));
  call.send(scene(4, wish(1, "photos", "2", "content", { offset: 150_000, length: 10 })));
  await untilReady(call, 4);
  const more = framesOf(call).filter(({ width, kind }) => width === 4 && kind === 3);
  assert.ok(parseChunk(more[0].data).data.equals(files[2].subarray(150_000, 150_010)));
  call.end();
  await call.done();
});

test("handles of files that nobody wants are closed, those of content stay open", async () => {
  const call = duplex2(daemon, previewPath, { token });
  call.send(scene(1, wish(1, "photos", "1", "meta"), wish(2, "photos", "2", "content")));
  await untilReady(call, 1);
  const handleOf = (id) => parseOpen(framesOf(call).find(({ file }) => file === id).meta).handle;
  const read = async (id) => (await unary(request2, daemon, "Read",
    requests.read(handleOf(id), 0, 1), { token })).status;
  assert.deepEqual([await read(1), await read(2)], [5, 0]);
  call.send(scene(2));
  await untilReady(call, 2);
  assert.equal(await read(2), 5);
  call.end();
  await call.done();
});

test("scenes too large or malformed are refused, and so is what the token denies", async () => {
  const refusals = [
    [scene(1, ...Array.from({ length: 257 }, (_, id) => wish(id, "photos", "1", "meta"))), 8],
    [Buffer.from([0x0a, 0x22, 0x0a, 0x20, ...new Array(32).fill(0)]), undefined], // 32 bytes fit
    [Buffer.from([0x0a, 0x23, 0x0a, 0x21, ...new Array(33).fill(0)]), 3],
    [Buffer.from([0x0a, 0x02, 0x12, 0x7f]), 13],
  ];
  for (const [request, status] of refusals) {
    const call = duplex2(daemon, previewPath, { token });
    call.send(request);
    call.end();
    await call.done();
    assert.equal(call.status, status ?? 0, request.subarray(0, 8).toString("hex"));
  }
  const listing = duplex2(daemon, previewPath, { token: daemon.narrow(token, "--rights", "stat") });
  listing.send(scene(1, wish(1, "photos", "1", "meta"), wish(2, "photos", "../1", "meta")));
  await untilReady(listing, 1);
  const codes = framesOf(listing).filter(({ failed }) => failed)
    .map(({ file, failed }) => [file, parseDone(failed).code]);
  assert.deepEqual(codes.sort(), [[1, 7], [2, 3]]);
  listing.close();
});
