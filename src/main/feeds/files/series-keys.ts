/** Names of series, each kept once: the bytes of a cell become a small number without a string a row. */

/** Interned series keys of one file, numbered in the order in which they were first seen. */
export type SeriesKeys = {
  /** Returns the number of the key `bytes[start, end)`, a new one if it was not seen before. */
  indexOf(bytes: Uint8Array, start: number, end: number): number;
  /** All keys so far, by number. */
  readonly names: readonly string[];
};

/** Returns an empty set of keys. Keys must be valid UTF-8. */
export function createSeriesKeys(): SeriesKeys {
  const names: string[] = [];
  const starts = [0];
  let text = new Uint8Array(1 << 14);
  let used = 0;
  let slots = new Int32Array(1 << 12).fill(-1);
  let last = -1;
  const decoder = new TextDecoder();

  const isAt = (index: number, bytes: Uint8Array, start: number, end: number): boolean => {
    const from = starts[index]!;
    const length = end - start;
    if (starts[index + 1]! - from !== length) return false;
    for (let i = 0; i < length; i += 1) if (text[from + i] !== bytes[start + i]) return false;
    return true;
  };

  const slotOf = (bytes: Uint8Array, start: number, end: number): number => {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    while (slots[slot] !== -1 && !isAt(slots[slot]!, bytes, start, end)) slot = (slot + 1) & (slots.length - 1);
    return slot;
  };

  const add = (bytes: Uint8Array, start: number, end: number): number => {
    const index = names.length;
    const length = end - start;
    if (used + length > text.length) {
      const larger = new Uint8Array(Math.max(text.length * 2, used + length));
      larger.set(text);
      text = larger;
    }
    text.set(bytes.subarray(start, end), used);
    used += length;
    starts.push(used);
    names.push(decoder.decode(bytes.subarray(start, end)));
    if (names.length * 2 > slots.length) {
      slots = new Int32Array(slots.length * 2).fill(-1);
      for (let i = 0; i < index; i += 1) slots[slotOf(text, starts[i]!, starts[i + 1]!)] = i;
    }
    slots[slotOf(bytes, start, end)] = index;
    return index;
  };

  return {
    names,
    indexOf(bytes, start, end) {
      if (last >= 0 && isAt(last, bytes, start, end)) return last;
      const found = slots[slotOf(bytes, start, end)]!;
      last = found === -1 ? add(bytes, start, end) : found;
      return last;
    },
  };
}
