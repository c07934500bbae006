import { useMemo } from 'react';
import type { MarketOverview } from '../../shared/market.ts';
import { formatCount } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { type QueryState, useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Badge } from '../ui/badge.tsx';
import { Segmented } from '../ui/choice.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Grid, Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { ErrorState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { BreadthPanel, MoodPanel, RegimePanel, ValuePanel } from './market-charts.tsx';
import { CorrelationPanel } from './market-correlation.tsx';
import { DayCards } from './market-day.tsx';
import { lastDays, RANGES, type Range, readRange } from './market-figures.ts';
import { GradePanels, useIsOnePanel } from './market-movers.tsx';
import { RotationPanel } from './market-rotation.tsx';

/** The longest range; shorter ones are cut from it, so that another range shows at once. */
const DAYS = 730;

/** Shows the page "Market": what kind of day it is, how it came there, and whose grades moved. */
export function MarketView() {
  const [range, setRange] = usePageMemory<Range>('market.range', '365', readRange);
  const workspace = useWorkspace();
  const hasNoData = workspace.open?.hasData === false;
  const overview = useQuery('market.overview', { days: DAYS }, { refreshOn: ['data.changed'], enabled: !hasNoData });
  const { value } = overview;
  if (hasNoData) {
    return (
      <Page title="Market">
        <Panel title="No data yet">
          <NoData title="There is no market to show" />
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title="Market"
      note={
        value === undefined ? undefined : (
          <>
            at the end of <Time at={value.asOf} show="as-of" /> UTC, {formatCount(value.eligibleCount)} tokens in the{' '}
            <Term word="universe" /> {value.isSimulated ? <Badge kind="warning">SIMULATED</Badge> : null}
          </>
        )
      }
      actions={<Segmented label="Range of the charts" value={range} onChange={setRange} choices={RANGES} />}
    >
      {overview.state === 'failed' ? (
        <Panel title="The day">
          <ErrorState error={overview.error} title="The market could not be measured" onRetry={overview.refresh} />
        </Panel>
      ) : (
        <DayCards query={overview} />
      )}
      <Board query={overview} range={range} />
    </Page>
  );
}

function Board({ query, range }: { readonly query: QueryState<MarketOverview>; readonly range: Range }) {
  const { value } = query;
  const shown = useMemo(() => (value === undefined ? undefined : lastDays(value, Number(range))), [value, range]);
  const isFailed = query.state === 'failed';
  const hasRoom = useIsOnePanel();
  // a panel without sectors is a line at the end, not half a row
  const rotation = <RotationPanel query={query} />;
  const hasSectors = value === undefined || value.sectors.length > 0;
  return (
    <Grid>
      {isFailed ? null : <ValuePanel query={query} shown={shown} />}
      <GradePanels />
      {isFailed ? null : (
        <>
          <RegimePanel query={query} shown={shown} />
          <MoodPanel query={query} shown={shown} />
          <BreadthPanel query={query} shown={shown} hasRoom={hasRoom} />
          {hasSectors ? rotation : null}
          <CorrelationPanel query={query} isAlone={!hasSectors} />
          {hasSectors ? null : rotation}
        </>
      )}
    </Grid>
  );
}
