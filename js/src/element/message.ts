// SPDX-License-Identifier: Apache-2.0
// What <vitrine-view> says in place of a page: what is wrong, and what can be done about it.
import type { VitrineError } from "../errors.js";
import { element } from "./parts.js";
import type { Words } from "./words.js";

/** In a word, what stands between a user and a file. */
export type State =
  "unsupported" | "damaged" | "tooLarge" | "noRight" | "connectionLost" | "locked" | "failed";

const STATES: Readonly<Record<string, State>> = {
  E_UNSUPPORTED: "unsupported",
  E_CORRUPT: "damaged",
  E_TRUNCATED: "damaged",
  E_LIMIT: "tooLarge",
  E_NOMEM: "tooLarge",
  E_DEADLINE: "tooLarge",
  E_DENIED: "noRight",
  E_EXPIRED: "noRight",
  E_NOT_FOUND: "noRight",
  E_PATH: "noRight",
  E_CONNECTION: "connectionLost",
  E_BUSY: "connectionLost",
  E_PASSWORD: "locked",
};

/** What can be done, where the caller can do it. */
export interface Remedies {
  retry(): void;
  download(): void;
  unlock(password: string): void;
  showText(): void;
}

/** Which remedies help, the likeliest first. */
const HELP: Readonly<Record<State, readonly ("retry" | "download" | "unlock")[]>> = {
  unsupported: ["download"],
  damaged: ["download"],
  tooLarge: ["download", "retry"],
  noRight: ["retry"],
  connectionLost: ["retry"],
  locked: ["unlock"],
  failed: ["retry", "download"],
};

export function stateOf(code: string): State {
  return Object.hasOwn(STATES, code) ? (STATES[code] ?? "failed") : "failed";
}

/** The nodes of a message about an error. */
export function createMessage(error: VitrineError, words: Words, remedies: Remedies): Node[] {
  const state = stateOf(error.code);
  const nodes: Node[] = [
    element("p", "state", words.text(state)),
    element("p", "what", words.sentence(error)),
  ];
  if (error.detail) nodes.push(element("p", "detail", error.detail));
  const buttons = HELP[state].map((remedy) =>
    remedy === "unlock"
      ? passwordForm(words, remedies)
      : actionButton(words.text(remedy), () => remedies[remedy]()),
  );
  nodes.push(element("div", "actions", ...buttons));
  return nodes;
}

export function actionButton(text: string, act: () => void): HTMLButtonElement {
  const button = element("button", "action", text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

function passwordForm(words: Words, remedies: Remedies): HTMLElement {
  const input = element("input");
  input.type = "password";
  input.autocomplete = "off";
  input.setAttribute("aria-label", words.text("password"));
  input.placeholder = words.text("password");
  const button = element("button", "action", words.text("unlock"));
  const form = element("form", "", input, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remedies.unlock(input.value);
  });
  return form;
}

/** Facts as pairs of a label and a value. */
export function factList(facts: readonly (readonly [string, string])[]): HTMLDListElement {
  const rows = facts.map(([name, value]) =>
    element("div", "", element("dt", "", name), element("dd", "", value)),
  );
  return element("dl", "facts", ...rows);
}

/** The first bytes, as numbers and as letters. */
export function hexTable(bytes: Uint8Array, title: string): HTMLElement {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const letters = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·"));
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${letters.join("")}`);
  }
  const table = element("pre", "hex", lines.join("\n"));
  table.tabIndex = 0;
  table.setAttribute("role", "group");
  table.setAttribute("aria-label", title);
  return table;
}
