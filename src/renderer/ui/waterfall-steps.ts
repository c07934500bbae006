/** One line of a waterfall: it reaches from where the last ended. */
export type WaterfallStep = {
  readonly key: string;
  readonly kind: 'base' | 'part' | 'rest' | 'residual' | 'total';
  readonly value: number;
  readonly from: number;
  readonly to: number;
};

/**
 * Returns the lines of a sum: base, each part, the rest, the residual where it is more than rounding, and the total. The total is
 * where the parts lead to, so that a sum that does not add up is seen.
 */
export function waterfallSteps(sum: {
  /** Null where the parts begin at zero, which needs no line. */
  readonly base: number | null;
  readonly parts: readonly { readonly key: string; readonly value: number }[];
  readonly rest: number;
  readonly residual: number;
}): WaterfallStep[] {
  const steps: WaterfallStep[] = [];
  let at = 0;
  const add = (key: string, kind: WaterfallStep['kind'], value: number): void => {
    steps.push({ key, kind, value, from: at, to: at + value });
    at += value;
  };
  if (sum.base !== null) add('base', 'base', sum.base);
  for (const { key, value } of sum.parts) add(key, 'part', value);
  if (sum.rest !== 0) add('rest', 'rest', sum.rest);
  add('residual', 'residual', sum.residual);
  steps.push({ key: 'total', kind: 'total', value: at, from: 0, to: at });
  return steps;
}
