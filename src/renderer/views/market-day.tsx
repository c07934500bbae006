import type { ReactNode } from 'react';
import type { MarketOverview } from '../../shared/market.ts';
import type { QueryState } from '../state/query.ts';
import { Delta, Figure } from '../ui/figure.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './market.module.css';
import { changeOver, moodWord } from './market-figures.ts';

/** The regimes in words. */
export const REGIME_WORDS = { calm: 'Calm', turbulent: 'Turbulent', unclear: 'Unclear' } as const;

/** Shows the day in four cards: kind of market, fear and greed, breadth, value. */
export function DayCards({ query }: { readonly query: QueryState<MarketOverview> }) {
  return (
    <div className={styles.cards}>
      <QueryPanel title={<Term word="regime">Calm or turbulent</Term>} query={query} skeletonLines={3}>
        {({ regime }) => <RegimeCard regime={regime} />}
      </QueryPanel>
      <QueryPanel title={<Term word="fear and greed">Fear and greed</Term>} query={query} skeletonLines={3}>
        {({ fearAndGreed }) => <MoodCard value={fearAndGreed.value} />}
      </QueryPanel>
      <QueryPanel title={<Term word="breadth">Breadth</Term>} query={query} skeletonLines={3}>
        {({ breadth }) => <BreadthCard breadth={breadth} />}
      </QueryPanel>
      <QueryPanel title={<Term word="market index">Value of the market</Term>} query={query} skeletonLines={3}>
        {(value) => <ValueCard value={value} />}
      </QueryPanel>
    </div>
  );
}

function Card({ headline, children }: { readonly headline: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={styles.card}>
      <p className={styles.headline}>{headline}</p>
      {children}
    </div>
  );
}

function RegimeCard({ regime }: { readonly regime: MarketOverview['regime'] }) {
  const { now, sinceTime, stressProbability } = regime;
  const stress = stressProbability.at(-1) ?? null;
  if (now === null) return <p className={styles.muted}>{regime.note}.</p>;
  return (
    <Card headline={REGIME_WORDS[now]}>
      <Meter value={stress} low="calm" high="turbulent" />
      <p className={styles.muted}>
        {REGIME_WORDS[now]} since <Time at={sinceTime} show="day" />; probability of turbulent{' '}
        <Figure kind="share" value={stress === null ? null : Math.min(0.999, Math.max(0.001, stress))} />
      </p>
    </Card>
  );
}

function MoodCard({ value }: { readonly value: readonly (number | null)[] }) {
  const now = value.at(-1) ?? null;
  return (
    <Card
      headline={
        now === null ? (
          'Not known'
        ) : (
          <>
            <Figure kind="score" value={now} /> {moodWord(now)}
          </>
        )
      }
    >
      <Meter value={now === null ? null : now / 100} low="0 fear" high="100 greed" />
      <p className={styles.muted}>
        Of 100. A week before <Figure kind="score" value={value.at(-8)} />, a month before{' '}
        <Figure kind="score" value={value.at(-31)} />
      </p>
    </Card>
  );
}

function BreadthCard({ breadth }: { readonly breadth: MarketOverview['breadth'] }) {
  const above = breadth.aboveAverage50.at(-1) ?? null;
  return (
    <Card
      headline={
        <>
          <Figure kind="share" value={above} why="Needs 50 days of prices" /> <small>above average</small>
        </>
      }
    >
      <Meter value={above} low="none" high="all" />
      <p className={styles.muted}>
        That of 50 days; <Figure kind="share" value={breadth.aboveAverage200.at(-1)} why="Needs 200 days" /> stand above
        that of 200. <Figure kind="share" value={breadth.advancing.at(-1)} /> of the tokens rose in a week
      </p>
    </Card>
  );
}

function ValueCard({ value }: { readonly value: MarketOverview }) {
  const { index, marketCap, bitcoinShare } = value;
  return (
    <Card
      headline={
        <>
          <Figure kind="money" value={marketCap.at(-1)} why="No source told a market cap on that day" />{' '}
          <small>in all</small>
        </>
      }
    >
      <p className={styles.deltas}>
        {[1, 7, 30].map((days) => (
          <span key={days}>
            <span className={styles.muted}>{days === 1 ? '1 day' : `${days} days`}</span>{' '}
            <Delta kind="percent" value={changeOver(index, days)} />
          </span>
        ))}
      </p>
      {value.isSimulated ? (
        <p className={styles.muted}>Made-up tokens: none of them leads like Bitcoin does</p>
      ) : (
        <p className={styles.muted}>
          <Term word="Bitcoin share">Bitcoin</Term>:{' '}
          <Figure kind="share" value={bitcoinShare.at(-1)} why="Bitcoin is not among the tokens" /> of it
        </p>
      )}
    </Card>
  );
}

/** Shows where a value between 0 and 1 lies; the words at its ends say what they are. */
function Meter({ value, low, high }: { readonly value: number | null; readonly low: string; readonly high: string }) {
  return (
    <div className={styles.meter} aria-hidden="true">
      <span>{low}</span>
      <span className={styles.meterTrack}>
        {value === null ? null : <span className={styles.meterMark} style={{ left: `${value * 100}%` }} />}
      </span>
      <span>{high}</span>
    </div>
  );
}
