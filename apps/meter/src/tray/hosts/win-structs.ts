import type { Pointer } from './ffi.ts';

// Structures of the Windows API as bytes, for 64-bit systems. Offsets follow the headers; every one is named where it
// is written, and the sizes are checked by tests.

/** UTF-16 with its end, as the `W` functions take it. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** As much of a text as fits into `units` UTF-16 units; what is cut ends in `…` and never in half a character. */
export function fitted(text: string, units: number): string {
  if (text.length <= units) return text;
  const cut = text.slice(0, units - 1);
  const last = cut.charCodeAt(cut.length - 1);
  const half = last >= 0xd800 && last <= 0xdbff;
  return `${half ? cut.slice(0, -1) : cut}…`;
}

export const NOTIFYICONDATA_BYTES = 976;
/** Characters of a tooltip without its end. */
const TIP_UNITS = 127;

/** What of a NOTIFYICONDATAW is meant. */
export const NIF = { message: 0x1, icon: 0x2, tip: 0x4, showTip: 0x80 } as const;
const NOTIFYICON_VERSION_4 = 4;

export interface NotifyIcon {
  window: Pointer;
  /** Message by which the window hears of clicks. */
  message: number;
  icon: Pointer;
  tip: string;
}

/** NOTIFYICONDATAW. */
export function notifyIconData({ window, message, icon, tip }: NotifyIcon): Buffer {
  const data = Buffer.alloc(NOTIFYICONDATA_BYTES);
  data.writeUInt32LE(NOTIFYICONDATA_BYTES, 0); // cbSize
  data.writeBigUInt64LE(window ?? 0n, 8); // hWnd
  data.writeUInt32LE(1, 16); // uID
  data.writeUInt32LE(NIF.message | NIF.icon | NIF.tip | NIF.showTip, 20); // uFlags
  data.writeUInt32LE(message, 24); // uCallbackMessage
  data.writeBigUInt64LE(icon ?? 0n, 32); // hIcon
  data.write(fitted(tip, TIP_UNITS), 40, 'utf16le'); // szTip[128]
  data.writeUInt32LE(NOTIFYICON_VERSION_4, 816); // uVersion
  return data;
}

export const WNDCLASSEX_BYTES = 80;

/** WNDCLASSEXW. */
export function windowClass(given: { procedure: Pointer; instance: Pointer; name: Pointer }): Buffer {
  const data = Buffer.alloc(WNDCLASSEX_BYTES);
  data.writeUInt32LE(WNDCLASSEX_BYTES, 0); // cbSize
  data.writeBigUInt64LE(given.procedure ?? 0n, 8); // lpfnWndProc
  data.writeBigUInt64LE(given.instance ?? 0n, 24); // hInstance
  data.writeBigUInt64LE(given.name ?? 0n, 64); // lpszClassName
  return data;
}

const BITMAPINFOHEADER_BYTES = 40;

/** An icon resource: BITMAPINFOHEADER, pixels from the bottom as blue, green, red, alpha, and an empty mask. */
export function iconResource({ size, rgba }: { size: number; rgba: Uint8Array }): Buffer {
  const maskRow = Math.ceil(size / 32) * 4;
  const data = Buffer.alloc(BITMAPINFOHEADER_BYTES + size * size * 4 + size * maskRow);
  data.writeUInt32LE(BITMAPINFOHEADER_BYTES, 0); // biSize
  data.writeInt32LE(size, 4); // biWidth
  data.writeInt32LE(size * 2, 8); // biHeight: pixels and mask
  data.writeUInt16LE(1, 12); // biPlanes
  data.writeUInt16LE(32, 14); // biBitCount
  data.writeUInt32LE(size * size * 4 + size * maskRow, 20); // biSizeImage
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = ((size - 1 - y) * size + x) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(from, from + 4);
      data.set([blue, green, red, alpha], BITMAPINFOHEADER_BYTES + (y * size + x) * 4);
    }
  }
  return data;
}
