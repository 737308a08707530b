// SPDX-License-Identifier: Apache-2.0
// What EXIF data tells of a photograph (EXIF 2.3, 4.6): camera, moment, exposure, place.
import { findExif, type Tiff, type Value } from "./tiff.js";

export interface ExifFacts {
  camera?: string;
  lens?: string;
  /** "2026:06:21 20:15:00", by the camera's clock. */
  taken?: string;
  /** Seconds. */
  exposure?: number;
  /** The f-number. */
  aperture?: number;
  iso?: number;
  /** Millimetres. */
  focalLength?: number;
  description?: string;
  artist?: string;
  copyright?: string;
  /** Degrees, north and east positive. */
  place?: { latitude: number; longitude: number };
}

/** The facts in the first bytes of a file; none for one that has no EXIF data. */
export function exifFacts(head: Uint8Array): ExifFacts {
  const tiff = findExif(head);
  if (!tiff) return {};
  const main = tiff.values(tiff.first);
  const photo = tiff.values(tiff.number(main.get(0x8769)));
  const gps = tiff.values(tiff.number(main.get(0x8825)));
  return defined({
    camera: camera(tiff.text(main.get(0x010f)), tiff.text(main.get(0x0110))),
    lens: tiff.text(photo.get(0xa434)),
    taken: tiff.text(photo.get(0x9003)) ?? tiff.text(main.get(0x0132)),
    exposure: tiff.number(photo.get(0x829a)),
    aperture: tiff.number(photo.get(0x829d)),
    iso: tiff.number(photo.get(0x8827)),
    focalLength: tiff.number(photo.get(0x920a)),
    description: tiff.text(main.get(0x010e)),
    artist: tiff.text(main.get(0x013b)),
    copyright: tiff.text(main.get(0x8298)),
    place: place(tiff, gps),
  });
}

/** Many models name their maker already. */
function camera(make: string | undefined, model: string | undefined): string | undefined {
  if (!make || !model) return model ?? make;
  const [brand = make] = make.split(" ");
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

function place(tiff: Tiff, gps: Map<number, Value>): ExifFacts["place"] {
  const latitude = degrees(tiff, gps.get(2), tiff.text(gps.get(1)) === "S", 90);
  const longitude = degrees(tiff, gps.get(4), tiff.text(gps.get(3)) === "W", 180);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

function degrees(
  tiff: Tiff,
  value: Value | undefined,
  isNegative: boolean,
  most: number,
): number | undefined {
  const [whole, minutes, seconds] = [0, 1, 2].map((index) => tiff.number(value, index));
  if (whole === undefined) return undefined;
  const angle = whole + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
  return angle > most ? undefined : isNegative ? -angle : angle;
}

function defined<Facts extends object>(facts: { [Key in keyof Facts]: Facts[Key] | undefined }) {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Facts;
}
