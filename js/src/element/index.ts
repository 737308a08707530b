// SPDX-License-Identifier: Apache-2.0
// Importing this file defines <vitrine-view> and <vitrine-browser>.
import { VitrineBrowser } from "./browser/browser.js";
import type { VitrineBrowserEvents } from "./browser/events.js";
import type { VitrineViewEvents } from "./events.js";
import { VitrineView } from "./view.js";

export { VitrineBrowser, VitrineView };
export type { VitrineBrowserEvents, VitrineViewEvents };
export type { Shown } from "./picture.js";

declare global {
  interface HTMLElementTagNameMap {
    "vitrine-browser": VitrineBrowser;
    "vitrine-view": VitrineView;
  }
  interface HTMLElementEventMap extends VitrineBrowserEvents, VitrineViewEvents {}
}

for (const [name, type] of [
  ["vitrine-browser", VitrineBrowser],
  ["vitrine-view", VitrineView],
] as const) {
  if (!customElements.get(name)) customElements.define(name, type);
}
