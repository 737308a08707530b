// SPDX-License-Identifier: Apache-2.0
// Where the entries of a folder lie, as a grid or as a list, and where a key leads. No DOM.

export type Layout = "grid" | "list";

const TILE = { width: 152, height: 172 };
const ROW_HEIGHT = 56;
/** Above and at the sides of all. */
export const PADDING = 8;

export interface Grid {
  columns: number;
  columnWidth: number;
  rowHeight: number;
  rows: number;
}

export function gridOf(layout: Layout, width: number, count: number): Grid {
  const room = Math.max(1, width - 2 * PADDING);
  const columns = layout === "list" ? 1 : Math.max(1, Math.floor(room / TILE.width));
  return {
    columns,
    columnWidth: room / columns,
    rowHeight: layout === "list" ? ROW_HEIGHT : TILE.height,
    rows: Math.ceil(count / columns),
  };
}

/** The upper left corner of an entry. */
export function placeOf(index: number, grid: Grid): { x: number; y: number } {
  const row = Math.floor(index / grid.columns);
  const x = PADDING + (index % grid.columns) * grid.columnWidth;
  return { x, y: PADDING + row * grid.rowHeight };
}

/** The entry that a key leads to from `index`, or undefined for keys that lead nowhere. */
export function step(
  key: string,
  index: number,
  count: number,
  { columns, rowHeight }: Grid,
  height: number,
): number | undefined {
  const page = Math.max(1, Math.floor(height / rowHeight)) * columns;
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -page,
    PageDown: page,
    Home: -count,
    End: count,
  };
  const by = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (by === undefined || count === 0) return undefined;
  if (index < 0) return by > 0 && key !== "End" ? 0 : count - 1;
  return Math.max(0, Math.min(count - 1, index + by));
}
