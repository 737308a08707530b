// SPDX-License-Identifier: Apache-2.0
// Which rows of a long list are near the window: only these exist as elements. No DOM.

export interface RowWindow {
  first: number;
  /** One after the last. */
  end: number;
}

/** Rows of `rowHeight` that are visible, and `beside` more above and below. */
export function rowsNear(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  beside: number,
): RowWindow {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - beside;
  const end = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + beside;
  return {
    first: Math.min(count, Math.max(0, first)),
    end: Math.max(0, Math.min(count, end)),
  };
}

/** Where to scroll so that a row is in the window; undefined where it is already. */
export function scrollToRow(
  row: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): number | undefined {
  if (row * rowHeight < scrollTop) return row * rowHeight;
  const bottom = (row + 1) * rowHeight;
  return bottom > scrollTop + height ? bottom - height : undefined;
}
