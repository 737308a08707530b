// SPDX-License-Identifier: Apache-2.0
// <vitrine-browser>: a folder behind a bridge as a grid or a list. Only entries near the window are
// elements; thumbnails are made for what is on screen, then for what is beside it.
import type { Bridge } from "../../bridge/bridge.js";
import type { Entry } from "../../bridge/connection.js";
import type { BridgeFile } from "../../document/source.js";
import { VitrineError } from "../../errors.js";
import { WishList } from "../../thumbnails/thumbnails.js";
import { Words } from "../words.js";
import { browserStyle } from "./browser-style.js";
import type { VitrineBrowserEvents } from "./events.js";
import { createFrame, nameFrame, showCrumbs } from "./frame.js";
import type { Layout } from "./grid.js";
import { Shelf } from "./shelf.js";
import { comparison, filterEntries, type Order, sortEntries, type SortKey } from "./sorting.js";

export class VitrineBrowser extends HTMLElement {
  static readonly observedAttributes = ["layout", "lang"];

  readonly #words = new Words(this);
  readonly #frame = createFrame();
  readonly #wishes = new WishList(() => this.#shelf.drawThumbnails());
  readonly #shelf = new Shelf(this.#frame, this.#words, this.#wishes, {
    activate: (entry) => this.#activate(entry),
    leave: () => this.#goUp(),
  });
  #connected: AbortController | undefined;
  #watching: AbortController | undefined;
  #listing: AbortController | undefined;
  #sorting: AbortController | undefined;
  #bridge: Bridge | undefined;
  #share = "";
  #path = "";
  #all: Entry[] = [];
  #order: Order = { key: "name", isDescending: false };

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [browserStyle()];
    const { crumbs, tools, list, status } = this.#frame;
    root.append(crumbs, tools, status, list);
  }

  /** Shows a folder of a share. Rejects with a VitrineError when it cannot be listed. */
  async open(bridge: Bridge, share: string, path = ""): Promise<void> {
    this.#watch(bridge);
    this.#bridge = bridge;
    this.#share = share;
    this.#path = path;
    this.selected = undefined;
    this.#frame.filter.value = "";
    this.#emit("vitrine-folder", { share, path });
    await this.refresh();
  }

  /** Lists the folder anew. */
  async refresh(): Promise<void> {
    const bridge = this.#bridge;
    this.#listing?.abort();
    this.#sorting?.abort();
    this.#all = [];
    this.#shelf.show([], this.#place());
    if (!bridge) return;
    const listing = new AbortController();
    this.#listing = listing;
    const { signal } = listing;
    showCrumbs(this.#frame, this.#share, this.#path, (path) => this.#openFolder(path));
    this.#frame.status.textContent = this.#words.text("loading");
    try {
      const onEntries = (part: Entry[]) => {
        if (signal.aborted) return;
        this.#all.push(...part);
        this.#shelf.show(this.#filtered(), this.#place());
      };
      await bridge.list(this.#share, this.#path, { signal, onEntries });
      if (!signal.aborted) await this.#arrange();
    } catch (caught) {
      if (signal.aborted) return;
      const error = VitrineError.from(caught);
      this.#frame.status.textContent = this.#words.sentence(error);
      this.#emit("vitrine-error", error);
      throw error;
    }
  }

  get bridge(): Bridge | undefined {
    return this.#bridge;
  }

  get share(): string {
    return this.#share;
  }

  /** The folder, as a path in the share. */
  get path(): string {
    return this.#path;
  }

  /** What is shown, in its order. */
  get entries(): readonly Entry[] {
    return this.#shelf.entries;
  }

  /** "grid" or "list"; also an attribute. */
  get layout(): Layout {
    return this.getAttribute("layout") === "list" ? "list" : "grid";
  }

  set layout(layout: Layout) {
    this.setAttribute("layout", layout);
  }

  /** What entries are ordered by; folders come first in any order. */
  get sort(): SortKey {
    return this.#order.key;
  }

  set sort(key: SortKey) {
    this.#reorder({ ...this.#order, key });
  }

  get isDescending(): boolean {
    return this.#order.isDescending;
  }

  set isDescending(isDescending: boolean) {
    this.#reorder({ ...this.#order, isDescending });
  }

  /** Words that shown names have. */
  get filter(): string {
    return this.#frame.filter.value;
  }

  set filter(words: string) {
    this.#frame.filter.value = words;
    void this.#arrange();
  }

  /** The name of the entry that is open elsewhere, such as in a <vitrine-view>. */
  get selected(): string | undefined {
    return this.#shelf.selected;
  }

  set selected(name: string | undefined) {
    this.#shelf.selected = name;
  }

  /** The file before (-1) or after (1) the selected one. */
  neighbour(direction: 1 | -1): (BridgeFile & { bridge: Bridge }) | undefined {
    const entry = this.#shelf.neighbour(direction);
    return entry && this.#sourceOf(entry);
  }

  /** Opens that file; answers whether there is one. */
  step(direction: 1 | -1): boolean {
    const entry = this.#shelf.neighbour(direction);
    if (entry) this.#activate(entry);
    return entry !== undefined;
  }

  connectedCallback(): void {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const { filter, sort, direction, layout } = this.#frame;
    this.#shelf.connect(signal);
    filter.addEventListener("input", () => void this.#arrange(), { signal });
    sort.addEventListener("change", () => (this.sort = sort.value as SortKey), { signal });
    const turn = () => (this.isDescending = !this.isDescending);
    direction.addEventListener("click", turn, { signal });
    const change = () => (this.layout = this.layout === "grid" ? "list" : "grid");
    layout.addEventListener("click", change, { signal });
    this.#words.watch(() => this.attributeChangedCallback(), signal);
    this.attributeChangedCallback();
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#watching?.abort();
    this.#listing?.abort();
    this.#sorting?.abort();
    this.#wishes.want([]);
  }

  attributeChangedCallback(): void {
    nameFrame(this.#frame, this.#words, this.#order, this.layout);
    this.#shelf.layout = this.layout;
  }

  /** What was seen with an old token is not kept; without any, nothing is. */
  #watch(bridge: Bridge): void {
    this.#watching?.abort();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    const onRenew = () => {
      this.#wishes.forget();
      this.#shelf.drawThumbnails();
      if (this.#all.length === 0) void this.refresh().catch(() => undefined);
    };
    const onClose = () => {
      this.#wishes.forget();
      this.#all = [];
      this.#shelf.show([], this.#place());
    };
    bridge.addEventListener("renew", onRenew, { signal });
    bridge.addEventListener("close", onClose, { signal });
  }

  #place() {
    return this.#bridge && { bridge: this.#bridge, share: this.#share, path: this.#path };
  }

  #filtered(): Entry[] {
    return filterEntries(this.#all, this.filter);
  }

  #reorder(order: Order): void {
    this.#order = order;
    nameFrame(this.#frame, this.#words, order, this.layout);
    void this.#arrange();
  }

  /** Filters and sorts what has come, in slices; the last wish holds. */
  async #arrange(): Promise<void> {
    this.#sorting?.abort();
    const sorting = new AbortController();
    this.#sorting = sorting;
    const compare = comparison(this.#order, this.#words.language);
    const sorted = await sortEntries(this.#filtered(), compare, sorting.signal);
    if (!sorted) return;
    this.#shelf.show(sorted, this.#place());
    const count = sorted.length;
    const text = this.#all.length === 0 ? "emptyFolder" : "entriesShown";
    this.#frame.status.textContent = this.#words.text(text, { count });
    this.#emit("vitrine-entries", { count });
  }

  #sourceOf({ name }: Entry): (BridgeFile & { bridge: Bridge }) | undefined {
    const bridge = this.#bridge;
    return bridge && { bridge, share: this.#share, path: this.#pathOf(name) };
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}/${name}`;
  }

  #activate(entry: Entry): void {
    if (entry.kind === "folder") return this.#openFolder(this.#pathOf(entry.name));
    const source = this.#sourceOf(entry);
    if (entry.kind !== "file" || !source) return;
    this.selected = entry.name;
    this.#emit("vitrine-open", { entry, source });
  }

  #openFolder(path: string): void {
    if (!this.#bridge) return;
    this.open(this.#bridge, this.#share, path).catch(() => undefined);
    this.#frame.list.focus();
  }

  #goUp(): void {
    if (this.#path === "") return;
    this.#openFolder(this.#path.split("/").slice(0, -1).join("/"));
  }

  #emit<Name extends keyof VitrineBrowserEvents>(
    name: Name,
    detail: VitrineBrowserEvents[Name]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
