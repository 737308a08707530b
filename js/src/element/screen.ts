// SPDX-License-Identifier: Apache-2.0
// The screen that the viewer is on: its pixels, and all of it.

/** Calls back when the window moves to a screen of other pixels. */
export function watchPixelRatio(signal: AbortSignal, onChange: () => void): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  const changed = () => {
    onChange();
    watchPixelRatio(signal, onChange);
  };
  query.addEventListener("change", changed, { once: true, signal });
}

/** Calls back when an element has got another size, and at once. */
export function watchSize(watched: Element, signal: AbortSignal, onChange: () => void): void {
  const observer = new ResizeObserver(onChange);
  observer.observe(watched);
  signal.addEventListener("abort", () => observer.disconnect());
}

export async function toggleFullscreen(host: HTMLElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await host.requestFullscreen();
}
