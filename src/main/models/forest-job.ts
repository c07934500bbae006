/**
 * One thread's share of a forest's fit: it draws trees and grows each alone, node after node, depth first. A tree depends on the
 * seed and its number alone, so the bytes are the same for any number of threads.
 */
import { kernelsOver } from '../kernels/kernels.ts';
import { createRandom, type Random } from '../numeric/random.ts';
import type { TeamJob } from '../numeric/team.ts';
import { drawPieces } from './draw.ts';
import { type ForestWork, viewForest, viewOwn } from './forest-work.ts';

/** A node that is still to be split or made a leaf: its rows are `index[start..start + count]`. */
type Open = {
  readonly node: number;
  readonly start: number;
  readonly count: number;
  readonly depth: number;
  /** Sum of quantised weights. */
  readonly weight: number;
};

/** Returns one thread's side of a fit. Operation: first tree, number of trees. */
export function createForestJob(work: ForestWork): TeamJob {
  const { size, places } = work;
  const { rows, columnCount, binCount, maxNodes, minRows } = size;
  const kernels = kernelsOver(work.memory);
  const view = viewForest(work);
  const missing = binCount - 1;

  const growTree = (own: ReturnType<typeof viewOwn>, tree: number, slot: number): void => {
    const random = createRandom(size.seed, 'tree', tree);
    const bag = drawBag(own, random);
    const rowsPerWeight = bag.weight > 0 ? size.draws / bag.weight : 0;
    for (let column = 0; column < columnCount; column++) own.columns[column] = column;
    const first = slot * maxNodes;
    let nodeCount = 1;
    const open: Open[] = [{ node: 0, start: 0, count: bag.count, depth: 0, weight: bag.weight }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, start, count, depth, weight } = next;
      const canSplit = depth < size.maxDepth && weight * rowsPerWeight >= 2 * minRows && nodeCount + 2 <= maxNodes;
      const column = canSplit && !isPure(own, start, count) ? findColumn(own, random, next, rowsPerWeight) : -1;
      const at = 4 * (first + node);
      if (column < 0) {
        view.nodes[at] = -1;
        closeLeaf(own, first + node, start, count);
        continue;
      }
      const leftWeight = own.best[2] >>> 0;
      const [bin, missingLeft] = [own.best[4], own.best[5]];
      const leftCount = kernels.partitionBag(
        places.bins + column * rows,
        own.places.index + start * 4,
        own.places.packed + start * 8,
        count,
        bin,
        missing,
        missingLeft,
        own.places.spareIndex,
        own.places.sparePacked,
      );
      view.nodes[at] = column;
      view.nodes[at + 1] = bin;
      view.nodes[at + 2] = nodeCount;
      view.nodes[at + 3] = missingLeft;
      const right = { start: start + leftCount, count: count - leftCount, weight: weight - leftWeight };
      open.push({ node: nodeCount + 1, depth: depth + 1, ...right });
      open.push({ node: nodeCount, depth: depth + 1, start, count: leftCount, weight: leftWeight });
      nodeCount += 2;
    }
    view.nodeCount[slot] = nodeCount;
  };

  /** Draws rows with replacement and lists them with their gradients, once each, times how often they were drawn. */
  const drawBag = ({ index, packed, drawn }: ReturnType<typeof viewOwn>, random: Random) => {
    drawn.fill(0);
    for (let i = 0; i < size.draws; i++) drawn[random.below(rows)]++;
    let count = 0;
    let weight = 0;
    for (let row = 0; row < rows; row++) {
      const times = drawn[row];
      if (times === 0 || view.hessian[row] === 0) continue;
      index[count] = row;
      packed[2 * count] = times * view.hessian[row];
      packed[2 * count + 1] = times * view.gradient[row];
      weight += times * view.hessian[row];
      count++;
    }
    return { count, weight };
  };

  const isPure = ({ index }: ReturnType<typeof viewOwn>, start: number, count: number): boolean => {
    const label = view.label[index[start]];
    for (let i = start + 1; i < start + count; i++) if (view.label[index[i]] !== label) return false;
    return true;
  };

  /** Returns the column of the best split over some columns drawn anew; more of them are drawn while none splits. -1: none does. */
  const findColumn = (
    own: ReturnType<typeof viewOwn>,
    random: Random,
    { start, count }: Open,
    rowsPerWeight: number,
  ) => {
    const { columns } = own;
    for (let tried = 0; tried < columnCount; ) {
      const wanted = Math.min(size.columnsPerSplit, columnCount - tried);
      for (let i = tried; i < tried + wanted; i++) {
        const at = i + random.below(columnCount - i);
        const column = columns[at];
        columns[at] = columns[i];
        columns[i] = column;
      }
      kernels.searchColumns(
        places.bins,
        rows,
        own.places.columns + tried * 4,
        wanted,
        own.places.index + start * 4,
        own.places.packed + start * 8,
        count,
        own.places.hist,
        binCount,
        own.places.scratch,
        size.gradientUnit,
        size.weightUnit,
        rowsPerWeight,
        minRows,
        own.places.best,
      );
      if (own.gain[0] > 0) return columns[tried + own.best[6]];
      tried += wanted;
    }
    return -1;
  };

  /** Sets the mean label of a leaf, from what was not quantised. */
  const closeLeaf = ({ index, drawn }: ReturnType<typeof viewOwn>, at: number, start: number, count: number): void => {
    let sum = 0;
    let weight = 0;
    for (let i = start; i < start + count; i++) {
      const row = index[i];
      const own = drawn[row] * view.weights[row];
      sum += own * view.label[row];
      weight += own;
    }
    view.values[at] = weight > 0 ? sum / weight : 0;
    view.cover[at] = weight;
  };

  return {
    step(part, _parts, [firstTree, treeCount]) {
      const own = viewOwn(work, part);
      drawPieces(view.counter, 0, treeCount, (slot) => growTree(own, firstTree + slot, slot));
    },
  };
}
