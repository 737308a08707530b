// SPDX-License-Identifier: Apache-2.0
// EXIF data as a camera writes it, made from code.

type Entry = [tag: number, type: 2 | 3 | 4 | 5, value: string | number | number[]];

/** The beginning of a JPEG whose EXIF data has three directories: the picture's, the photograph's
 *  and the place's. */
export function jpegWithExif(isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  const [photoAt, gpsAt] = [200, 400];
  let free = 600;
  view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, 8, isLittle);
  const far = (data: number[] | Uint8Array, write: (at: number) => void) => {
    const at = free;
    write(at);
    free += data.length + 8;
    return at;
  };
  const directory = (start: number, entries: Entry[]) => {
    view.setUint16(start, entries.length, isLittle);
    entries.forEach(([tag, type, value], index) => {
      const at = start + 2 + 12 * index;
      view.setUint16(at, tag, isLittle);
      view.setUint16(at + 2, type, isLittle);
      if (typeof value === "string") {
        const text = new TextEncoder().encode(`${value}\0`);
        view.setUint32(at + 4, text.length, isLittle);
        if (text.length <= 4) bytes.set(text, at + 8);
        else
          view.setUint32(
            at + 8,
            far(text, (to) => bytes.set(text, to)),
            isLittle,
          );
      } else if (typeof value === "number") {
        view.setUint32(at + 4, 1, isLittle);
        if (type === 3) view.setUint16(at + 8, value, isLittle);
        else view.setUint32(at + 8, value, isLittle);
      } else {
        view.setUint32(at + 4, value.length / 2, isLittle);
        const write = (to: number) =>
          value.forEach((part, nth) => view.setUint32(to + 4 * nth, part, isLittle));
        view.setUint32(at + 8, far(new Uint8Array(value.length * 4), write), isLittle);
      }
    });
  };
  directory(8, [
    [0x010f, 2, "ACME Optical"],
    [0x0110, 2, "ACME One"],
    [0x8769, 4, photoAt],
    [0x8825, 4, gpsAt],
  ]);
  directory(photoAt, [
    [0x829a, 5, [1, 125]],
    [0x829d, 5, [28, 10]],
    [0x8827, 3, 400],
    [0x9003, 2, "2026:06:21 20:15:00"],
  ]);
  directory(gpsAt, [
    [1, 2, "S"],
    [2, 5, [33, 1, 30, 1, 0, 1]],
    [3, 2, "E"],
    [4, 5, [151, 1, 15, 1, 36, 1]],
  ]);
  const size = 2 + 6 + bytes.length;
  const head = [0xff, 0xd8, 0xff, 0xe1, size >> 8, size & 255, 0x45, 0x78, 0x69, 0x66, 0, 0];
  return Uint8Array.from([...head, ...bytes]);
}
