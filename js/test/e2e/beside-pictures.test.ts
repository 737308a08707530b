// SPDX-License-Identifier: Apache-2.0
// What is not a picture: text of any length, Markdown that may be hostile, a card for what cannot
// be shown, and downloads with the token.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { lacking, leave, PICTURES, preview, Stand } from "./browser.js";

const LINES = 200_000;
const HOSTILE = `# Notes **of** a \`visitor\`

<script>document.title = "taken"</script> <img src=x onerror="document.title='taken'">

- one [web](https://example.org/a) and [code](javascript:alert(1))
- ![a picture](https://example.org/p.png)

> quoted
> ***

\`\`\`html
<b>stays text</b>
\`\`\`
1. first
2. second
`;

suite("beside pictures, in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
    const long = Array.from({ length: LINES }, (_, index) => `line ${index + 1} 行`).join("\n");
    writeFileSync(stand.path("long.log"), long);
    writeFileSync(stand.path("notes.md"), HOSTILE);
  });
  after(() => stand.stop());

  test("a long text scrolls to its end with few elements", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "long.log"), "shown");
    await page.getByText("line 1 行", { exact: true }).waitFor();
    await page.waitForFunction((height) => {
      const stage = document.querySelector("vitrine-view")!.shadowRoot!.querySelector(".stage")!;
      return stage.scrollHeight >= height;
    }, LINES * 20);
    const count = await page.evaluate(() => {
      const stage = document.querySelector("vitrine-view")!.shadowRoot!.querySelector(".stage")!;
      stage.scrollTo(0, stage.scrollHeight);
      return stage.querySelectorAll(".row").length;
    });
    await page.getByText(`line ${LINES} 行`, { exact: true }).waitFor();
    assert.ok(count < 150, `${count} rows are elements`);
    await page.screenshot({ path: join(PICTURES, "text.png") });
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("Markdown is shown, and nothing in it runs or is fetched", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(stand.daemon.address)) foreign.push(request.url());
    });
    assert.equal(await preview(visit, "notes.md"), "shown");
    const article = page.locator("vitrine-view article");
    assert.equal(await article.locator("h1").innerText(), "Notes of a visitor");
    assert.equal(await article.locator("script, img").count(), 0);
    assert.match(await article.innerText(), /<script>document\.title/);
    const links = await article
      .locator("a")
      .evaluateAll((all) =>
        all.map((link) => [(link as HTMLAnchorElement).href, (link as HTMLAnchorElement).rel]),
      );
    assert.deepEqual(links, [["https://example.org/a", "noopener noreferrer nofollow"]]);
    assert.equal(await article.locator("blockquote hr").count(), 1);
    assert.equal(await article.locator("ol li").count(), 2);
    assert.equal(await article.locator("pre code").innerText(), "<b>stays text</b>");
    assert.equal(await page.title(), "Vitrine");
    assert.deepEqual(foreign, []);
    await page.screenshot({ path: join(PICTURES, "markdown.png") });
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("what cannot be shown gets a card: the state, facts, first bytes, a download", async () => {
    const visit = await stand.visit();
    const { page } = visit;
    assert.equal(await preview(visit, "不完整/noise.jpg"), "E_UNSUPPORTED");
    const message = page.locator("vitrine-view .message");
    assert.equal(await message.locator(".state").innerText(), "Not supported");
    const bytes = readFileSync(stand.path("不完整/noise.jpg"));
    const first = [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0"));
    const hex = message.locator(".hex");
    await hex.waitFor();
    assert.ok((await hex.innerText()).startsWith(`0000  ${first.join(" ")}`));
    assert.match(await message.locator(".facts").innerText(), /noise\.jpg/);
    const coming = page.waitForEvent("download");
    await message.getByRole("button", { name: "Download" }).click();
    const got = await coming;
    assert.equal(got.suggestedFilename(), "noise.jpg");
    assert.deepEqual(readFileSync(await got.path()), bytes);
    await page.screenshot({ path: join(PICTURES, "card.png") });
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });

  test("text under the name of a picture is offered as text", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "不完整/not a picture.png"), "E_UNSUPPORTED");
    await visit.page.getByRole("button", { name: "Show as text" }).click();
    await visit.page.getByText("This is only text").waitFor();
    assert.equal(await visit.page.locator("vitrine-view .message").isVisible(), false);
    await leave(visit);
  });

  test("a picture is downloaded whole, in pieces", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "large.png"), "shown");
    const coming = visit.page.waitForEvent("download");
    await visit.page.locator("vitrine-view .bar").getByRole("button", { name: "Download" }).click();
    const got = await coming;
    assert.ok(readFileSync(await got.path()).equals(readFileSync(stand.path("large.png"))));
    assert.deepEqual(visit.complaints, []);
    await leave(visit);
  });
});
