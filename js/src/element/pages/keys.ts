// SPDX-License-Identifier: Apache-2.0
// Keys for documents; they work while the viewer has the focus only.
import type { Desk } from "./desk.js";

/** Binds the keys; it ends with the signal. */
export function bindDeskKeys(host: HTMLElement, desk: Desk, signal: AbortSignal): void {
  const onKey = (event: KeyboardEvent) => {
    if (!desk.isOpen || event.defaultPrevented || !act(event, desk)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  host.addEventListener("keydown", onKey, { signal });
}

/** Answers whether the key was one of ours. */
function act(event: KeyboardEvent, desk: Desk): boolean {
  if (event.key === "Escape") return desk.closePanel();
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return false;
  switch (event.key.toLowerCase()) {
    case "f":
      desk.openFind();
      return true;
    case "g":
      desk.findAgain(event.shiftKey ? -1 : 1);
      return true;
    case "p":
      void desk.print();
      return true;
    default:
      return false;
  }
}
