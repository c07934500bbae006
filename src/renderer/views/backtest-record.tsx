import { useMemo } from 'react';
import { Link } from 'wouter';
import type { BacktestReport } from '../../shared/backtests.ts';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { ShortHash } from '../ui/short-hash.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './backtest.module.css';
import { type Setting, settingsOf } from './backtest-settings.ts';
import { TrialTable } from './backtest-trials.tsx';
import { differentWords } from './backtest-words.ts';

const SETTINGS: readonly TableColumn<Setting>[] = [
  { id: 'label', header: 'Setting', width: 230, value: ({ label }) => label },
  { id: 'group', header: 'Part', width: 80, value: ({ group }) => group },
  { id: 'value', header: 'Value', width: 230, value: ({ value }) => value },
  { id: 'path', header: 'Name in the file', isHidden: true, width: 260, value: ({ path }) => path },
];

const settingText = ({ label, value, path }: Setting): string => `${label} ${value} ${path}`;

const HASH_WORDS: Readonly<Record<string, string>> = {
  data: 'Data',
  config: 'Settings',
  factors: 'Factors',
  returns: 'Returns',
};

/** Shows the trials that this one is counted among, the settings, and the hashes of everything that decided the result. */
export function RecordPanels({ report }: { readonly report: BacktestReport }) {
  const rows = useMemo(() => settingsOf(report.config), [report.config]);
  return (
    <>
      <Panel
        title={<Term word="trial">Trials so far</Term>}
        note={`as the ledger was when this was run; ${differentWords(report.trialCount)}, itself included`}
        actions={<Link href="/backtests">The whole ledger</Link>}
        isFlush
      >
        <TrialTable id="backtest-trials" trials={report.trials} current={report.id} most={380} />
      </Panel>
      <Grid>
        <Panel title="Settings" className={span.twoThirds} isFlush>
          <FilteredTable
            id="backtest-settings"
            label="Settings"
            rows={rows}
            columns={SETTINGS}
            rowKey={({ path }) => path}
            textOf={settingText}
            placeholder="Setting or value"
            most={460}
          />
        </Panel>
        <Panel title={<Term word="hash">Fingerprints</Term>} className={span.third}>
          <p className={styles.muted}>The same fingerprints give the same result, on any machine.</p>
          <dl className={styles.hashes}>
            <div>
              <dt>Report</dt>
              <dd>
                <ShortHash hash={report.id} label="fingerprint of the report" />
              </dd>
            </div>
            {Object.entries(report.hashes)
              .filter(([name]) => name !== 'program')
              .map(([name, hash]) => (
                <div key={name}>
                  <dt>{HASH_WORDS[name] ?? name.charAt(0).toUpperCase() + name.slice(1)}</dt>
                  <dd>
                    <ShortHash hash={hash} label={`fingerprint of ${(HASH_WORDS[name] ?? name).toLowerCase()}`} />
                  </dd>
                </div>
              ))}
            <div>
              <dt>Program</dt>
              <dd>{report.programVersion}</dd>
            </div>
            <div>
              <dt>Made</dt>
              <dd>
                <Time at={report.createdTime} />
              </dd>
            </div>
          </dl>
        </Panel>
      </Grid>
    </>
  );
}
