// SPDX-License-Identifier: Apache-2.0
// The demo page: browses a share through the bridge and previews what is chosen.
import { Bridge, prepare } from "../src/index.js";
import "../src/element/index.js";
import { takeAccess } from "./access.js";
import { language, words } from "./words.js";

const view = find("view", HTMLElement) as HTMLElementTagNameMap["vitrine-view"];
const browser = find("browser", HTMLElement) as HTMLElementTagNameMap["vitrine-browser"];
const local = find("local", HTMLInputElement);
const status = find("status", HTMLParagraphElement);

document.documentElement.lang = language;
find("local-label", HTMLSpanElement).textContent = words.local;
local.addEventListener("change", () => {
  browser.selected = undefined;
  view.source = local.files?.[0];
});
browser.addEventListener("vitrine-open", ({ detail }) => (view.source = detail.source));
view.addEventListener("vitrine-beyond", ({ detail }) => browser.step(detail.direction));
// The file after this one is likely wanted next.
view.addEventListener("vitrine-load", () => view.preload(browser.neighbour(1)));
if (new URLSearchParams(location.search).has("timing")) view.setAttribute("timing", "");
start();

function start(): void {
  const access = takeAccess();
  if (!access) {
    status.textContent = words.noAccess;
    return;
  }
  const bridge = new Bridge({ endpoint: location.origin, token: access.token });
  const { share, path } = access;
  if (path) view.source = { bridge, share, path };
  else prepare(["png", "jpeg"]).catch(() => undefined);
  browser.open(bridge, share, folderOf(path)).catch(() => undefined); // it says so itself
}

function folderOf(path = ""): string {
  return path.split("/").slice(0, -1).join("/");
}

function find<Type extends HTMLElement>(id: string, type: abstract new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
