// SPDX-License-Identifier: Apache-2.0
// A server that serves other modules than the package was built with: nothing of it is started, and
// the page says so.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { lacking, leave, preview, Stand } from "./browser.js";

/** What is changed on its way, and how. */
const CHANGES: Record<string, { url: string; change: (bytes: Buffer) => Buffer }> = {
  "a list with another module": {
    url: "**/manifest.json",
    change: (bytes) => Buffer.from(bytes.toString().replace('"size": ', '"size": 1')),
  },
  "a list with a space more": {
    url: "**/manifest.json",
    change: (bytes) => Buffer.concat([bytes, Buffer.from(" ")]),
  },
  "no signature": { url: "**/manifest.json.sig", change: () => Buffer.alloc(0) },
  "a module with another byte": {
    url: "**/w/*.wasm",
    change: (bytes) => Buffer.from(bytes.map((byte, at) => (at === 4096 ? byte ^ 1 : byte))),
  },
};

suite("integrity in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  for (const [name, { url, change }] of Object.entries(CHANGES)) {
    test(`${name} is not started`, async () => {
      const visit = await stand.visit({ address: "about:blank", isolated: false });
      await visit.page.route(url, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: change(await response.body()) });
      });
      await visit.page.goto(stand.address());
      assert.equal(await preview(visit, "dusk.png"), "E_INTERNAL");
      const words = await visit.page.locator("vitrine-view .message .what").textContent();
      assert.match(words ?? "", /\.$/);
      await leave(visit);
    });
  }
});
