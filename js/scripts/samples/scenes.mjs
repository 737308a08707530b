// SPDX-License-Identifier: Apache-2.0
// Pictures from arithmetic: a landscape at dusk, and coloured glass with soft edges. The same on
// every machine.

/** A value in 0..1 that looks random but is not. */
function hash(x, y) {
  let value = Math.imul(x, 374761393) ^ Math.imul(y, 668265263);
  value = Math.imul(value ^ (value >>> 13), 1274126177);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}

const smooth = (t) => t * t * (3 - 2 * t);
const mix = (from, to, share) => from + (to - from) * share;
const mixColor = (from, to, share) => from.map((value, channel) => mix(value, to[channel], share));
const clamp = (value) => Math.min(1, Math.max(0, value));

function noise(x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [shareX, shareY] = [smooth(x - left), smooth(y - top)];
  return mix(
    mix(hash(left, top), hash(left + 1, top), shareX),
    mix(hash(left, top + 1), hash(left + 1, top + 1), shareX),
    shareY,
  );
}

function clouds(x, y) {
  let sum = 0;
  for (let octave = 0, weight = 0.5; octave < 5; octave++, weight /= 2) {
    sum += weight * noise(x * 2 ** octave, y * 2 ** octave);
  }
  return sum;
}

const SKY = [
  [26, 35, 78],
  [98, 76, 132],
  [236, 132, 96],
  [255, 214, 140],
];
const RIDGES = [
  [120, 88, 128],
  [78, 62, 104],
  [44, 42, 78],
  [20, 24, 48],
];

const crests = RIDGES.map(() => new Map());

/** How high a ridge stands; the same for a whole column, so it is kept. */
function crestOf(x, index) {
  const known = crests[index].get(x);
  if (known !== undefined) return known;
  const crest =
    0.5 + index * 0.11 + 0.16 * (clouds(x * (3 + index) + index * 17, index * 9.1) - 0.5);
  crests[index].set(x, crest);
  return crest;
}

/** A landscape at dusk; [red, green, blue] for a place in 0..1 by 0..1. */
export function dusk(x, y, aspect = 1.5) {
  const warm = clamp(y / 0.62) * (SKY.length - 1.001);
  const band = Math.floor(warm);
  let color = mixColor(SKY[band], SKY[band + 1], warm - band);
  const distance = Math.hypot((x - 0.64) * aspect, y - 0.34);
  color = mixColor(
    color,
    [255, 244, 214],
    clamp(clamp(1 - (distance - 0.055) * 160) * 0.95 + 0.4 * clamp(1 - distance / 0.34) ** 2),
  );
  color = mixColor(color, [255, 190, 160], 0.5 * clamp(clouds(x * 4, y * 14 + 3) * 2.2 - 1.05));
  RIDGES.forEach((ridge, index) => {
    const crest = crestOf(x, index);
    if (y > crest) color = mixColor(ridge, RIDGES[index], clamp((y - crest) * 4));
    if (y > crest && index < 3)
      color = mixColor(color, [255, 176, 130], 0.22 * clamp((y - crest) * 5));
  });
  return color.map((value) => Math.round(value));
}

const PANES = [
  [0.36, 0.42, 0.3, [235, 64, 90]],
  [0.62, 0.4, 0.28, [40, 130, 240]],
  [0.5, 0.64, 0.3, [250, 190, 40]],
];

/** Three discs of coloured glass on nothing; [red, green, blue, alpha], straight. */
export function glass(x, y, aspect = 1) {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (const [centreX, centreY, radius, color] of PANES) {
    const distance = Math.hypot((x - centreX) * aspect, y - centreY) / radius;
    const cover = clamp((1 - distance) * 60) * (0.35 + 0.5 * clamp(distance));
    const left = 1 - cover;
    const total = cover + alpha * left;
    if (total === 0) continue;
    [red, green, blue] = [red, green, blue].map(
      (value, channel) => (color[channel] * cover + value * alpha * left) / total,
    );
    alpha = total;
  }
  return [red, green, blue, alpha * 255].map((value) => Math.round(value));
}
