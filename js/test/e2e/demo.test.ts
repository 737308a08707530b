// SPDX-License-Identifier: Apache-2.0
// The main job in a real browser: the demo lists a folder that vitrined serves and shows each kind
// of file; the pixels on the canvas are those of the native command; errors are said in words. Once
// with shared memory, once without.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, afterEach, before, suite, test } from "node:test";
import {
  canvasShape,
  lacking,
  leave,
  PICTURES,
  preview,
  shapeThroughCanvas,
  Stand,
  type Visit,
} from "./browser.js";

const SHOWN = [
  "dusk.jpg",
  "dusk.png",
  "glass (transparent).png",
  "upright (EXIF orientation 6).jpg",
  "more/16 bits for each sample.png",
  "more/palette, interlaced.png",
  "more/grey.png",
  "more/small.jpg",
  "不完整/cut off.png",
  "不完整/cut off.jpg",
  "large.png",
];
const SEE_THROUGH = [
  "glass (transparent).png",
  "more/palette, interlaced.png",
  "不完整/cut off.png",
];
const REFUSED: Record<string, string[]> = {
  "不完整/damaged.png": ["E_CORRUPT", "E_TRUNCATED"],
  "不完整/not a picture.png": ["E_UNSUPPORTED"],
  "不完整/noise.jpg": ["E_UNSUPPORTED"],
  "不完整/nothing.pdf": ["E_UNSUPPORTED", "E_TRUNCATED"],
};

suite("demo in Chromium", { skip: lacking() }, () => {
  let stand: Stand;
  before(async () => {
    stand = await Stand.start();
  });
  after(() => stand.stop());

  for (const isolated of [true, false]) {
    suite(isolated ? "with shared memory" : "without shared memory", () => {
      let visit: Visit;
      before(async () => {
        visit = await stand.visit({ isolated });
      });
      after(() => leave(visit));
      afterEach(() => assert.deepEqual(visit.complaints.splice(0), []));

      for (const name of SHOWN) {
        test(`the canvas has the native pixels of ${name}`, async () => {
          assert.equal(await preview(visit, name), "shown");
          await atFullSize(visit);
          const { data, ...wanted } = stand.nativePixels(name);
          const { width, height } = wanted;
          assert.deepEqual(
            await canvasShape(visit),
            SEE_THROUGH.includes(name)
              ? await shapeThroughCanvas(visit, width, height, data)
              : wanted,
          );
          const isPartial = name.includes("cut off");
          assert.equal(await visit.page.locator("vitrine-view .notice").isVisible(), isPartial);
        });
      }

      test("every page of a document has the native pixels", async () => {
        assert.equal(await preview(visit, "document.pdf"), "shown");
        for (let number = 1; number <= 4; number++) {
          if (number > 1) await nextPage(visit);
          const { data: _, ...wanted } = stand.nativePixels(
            "document.pdf",
            await shownScale(visit),
            number,
          );
          assert.deepEqual(await canvasShape(visit), wanted, `page ${number}`);
        }
      });

      for (const [name, codes] of Object.entries(REFUSED)) {
        test(`${name} is refused in words`, async () => {
          const code = await preview(visit, name);
          assert.ok(codes.includes(code), code);
          const words = await visit.page.locator("vitrine-view .message .what").textContent();
          assert.match(words ?? "", /^The file.*\.$/);
        });
      }
    });
  }

  test("a file of no known format fetches no module but the one that tells", async () => {
    const visit = await stand.visit({ address: `${stand.daemon.address}/` });
    const fetched: string[] = [];
    visit.page.context().on("request", (request) => fetched.push(request.url()));
    const access = { endpoint: stand.daemon.address, token: stand.token(), share: "samples" };
    const open = (path: string) =>
      visit.page.evaluate(
        (source) =>
          document
            .querySelector("vitrine-view")!
            .open(source)
            .then(
              () => "shown",
              (error) => error.code as string,
            ),
        { ...access, path },
      );
    for (const name of ["not a picture.png", "noise.jpg"]) {
      assert.match(await open(`不完整/${name}`), /^E_/);
    }
    const { modules } = (await (await fetch(`${stand.daemon.address}/manifest.json`)).json()) as {
      modules: Record<string, { file: string }>;
    };
    const count = (name: string) =>
      fetched.filter((url) => url.endsWith(`/${modules[name]?.file}`)).length;
    assert.equal(count("pdf"), 0);
    assert.equal(await open("document.pdf"), "shown");
    assert.equal(count("pdf"), 1);
    await finish(visit);
  });

  test("the token leaves the address bar, and a reload still works", async () => {
    const { page, complaints } = await stand.visit();
    assert.equal(new URL(page.url()).hash, "");
    await page.locator("vitrine-browser .entry").first().waitFor();
    await page.reload();
    await page.locator("vitrine-browser .entry").first().waitFor();
    assert.deepEqual(complaints, []);
    assert.ok(!stand.daemon.log().includes("fb1."), "the token is in the log");
  });

  test("an expired token is said to be expired", async () => {
    const address = stand.address("read,list,stat", "1s");
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const { page } = await stand.visit({ address });
    await page.getByText("Your access has expired").waitFor();
  });

  test("a token that may list but not read shows the folder and refuses the file", async () => {
    const visit = await stand.visit({ address: stand.address("list,stat") });
    assert.equal(await preview(visit, "dusk.png"), "E_DENIED");
  });

  test("keys turn pages and zoom", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "document.pdf"), "shown");
    const { page } = visit;
    const view = () =>
      page.evaluate(() => {
        const { page: number, zoom } = document.querySelector("vitrine-view")!;
        return { number, zoom };
      });
    await page.locator("vitrine-view .stage").focus();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("End");
    assert.equal((await view()).number, 4);
    await page.keyboard.press("ArrowLeft");
    assert.equal((await view()).number, 3);
    await page.keyboard.press("1");
    assert.equal((await view()).zoom, 1);
    await page.keyboard.press("+");
    assert.equal((await view()).zoom, 1.25);
    await page.keyboard.press("0");
    assert.ok((await view()).zoom < 1);
    await finish(visit);
  });

  test("over plain HTTP everything works, without WebCrypto and shared memory", async () => {
    const visit = await stand.visit({ isolated: false, address: stand.plainAddress() });
    assert.equal(await visit.page.evaluate(() => isSecureContext), false);
    for (const name of ["dusk.png", "document.pdf", "large.png"]) {
      assert.equal(await preview(visit, name), "shown", name);
    }
    await finish(visit);
  });

  test("beyond the last page comes the next file", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    await visit.page.locator("vitrine-view .stage").focus();
    await visit.page.keyboard.press("ArrowRight");
    await visit.page
      .locator('vitrine-browser [aria-selected="true"]:has-text("dusk.png")')
      .waitFor();
    await visit.page.locator('vitrine-view canvas[aria-label="dusk.png"]').waitFor();
    await finish(visit);
  });

  test("two fingers zoom", async () => {
    const visit = await stand.visit();
    assert.equal(await preview(visit, "dusk.jpg"), "shown");
    const { page } = visit;
    const zoom = () => page.evaluate(() => document.querySelector("vitrine-view")!.zoom);
    const before = await zoom();
    const session = await page.context().newCDPSession(page);
    const fingers = (apart: number) => [
      { x: 700 - apart, y: 400, id: 1 },
      { x: 700 + apart, y: 400, id: 2 },
    ];
    const send = (type: "touchStart" | "touchMove" | "touchEnd", apart?: number) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: apart ? fingers(apart) : [] });
    await send("touchStart", 50);
    for (const apart of [70, 90, 120, 150]) await send("touchMove", apart);
    await send("touchEnd");
    assert.ok(Math.abs((await zoom()) / before - 3) < 0.3, `${before} to ${await zoom()}`);
    await finish(visit);
  });

  test("Chinese, dark, and two device pixels for one of CSS", async () => {
    const visit = await stand.visit({
      language: "zh-CN",
      scheme: "dark",
      pixelRatio: 2,
    });
    assert.equal(await preview(visit, "不完整/not a picture.png"), "E_UNSUPPORTED");
    await visit.page.getByText("不支持此文件格式").first().waitFor();
    await visit.page.getByPlaceholder("按名称筛选").waitFor();
    await visit.page.screenshot({ path: join(PICTURES, "chinese-dark.png") });
    const again = await stand.visit({ pixelRatio: 2 });
    assert.equal(await preview(again, "dusk.png"), "shown");
    await atFullSize(again);
    const box = await again.page.locator("vitrine-view canvas").boundingBox();
    assert.deepEqual([box?.width, box?.height], [450, 300]);
    await finish(visit);
    await finish(again);
  });

  test("a local file is shown without a server", async () => {
    const visit = await stand.visit();
    const shown = visit.page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener("vitrine-page", () => resolve(true), { once: true }),
        ),
    );
    await visit.page.locator("#local").setInputFiles(stand.path("document.pdf"));
    assert.equal(await shown, true);
    await finish(visit);
  });

  test("pictures for people", async () => {
    const visit = await stand.visit();
    for (const [name, file] of [
      ["dusk.jpg", "image.png"],
      ["document.pdf", "document.png"],
      ["glass (transparent).png", "transparent.png"],
    ] as const) {
      assert.equal(await preview(visit, name), "shown");
      await visit.page.screenshot({ path: join(PICTURES, file) });
    }
    assert.equal(
      await preview(visit, "不完整/damaged.png").then((code) => code.startsWith("E_")),
      true,
    );
    await visit.page.screenshot({ path: join(PICTURES, "error.png") });
    await finish(visit);
  });
});

async function finish(visit: Visit): Promise<void> {
  assert.deepEqual(visit.complaints, []);
  await leave(visit);
}

/** 100 %: a pixel of the image is a pixel of the canvas. */
async function atFullSize({ page }: Visit): Promise<void> {
  await page.evaluate(async () => {
    const view = document.querySelector("vitrine-view")!;
    if (view.shown?.scale === 1) return;
    const rendered = new Promise((resolve) =>
      view.addEventListener("vitrine-page", resolve, { once: true }),
    );
    view.zoom = 1;
    await rendered;
  });
}

async function nextPage({ page }: Visit): Promise<void> {
  const turned = page.evaluate(() =>
    new Promise((resolve) =>
      document.addEventListener("vitrine-page", resolve, { once: true }),
    ).then(() => true),
  );
  await page.locator("vitrine-view").getByRole("button", { name: "Next page" }).click();
  await turned;
}

function shownScale({ page }: Visit): Promise<number> {
  return page.evaluate(() => document.querySelector("vitrine-view")?.shown?.scale ?? 0);
}
