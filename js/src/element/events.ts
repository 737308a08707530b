// SPDX-License-Identifier: Apache-2.0
// The events of <vitrine-view>.
import type { VitrineError } from "../errors.js";
import type { DocumentState, Progress } from "../workers/messages.js";

/** Events of <vitrine-view>, by name. None bubbles out of another element's shadow. */
export interface VitrineViewEvents {
  /** A document is open. */
  "vitrine-load": CustomEvent<Readonly<DocumentState>>;
  /** A page is on screen, sharp. */
  "vitrine-page": CustomEvent<{ page: number; pageCount: number; zoom: number }>;
  /** Nothing can be shown; the viewer says so itself. */
  "vitrine-error": CustomEvent<VitrineError>;
  "vitrine-progress": CustomEvent<Progress>;
  /** The user, or the page, has turned the view: degrees clockwise. */
  "vitrine-rotate": CustomEvent<{ rotation: number }>;
  /** A key asked for the page before the first (-1) or after the last (1): another file's turn. */
  "vitrine-beyond": CustomEvent<{ direction: 1 | -1 }>;
}
