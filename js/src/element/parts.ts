// SPDX-License-Identifier: Apache-2.0
// The elements inside <vitrine-view>, built one by one: no markup is ever parsed from text.
import type { Label } from "../text/text.js";

const SVG = "http://www.w3.org/2000/svg";

/** Lines of the toolbar's icons, on a field of 24 by 24. */
const ICONS = {
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  zoomOut: "M5 12h14",
  zoomIn: "M5 12h14M12 5v14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  actual: "M6 8l2-2v12M17 8l2-2v12M12.5 10v.01M12.5 15v.01",
  turnLeft: "M5 4v5h5M5.5 9a7.5 7.5 0 1 1-1 4.5",
  turnRight: "M19 4v5h-5M18.5 9a7.5 7.5 0 1 0 1 4.5",
  download: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  fullscreen: "M3 8V3h5M21 8V3h-5M3 16v5h5M21 16v5h-5M9 9h6v6H9z",
} as const satisfies Partial<Record<Label, string>>;

export type Action = keyof typeof ICONS;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Lines as an icon, on a field of 24 by 24. */
export function icon(lines: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", lines);
  svg.append(path);
  return svg;
}

/** What stands beside each other in the toolbar; a string is an action. */
const GROUPS = {
  pages: ["previous", "pageText", "next"],
  zoom: ["zoomOut", "zoomText", "zoomIn", "fit", "actual"],
  turns: ["turnLeft", "turnRight"],
  file: ["download", "fullscreen"],
} as const satisfies Record<string, readonly (Action | "pageText" | "zoomText")[]>;

export type Group = keyof typeof GROUPS;
export const ACTIONS = Object.keys(ICONS) as Action[];

export interface Parts {
  stage: HTMLDivElement;
  sheet: HTMLDivElement;
  canvas: HTMLCanvasElement;
  notice: HTMLParagraphElement;
  message: HTMLDivElement;
  progress: HTMLDivElement;
  bar: HTMLDivElement;
  pageText: HTMLSpanElement;
  zoomText: HTMLSpanElement;
  live: HTMLDivElement;
  groups: Record<Group, HTMLDivElement>;
  buttons: Record<Action, HTMLButtonElement>;
}

export function createParts(): Parts {
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  const sheet = element("div", "sheet", canvas);
  const message = element("div", "message");
  const stage = element("div", "stage", sheet, message);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  const progress = element("div", "progress", element("div"));
  progress.setAttribute("role", "progressbar");
  const notice = element("p", "notice");
  const live = element("div", "live");
  live.setAttribute("aria-live", "polite");
  for (const part of [sheet, notice, progress, message]) part.hidden = true;
  return { stage, sheet, canvas, notice, message, progress, live, ...createBar() };
}

function createBar(): Pick<Parts, "bar" | "pageText" | "zoomText" | "groups" | "buttons"> {
  const buttons = Object.fromEntries(ACTIONS.map((action) => [action, button(action)]));
  const texts = { pageText: element("span", "text"), zoomText: element("span", "text") };
  const members: Record<string, HTMLElement> = { ...buttons, ...texts };
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([name, parts]) => [
      name,
      element("div", "group", ...parts.flatMap((part) => members[part] ?? [])),
    ]),
  ) as Record<Group, HTMLDivElement>;
  const { pages, ...others } = groups;
  const bar = element("div", "bar", pages, element("div", "space"), ...Object.values(others));
  bar.setAttribute("role", "toolbar");
  return { bar, groups, buttons: buttons as Record<Action, HTMLButtonElement>, ...texts };
}

function button(action: Action): HTMLButtonElement {
  const made = element("button", "", icon(ICONS[action]));
  made.type = "button";
  return made;
}
