import { useMemo } from 'react';
import type { TrialEntry } from '../../shared/backtests.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { useRatedTokens } from '../state/rated-tokens.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { useTextFilter } from '../ui/fitted-table.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Page } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import styles from './backtest.module.css';
import { COMPARED_AT_MOST, TrialTable } from './backtest-trials.tsx';
import { ledgerWords } from './backtest-words.ts';
import { BacktestBuilder } from './backtests-builder.tsx';
import { ComparisonPanel } from './backtests-comparison.tsx';
import { useCompared, useRunnerForm, useRunnerOpen } from './backtests-memory.ts';
import { RunProgress } from './backtests-progress.tsx';

/** Shows the page "Backtests": everything that was ever tried, a form for the next, and several side by side. */
export function BacktestsView() {
  const ledger = useQuery('backtests.list', {}, { refreshOn: ['backtests.changed'] });
  const run = useCommand('backtests.run');
  const rated = useRatedTokens();
  const workspace = useWorkspace();
  const [form, setForm] = useRunnerForm();
  const [isOpen, setIsOpen] = useRunnerOpen();
  const [kept, setChosen] = useCompared();
  const trials = ledger.value?.trials;
  // what was chosen may belong to the other workspace
  const chosen = useMemo(
    () => kept.filter((id) => trials?.some((trial) => trial.id === id)).slice(0, COMPARED_AT_MOST),
    [kept, trials],
  );
  const hasNoData = workspace.open?.hasData === false;
  const start = (
    <Button kind="primary" onClick={() => setIsOpen(true)}>
      New backtest
    </Button>
  );
  return (
    <Page
      title="Backtests"
      note={
        <>
          What an index would have done, decided on nothing but what was known by then: a{' '}
          <Term word="walk-forward">walk-forward</Term> test after costs
        </>
      }
      actions={isOpen || hasNoData ? undefined : start}
    >
      {hasNoData ? (
        <Panel title="No data yet">
          <NoData title="There is no history to test on" />
        </Panel>
      ) : null}
      {isOpen && !hasNoData ? (
        <BacktestBuilder
          form={form}
          onChange={setForm}
          onClose={() => setIsOpen(false)}
          names={trials?.map(({ name }) => name) ?? []}
          rated={rated}
          onRun={(request) => {
            // what runs is then at the top of the page
            setIsOpen(false);
            void run.run(request);
          }}
        />
      ) : null}
      <RunProgress run={run} onChangeSettings={isOpen ? undefined : () => setIsOpen(true)} />
      {chosen.length >= 2 ? <ComparisonPanel ids={chosen} onClose={() => setChosen([])} /> : null}
      <QueryPanel
        title="Trial ledger"
        note="everything that was ever tried; nothing is ever taken out"
        query={ledger}
        isFlush
        empty={(value) =>
          value.trials.length === 0 ? (
            <EmptyState title="Nothing was tried yet" action={isOpen || hasNoData ? undefined : start}>
              A backtest walks through the history: at each decision the models learn only from what was known by then,
              an index is drafted, and it is traded with fees, spreads and market impact. It is set beside Bitcoin and
              the market, and you are told how likely it was luck.
            </EmptyState>
          ) : null
        }
      >
        {(value) => <Ledger trials={value.trials} chosen={chosen} onChoose={setChosen} />}
      </QueryPanel>
    </Page>
  );
}

const trialText = ({ name, id, configHash, isSimulated }: TrialEntry): string =>
  `${name} ${id} ${configHash} ${isSimulated ? 'simulated' : 'real'}`;

function Ledger({
  trials,
  chosen,
  onChoose,
}: {
  readonly trials: readonly TrialEntry[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}) {
  const { found, field } = useTextFilter(trials, trialText, {
    label: 'Filter: Trial ledger',
    placeholder: 'Name or fingerprint',
  });
  const newest = trials[0];
  const report = useQuery('backtests.get', { id: newest?.id ?? '' }, { enabled: newest !== undefined });
  return (
    <>
      <p className={styles.lead}>{ledgerWords(trials.length, report.value)}</p>
      <TrialTable
        id="backtests"
        trials={found}
        all={trials}
        chosen={chosen}
        onChoose={onChoose}
        rowCount={trials.length}
        most={620}
        tools={
          <div className={styles.tools}>
            {field}
            <span className={styles.muted} role="status">
              {chosen.length === 0
                ? `Mark 2 to ${COMPARED_AT_MOST} to compare them.`
                : chosen.length === 1
                  ? 'One is marked; mark another to compare them.'
                  : `${chosen.length} are compared above.`}
            </span>
          </div>
        }
      />
    </>
  );
}
