// SPDX-License-Identifier: Apache-2.0
// Keyboard, wheel and pointer of <vitrine-view>. Keys work while the viewer has the focus only.

export interface Commands {
  previous(): void;
  next(): void;
  first(): void;
  last(): void;
  zoomIn(anchor?: Anchor): void;
  zoomOut(anchor?: Anchor): void;
  fit(): void;
  actual(anchor?: Anchor): void;
  /** Between fit and actual size. */
  toggle(anchor?: Anchor): void;
  download(): void;
  turnLeft(): void;
  turnRight(): void;
  fullscreen(): void;
  /** Multiplies the zoom. */
  scale(factor: number, anchor: Anchor): void;
}

/** A place in the stage's window, in CSS pixels. */
export interface Anchor {
  x: number;
  y: number;
}

type KeyCommand = Exclude<keyof Commands, "scale">;

const KEYS: Readonly<Record<string, KeyCommand>> = {
  PageUp: "previous",
  PageDown: "next",
  Home: "first",
  End: "last",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "fit",
  "1": "actual",
  f: "fullscreen",
};

/** Binds input; it ends with the signal. */
export function bindInput(
  host: HTMLElement,
  stage: HTMLElement,
  commands: Commands,
  signal: AbortSignal,
): void {
  const onKey = (event: KeyboardEvent) => {
    const command = commandFor(event, stage);
    if (!command) return;
    event.preventDefault();
    commands[command]();
  };
  host.addEventListener("keydown", onKey, { signal });
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      commands[event.deltaY < 0 ? "zoomIn" : "zoomOut"](anchorOf(event, stage));
    },
    { signal, passive: false },
  );
  stage.addEventListener("dblclick", (event) => commands.toggle(anchorOf(event, stage)), {
    signal,
  });
  bindPanning(stage, signal);
  bindPinching(stage, commands, signal);
}

function commandFor(event: KeyboardEvent, stage: HTMLElement): KeyCommand | undefined {
  const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
  const isWithControl = event.ctrlKey || event.metaKey;
  if (isWithControl && !event.altKey && event.key.toLowerCase() === "s") return "download";
  if (isTyping || event.altKey || isWithControl) return undefined;
  // Arrows pan what is wider than the window; else they turn pages.
  const isWide = stage.scrollWidth > stage.clientWidth + 1;
  if (event.key === "ArrowLeft" && !isWide) return "previous";
  if (event.key === "ArrowRight" && !isWide) return "next";
  if (event.key.toLowerCase() === "r") return event.shiftKey ? "turnLeft" : "turnRight";
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
}

function anchorOf(event: MouseEvent, stage: HTMLElement): Anchor {
  const box = stage.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** Dragging with a mouse scrolls; touch and pen scroll by themselves. */
function bindPanning(stage: HTMLElement, signal: AbortSignal): void {
  let last: PointerEvent | undefined;
  const end = () => {
    last = undefined;
    stage.classList.remove("is-panning");
  };
  stage.addEventListener(
    "pointerdown",
    (event) => {
      const isOnPage =
        event.target instanceof HTMLElement && event.target.closest(".sheet, .stage");
      if (event.pointerType !== "mouse" || event.button !== 0 || !isOnPage) return;
      if (!stage.classList.contains("can-pan")) return;
      last = event;
      stage.setPointerCapture(event.pointerId);
      stage.classList.add("is-panning");
    },
    { signal },
  );
  stage.addEventListener(
    "pointermove",
    (event) => {
      if (!last) return;
      stage.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
      last = event;
    },
    { signal },
  );
  stage.addEventListener("pointerup", end, { signal });
  stage.addEventListener("pointercancel", end, { signal });
}

/** Two fingers zoom about the place between them. */
function bindPinching(stage: HTMLElement, commands: Commands, signal: AbortSignal): void {
  const fingers = new Map<number, Anchor>();
  const spread = () => {
    const [a, b] = [...fingers.values()];
    if (!a || !b || fingers.size !== 2) return undefined;
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    return { distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), middle };
  };
  const lift = (event: PointerEvent) => fingers.delete(event.pointerId);
  const onDown = (event: PointerEvent) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, anchorOf(event, stage));
  };
  const onMove = (event: PointerEvent) => {
    const before = spread();
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, anchorOf(event, stage));
    const now = spread();
    if (before && now) commands.scale(now.distance / before.distance, now.middle);
  };
  stage.addEventListener("pointerdown", onDown, { signal });
  stage.addEventListener("pointermove", onMove, { signal });
  stage.addEventListener("pointerup", lift, { signal });
  stage.addEventListener("pointercancel", lift, { signal });
  // With two fingers down the browser must not scroll as well.
  const hold = (event: TouchEvent) => event.touches.length > 1 && event.preventDefault();
  stage.addEventListener("touchmove", hold, { signal, passive: false });
}
