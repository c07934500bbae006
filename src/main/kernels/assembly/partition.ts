// Rows of index[0..count] that go left are written to `left`, the others to `right`, both in their order; returns how many
// went left. A row goes left where its bin is <= `bin`, which is less than `missing`; the bin `missing` goes where `missingLeft`
// says.
export function partitionRows(
  bins: usize, index: usize, count: u32, bin: u32, missing: u32, missingLeft: u32, left: usize, right: usize,
): u32 {
  let toLeft = left;
  let toRight = right;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(index + ((<usize>i) << 2));
    const own = <u32>load<u8>(bins + <usize>row);
    const goes: u32 = <u32>(own <= bin) | (<u32>(own == missing) & missingLeft);
    // both are written and one pointer moves: a branch would be guessed wrong every other time
    store<u32>(toLeft, row);
    store<u32>(toRight, row);
    toLeft += (<usize>goes) << 2;
    toRight += (<usize>(1 - goes)) << 2;
  }
  return <u32>((toLeft - left) >> 2);
}
