// SPDX-License-Identifier: Apache-2.0
// The elements inside <vitrine-browser> that do not depend on a folder, and their names.
import { element } from "../parts.js";
import type { Words } from "../words.js";
import type { Layout } from "./grid.js";
import type { Order, SortKey } from "./sorting.js";

const SORT_KEYS = [
  ["name", "byName"],
  ["modified", "byModified"],
  ["size", "bySize"],
  ["kind", "byKind"],
] as const satisfies readonly (readonly [SortKey, string])[];

export interface Frame {
  crumbs: HTMLElement;
  filter: HTMLInputElement;
  sort: HTMLSelectElement;
  direction: HTMLButtonElement;
  layout: HTMLButtonElement;
  tools: HTMLDivElement;
  list: HTMLDivElement;
  /** As high as all entries are. */
  field: HTMLDivElement;
  status: HTMLParagraphElement;
}

export function createFrame(): Frame {
  const button = () => {
    const made = element("button");
    made.type = "button";
    return made;
  };
  const filter = element("input");
  filter.type = "search";
  const sort = element("select");
  for (const [key] of SORT_KEYS) sort.append(new Option("", key));
  const [direction, layout] = [button(), button()];
  const tools = element("div", "tools", filter, sort, direction, layout);
  const field = element("div", "field");
  field.setAttribute("role", "presentation");
  const list = element("div", "entries", field);
  list.setAttribute("role", "listbox");
  list.tabIndex = 0;
  const status = element("p", "status");
  status.setAttribute("role", "status");
  const crumbs = element("nav", "crumbs");
  return { crumbs, filter, sort, direction, layout, tools, list, field, status };
}

/** Brings names and states up to date. */
export function nameFrame(frame: Frame, words: Words, order: Order, layout: Layout): void {
  frame.crumbs.setAttribute("aria-label", words.text("path"));
  frame.list.setAttribute("aria-label", words.text("files"));
  frame.filter.placeholder = words.text("filter");
  frame.filter.setAttribute("aria-label", words.text("filter"));
  frame.sort.setAttribute("aria-label", words.text("sortBy"));
  SORT_KEYS.forEach(([, label], index) => {
    const option = frame.sort.options[index];
    if (option) option.text = words.text(label);
  });
  frame.sort.value = order.key;
  name(frame.direction, words.text(order.isDescending ? "descending" : "ascending"));
  frame.direction.textContent = order.isDescending ? "↓" : "↑";
  name(frame.layout, words.text(layout === "grid" ? "showList" : "showGrid"));
  frame.layout.textContent = layout === "grid" ? "☰" : "▦";
}

function name(button: HTMLButtonElement, text: string): void {
  button.setAttribute("aria-label", text);
  button.title = text;
}

/** The way to a folder: each step but the last leads there. */
export function showCrumbs(
  { crumbs }: Frame,
  share: string,
  path: string,
  open: (path: string) => void,
): void {
  const parts = path === "" ? [] : path.split("/");
  const names = [share, ...parts];
  const nodes = names.flatMap((text, index) => {
    if (index === names.length - 1) {
      const here = element("span", "", text);
      here.setAttribute("aria-current", "page");
      return [here];
    }
    const button = element("button", "", text);
    button.type = "button";
    button.addEventListener("click", () => open(parts.slice(0, index).join("/")));
    const slash = element("span", "slash", "/");
    slash.setAttribute("aria-hidden", "true");
    return [button, slash];
  });
  crumbs.replaceChildren(...nodes);
}
