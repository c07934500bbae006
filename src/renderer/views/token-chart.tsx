import { useMemo } from 'react';
import type { Grade } from '../../shared/grades.ts';
import { CandleChart } from '../chart/lazy.tsx';
import { formatPrice } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { Segmented } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './token.module.css';
import { markersOf, RANGES, type RangeId, scoresOf } from './token-words.ts';

const DATA_EVENTS = ['data.changed'] as const;
const MARKS = [
  { value: 'investor', label: 'Investor', title: 'Marks where the investor grade came to another letter' },
  { value: 'trader', label: 'Trader', title: 'Marks where the trader grade came to another letter' },
  { value: 'none', label: 'No marks' },
] as const;
type Marks = Grade | 'none';

/** Shows the candles of a token with its levels, and its grades over time. */
export function TokenChart({ asset, name }: { readonly asset: string; readonly name: string }) {
  const candles = useQuery('assets.candles', { asset }, { refreshOn: DATA_EVENTS });
  const levels = useQuery('assets.levels', { asset }, { refreshOn: DATA_EVENTS });
  const history = useQuery('ratings.history', { asset }, { refreshOn: ['ratings.changed'] });
  const [range, setRange] = usePageMemory<RangeId>(
    'token.range',
    '365',
    (kept) => RANGES.find(({ value }) => value === kept)?.value,
  );
  const [marks, setMarks] = usePageMemory<Marks>(
    'token.marks',
    'investor',
    (kept) => MARKS.find(({ value }) => value === kept)?.value,
  );
  const lines = useMemo(
    () =>
      levels.value?.levels.map(({ price, kind, touchCount }) => ({
        price,
        kind,
        label: `${kind === 'support' ? 'S' : 'R'} ×${touchCount}`,
      })),
    [levels.value],
  );
  const scores = useMemo(() => scoresOf(history.value), [history.value]);
  const markers = useMemo(() => (marks === 'none' ? [] : markersOf(history.value, marks)), [history.value, marks]);
  const days = RANGES.find(({ value }) => value === range)?.days;
  return (
    <QueryPanel
      title="Price and grades"
      query={candles}
      skeletonLines={10}
      actions={
        <>
          <Segmented label="Marks of grades" value={marks} choices={MARKS} onChange={setMarks} />
          <Segmented label="Span of the chart" value={range} choices={RANGES} onChange={setRange} />
        </>
      }
      empty={({ close }) =>
        close.length === 0 ? <EmptyState title="No candle">Its sources gave no price yet.</EmptyState> : null
      }
    >
      {(value) => (
        <>
          <CandleChart
            id="token"
            label={`Daily candles of ${name}`}
            candles={value}
            levels={lines}
            markers={markers}
            scores={scores}
            shownDays={days}
            height={500}
          />
          <ChartWords
            hasScores={history.value === undefined ? null : scores !== undefined}
            markCount={marks === 'none' ? null : markers.length}
            marks={marks}
            levelCount={lines?.length}
            isGappy={value.open.some((open) => open === null)}
          />
          {levels.value === undefined || levels.value.averageTrueRange === null ? null : (
            <p className={styles.hint}>
              Its usual span between high and low of a day is{' '}
              <Figure kind="price" value={levels.value.averageTrueRange} />; levels nearer to each other than half of
              that count as one.
            </p>
          )}
          {levels.value !== undefined && levels.value.levels.length > 0 ? (
            <LevelList levels={levels.value.levels} />
          ) : null}
        </>
      )}
    </QueryPanel>
  );
}

type Level = {
  readonly price: number;
  readonly kind: 'support' | 'resistance';
  readonly touchCount: number;
  readonly distance: number;
};

function LevelList({ levels }: { readonly levels: readonly Level[] }) {
  return (
    <ul className={styles.levels} aria-label="Support and resistance">
      {levels.map((level) => (
        <li key={level.price} className={styles.level} data-kind={level.kind}>
          <span>{level.kind === 'support' ? 'Support' : 'Resistance'}</span>
          <span title={`The price turned there ${level.touchCount} times within a year`}>
            {formatPrice(level.price)} ×{level.touchCount}
          </span>
          <Figure kind="percent" value={level.distance} title="How far it is from the last close" />
        </li>
      ))}
    </ul>
  );
}

function ChartWords({
  hasScores,
  markCount,
  marks,
  levelCount,
  isGappy,
}: {
  /** Null while it is not known yet. */
  readonly hasScores: boolean | null;
  readonly markCount: number | null;
  readonly marks: Marks;
  readonly levelCount: number | undefined;
  readonly isGappy: boolean;
}) {
  return (
    <p className={styles.hint}>
      {hasScores === null
        ? ''
        : hasScores
          ? 'Below the candles: both scores, 0 to 100, at the days on which the market was rated. '
          : 'Scores over time appear below the candles once the market was rated on two days: “Rate past weeks” on the Ratings page makes them. '}
      {markCount === null || hasScores !== true
        ? ''
        : markCount === 0
          ? `The ${marks} grade kept its letter all the time. `
          : 'Arrows: the grade came to another letter, by what was known on that day. '}
      {levelCount === undefined ? null : levelCount === 0 ? (
        'No price at which it turned more than once in a year.'
      ) : (
        <>
          Dashed: <Term word="support">support</Term> (S) and <Term word="resistance">resistance</Term> (R) with how
          often they held. They tell of the past; nothing makes them hold again.
        </>
      )}
      {isGappy ? ' Where the source gave a closing price alone, a candle is a dash.' : ''}
    </p>
  );
}
