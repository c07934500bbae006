/**
 * Sequences as ordinary matrices. A column named `d/<factor>@<lag>` is a step of the daily branch, `w/<factor>@<lag>` one of the
 * weekly branch, the lag in days; every other column is static: a factor of the day itself. The daily branch comes first, then
 * the weekly one, then what is static; within a branch step by step, oldest first, and within a step factor by factor.
 */
import { AppError } from '../../../shared/errors.ts';

/** The branches, and days between the steps of each. */
export const BRANCH_DAYS = { d: 1, w: 7 } as const;
type BranchName = keyof typeof BRANCH_DAYS;

/** One window of steps, each of the same factors. */
export type BranchShape = { readonly name: BranchName; readonly steps: number; readonly factors: readonly string[] };

/** What the columns of a matrix are, in their order: the branches (none: the matrix has no sequences), then the static ones. */
export type SequenceShape = { readonly branches: readonly BranchShape[]; readonly statics: number };

/** What sequences to lay out: whole branches, and the static columns after them. */
export type SequenceSpec = { readonly branches: readonly BranchShape[]; readonly statics: readonly string[] };

const BRANCH_NAMES = Object.keys(BRANCH_DAYS) as BranchName[];
const STEP = /^([dw])\/(.+)@(\d+)$/;

/** Returns the names of the columns of some sequences, in the order that networks read. A branch without steps has none. */
export function sequenceColumnsOf({ branches, statics }: SequenceSpec): string[] {
  const steps = BRANCH_NAMES.flatMap((name) =>
    branches
      .filter((branch) => branch.name === name)
      .flatMap((branch) =>
        Array.from({ length: branch.steps }, (_, step) => (branch.steps - 1 - step) * BRANCH_DAYS[name]).flatMap(
          (lag) => branch.factors.map((factor) => `${name}/${factor}@${lag}`),
        ),
      ),
  );
  return [...steps, ...statics];
}

/**
 * Returns what the columns are. Throws `invalid-input`, naming the first column that is not where it belongs, unless they are
 * those that {@link sequenceColumnsOf} gives for whole branches.
 */
export function parseSequenceColumns(columns: readonly string[]): SequenceShape {
  const steps = columns.map((column) => STEP.exec(column)).filter((step) => step !== null);
  const branches = BRANCH_NAMES.flatMap((name) => {
    const own = steps.filter(([, branch]) => branch === name);
    const factors = [...new Set(own.map(([, , factor]) => factor))];
    return own.length === 0 ? [] : [{ name, steps: Math.ceil(own.length / factors.length), factors }];
  });
  const statics = columns.filter((column) => !STEP.test(column));
  const needed = sequenceColumnsOf({ branches, statics });
  const wrong = needed.findIndex((name, i) => columns[i] !== name);
  if (wrong >= 0) {
    throw new AppError(
      'invalid-input',
      `Column ${wrong + 1} of the sequences was ${columns[wrong] ?? 'missing'}, needs ${needed[wrong]}: daily steps, weekly steps, static columns, the oldest step first`,
    );
  }
  return { branches, statics: statics.length };
}

/** Returns which factor a column tells, and of how many days ago. */
export function stepOfColumn(column: string): { readonly factor: string; readonly lag: number } {
  const step = STEP.exec(column);
  return step === null ? { factor: column, lag: 0 } : { factor: step[2], lag: Number(step[3]) };
}

/** Returns the factor of a column, whichever step it is. */
export function factorOfColumn(column: string): string {
  return STEP.exec(column)?.[2] ?? column;
}
