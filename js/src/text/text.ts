// SPDX-License-Identifier: Apache-2.0
// Sentences and labels for people, in English and Chinese, chosen by a language tag.
import en from "./en.json" with { type: "json" };
import zh from "./zh.json" with { type: "json" };

export type ErrorCode = keyof typeof en.errors;
export type Label = keyof typeof en.view;

/** The table for a BCP 47 tag such as "zh-Hans-CN"; English where there is no other. */
function table(language: string): typeof en {
  return /^zh\b/i.test(language) ? zh : en;
}

/** A sentence for a user about an error code, or undefined for a code that has none. */
export function errorSentence(code: string, language = "en"): string | undefined {
  const { errors } = table(language);
  return Object.hasOwn(errors, code) ? errors[code as ErrorCode] : undefined;
}

/** A label of the viewer, with `{name}` replaced from `values`. */
export function label(name: Label, language = "en", values: Record<string, unknown> = {}): string {
  return table(language).view[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}
