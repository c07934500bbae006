import { useMemo } from 'react';
import type { QualityRecord } from '../../shared/quality.ts';
import { ScatterPlot } from '../chart/plots.tsx';
import { factorWords } from '../factor-words.ts';
import { formatShare } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { BarList } from '../ui/bar-list.tsx';
import { Button } from '../ui/button.tsx';
import { RunStatus } from '../ui/command-status.tsx';
import { Figure } from '../ui/figure.tsx';
import { Finding } from '../ui/finding.tsx';
import { FilteredTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { FigureRow, Grid, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import { tokenColumn } from '../ui/token-column.tsx';
import styles from './models.module.css';
import {
  CLASS_WORDS,
  isJudged,
  levelWords,
  type QualityRow,
  qualityRows,
  qualityWords,
  UNJUDGED,
} from './quality-words.ts';

const COLUMNS: readonly TableColumn<QualityRow>[] = [
  tokenColumn(150),
  {
    id: 'dies',
    header: 'Dies',
    help: `Chance that it ${CLASS_WORDS.dies.meaning}`,
    kind: 'share',
    width: 84,
    value: ({ dies }) => dies,
  },
  {
    id: 'fades',
    header: 'Fades',
    help: `Chance that it ${CLASS_WORDS.fades.meaning}`,
    kind: 'share',
    width: 84,
    value: ({ fades }) => fades,
  },
  {
    id: 'survives',
    header: 'Survives',
    help: `Chance that it ${CLASS_WORDS.survives.meaning}`,
    kind: 'share',
    width: 92,
    value: ({ survives }) => survives,
  },
  {
    id: 'reasons',
    header: 'What moved the chance of dying most',
    width: 560,
    value: ({ reasons }) => reasons.join('; '),
    cell: ({ reasons }) => <span title={reasons.join('\n')}>{reasons.join('; ')}</span>,
  },
];

/** Shows what the quality forest was worth, and the chances of every token to survive, fade or die. */
export function Quality() {
  const list = useQuery('quality.list', {}, { refreshOn: ['quality.changed', 'data.changed'] });
  const train = useCommand('quality.train');
  const running = useRunningCall('quality.train');
  const isWorking = train.state === 'running' || running !== undefined;
  const rows = useMemo(() => (list.value === undefined ? [] : qualityRows(list.value)), [list.value]);
  const record = list.value?.record ?? null;
  return (
    <Grid>
      <QueryPanel
        title={<Term word="token quality">Token quality</Term>}
        note="what may become of a token within a year"
        query={list}
        actions={
          <Button isWorking={isWorking} onClick={() => void train.run({})}>
            {isWorking ? 'Training…' : 'Train the forest'}
          </Button>
        }
      >
        {({ modelId, notes }) => (
          <>
            <RunStatus<'quality.train'> command={train} running={running} title="Training the quality forest" />
            {record === null ? (
              <EmptyState title={modelId === null ? 'No forest yet' : 'No record of it'}>
                It learns from what became of every token of the past, the dead among them, and is judged on later
                years.
              </EmptyState>
            ) : (
              <FoundOnYears record={record} />
            )}
            <Notes notes={notes.filter((note) => !record?.notes.includes(note))} className={styles.explain} />
          </>
        )}
      </QueryPanel>
      {!isJudged(record) ? null : (
        <>
          <CalibrationPanel record={record} className={span.part} />
          <Panel
            title={<Term word="importance">What the forest leans on</Term>}
            note="share of its decisions"
            className={span.rest}
          >
            <BarList
              kind="share"
              bars={record.characteristic.slice(0, 12).map((id, place) => ({
                key: id,
                name: factorWords(id).name,
                value: record.importance[place] ?? null,
              }))}
            />
          </Panel>
        </>
      )}
      {rows.length === 0 || !isJudged(record) ? null : (
        <Panel title="Every token" note="chances within a year" isFlush>
          <FilteredTable
            id="models-quality"
            label="Quality of tokens"
            rows={rows}
            columns={COLUMNS}
            rowKey={qualityKey}
            textOf={qualityText}
            placeholder="Symbol or reason"
            initialSort={{ column: 'dies', direction: 'descending' }}
            most={480}
            isWide
          />
        </Panel>
      )}
    </Grid>
  );
}

const qualityKey = ({ asset }: QualityRow): string => asset;
const qualityText = ({ asset, symbol, reasons }: QualityRow): string => `${asset} ${symbol} ${reasons.join(' ')}`;

function FoundOnYears({ record }: { readonly record: QualityRecord }) {
  const { found, sentence } = qualityWords(record);
  return (
    <>
      <Finding found={found}>{sentence}</Finding>
      {isJudged(record) ? <JudgedFigures record={record} /> : <p className={styles.explain}>{UNJUDGED}</p>}
      <Notes notes={record.notes} className={styles.explain} />
    </>
  );
}

function JudgedFigures({ record }: { readonly record: QualityRecord }) {
  const years = record.year.flatMap((year, at) => {
    const area = record.yearAreaUnderCurve[at] ?? null;
    return [`${year} ${area === null ? 'too few died' : formatShare(area, 0)}`];
  });
  return (
    <>
      <FigureRow
        figures={[
          ...record.className.map((name, place) => ({
            key: name,
            label: <Term word="area under the curve">Tells apart: {CLASS_WORDS[name].label.toLowerCase()}</Term>,
            value: <Figure kind="share" value={record.areaUnderCurve[place]} why="None in years not learnt from" />,
            note: (
              <>
                <Figure kind="share" value={record.share[place]} /> of all did
              </>
            ),
          })),
          {
            key: 'brier',
            label: <Term word="Brier score" />,
            value: <Figure kind="number" value={record.brier} />,
            note: (
              <>
                <Figure kind="number" value={record.brierOfShares} /> by shares alone
              </>
            ),
          },
          {
            key: 'span',
            label: 'Judged on',
            value: (
              <span className={styles.small}>
                <Time at={record.fromTime} show="day" /> to <Time at={record.untilTime} show="as-of" />
              </span>
            ),
          },
        ]}
      />
      <p className={styles.explain}>Tells apart who dies, by year: {years.join(', ')}. 50 % is chance.</p>
    </>
  );
}

function CalibrationPanel({
  record,
  className,
}: {
  readonly record: QualityRecord;
  readonly className?: string | undefined;
}) {
  const points = record.calibrationPredicted.map((x, tenth) => ({
    x,
    y: record.calibrationRealised[tenth] ?? 0,
    name: `Tenth ${tenth + 1}`,
  }));
  return (
    <Panel title={<Term word="calibration">Chance and outcome</Term>} note="of dying, by tenths" className={className}>
      <ScatterPlot
        label="Chance of dying that was told, and share that died"
        points={points}
        xName="Chance of dying that was told"
        yName="Share that died"
        xKind="share"
        yKind="share"
        hasDiagonal
        height={280}
      />
      <p className={styles.explain}>
        Each point is a tenth of the tokens by their chance; on the dashed line it was right. {levelWords(record)}
      </p>
    </Panel>
  );
}
