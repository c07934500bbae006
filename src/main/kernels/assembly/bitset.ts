// Sets as bits, 32 a word, to be intersected and counted by the million.

// out = a & b; returns how many bits of it are set. `words` is a multiple of 4.
export function intersectBits(a: usize, b: usize, out: usize, words: u32): u32 {
  const end = a + ((<usize>words) << 2);
  let sums = i32x4.splat(0);
  while (a < end) {
    const both = v128.and(v128.load(a), v128.load(b));
    v128.store(out, both);
    const pairs = i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(both));
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
    a += 16;
    b += 16;
    out += 16;
  }
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
}

// For each block of words, which ends before ends[block]: to out[2 block] the bits of a set that are in the outcome, less the
// share of them that was to be expected, and to out[2 block + 1] its bits. `base` is that share, an f64 a word.
export function sumExcess(set: usize, outcome: usize, base: usize, ends: usize, blocks: u32, out: usize): void {
  let word: usize = 0;
  for (let block: u32 = 0; block < blocks; block++) {
    const end: usize = <usize>load<u32>(ends + ((<usize>block) << 2));
    let excess: f64 = 0;
    let count: u32 = 0;
    for (; word < end; word++) {
      const own = load<u32>(set + (word << 2));
      if (own == 0) continue;
      const bits = popcnt(own);
      count += bits;
      excess += <f64>popcnt(own & load<u32>(outcome + (word << 2))) - <f64>bits * load<f64>(base + (word << 3));
    }
    store<f64>(out + ((<usize>block) << 4), excess);
    store<f64>(out + ((<usize>block) << 4), <f64>count, 8);
  }
}
