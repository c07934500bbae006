/** Chance with a seed: the same seed gives the same numbers on every machine. */

/** A stream of random numbers. */
export type Random = {
  /** Returns a whole number in 0..2³²-1. */
  uint32(): number;
  /** Returns a number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Returns a whole number in 0..bound-1, without bias. */
  below(bound: number): number;
  /** Returns a standard normal number. */
  normal(): number;
};

/**
 * Returns a stream for a seed and any number of labels: streams of different labels are independent, so the order in
 * which parts of the program draw does not matter.
 *
 * @see Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators": xoshiro128**, seeded by SplitMix32.
 */
export function createRandom(seed: number, ...labels: readonly (number | string)[]): Random {
  let mixed = seed >>> 0;
  const split = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  for (const label of labels) {
    for (const part of typeof label === 'number'
      ? [label]
      : Array.from(label, (letter) => letter.codePointAt(0) ?? 0)) {
      mixed = (split() ^ (part | 0)) >>> 0;
    }
  }
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  const uint32 = (): number => {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  let spare = Number.NaN;
  return {
    uint32,
    uniform,
    below(bound) {
      const limit = 4294967296 - (4294967296 % bound);
      let drawn = uint32();
      while (drawn >= limit) drawn = uint32();
      return drawn % bound;
    },
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = Number.NaN;
        return kept;
      }
      // Marsaglia & Bray (1964), the polar method: no trigonometric function, whose last bit differs between machines.
      let u = 0;
      let v = 0;
      let s = 0;
      do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        s = u * u + v * v;
      } while (s >= 1 || s === 0);
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    },
  };
}

/** Brings values into an order drawn evenly among all. @see Durstenfeld (1964), "Algorithm 235: random permutation". */
export function shuffle(values: Int32Array | number[], random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const at = random.below(i + 1);
    const value = values[i];
    values[i] = values[at];
    values[at] = value;
  }
}

/** Returns `wanted` different numbers of 0..count-1, rising, each with the same chance; all of them if there are no more. */
export function drawDistinct(count: number, wanted: number, random: Random): Int32Array {
  const numbers = Int32Array.from({ length: count }, (_, i) => i);
  if (count <= wanted) return numbers;
  for (let i = 0; i < wanted; i++) {
    const at = i + random.below(count - i);
    const number = numbers[at];
    numbers[at] = numbers[i];
    numbers[i] = number;
  }
  return numbers.slice(0, wanted).sort();
}
