// SPDX-License-Identifier: Apache-2.0
// What <vitrine-view> says in place of a page: what is wrong, and what can be done about it.
import type { VitrineError } from "../errors.js";
import type { Label } from "../text/text.js";
import { element } from "./parts.js";

export interface Remedies {
  retry(): void;
  unlock(password: string): void;
}

/** Errors that stay what they are, however often one tries. */
const FINAL: ReadonlySet<string> = new Set([
  "E_CORRUPT",
  "E_TRUNCATED",
  "E_UNSUPPORTED",
  "E_DENIED",
  "E_EXPIRED",
  "E_NOT_A_FILE",
  "E_PATH",
]);

/** The nodes of a message about an error. */
export function createMessage(
  error: VitrineError,
  sentence: string,
  text: (name: Label) => string,
  remedies: Remedies,
): Node[] {
  const nodes: Node[] = [element("p", "what", sentence)];
  if (error.detail) nodes.push(element("p", "detail", error.detail));
  if (error.code === "E_PASSWORD") nodes.push(passwordForm(text, remedies));
  else if (!FINAL.has(error.code)) nodes.push(retryButton(text, remedies));
  return nodes;
}

function retryButton(text: (name: Label) => string, remedies: Remedies): HTMLElement {
  const button = element("button", "", text("retry"));
  button.type = "button";
  button.addEventListener("click", () => remedies.retry());
  return button;
}

function passwordForm(text: (name: Label) => string, remedies: Remedies): HTMLElement {
  const input = element("input");
  input.type = "password";
  input.autocomplete = "off";
  input.setAttribute("aria-label", text("password"));
  input.placeholder = text("password");
  const button = element("button", "", text("unlock"));
  const form = element("form", "", input, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remedies.unlock(input.value);
  });
  return form;
}
