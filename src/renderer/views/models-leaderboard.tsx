import { useMemo } from 'react';
import type { Output } from '../../shared/endpoint.ts';
import type { models } from '../../shared/models.ts';
import { DAY } from '../../shared/time.ts';
import { BandPlot, type BandSeries } from '../chart/band-plot.tsx';
import { formatNumber } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { Finding } from '../ui/finding.tsx';
import { FittedTable } from '../ui/fitted-table.tsx';
import { Notes } from '../ui/notes.tsx';
import { FigureRow, Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import type { TableColumn } from '../ui/table-column.ts';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './models.module.css';
import {
  calendarWords,
  halfYearOf,
  judgeEnsemble,
  memberLabel,
  notesAt,
  type SkillRow,
  shownInCalendar,
  skillRows,
  skillText,
  type YearRow,
  yearRows,
} from './models-skill.ts';

/** What the members and the ensemble of a training were worth. */
export type EnsembleRecord = Output<(typeof models)['models.record']>;

const ROLE_WORDS = {
  ensemble: { label: 'ensemble', kind: 'note' },
  member: { label: 'member', kind: 'plain' },
  'equal-weights': { label: 'comparison', kind: 'plain' },
  baseline: { label: 'plain rule', kind: 'plain' },
} as const;

const COLUMNS: readonly TableColumn<SkillRow>[] = [
  {
    id: 'member',
    header: 'Who',
    width: 170,
    value: ({ label }) => label,
    cell: ({ label, role }) => (role === 'ensemble' ? <strong>{label}</strong> : label),
  },
  {
    id: 'role',
    header: 'What it is',
    width: 110,
    value: ({ role }) => ROLE_WORDS[role].label,
    cell: ({ role }) => <Badge kind={ROLE_WORDS[role].kind}>{ROLE_WORDS[role].label}</Badge>,
  },
  {
    id: 'ic',
    header: 'Rank IC',
    term: 'rank IC',
    kind: 'number',
    isChange: true,
    width: 84,
    value: ({ meanRankIc }) => meanRankIc,
    cell: ({ meanRankIc }) => skillText(meanRankIc),
  },
  {
    id: 'interval',
    header: '95 % interval',
    term: 'block bootstrap',
    kind: 'number',
    width: 144,
    value: ({ low }) => low,
    cell: ({ low, high }) =>
      low === null || high === null ? (
        <Figure kind="number" value={null} why="Too few separate spans for an interval" />
      ) : (
        `${formatNumber(low, 3)} to ${formatNumber(high, 3)}`
      ),
    exported: [
      { header: 'Interval, low', value: ({ low }) => low },
      { header: 'Interval, high', value: ({ high }) => high },
    ],
  },
  { id: 't', header: 't', term: 't value', kind: 'ratio', width: 60, value: ({ t }) => t },
  { id: 'ratio', header: 'ICIR', term: 'ICIR', kind: 'ratio', width: 64, value: ({ icRatio }) => icRatio },
  { id: 'hit', header: 'Hit rate', term: 'hit rate', kind: 'share', width: 82, value: ({ hitRate }) => hitRate },
  {
    id: 'calibration',
    header: 'Calibration error',
    term: 'calibration error',
    kind: 'number',
    width: 126,
    value: ({ calibrationError }) => calibrationError,
    cell: ({ calibrationError }) => formatNumber(calibrationError, 3),
    title: ({ calibrationError, role }) =>
      calibrationError === null && role === 'baseline' ? 'A plain rule gives an order, no expected rank' : undefined,
  },
  {
    id: 'coverage',
    header: 'In the 80 % interval',
    term: 'interval coverage',
    kind: 'share',
    width: 142,
    value: ({ coverage }) => coverage,
    title: ({ coverage }) => (coverage === null ? 'No intervals were made of it' : '80 % were to lie inside'),
  },
  { id: 'dates', header: 'Days', help: 'Days judged', kind: 'count', width: 70, value: ({ dateCount }) => dateCount },
];

/** Shows what each member, the ensemble and the plain rules were worth at one horizon, over all years and by year. */
export function Leaderboard({ record, horizon }: { readonly record: EnsembleRecord; readonly horizon: number }) {
  const rows = useMemo(() => skillRows(record.skill), [record]);
  const all = useMemo(() => rows.filter((row) => row.year === null && row.horizonDays === horizon), [rows, horizon]);
  const { found, sentence } = judgeEnsemble(rows, horizon, Math.round((record.untilTime - record.fromTime) / DAY));
  return (
    <Grid>
      <Panel title="Is it any good?" note="on days that nothing had been learnt from">
        <Finding found={found}>{sentence}</Finding>
        <FigureRow
          figures={[
            {
              key: 'span',
              label: <Term word="record">Record</Term>,
              value: (
                <span className={styles.small}>
                  <Time at={record.fromTime} show="day" /> to <Time at={record.untilTime} show="as-of" />
                </span>
              ),
            },
            {
              key: 'folds',
              label: (
                <span title="The members were trained anew so often in the course of the record">
                  Trainings on the way
                </span>
              ),
              value: <Figure kind="count" value={record.foldCount} />,
              note: 'each on what was known by then',
            },
            {
              key: 'made',
              label: 'Made',
              value: (
                <span className={styles.small}>
                  <Time at={record.trainedTime} />
                </span>
              ),
            },
          ]}
        />
        <Notes notes={notesAt(record.notes, horizon)} className={styles.explain} />
      </Panel>
      <Panel title="Leaderboard" note={`${horizon} days ahead, all years`} isFlush>
        <FittedTable
          id="models-leaderboard"
          label="Leaderboard"
          rows={all}
          columns={COLUMNS}
          rowKey={rowKey}
          initialSort={{ column: 'ic', direction: 'descending' }}
          isWide
        />
        <p className={styles.noteLine}>
          The verdict goes by t, which allows for spans that overlap. The interval comes from drawing blocks of days
          again; over few separate spans it may leave out zero where t is not clear. Then it may still be luck.
        </p>
      </Panel>
      <CalendarPanel record={record} horizon={horizon} className={span.part} />
      <YearPanel rows={rows} horizon={horizon} className={span.rest} />
    </Grid>
  );
}

const rowKey = ({ key }: SkillRow): string => key;
const yearKey = ({ key }: YearRow): string => key;

/** Colours of what a calendar chart compares, in this order. */
const COLOURS = [1, 2, 4, 5, 7] as const;

function CalendarPanel({
  record,
  horizon,
  className,
}: {
  readonly record: EnsembleRecord;
  readonly horizon: number;
  readonly className?: string | undefined;
}) {
  const curves = record.calendar.filter((curve) => curve.horizonDays === horizon && shownInCalendar(curve));
  const ordered = curves.toSorted(
    (left, right) => Number(right.role === 'ensemble') - Number(left.role === 'ensemble'),
  );
  const series = ordered.map(
    (curve, place): BandSeries => ({
      id: curve.member,
      label: memberLabel(curve.member),
      colour: COLOURS[place % COLOURS.length] ?? 8,
      isDashed: curve.role !== 'ensemble',
      points: curve.time.map((x, at) => ({
        x,
        y: curve.meanRankIc[at] ?? null,
        // bands of all would hide each other
        ...(curve.role === 'ensemble' ? { low: curve.low[at] ?? null, high: curve.high[at] ?? null } : {}),
      })),
    }),
  );
  return (
    <Panel
      title={<Term word="learning curve">Skill over the years</Term>}
      note={`${horizon} days ahead`}
      className={className}
    >
      <BandPlot
        label={`Rank IC by half year, ${horizon} days ahead`}
        series={series}
        xName="Half year"
        yName="Mean rank IC; the band is a 95 % interval"
        formatX={halfYearOf}
        yKind="number"
        height={290}
      />
      <p className={styles.explain}>
        {calendarWords(curves)} A half year with too few days has no band. A rule that nobody had to learn costs
        nothing; what is learnt has to beat it.
      </p>
    </Panel>
  );
}

function YearPanel({
  rows,
  horizon,
  className,
}: {
  readonly rows: readonly SkillRow[];
  readonly horizon: number;
  readonly className?: string | undefined;
}) {
  const { years, lines, columns } = useMemo(() => {
    const found = yearRows(rows, horizon);
    const own: readonly TableColumn<YearRow>[] = [
      {
        id: 'member',
        header: 'Who',
        width: 160,
        value: ({ label }) => label,
        cell: ({ label, role }) => (role === 'ensemble' ? <strong>{label}</strong> : label),
      },
      ...found.years.map(
        (year): TableColumn<YearRow> => ({
          id: String(year),
          header: String(year),
          help: `Mean rank IC of ${year}`,
          kind: 'number',
          isChange: true,
          width: 70,
          value: ({ byYear }) => byYear.get(year) ?? null,
          cell: ({ byYear }) => skillText(byYear.get(year) ?? null),
        }),
      ),
    ];
    return { years: found.years, lines: found.rows, columns: own };
  }, [rows, horizon]);
  return (
    <Panel
      title={<Term word="rank IC">Rank IC by year</Term>}
      note={`${horizon} days ahead`}
      className={className}
      isFlush
    >
      <FittedTable
        id="models-years"
        label="Rank IC by year"
        rows={lines}
        columns={columns}
        rowKey={yearKey}
        initialSort={{ column: String(years[0] ?? ''), direction: 'descending' }}
        isWide
      />
    </Panel>
  );
}
