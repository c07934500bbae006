import { formatNumber, formatRatio } from '../format.ts';
import { Badge } from '../ui/badge.tsx';
import { Figure } from '../ui/figure.tsx';
import { Finding } from '../ui/finding.tsx';
import { FigureRow } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './models.module.css';
import { factorCount, findingOf, KINDS, kindLabel, skillOf, type Training, verdictWords } from './models-words.ts';

/** Shows in plain words whether the models of a training found anything, and what they learnt from. */
export function FindingPanel({ training }: { readonly training: Training }) {
  const { found, sentence } = findingOf(training.models);
  const metas = training.models.map(({ meta }) => meta);
  const rows = metas.map(({ rowCount }) => rowCount);
  const features = Math.max(...metas.map((meta) => factorCount(meta.features)));
  return (
    <Panel title="Did the models find anything?">
      <Finding found={found}>{sentence}</Finding>
      <FigureRow
        figures={[
          { key: 'models', label: 'Models', value: <Figure kind="count" value={metas.length} /> },
          {
            key: 'from',
            label: 'Learnt from',
            value: <Time at={Math.min(...metas.map((meta) => meta.trainedFromTime))} show="day" />,
          },
          { key: 'until', label: 'Until', value: <Time at={training.untilTime} show="as-of" /> },
          {
            key: 'rows',
            label: 'Examples',
            value: <Figure kind="count" value={Math.max(...rows)} />,
            note: 'a token on a day; fewer at long horizons',
          },
          {
            key: 'factors',
            label: <Term word="factor">Factors</Term>,
            value: <Figure kind="count" value={features} />,
          },
          {
            key: 'program',
            label: 'Made by',
            value: <span className={styles.small}>{metas[0]?.programVersion}</span>,
          },
        ]}
      />
    </Panel>
  );
}

/** Shows the models of a training side by side, a row for each horizon; one of them is chosen for the panels beside it. */
export function MembersPanel({
  training,
  chosen,
  onChoose,
  className,
}: {
  readonly training: Training;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly className?: string | undefined;
}) {
  const kinds = [...new Set(training.models.map(({ meta }) => meta.kind))].sort();
  const horizons = [...new Set(training.models.map(({ meta }) => meta.horizonDays))];
  return (
    <Panel title="Members side by side" note="on days that they had not learnt from" className={className}>
      <table className={styles.members}>
        <caption className="hidden-text">Models by horizon and kind</caption>
        <thead>
          <tr>
            <th scope="col">
              <Term word="horizon">Days ahead</Term>
            </th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                <KindName kind={kind} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {horizons.map((horizon) => (
            <tr key={horizon}>
              <th scope="row">{horizon}</th>
              {kinds.map((kind) => {
                const model = training.models.find(({ meta }) => meta.kind === kind && meta.horizonDays === horizon);
                return (
                  <td key={kind}>
                    {model === undefined ? (
                      <span className={styles.muted}>not trained: too few examples</span>
                    ) : (
                      <Member model={model} isChosen={model.id === chosen} onChoose={onChoose} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.explain}>
        <Term word="rank IC" /> tells how well the order of the scores matched the order of the returns;{' '}
        <Term word="t value">t</Term> how far that lies from chance. Beyond 2 it is clear, over few separate spans only
        beyond more; below it may be luck.
      </p>
    </Panel>
  );
}

function KindName({ kind }: { readonly kind: string }) {
  const known = KINDS.find((one) => one.kind === kind);
  return known === undefined ? kindLabel(kind) : <Term word={known.term}>{known.label}</Term>;
}

function Member({
  model,
  isChosen,
  onChoose,
}: {
  readonly model: Training['models'][number];
  readonly isChosen: boolean;
  readonly onChoose: (id: string) => void;
}) {
  const skill = skillOf(model.meta);
  const { label, kind } = verdictWords(model.meta);
  return (
    <button
      type="button"
      className={styles.member}
      aria-pressed={isChosen}
      title={skill.sentence}
      onClick={() => onChoose(model.id)}
    >
      <span className="hidden-text">
        {kindLabel(model.meta.kind)}, {model.meta.horizonDays} days:
      </span>
      <span>
        <strong>{formatNumber(skill.mean, 3)}</strong>{' '}
        <span className={styles.muted}>
          t {formatRatio(skill.t)}, {skill.dates ?? 0} dates
        </span>
      </span>
      <Badge kind={kind}>{label}</Badge>
    </button>
  );
}
