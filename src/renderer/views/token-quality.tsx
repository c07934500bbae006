import { Link } from 'wouter';
import type { QualityClass } from '../../shared/quality.ts';
import { modelPath } from '../routes.ts';
import { useQuery } from '../state/query.ts';
import { BarList } from '../ui/bar-list.tsx';
import { QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { CLASS_WORDS, isJudged, qualityRows, qualityWords, UNJUDGED } from './quality-words.ts';
import styles from './token.module.css';

const CLASSES: readonly QualityClass[] = ['survives', 'fades', 'dies'];

/** Shows the chances of a token to survive, fade or die within a year, why, and whether such chances were right before. */
export function TokenQuality({
  asset,
  className,
}: {
  readonly asset: string;
  readonly className?: string | undefined;
}) {
  const quality = useQuery('quality.list', { asset }, { refreshOn: ['quality.changed', 'data.changed'] });
  return (
    <QueryPanel
      title={<Term word="token quality">What may become of it</Term>}
      note="within a year"
      query={quality}
      className={className}
      empty={({ modelId, asset: found }) =>
        modelId === null ? (
          <EmptyState title="No quality forest yet">
            <Link href={modelPath('quality')}>Token quality</Link> on the page Models trains it.
          </EmptyState>
        ) : found.length === 0 ? (
          <EmptyState title="Not judged">It is not among the eligible tokens of the newest day.</EmptyState>
        ) : null
      }
    >
      {(value) => {
        const row = qualityRows(value)[0];
        if (!isJudged(value.record)) {
          return (
            <p className={styles.notice}>
              {value.record === null ? 'No record of the forest was kept.' : qualityWords(value.record).sentence}{' '}
              {UNJUDGED}
            </p>
          );
        }
        return (
          <div className={styles.stack}>
            <p className={styles.hint}>{qualityWords(value.record).sentence}</p>
            <BarList
              kind="share"
              maximum={1}
              bars={CLASSES.map((name) => ({
                key: name,
                name: CLASS_WORDS[name].label,
                title: `It ${CLASS_WORDS[name].meaning}`,
                value: row?.[name] ?? null,
              }))}
            />
            {row === undefined || row.reasons.length === 0 ? null : (
              <>
                <h3>What moved its chance of dying most</h3>
                <ul className={styles.list}>
                  {row.reasons.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              </>
            )}
          </div>
        );
      }}
    </QueryPanel>
  );
}
