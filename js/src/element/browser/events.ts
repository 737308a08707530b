// SPDX-License-Identifier: Apache-2.0
// The events of <vitrine-browser>.
import type { Bridge } from "../../bridge/bridge.js";
import type { Entry } from "../../bridge/connection.js";
import type { VitrineError } from "../../errors.js";

export interface VitrineBrowserEvents {
  /** A file was chosen: `source` is what <vitrine-view> takes. */
  "vitrine-open": CustomEvent<{
    entry: Entry;
    source: { bridge: Bridge; share: string; path: string };
  }>;
  /** Another folder is shown from now on. */
  "vitrine-folder": CustomEvent<{ share: string; path: string }>;
  /** The folder is listed, filtered and sorted. */
  "vitrine-entries": CustomEvent<{ count: number }>;
  /** It cannot be listed; the browser says so itself. */
  "vitrine-error": CustomEvent<VitrineError>;
}
