// SPDX-License-Identifier: Apache-2.0
// grpcurl knows nothing but what reflection tells it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { Daemon } from "../daemon/daemon.mjs";
import { goTool, run } from "./tools.mjs";

const { program, skip } = goTool("github.com/fullstorydev/grpcurl/cmd/grpcurl", "v1.9.3");
const file = { share: "photos", path: "a.bin" };
const bytes = randomBytes(100_000);
let daemon;
let bearer;

before(async () => {
  daemon = await Daemon.start({ web: false });
  daemon.write("photos/a.bin", bytes);
  bearer = `authorization: Bearer ${daemon.mint()}`;
});
after(() => daemon.stop());

async function ask(method, messages = [], more = []) {
  const data = messages.map((each) => JSON.stringify(each)).join("\n");
  const list = ["-plaintext", "-emit-defaults", ...more, "-d", data, `127.0.0.1:${daemon.port}`];
  const { code, text } = await run(program, [...list, ...method.split(" ")]);
  return { code, text, answers: code === 0 && method.includes("/")
    ? JSON.parse(`[${text.replace(/\n\}\n\{/g, "\n},\n{")}]`) : [] };
}

test("grpcurl: lists and describes services", { skip }, async () => {
  const { text } = await ask("list");
  assert.deepEqual(text.trim().split("\n"), ["grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection", "vitrine.v1.FileBridge", "vitrine.v1.PreviewService"]);
  assert.match((await ask("describe vitrine.v1.FileBridge.Session")).text,
    /rpc Session \( stream .vitrine.v1.SessionRequest \) returns \( stream /);
  assert.notEqual((await ask("describe vitrine.v1.Nothing")).code, 0);
});

test("grpcurl: unary calls, streams, both ways, errors, deadlines", { skip }, async () => {
  assert.equal((await ask("grpc.health.v1.Health/Check", [{}])).answers[0].status, "SERVING");
  const mine = ["-H", bearer];
  const [{ info }] = (await ask("vitrine.v1.FileBridge/Stat", [{ file }], mine)).answers;
  assert.equal(Number(info.size), bytes.length);
  const [opened] = (await ask("vitrine.v1.FileBridge/Open", [{ file }], mine)).answers;
  const read = await ask("vitrine.v1.FileBridge/Read", [{ handle: opened.handle }], mine);
  const parts = read.answers.map(({ data }) => Buffer.from(data, "base64"));
  assert.ok(Buffer.concat(parts).equals(bytes));
  const session = await ask("vitrine.v1.FileBridge/Session",
    [{ id: 1, stat: { file } }, { id: 2, ping: { value: 7 } }], mine);
  assert.deepEqual(session.answers.map(({ id }) => id).sort(), [1, 1, 2]);
  assert.match((await ask("vitrine.v1.FileBridge/Stat", [{ file }])).text, /Unauthenticated/);
  const missing = { share: "photos", path: "missing" };
  assert.match((await ask("vitrine.v1.FileBridge/Stat", [{ file: missing }], mine)).text,
    /NotFound/);
  assert.match((await ask("grpc.health.v1.Health/Watch", [{}], ["-max-time", "0.5"])).text,
    /DeadlineExceeded/);
});
