import { ExternalLink } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { BacktestReport } from '../../shared/backtests.ts';
import { isYearLong } from '../../shared/record-length.ts';
import { transport } from '../api.ts';
import { formatCount } from '../format.ts';
import { tellIfNotOpened } from '../state/open-outside.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { useRatedTokens } from '../state/rated-tokens.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Tabs } from '../ui/choice.tsx';
import { Figure } from '../ui/figure.tsx';
import { Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryContent } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './backtest.module.css';
import { DrawdownPanel, EquityPanel, RollingPanels } from './backtest-charts.tsx';
import { CostPanels } from './backtest-costs.tsx';
import { DrawdownTable, SurvivorshipPanel } from './backtest-dangers.tsx';
import { FigureTable, figureLines } from './backtest-figures.tsx';
import { FindingsPanel } from './backtest-findings.tsx';
import { HoldingPanels } from './backtest-holdings.tsx';
import { LuckPanel } from './backtest-luck.tsx';
import { MonthTable } from './backtest-months.tsx';
import { RecordPanels } from './backtest-record.tsx';
import { SkillPanels } from './backtest-skill.tsx';
import { TradesPanel } from './backtest-trades.tsx';
import { infeasibleWords, lengthWords } from './backtest-words.ts';
import { formOfReport } from './backtests-form.ts';
import { useRunnerForm, useRunnerOpen } from './backtests-memory.ts';

const TABS = ['result', 'skill', 'holdings', 'trading', 'record'] as const;
type Tab = (typeof TABS)[number];
const readTab = (kept: unknown): Tab | undefined => TABS.find((tab) => tab === kept);

/** Shows one backtest: result, luck, skill, holdings, trades, and everything that decided it. */
export function BacktestView({ id }: { readonly id: string }) {
  const report = useQuery('backtests.get', { id });
  if (report.value !== undefined) return <LoadedBacktest report={report.value} />;
  return (
    <Page title="Backtest" note={<code title={id}>{id.slice(0, 12)}</code>}>
      <Panel title="Result">
        <QueryContent query={report} skeletonLines={10}>
          {() => null}
        </QueryContent>
        {report.state === 'failed' ? (
          <p className={styles.centred}>
            <Link href="/backtests">See the trial ledger</Link>
          </p>
        ) : null}
      </Panel>
    </Page>
  );
}

function LoadedBacktest({ report }: { readonly report: BacktestReport }) {
  const [, setLocation] = useLocation();
  const [, setForm] = useRunnerForm();
  const [, setIsOpen] = useRunnerOpen();
  const [tab, setTab] = usePageMemory<Tab>('backtest.tab', 'result', readTab);
  const { names } = useRatedTokens();
  const { series, universe } = report;

  const runAgain = (
    <Button
      onClick={() => {
        setForm(formOfReport(report));
        setIsOpen(true);
        setLocation('/backtests');
      }}
    >
      Run again…
    </Button>
  );
  const openReport = () => tellIfNotOpened('The report', transport.openReport(report.id));
  const tabs: readonly { value: Tab; label: string; content: ReactNode }[] = [
    { value: 'result', label: 'Result', content: <Result report={report} /> },
    {
      value: 'skill',
      label: 'Skill of the models',
      content: (
        <div className={styles.stack}>
          <SkillPanels report={report} />
        </div>
      ),
    },
    { value: 'holdings', label: 'Holdings', content: <HoldingPanels report={report} names={names} /> },
    {
      value: 'trading',
      label: 'Trades and costs',
      content: (
        <div className={styles.stack}>
          <CostPanels report={report} />
          <TradesPanel trades={report.trades} names={names} onRunAgain={runAgain} />
        </div>
      ),
    },
    {
      value: 'record',
      label: 'Trials and settings',
      content: (
        <div className={styles.stack}>
          <RecordPanels report={report} />
        </div>
      ),
    },
  ];
  return (
    <Page
      title={report.name}
      documentTitle={`${report.name}, backtest`}
      note={
        <span className={styles.note}>
          {report.isSimulated ? (
            <Badge kind="warning" title="A made-up market: it says nothing about real ones">
              SIMULATED
            </Badge>
          ) : null}
          <span>
            <Term word="walk-forward">Walk-forward backtest</Term>, <Time at={series.dayTime[0]} show="day" /> to{' '}
            <Time at={series.dayTime.at(-1)} show="day" />
          </span>
          <span>
            {formatCount(universe.heldCount)} of {formatCount(universe.assetCount)}{' '}
            <Term word="token life">token lives</Term> were held at some time
          </span>
        </span>
      }
      actions={
        <>
          {runAgain}
          <Button onClick={() => void openReport()} title="One HTML file with all of this, to keep or to send">
            <ExternalLink aria-hidden="true" />
            Open the report
          </Button>
        </>
      }
    >
      <Tabs label="Parts of the backtest" value={tab} onChange={setTab} tabs={tabs} />
    </Page>
  );
}

function Result({ report }: { readonly report: BacktestReport }) {
  const { performance, luck, costs } = report;
  const lines = useMemo(() => figureLines(report), [report]);
  const isLong = isYearLong(performance.dayCount);
  const infeasible = infeasibleWords(report.decisions ?? null);
  const whys = report.decisions?.whys ?? [];
  return (
    <div className={styles.stack}>
      <Panel title="In one sentence">
        <p className={styles.headline}>{report.headline}</p>
        <dl className={styles.tiles}>
          <Tile label={isLong ? <Term word="CAGR">Return a year</Term> : 'Return in all'}>
            <Figure kind="percent" value={isLong ? performance.cagr : performance.totalReturn} isChange />
          </Tile>
          <Tile label={<Term word="volatility">Volatility a year</Term>}>
            <Figure kind="share" value={performance.volatility} />
          </Tile>
          <Tile label={<Term word="Sharpe" />}>
            <Figure kind="ratio" value={luck.sharpe} />
          </Tile>
          <Tile label={<Term word="drawdown">Deepest fall</Term>}>
            <Figure kind="share" value={performance.maximumDrawdown} />
          </Tile>
          <Tile label={luck.deflatedSharpe === null ? <Term word="PSR" /> : <Term word="DSR" />}>
            <Figure kind="share" value={luck.deflatedSharpe ?? luck.probabilisticSharpe} />
          </Tile>
          <Tile label="Costs, of the money a year">
            <Figure kind="share" value={costs.annualDrag} />
          </Tile>
          <Tile label={<Term word="turnover">Turnover a year</Term>}>
            <Figure kind="share" value={performance.annualTurnover} />
          </Tile>
        </dl>
        {isLong ? null : (
          <p className={styles.warning} role="note">
            The record has only {lengthWords(performance.dayCount)}. That is too short for a return a year, and for
            nearly any conclusion.
          </p>
        )}
        {infeasible === null ? null : (
          <p className={styles.warning} role="note">
            {infeasible} {whys.length === 0 ? '' : `What bound the last one: ${whys.join('; ')}.`}
          </p>
        )}
      </Panel>
      <LuckPanel report={report} />
      <EquityPanel report={report} />
      <Panel title="Beside the benchmarks" note="hover a name to read what it is" isFlush>
        <FigureTable id="backtest-benchmarks" label="Index and benchmarks" lines={lines} />
      </Panel>
      <FindingsPanel findings={report.findings} />
      <DrawdownPanel report={report} />
      <RollingPanels report={report} />
      <Panel title="Returns by month" note="after costs; the first and the last month may not be whole">
        <MonthTable years={report.years} />
      </Panel>
      <Grid>
        <DrawdownTable report={report} className={span.half} />
        <SurvivorshipPanel report={report} className={span.half} />
      </Grid>
      <p className={styles.muted}>A backtest is no promise, and this is no advice.</p>
    </div>
  );
}

function Tile({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
