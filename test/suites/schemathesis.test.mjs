// SPDX-License-Identifier: Apache-2.0
// schemathesis makes requests of docs/openapi.json, good and bad ones, and checks the answers.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Daemon } from "../daemon/daemon.mjs";
import { pythonTool, run } from "./tools.mjs";

const { program, skip } = pythonTool("schemathesis", "4.32.5");
let daemon;

before(async () => {
  daemon = await Daemon.start({ web: false });
  daemon.write("photos/a.bin", randomBytes(3000));
});
after(() => daemon.stop());

/** The document, and one whose paths are of files that are there, so that ranges matter. */
function documents() {
  const whole = readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8");
  const real = JSON.parse(whole);
  const values = { share: "photos", path: "a.bin" };
  for (const { parameters } of Object.values(real.paths)) {
    for (const each of parameters) {
      if (values[each.name]) each.schema.enum = [values[each.name]];
    }
  }
  return { whole, real: JSON.stringify(real) };
}

for (const [name, text] of Object.entries(documents())) {
  test(`schemathesis: ${name}`, { skip, timeout: 300_000 }, async () => {
    const file = daemon.path(`${name}.json`);
    writeFileSync(file, text);
    // Unknown header fields must be ignored (RFC 9110 section 5.1), which the first check holds for
    // wrong; and the document cannot say which paths there are.
    const result = await run(program, ["run", file, "--url", daemon.url, "--max-examples", "60",
      "-H", `Authorization: Bearer ${daemon.mint()}`, "--no-color",
      "--exclude-checks", "negative_data_rejection,positive_data_acceptance", "--seed", "1"],
    { cwd: daemon.folder });
    assert.equal(result.code, 0, result.text.slice(-3000));
    if (name === "real") assert.doesNotMatch(result.text, /Authentication failed/);
  });
}
