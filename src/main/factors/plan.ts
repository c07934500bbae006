/**
 * The order in which expressions are computed: each sub-expression once, its line freed when nobody needs it any more.
 *
 * 1. `gatherSteps`: walks the expressions depth first; equal ones meet in one step, the results of one operator too.
 * 2. `assignLines`: gives each result a line from its first to its last use, so that an asset's work stays in a core's cache.
 *
 * A plan is plain data, so that it can cross to other threads.
 */
import { invariant } from '../../shared/errors.ts';
import type { Series } from './series.ts';

/** A line that is there before the first step: of the panel, of what is known besides, or what `cross-section.ts` made. */
export type Leaf = { readonly kind: 'field' | 'measure' | 'day-series' | 'day'; readonly index: number };

export type PlanStep = {
  /** Name of the operator; `store` writes the line `args[0]` to the column `params[0]`. */
  readonly op: string;
  readonly args: readonly number[];
  readonly params: readonly number[];
  /** Lines of the results; -1 for one that nobody asked for. */
  readonly results: readonly number[];
};

/** Lines 0..leaves.length-1 are the leaves, the rest up to `lineCount` are memory. */
export type Plan = {
  readonly leaves: readonly Leaf[];
  readonly steps: readonly PlanStep[];
  readonly lineCount: number;
};

/** A value of the plan before it has a line. */
type Value = { readonly leaf: number } | { readonly step: number; readonly output: number };
type Draft = { op: string; args: Value[]; params: readonly number[]; outputs: Set<number> };

/** Returns the name of an operator's whole computation, whichever of its results is meant. */
function computationOf({ op, args, params }: Series): string {
  return `${op}(${[...args.map(({ key }) => key), ...params].join(',')})`;
}

/**
 * Returns the plan that stores expression i in column i.
 *
 * @param dayIndex - for each key of an expression of scope `day`, which of the cross-sectional results it is.
 */
export function planOf(wanted: readonly Series[], dayIndex: ReadonlyMap<string, number>): Plan {
  const { leaves, drafts } = gatherSteps(wanted, dayIndex);
  return assignLines(leaves, drafts);
}

/** Returns every expression of scope `day` that the given ones contain, each once. */
export function dayExpressionsOf(wanted: readonly Series[]): Series[] {
  const found = new Map<string, Series>();
  const visit = (series: Series): void => {
    if (series.scope === 'day') {
      found.set(series.key, series);
      return;
    }
    for (const arg of series.args) visit(arg);
  };
  for (const series of wanted) visit(series);
  return [...found.values()];
}

/** Returns the leaves of one kind that an expression reads, cross-sectional ones included, each once. */
export function leavesOf(series: Series, scope: 'measure' | 'day-series'): number[] {
  const found = new Set<number>();
  const visited = new Set<string>();
  const visit = (node: Series): void => {
    if (visited.has(node.key)) return;
    visited.add(node.key);
    if (node.scope === scope) found.add(node.params[0]);
    for (const arg of node.args) visit(arg);
  };
  visit(series);
  return [...found];
}

function gatherSteps(
  wanted: readonly Series[],
  dayIndex: ReadonlyMap<string, number>,
): { leaves: Leaf[]; drafts: Draft[] } {
  const leaves: Leaf[] = [];
  const drafts: Draft[] = [];
  const known = new Map<string, Value>();
  const stepOf = new Map<string, number>();
  const lineValueOf = (series: Series): Value => {
    const seen = known.get(series.key);
    if (seen !== undefined) return seen;
    const value = newLineValue(series);
    known.set(series.key, value);
    return value;
  };
  const newLineValue = (series: Series): Value => {
    if (series.scope === 'day') {
      const index = dayIndex.get(series.key);
      invariant(
        index !== undefined,
        `the cross-sectional expression ${series.key} is inside another, which is not supported`,
      );
      return { leaf: leaves.push({ kind: 'day', index }) - 1 };
    }
    if (series.scope !== 'asset') return { leaf: leaves.push({ kind: series.scope, index: series.params[0] }) - 1 };
    const computation = computationOf(series);
    let step = stepOf.get(computation);
    if (step === undefined) {
      const args = series.args.map(lineValueOf);
      step = drafts.push({ op: series.op, args, params: series.params, outputs: new Set() }) - 1;
      stepOf.set(computation, step);
    }
    drafts[step].outputs.add(series.output);
    return { step, output: series.output };
  };
  wanted.forEach((series, column) => {
    drafts.push({ op: 'store', args: [lineValueOf(series)], params: [column], outputs: new Set() });
  });
  return { leaves, drafts };
}

function assignLines(leaves: Leaf[], drafts: readonly Draft[]): Plan {
  const lastUse = drafts.map(() => new Map<number, number>());
  drafts.forEach(({ args }, at) => {
    for (const value of args) if ('step' in value) lastUse[value.step].set(value.output, at);
  });
  const free: number[] = [];
  let lineCount = leaves.length;
  const lineOf = drafts.map(() => new Map<number, number>());
  const steps = drafts.map(({ op, args, params, outputs }, at): PlanStep => {
    const argLines = args.map((value) =>
      'leaf' in value ? value.leaf : (lineOf[value.step].get(value.output) as number),
    );
    const results = Array.from({ length: Math.max(-1, ...outputs) + 1 }, (_, output) => {
      if (!outputs.has(output)) return -1;
      const line = free.pop() ?? lineCount++;
      lineOf[at].set(output, line);
      return line;
    });
    // Only now, because no operator may write over its argument.
    const ending = new Set(args.filter((value) => 'step' in value && lastUse[value.step].get(value.output) === at));
    const freed = new Set(
      [...ending].map((value) => ('step' in value ? (lineOf[value.step].get(value.output) as number) : -1)),
    );
    free.push(...freed);
    return { op, args: argLines, params, results };
  });
  return { leaves, steps, lineCount };
}
