// SPDX-License-Identifier: Apache-2.0
// Importing this file defines <vitrine-view>.
import type { VitrineViewEvents } from "./events.js";
import { VitrineView } from "./view.js";

export { VitrineView };
export type { VitrineViewEvents };
export type { Shown } from "./picture.js";

declare global {
  interface HTMLElementTagNameMap {
    "vitrine-view": VitrineView;
  }
  interface HTMLElementEventMap extends VitrineViewEvents {}
}

if (!customElements.get("vitrine-view")) customElements.define("vitrine-view", VitrineView);
