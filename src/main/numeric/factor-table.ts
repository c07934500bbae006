import type { Layout } from './panel.ts';

/**
 * The factors of a window: for each factor one value for each cell of the layout.
 * `raw` is as the formula gives it; `ranked` is winsorised at 1/99 % across the eligible tokens of the day, then ranked to
 * [-1, 1] among them. NaN means missing, and `ranked` is NaN for a cell that is not eligible. Both over shared memory.
 */
export type FactorTable = {
  readonly layout: Layout;
  readonly ids: readonly string[];
  /** For each id whether only some tokens have what it needs, so that coverage does not count it. */
  readonly isOptional: readonly boolean[];
  /** Only for the ids that were asked for in raw form; empty in a walk-forward. */
  readonly raw: ReadonlyMap<string, Float32Array>;
  readonly ranked: readonly Float32Array[];
  /** 1 where the asset was eligible on that day, by rules that look only backwards. */
  readonly eligible: Uint8Array;
  /** Steps of sequences by column, as models name them, which a table cut to its last days could not look up any more. */
  readonly steps?: ReadonlyMap<string, Float32Array>;
};
