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

/** How long a drag goes on, how slow is still, how long before its end it may have stood. */
const GLIDE_MS = 160;
const GLIDE_SPEED_MIN = 0.02;
const GLIDE_HELD_MS = 60;

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

/** What was dragged goes on for a while when it is let go. */
class Glide {
  readonly #stage: HTMLElement;
  /** CSS pixels in a millisecond. */
  #speed = { x: 0, y: 0 };
  #movedAt = 0;
  #request = 0;

  constructor(stage: HTMLElement) {
    this.#stage = stage;
  }

  moved(x: number, y: number, milliseconds: number): void {
    const share = 1 / Math.max(1, milliseconds);
    this.#speed = { x: (this.#speed.x + x * share) / 2, y: (this.#speed.y + y * share) / 2 };
    this.#movedAt = performance.now();
  }

  letGo(): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const isHeld = performance.now() - this.#movedAt > GLIDE_HELD_MS;
    if (!isCalm && !isHeld) this.#roll(performance.now());
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#speed = { x: 0, y: 0 };
  }

  #roll(before: number): void {
    this.#request = requestAnimationFrame((now) => {
      const milliseconds = Math.max(0, now - before);
      const { x, y } = this.#speed;
      this.#stage.scrollBy(x * milliseconds, y * milliseconds);
      const rest = Math.exp(-milliseconds / GLIDE_MS);
      this.#speed = { x: x * rest, y: y * rest };
      if (Math.hypot(x, y) > GLIDE_SPEED_MIN) this.#roll(now);
    });
  }
}

/** Dragging with a mouse scrolls; touch and pen scroll by themselves. */
function bindPanning(stage: HTMLElement, signal: AbortSignal): void {
  let last: PointerEvent | undefined;
  const glide = new Glide(stage);
  const end = () => {
    if (last) glide.letGo();
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
      glide.stop();
      stage.setPointerCapture(event.pointerId);
      stage.classList.add("is-panning");
    },
    { signal },
  );
  stage.addEventListener(
    "pointermove",
    (event) => {
      if (!last) return;
      const [x, y] = [last.clientX - event.clientX, last.clientY - event.clientY];
      stage.scrollBy(x, y);
      glide.moved(x, y, event.timeStamp - last.timeStamp);
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
