import type { BacktestConfig } from '../../shared/backtests.ts';
import { formatCount, formatDayOf, formatMoney, formatNumber, formatShare } from '../format.ts';
import { WEIGHTING_WORDS } from './draft-words.ts';
import { NUMBER_FIELDS } from './indices-fields.ts';
import { kindLabel } from './models-words.ts';

/** One setting of a backtest in words. */
export type Setting = {
  readonly path: string;
  readonly group: string;
  readonly label: string;
  readonly value: string;
};

type Write = (value: unknown) => string;

const share: Write = (value) => (value === null ? 'none' : formatShare(value as number, 1).replace('.0 %', ' %'));
const money: Write = (value) => formatMoney(value as number).replace('.00', '');
const days: Write = (value) => `${formatCount(value as number)} days`;
const count: Write = (value) => formatCount(value as number);
const basisPoints: Write = (value) => `${formatNumber(value as number)} basis points`;
const from: Write = (value) => (value === null ? 'as early as the history allows' : formatDayOf(value as number));
// the end of a day is the beginning of the next
const until: Write = (value) => (value === null ? 'newest whole day' : formatDayOf((value as number) - 1));
const list: Write = (value) => ((value as readonly unknown[]).length === 0 ? 'none' : (value as unknown[]).join(', '));

const SIMULATION: readonly (readonly [key: string, label: string, write: Write])[] = [
  ['fromTime', 'First decision', from],
  ['untilTime', 'Last day', until],
  ['cadence', 'Decisions every', String],
  ['initialEquity', 'Money at the start', money],
  ['delistingReturn', 'Return when delisted', share],
  ['costs.feeBasisPoints', 'Exchange fee', basisPoints],
  ['costs.impactCoefficient', 'Market impact', (value) => `${formatNumber(value as number)} × rule`],
  ['costs.maximumVolumeShare', "Most of a day's volume", share],
  ['costs.minimumOrderValue', 'Smallest order', money],
  ['benchmarkSize', 'Tokens of the benchmarks', count],
  ['bootstrapDrawCount', 'Redraws of the interval', count],
  ['seed', 'Seed of the redraws', String],
];

const ENSEMBLE: readonly (readonly [key: string, label: string, write: Write])[] = [
  ['kinds', 'Models', (value) => (value as string[]).map(kindLabel).join(', ')],
  ['horizons', 'Days ahead', list],
  ['trainDays', 'Days to learn from', days],
  ['strideDays', 'Days between lessons', days],
  ['embargoDays', 'Embargo', days],
  ['minimumCoverage', 'Smallest coverage of a row', share],
  ['delistingReturn', 'Return when delisted, to learn', share],
  ['recordMonths', 'Record renewed every', (value) => (value === 1 ? 'month' : `${String(value)} months`)],
  ['weighting.rate', 'Pace of re-weighting', (value) => `${formatNumber(value as number)} ×`],
  ['weighting.share', 'Weight shared out at each step', share],
  ['weighting.floor', 'Least weight of a member', share],
  ['weighting.cap', 'Largest weight of a member', share],
  ['seed', 'Seed of the models', String],
];

const DRAFT: readonly (readonly [key: string, label: string, write: Write])[] = [
  ['grade', 'Grade that selects', String],
  ['weighting', 'Weighting', (value) => WEIGHTING_WORDS[value as keyof typeof WEIGHTING_WORDS]?.label ?? String(value)],
  ['linkage', 'How groups are joined', String],
  ['sectorsIncluded', 'Only these sectors', (value) => ((value as unknown[]).length === 0 ? 'all' : list(value))],
  ['sectorsExcluded', 'Never these sectors', list],
  ['assetsExcluded', 'Tokens never held', list],
];

const at = (source: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], source);

/** Returns every setting of a backtest in words; those that an earlier program did not have are left out. */
export function settingsOf(config: BacktestConfig): Setting[] {
  const settings: Setting[] = [];
  const add = (group: string, path: string, label: string, write: Write): void => {
    const value = at(config, path);
    if (value !== undefined) settings.push({ group, path, label, value: write(value) });
  };
  for (const [key, label, write] of DRAFT.slice(0, 2)) add('Index', `draft.${key}`, label, write);
  for (const { key, label, unit } of NUMBER_FIELDS) {
    const path = key in config.ensemble.eligibility ? `ensemble.eligibility.${key}` : `draft.${key}`;
    const writes: Record<string, Write> = { '%': share, $: money };
    add('Index', path, label, (value) =>
      value === null ? 'none' : (writes[unit]?.(value) ?? `${formatCount(value as number)} ${unit}`),
    );
  }
  for (const [key, label, write] of DRAFT.slice(2)) add('Index', `draft.${key}`, label, write);
  for (const [key, label, write] of SIMULATION) add('Trading', `simulation.${key}`, label, write);
  for (const tier of config.simulation.costs.halfSpreadTiers) {
    settings.push({
      group: 'Trading',
      path: `simulation.costs.halfSpreadTiers.${tier.fromDollarVolume}`,
      label: `Half spread from ${money(tier.fromDollarVolume)} a day`,
      value: basisPoints(tier.basisPoints),
    });
  }
  add('Models', 'retrainMonths', 'Models are trained every', (value) =>
    value === 1 ? 'month' : `${String(value)} months`,
  );
  for (const [key, label, write] of ENSEMBLE) add('Models', `ensemble.${key}`, label, write);
  return settings;
}

/** One setting over several backtests; null where one does not have it. */
export type SettingRow = {
  readonly path: string;
  readonly group: string;
  readonly label: string;
  readonly values: readonly (string | null)[];
  readonly isDifferent: boolean;
};

/** Returns the settings of several backtests side by side, in the order of the first that has each. */
export function compareSettings(configs: readonly BacktestConfig[]): SettingRow[] {
  const all = configs.map(settingsOf);
  const first = new Map<string, Setting>();
  for (const settings of all)
    for (const setting of settings) if (!first.has(setting.path)) first.set(setting.path, setting);
  const byPath = all.map((settings) => new Map(settings.map((setting) => [setting.path, setting.value])));
  return [...first.values()].map(({ path, group, label }) => {
    const values = byPath.map((found) => found.get(path) ?? null);
    return { path, group, label, values, isDifferent: values.some((value) => value !== values[0]) };
  });
}
