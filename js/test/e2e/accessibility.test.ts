// SPDX-License-Identifier: Apache-2.0
// The demo and the viewer against the rules of axe-core (WCAG 2.2 A and AA), in both colour
// schemes, with a document, an image and an error on the stage.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type axe from "axe-core";
import { root } from "../../scripts/daemon.mjs";
import { lacking, leave, preview, Stand, type Visit } from "./browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function check({ page }: Visit): Promise<void> {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(
    (values) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: values }),
    STANDARDS,
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
  assert.deepEqual(found, []);
  assert.ok(passes.length > 10, "axe-core has looked at little");
}

suite("accessibility", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  for (const scheme of ["light", "dark"] as const) {
    for (const name of ["document.pdf", "dusk.png", "不完整/damaged.png"]) {
      test(`${name}, ${scheme}`, async () => {
        const visit = await stand.visit({ scheme });
        await preview(visit, name);
        await check(visit);
        await leave(visit);
      });
    }

    test(`the details of a picture, ${scheme}`, async () => {
      const visit = await stand.visit({ scheme });
      await preview(visit, "dusk.jpg");
      await visit.page.getByRole("button", { name: "Details" }).click();
      await visit.page.getByRole("complementary", { name: "Details" }).waitFor();
      await check(visit);
      await leave(visit);
    });

    test(`the panels of a document, ${scheme}`, async () => {
      const visit = await stand.visit({ scheme });
      copyFileSync(join(root, "test/data/pdf/book.pdf"), stand.path("book.pdf"));
      await visit.page.reload();
      await preview(visit, "book.pdf");
      const view = visit.page.locator("vitrine-view");
      await view.getByRole("button", { name: "Contents and pages" }).click();
      await view.getByRole("button", { name: "The wall" }).first().waitFor();
      await view.getByRole("button", { name: "Find in document" }).click();
      await view.getByRole("textbox", { name: "Find in document" }).fill("garden");
      await view.getByText("1 of 24").waitFor();
      await check(visit);
      await view.getByRole("tab", { name: "Pages" }).click();
      await view.locator(".thumbnails canvas").first().waitFor();
      await check(visit);
      await view.getByRole("link", { name: "https://example.org/garden" }).click();
      await view.getByRole("dialog").waitFor();
      await check(visit);
      await leave(visit);
    });
  }

  test("every button has a name, and the page count is announced", async () => {
    const visit = await stand.visit();
    await preview(visit, "document.pdf");
    const buttons = visit.page.locator("vitrine-view").getByRole("button");
    for (const button of await buttons.all()) {
      assert.notEqual(await button.getAttribute("aria-label"), "");
    }
    const live = visit.page.locator("vitrine-view [aria-live]");
    assert.equal(await live.textContent(), "Page 1 of 4");
    await leave(visit);
  });
});
