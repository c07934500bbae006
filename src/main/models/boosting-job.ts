/**
 * One thread's share of a boosting fit. Pieces are drawn from counters; sums are of integers, or of fixed pieces in a fixed
 * order, so the bytes are the same for any number of threads.
 *
 * For each tree: `gradient`, `pack` (quantise, sample rows, histogram of the root), then `finish` and `split` in turn for each
 * leaf that is split: `split` parts its rows and makes the histogram of the smaller side, `finish` gathers the histograms of the
 * threads, takes them from the parent's and finds the best split of both sides. `leaves` sets the scores of the leaves and of
 * their rows, `walk` the scores of rows that were not sampled.
 */
import { BLOCK_COLUMNS, kernelsOver, SPLIT_BYTES } from '../kernels/kernels.ts';
import { createRandom } from '../numeric/random.ts';
import type { TeamJob } from '../numeric/team.ts';
import { type BoostingWork, CHUNK_ROWS, COUNTER, PARAM, STEP, viewBoosting } from './boosting-work.ts';
import { drawPieces } from './draw.ts';
import { classificationGradient, rankingGradient, regressionGradient } from './objectives.ts';

/** Columns of one piece of a search: a block of 16 would leave one of two threads idle for a fifth of the time. */
const SEARCH_COLUMNS = 4;
/** Whole blocks of columns are added faster than columns one by one, unless fewer than this share of them is in use. */
const BLOCK_SHARE = 0.7;

/** Returns one thread's side of a fit. Operations and their numbers: see the functions of the same name. */
export function createBoostingJob(work: BoostingWork): TeamJob {
  const { size, places } = work;
  const { rows, columnCount, blockCount, binCount, objective, seed } = size;
  const kernels = kernelsOver(work.memory);
  const view = viewBoosting(work);
  const { data, chunkCount, counters, sums, leftCounts, drawnCounts, params, index, left, right } = view;
  const missing = binCount - 1;
  const stride = blockCount * BLOCK_COLUMNS;
  const blockHistBytes = BLOCK_COLUMNS * binCount * 8;
  const shift = binCount === 64 ? 6 : 8;
  const histogram = binCount === 64 ? kernels.histogram64 : kernels.histogram256;
  const bytes = new Uint8Array(work.memory.buffer);

  const hasColumns = (block: number): boolean => {
    for (let c = block * BLOCK_COLUMNS; c < (block + 1) * BLOCK_COLUMNS; c++) if (view.use[c] === 1) return true;
    return false;
  };

  /** Adds rows listed at a place to this thread's own histogram. */
  const addRows = (part: number, indexAt: number, count: number): void => {
    const ownAt = places.ownHists + part * places.histBytes;
    if (counters[COUNTER.used + part] === 0) {
      counters[COUNTER.used + part] = 1;
      bytes.fill(0, ownAt, ownAt + places.histBytes);
    }
    const used = view.used[0];
    if (used < BLOCK_SHARE * stride) {
      const listAt = places.used + 4;
      kernels.histogramListed(places.blocks, stride, indexAt, count, places.packed, ownAt, listAt, used, shift);
      return;
    }
    for (let block = 0; block < blockCount; block++) {
      if (!hasColumns(block)) continue;
      histogram(
        places.blocks + block * BLOCK_COLUMNS,
        stride,
        indexAt,
        count,
        places.packed,
        ownAt + block * blockHistBytes,
      );
    }
  };

  const layout = (): void =>
    drawPieces(counters, COUNTER.first, blockCount, (block) => {
      const first = block * BLOCK_COLUMNS;
      const count = Math.min(BLOCK_COLUMNS, columnCount - first);
      view.bins.set(work.bins.subarray(first * rows, (first + count) * rows), first * rows);
      for (let from = 0; from < rows; from += CHUNK_ROWS) {
        const until = Math.min(from + CHUNK_ROWS, rows);
        kernels.blockBins(places.bins + first * rows, rows, count, from, until, places.blocks + first, stride);
      }
    });

  /** Sums of |gradient| and of hessians go to `sums`, two a unit: a group of a ranking, else a chunk. */
  const gradient = (round: number): void => {
    const isRanking = objective === 'ranking';
    drawPieces(counters, COUNTER.first, isRanking ? size.groupCount : chunkCount, (unit) => {
      const from = isRanking ? data.groups[unit] : unit * CHUNK_ROWS;
      const until = isRanking ? data.groups[unit + 1] : Math.min(from + CHUNK_ROWS, rows);
      if (isRanking) rankingGradient(data, unit, seed, round);
      else if (objective === 'classification') classificationGradient(data, from, until);
      else regressionGradient(data, from, until);
      let absolute = 0;
      let curvature = 0;
      for (let i = from; i < until; i++) {
        absolute += Math.abs(data.gradient[i]);
        curvature += data.hessian[i];
      }
      sums[2 * unit] = absolute;
      sums[2 * unit + 1] = curvature;
    });
  };

  /**
   * Rows that the round draws are listed in `left`, the others in `others`, chunk by chunk; sums of the quantised gradients of
   * those drawn go to `sums`.
   */
  const pack = (part: number, round: number): void => {
    const key = createRandom(seed, 'rows', round).uint32();
    const bound = Math.ceil(size.rowShare * 2 ** 32) - 1;
    drawPieces(counters, COUNTER.first, chunkCount, (chunk) => {
      const from = chunk * CHUNK_ROWS;
      const until = Math.min(from + CHUNK_ROWS, rows);
      const leftAt = places.left + from * 4;
      const drawn = kernels.packRows(
        places.gradient,
        places.hessian,
        places.weights,
        from,
        until,
        1 / params[PARAM.gradientUnit],
        1 / params[PARAM.weightUnit],
        size.isEven ? 1 : 0,
        key,
        bound,
        places.packed,
        leftAt,
        places.others + from * 4,
        places.sums + chunk * 16,
      );
      leftCounts[chunk] = drawn;
      drawnCounts[chunk] = drawn;
      if (drawn < (until - from) / 2) kernels.touchRows(places.blocks, stride, leftAt, drawn, places.packed);
      addRows(part, leftAt, drawn);
    });
  };

  /** Parts the rows start..start + count; `side` is 0 if no histogram is wanted, 1 for the left rows', 2 for the right ones'. */
  const split = (part: number, op: Int32Array): void => {
    const [, start, count, column, bin, missingLeft, side] = op;
    const binsAt = places.bins + column * rows;
    drawPieces(counters, COUNTER.first, Math.ceil(count / CHUNK_ROWS), (chunk) => {
      const from = start + chunk * CHUNK_ROWS;
      const own = Math.min(CHUNK_ROWS, start + count - from);
      const leftAt = places.left + from * 4;
      const rightAt = places.right + from * 4;
      const toLeft = kernels.partitionRows(
        binsAt,
        places.index + from * 4,
        own,
        bin,
        missing,
        missingLeft,
        leftAt,
        rightAt,
      );
      leftCounts[chunk] = toLeft;
      if (side === 0) return;
      const [listAt, listed] = side === 1 ? [leftAt, toLeft] : [rightAt, own - toLeft];
      kernels.touchRows(places.blocks, stride, listAt, listed, places.packed);
      addRows(part, listAt, listed);
    });
  };

  /**
   * Puts rows start..start + count where they belong, then makes two histograms of the parent's: the smaller side's in slot
   * `child`, the other's where the parent's was (`parent`, -1 at the root). child -1: rows alone.
   */
  const finish = (op: Int32Array): void => {
    const [, start, count, leftTotal, child, parent] = op;
    drawPieces(counters, COUNTER.first, Math.ceil(count / CHUNK_ROWS), (chunk) => {
      const from = start + chunk * CHUNK_ROWS;
      const own = Math.min(CHUNK_ROWS, start + count - from);
      let before = 0;
      for (let c = 0; c < chunk; c++) before += leftCounts[c];
      const toLeft = leftCounts[chunk];
      index.set(left.subarray(from, from + toLeft), start + before);
      // the root has no right side: what was not sampled is in no list
      if (parent < 0) return;
      const rightBefore = chunk * CHUNK_ROWS - before;
      index.set(right.subarray(from, from + own - toLeft), start + leftTotal + rightBefore);
    });
    const pieces = Math.ceil(columnCount / SEARCH_COLUMNS);
    if (child >= 0) drawPieces(counters, COUNTER.second, pieces, (piece) => search(piece * SEARCH_COLUMNS, op));
  };

  /** Makes the two histograms of some columns, and finds their best splits. */
  const search = (first: number, op: Int32Array): void => {
    if (view.use.subarray(first, first + SEARCH_COLUMNS).every((own) => own === 0)) return;
    const [, , , , child, parent, canSmall, canLarge] = op;
    const offset = first * binCount * 8;
    const childAt = places.hists + child * places.histBytes + offset;
    const parentAt = parent < 0 ? 0 : places.hists + parent * places.histBytes + offset;
    gather(offset, childAt, parentAt);
    const splitsAt = places.splits + first * SPLIT_BYTES;
    const largeAt = splitsAt + stride * SPLIT_BYTES;
    if (canSmall === 1) find(childAt, first, PARAM.smallRowsPerWeight, splitsAt);
    if (canLarge === 1) find(parentAt, first, PARAM.largeRowsPerWeight, largeAt);
  };

  const gather = (offset: number, childAt: number, parentAt: number): void => {
    let isFirst = true;
    for (let part = 0; part < size.parts; part++) {
      if (counters[COUNTER.used + part] === 0) continue;
      const ownAt = places.ownHists + part * places.histBytes + offset;
      kernels.mergeHistograms(ownAt, isFirst ? 0 : 1, SEARCH_COLUMNS * binCount * 8, childAt, parentAt);
      isFirst = false;
    }
  };

  const find = (histAt: number, first: number, rowsPerWeight: number, outAt: number): void =>
    kernels.findSplits(
      histAt,
      Math.min(SEARCH_COLUMNS, columnCount - first),
      binCount,
      places.use + first,
      places.sign + first,
      params[PARAM.gradientUnit],
      params[PARAM.weightUnit],
      size.l2,
      params[rowsPerWeight],
      size.minRows,
      outAt,
    );

  /** Scores of leaves from unquantised sums, and of their rows. */
  const leaves = (leafCount: number): void =>
    drawPieces(counters, COUNTER.first, leafCount, (leaf) => {
      const [node, start, count] = view.leaves.subarray(3 * leaf, 3 * leaf + 3);
      let sumG = 0;
      let sumH = 0;
      let cover = 0;
      for (let i = start; i < start + count; i++) {
        const row = index[i];
        sumG += data.gradient[row];
        sumH += data.hessian[row];
        cover += data.weights[row];
      }
      const raw = sumH + size.l2 > 0 ? -sumG / (sumH + size.l2) : 0;
      const bounded = Math.min(Math.max(raw, view.bounds[2 * leaf]), view.bounds[2 * leaf + 1]);
      const value = bounded * size.learningRate;
      view.values[node] = value;
      view.cover[node] = cover;
      for (let i = start; i < start + count; i++) data.score[index[i]] += value;
    });

  const walk = (): void =>
    drawPieces(counters, COUNTER.first, chunkCount, (chunk) => {
      const from = chunk * CHUNK_ROWS;
      const count = Math.min(CHUNK_ROWS, rows - from) - drawnCounts[chunk];
      const othersAt = places.others + from * 4;
      kernels.touchRows(places.blocks, stride, othersAt, count, places.score);
      kernels.walkBins(places.nodes, places.values, places.blocks, stride, missing, othersAt, count, places.score);
    });

  return {
    step(part, _parts, op) {
      switch (op[0]) {
        case STEP.layout:
          return layout();
        case STEP.gradient:
          return gradient(op[1]);
        case STEP.pack:
          return pack(part, op[1]);
        case STEP.split:
          return split(part, op);
        case STEP.finish:
          return finish(op);
        case STEP.leaves:
          return leaves(op[1]);
        default:
          return walk();
      }
    },
  };
}
