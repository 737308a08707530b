// SPDX-License-Identifier: Apache-2.0
// The picture that most samples show: slopes, edges and a disc.

/** A sample of the picture, 0..1. Channels: red, green, blue, alpha. */
export function sampleAt(x, y, channel, width, height) {
  const inDisc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2;
  if (channel === 0) return inDisc ? 0.9 : x / width;
  if (channel === 1) return inDisc ? 0.15 : y / height;
  if (channel === 2) return (Math.floor(x / 4) + Math.floor(y / 4)) % 2 ? 0.8 : 0.1;
  return inDisc ? 1 : (x + y) / (width + height);
}
