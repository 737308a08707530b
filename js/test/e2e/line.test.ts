// SPDX-License-Identifier: Apache-2.0
// The line and the token while something is open: a daemon that dies and comes back, a token that
// expires and is renewed, each said in words beside the picture, which stays.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import {
  lacking,
  leave,
  PICTURES,
  preview,
  Stand,
  type Visit,
  writeLargePicture,
} from "./browser.js";

suite("the line in Chromium", { skip: lacking(), timeout: 180_000 }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    writeLargePicture(stand.path("huge.png"), stand.path("dusk.png"), 40);
  });
  after(() => stand.stop());

  test("the daemon dies and comes back: the picture stays, and goes on by itself", async () => {
    const visit = await stand.visit({ address: stand.address("read,list,stat", "1h") });
    const { page } = visit;
    assert.equal(await preview(visit, "huge.png"), "shown");
    const again = stand.daemon.address;
    await stand.daemon.stop();
    const lost = nextEvent(visit, "vitrine-error");
    await page.evaluate(() => (document.querySelector("vitrine-view")!.zoom = 0.31));
    assert.equal(await lost, "E_CONNECTION");
    const notice = page.locator("vitrine-view .notice");
    assert.match(await notice.innerText(), /cannot be reached/);
    assert.equal(await page.locator("vitrine-view canvas").isVisible(), true);
    await page.screenshot({ path: join(PICTURES, "connection-lost.png") });
    const shown = nextEvent(visit, "vitrine-page");
    await stand.restart(again);
    assert.equal(await shown, "");
    assert.equal(await notice.isVisible(), false);
    await leave(visit);
  });

  test("what was not open yet when the line was lost opens when it is back", async () => {
    const visit = await stand.visit({ address: stand.address("read,list,stat", "1h") });
    await visit.page.locator("vitrine-browser .entry").first().waitFor();
    const again = stand.daemon.address;
    await stand.daemon.stop();
    assert.equal(await preview(visit, "dusk.png"), "E_CONNECTION");
    const state = visit.page.locator("vitrine-view .message .state");
    assert.equal(await state.innerText(), "Connection lost");
    const shown = nextEvent(visit, "vitrine-page");
    await stand.restart(again);
    assert.equal(await shown, "");
    await leave(visit);
  });

  test("a token that expires while a document is open, and is renewed", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    const [long, short] = [stand.token(), stand.token("read,list,stat", "8s")];
    await page.evaluate(openWithBridge, { endpoint: stand.daemon.address, token: short });
    await page.evaluate(untilExpired);
    const refused = nextEvent(visit, "vitrine-error");
    await page.evaluate(() => (document.querySelector("vitrine-view")!.zoom = 0.31));
    assert.equal(await refused, "E_EXPIRED");
    assert.equal(await page.locator("vitrine-view canvas").isVisible(), true);
    const shown = nextEvent(visit, "vitrine-page");
    await page.evaluate((token) => window.bridge.renew(token), long);
    assert.equal(await shown, "");
    await leave(visit);
  });
});

declare global {
  interface Window {
    bridge: import("../../src/index.js").Bridge;
  }
}

/** Runs in the page: shows a picture whose bytes are not all kept, with a bridge of the test's. */
async function openWithBridge(access: { endpoint: string; token: string }): Promise<void> {
  const address = "/index.js";
  const { Bridge } = (await import(address)) as typeof import("../../src/index.js");
  window.bridge = new Bridge(access);
  const source = { bridge: window.bridge, share: "samples", path: "huge.png" };
  await document.querySelector("vitrine-view")!.open(source);
}

/** Runs in the page. */
async function untilExpired(): Promise<void> {
  for (let code = ""; code !== "E_EXPIRED";) {
    const stat = window.bridge.stat("samples", "huge.png");
    code = await stat.then(
      () => "",
      (error) => error.code as string,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The code that comes with the next event of a name; empty where it has none. */
function nextEvent({ page }: Visit, name: string): Promise<string> {
  return page.evaluate(
    (type) =>
      new Promise<string>((resolve) =>
        document.addEventListener(
          type,
          (event) => resolve((event as CustomEvent<{ code?: string }>).detail.code ?? ""),
          { once: true },
        ),
      ),
    name,
  );
}
