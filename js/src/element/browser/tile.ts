// SPDX-License-Identifier: Apache-2.0
// One entry of a folder on screen: a thumbnail or a badge, its name, its size and date. Tiles are
// used again for other entries when they have left the window.
import type { Entry } from "../../bridge/connection.js";
import type { Words } from "../words.js";
import { element } from "../parts.js";
import { extensionOf } from "./sorting.js";

const FOLDER_SIGN = "▸";

export class Tile {
  readonly node: HTMLDivElement;
  readonly #canvas = element("canvas", "thumbnail");
  readonly #badge = element("span", "badge");
  readonly #name = element("span", "name");
  readonly #about = element("span", "about");
  #entry: Entry | undefined;
  #drawn: ImageBitmap | undefined;

  constructor() {
    this.#canvas.width = this.#canvas.height = 0;
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#badge.setAttribute("aria-hidden", "true");
    const face = element("span", "face", this.#badge, this.#canvas);
    this.node = element("div", "entry", face, this.#name, this.#about);
    this.node.setAttribute("role", "option");
  }

  show(entry: Entry, index: number, words: Words): void {
    this.#entry = entry;
    const kind = entry.kind === "folder" ? "folder" : extensionOf(entry);
    this.#badge.dataset["kind"] = kind;
    this.#badge.textContent = entry.kind === "folder" ? FOLDER_SIGN : kind.toUpperCase() || "—";
    this.#name.textContent = entry.name;
    this.#about.textContent = about(entry, words);
    this.node.title = entry.name;
    this.node.id = `entry-${index}`;
    this.node.dataset["index"] = String(index);
    this.node.setAttribute("aria-posinset", String(index + 1));
    this.node.setAttribute("aria-disabled", String(!canOpen(entry)));
    this.clear();
  }

  /** Whether it shows this very entry. */
  isOf(entry: Entry | undefined): boolean {
    const { name, size, modified } = this.#entry ?? {};
    return entry?.name === name && entry?.size === size && entry?.modified === modified;
  }

  /** Of how many it is one. */
  count(count: number): void {
    this.node.setAttribute("aria-setsize", String(count));
  }

  mark(isCurrent: boolean, isSelected: boolean): void {
    this.node.classList.toggle("is-current", isCurrent);
    this.node.setAttribute("aria-selected", String(isSelected));
  }

  place(x: number, y: number, width: number, height: number): void {
    const { style } = this.node;
    style.transform = `translate(${x}px, ${y}px)`;
    style.inlineSize = `${width}px`;
    style.blockSize = `${height}px`;
  }

  /** Draws a thumbnail, unless it is there already. */
  draw(bitmap: ImageBitmap): void {
    if (this.#drawn === bitmap) return;
    this.#drawn = bitmap;
    this.#canvas.width = bitmap.width;
    this.#canvas.height = bitmap.height;
    this.#canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    this.node.classList.add("has-thumbnail");
  }

  clear(): void {
    this.#drawn = undefined;
    this.#canvas.width = this.#canvas.height = 0;
    this.node.classList.remove("has-thumbnail");
  }
}

export function canOpen({ kind }: Entry): boolean {
  return kind === "file" || kind === "folder";
}

function about(entry: Entry, words: Words): string {
  if (entry.kind === "folder") return words.text("folder");
  if (entry.kind === "symlink") return words.text("link");
  if (entry.kind === "other") return words.text("otherKind");
  return `${words.size(entry.size)} · ${words.date(entry.modified)}`;
}
