// SPDX-License-Identifier: Apache-2.0
// The demo page: lists the folders of a share through the bridge and previews what is clicked.
import { Bridge, type Entry, errorSentence, prepare } from "../src/index.js";
import { type Source, VitrineError } from "../src/index.js";
import "../src/element/index.js";
import { takeAccess } from "./access.js";
import { language, sizeText, words } from "./words.js";

const view = find("view", HTMLElement) as HTMLElementTagNameMap["vitrine-view"];
const entries = find("entries", HTMLUListElement);
const status = find("status", HTMLParagraphElement);
const crumbs = find("crumbs", HTMLElement);
const local = find("local", HTMLInputElement);
const sources = new WeakMap<HTMLElement, Source>();
let listing: AbortController | undefined;

document.documentElement.lang = language;
find("local-label", HTMLSpanElement).textContent = words.local;
local.addEventListener("change", () => {
  const file = local.files?.[0];
  if (file) show(undefined, () => (view.source = file));
});
view.addEventListener("vitrine-beyond", ({ detail }) => neighbour(detail.direction)?.click());
view.addEventListener("vitrine-load", preloadNext);
start();

/** The file after this one is likely wanted next. */
function preloadNext(): void {
  const next = neighbour(1);
  view.preload(next && sources.get(next));
}

function start(): void {
  const access = takeAccess();
  if (!access) {
    status.textContent = words.noAccess;
    return;
  }
  const bridge = new Bridge({ endpoint: location.origin, token: access.token });
  prepare(["png", "jpeg"]).catch(() => undefined);
  void openFolder(bridge, access.share, []);
}

async function openFolder(bridge: Bridge, share: string, path: string[]): Promise<void> {
  listing?.abort();
  listing = new AbortController();
  const { signal } = listing;
  showCrumbs(bridge, share, path);
  status.textContent = words.loading;
  entries.replaceChildren();
  const onEntries = (part: Entry[]) => {
    if (!signal.aborted)
      entries.append(...part.map((entry) => createRow(bridge, share, path, entry)));
  };
  try {
    const all = await bridge.list(share, path.join("/"), { signal, onEntries });
    if (!signal.aborted) status.textContent = all.length === 0 ? words.empty : "";
  } catch (error) {
    if (signal.aborted) return;
    const { code, message } = VitrineError.from(error);
    status.textContent = errorSentence(code, language) ?? message;
  }
}

function showCrumbs(bridge: Bridge, share: string, path: string[]): void {
  const names = [share, ...path];
  const nodes = names.flatMap((name, index) => {
    if (index === names.length - 1) {
      const here = create("span", "", name);
      here.setAttribute("aria-current", "page");
      return [here];
    }
    const button = create("button", "", name);
    button.addEventListener("click", () => void openFolder(bridge, share, path.slice(0, index)));
    return [button, create("span", "slash", "/")];
  });
  crumbs.replaceChildren(...nodes);
}

function createRow(bridge: Bridge, share: string, path: string[], entry: Entry): HTMLElement {
  const kind = entry.kind === "folder" ? "folder" : extension(entry.name);
  const badge = create("span", "badge", entry.kind === "folder" ? "▸" : kind.toUpperCase() || "—");
  badge.dataset["kind"] = kind;
  badge.setAttribute("aria-hidden", "true");
  const button = create(
    "button",
    "",
    badge,
    create("span", "name", entry.name),
    create("span", "about", about(entry)),
  );
  button.title = entry.name;
  button.disabled = entry.kind !== "file" && entry.kind !== "folder";
  button.toggleAttribute("data-file", entry.kind === "file");
  const place = [...path, entry.name];
  const source = { bridge, share, path: place.join("/") };
  button.addEventListener("click", () => {
    if (entry.kind === "folder") void openFolder(bridge, share, place);
    else show(button, () => (view.source = source));
  });
  if (entry.kind === "file") sources.set(button, source);
  return create("li", "", button);
}

function show(button: HTMLElement | undefined, open: () => void): void {
  for (const other of entries.querySelectorAll("[aria-current]"))
    other.removeAttribute("aria-current");
  button?.setAttribute("aria-current", "true");
  open();
}

/** The file before or after the one that is shown. */
function neighbour(direction: 1 | -1): HTMLButtonElement | undefined {
  const files = [...entries.querySelectorAll<HTMLButtonElement>("button[data-file]:enabled")];
  const shown = files.findIndex((button) => button.hasAttribute("aria-current"));
  return shown < 0 ? undefined : files[shown + direction];
}

function about(entry: Entry): string {
  if (entry.kind === "folder") return words.folder;
  if (entry.kind === "symlink") return words.link;
  if (entry.kind === "other") return words.other;
  const date = new Date(entry.modified).toLocaleDateString(language, { dateStyle: "medium" });
  return `${sizeText(entry.size)} · ${date}`;
}

/** Only for the badge: what a file is, the decoders find out from its content. */
function extension(name: string): string {
  return /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function find<Type extends HTMLElement>(id: string, type: abstract new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
