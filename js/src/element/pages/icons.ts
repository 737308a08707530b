// SPDX-License-Identifier: Apache-2.0
// Buttons of the document's panels; their lines lie on a field of 24 by 24.
import { element, icon } from "../parts.js";
import type { Words } from "../words.js";

const ICONS = {
  sidebar: "M4 5h16v14H4zM9 5v14",
  find: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20",
  print: "M7 9V4h10v5M7 16H4V9h16v7h-3M7 13h10v7H7z",
  findPrevious: "M6 15l6-6 6 6",
  findNext: "M6 9l6 6 6-6",
  closePanel: "M6 6l12 12M18 6L6 18",
} as const;

export type PanelAction = keyof typeof ICONS;

export function iconButton(action: PanelAction): HTMLButtonElement {
  const made = element("button", "", icon(ICONS[action]));
  made.type = "button";
  made.dataset["action"] = action;
  return made;
}

/** Gives a button its name in the language of the page. */
export function nameButton(button: HTMLButtonElement, action: PanelAction, words: Words): void {
  button.setAttribute("aria-label", words.text(action));
  button.title = words.text(action);
}
