// SPDX-License-Identifier: Apache-2.0
// Names, states and texts of the viewer's own controls, brought up to date in one place.
import { ACTIONS, type Action, type Parts } from "./parts.js";
import type { Words } from "./words.js";

/** What the controls tell of. */
export interface Situation {
  name: string;
  page: number;
  pageCount: number;
  zoom: number;
  hasSource: boolean;
  isShown: boolean;
  isFitting: boolean;
}

const SCENE_ACTIONS = ["zoomIn", "zoomOut", "fit", "actual", "turnLeft", "turnRight"] as const;

export function showLabels(parts: Parts, words: Words, situation: Situation): void {
  const { buttons, bar, canvas, stage, groups, pageText, zoomText } = parts;
  const { name, page, pageCount, zoom, isShown, isFitting } = situation;
  for (const action of ACTIONS) nameButton(buttons[action], words.text(action));
  const viewer = words.text("viewer");
  bar.setAttribute("aria-label", words.text("toolbar"));
  stage.setAttribute("aria-label", name ? `${viewer}: ${name}` : viewer);
  groups.pages.hidden = pageCount < 2;
  pageText.textContent = words.text("pageShort", { page, count: pageCount });
  const percent = Math.round(zoom * 100);
  zoomText.textContent = isShown ? words.text("zoomLevel", { percent }) : "";
  const place = words.text("pageOf", { page, count: pageCount });
  canvas.setAttribute("aria-label", pageCount > 1 ? `${name}, ${place}` : name);
  const disable = (action: Action, isDisabled: boolean) => {
    buttons[action].disabled = isDisabled;
  };
  disable("previous", page <= 1);
  disable("next", page >= pageCount);
  disable("download", !situation.hasSource);
  for (const action of SCENE_ACTIONS) disable(action, !isShown);
  buttons.fit.setAttribute("aria-pressed", String(isShown && isFitting));
  buttons.actual.setAttribute("aria-pressed", String(isShown && !isFitting && zoom === 1));
}

function nameButton(button: HTMLButtonElement, text: string): void {
  button.setAttribute("aria-label", text);
  button.title = text;
}
