import { type ReactNode, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { formatAsOf } from '../format.ts';
import { MODEL_PARTS, modelPath } from '../routes.ts';
import { useCommand } from '../state/commands.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented, Tabs } from '../ui/choice.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Page } from '../ui/page.tsx';
import { Panel, QueryContent, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import styles from './models.module.css';
import { EachModel } from './models-each.tsx';
import { type EnsembleRecord, Leaderboard } from './models-leaderboard.tsx';
import { Learning } from './models-learning.tsx';
import { Quality } from './models-quality.tsx';
import { horizonsOf } from './models-skill.ts';
import { TrainingPanel, TrainingStatus } from './models-training.tsx';
import { Weights } from './models-weights.tsx';
import { membersOf, trainingsOf } from './models-words.ts';

/** Shows the page "Models": what the ensemble and its members were worth on days not learnt from, how they are weighted, and training. */
export function ModelsView({ part }: { readonly part: string | undefined }) {
  const [, go] = useLocation();
  const models = useQuery('models.list', {}, { refreshOn: ['models.changed'] });
  const train = useCommand('models.train');
  const workspace = useWorkspace();
  const [isOpen, setIsOpen] = useState(false);
  const found = models.value?.models;
  const members = useMemo(() => membersOf(found ?? []), [found]);
  const newest = useMemo(() => trainingsOf(members)[0], [members]);
  const hasNoData = workspace.open?.hasData === false;
  const shown = MODEL_PARTS.find((one) => one === part) ?? MODEL_PARTS[0];
  return (
    <Page
      title="Models"
      note={
        newest === undefined ? undefined : (
          <>trained on what was known at the end of {formatAsOf(newest.untilTime)} UTC</>
        )
      }
      actions={
        isOpen || hasNoData ? undefined : (
          <Button kind="primary" onClick={() => setIsOpen(true)}>
            Train models
          </Button>
        )
      }
    >
      <TrainingStatus train={train} />
      {isOpen && !hasNoData ? <TrainingPanel train={train} onClose={() => setIsOpen(false)} /> : null}
      {newest === undefined ? (
        <QueryPanel
          title="What was trained"
          query={models}
          empty={() =>
            hasNoData ? (
              <NoData title="There is nothing to learn from" />
            ) : (
              <EmptyState title="No model yet">
                Models learn from past days which factors went before good returns. Rating trains them by itself, or
                train them here with settings of your own.
              </EmptyState>
            )
          }
        >
          {() => null}
        </QueryPanel>
      ) : (
        <Tabs
          label="Parts of the page"
          value={shown}
          onChange={(next) => go(modelPath(next))}
          tabs={[
            { value: 'leaderboard', label: 'Leaderboard', content: <Recorded Part={Leaderboard} /> },
            { value: 'weights', label: 'Member weights', content: <Recorded Part={Weights} /> },
            { value: 'learning', label: 'History and forecasts', content: <Recorded Part={LearningOf} /> },
            { value: 'members', label: 'Each model', content: <EachModel models={members} /> },
            { value: 'quality', label: 'Token quality', content: <Quality /> },
          ]}
        />
      )}
    </Page>
  );
}

const LearningOf = ({ horizon }: { readonly horizon: number }) => <Learning horizon={horizon} />;

/** Shows a part of the record at the horizon that is chosen above it, or why there is no record. */
function Recorded({
  Part,
}: {
  readonly Part: (props: { readonly record: EnsembleRecord; readonly horizon: number }) => ReactNode;
}) {
  const record = useQuery('models.record', {}, { refreshOn: ['models.changed'] });
  const [chosen, setChosen] = usePageMemory<string>('models.horizon', '30', (kept) =>
    typeof kept === 'string' ? kept : undefined,
  );
  if (record.value === undefined) {
    return (
      <Panel title="The record">
        {record.error?.code === 'not-found' ? (
          <EmptyState title="No record yet">
            A record tells what the members forecast of days that they had not learnt from. Earlier versions of the
            program kept none; the next training makes it.
          </EmptyState>
        ) : (
          <QueryContent query={record} skeletonLines={8}>
            {() => null}
          </QueryContent>
        )}
      </Panel>
    );
  }
  const horizons = horizonsOf(record.value.skill);
  const horizon = horizons.find((days) => String(days) === chosen) ?? horizons[0] ?? 0;
  return (
    <div className={styles.part}>
      <div>
        <Segmented
          label="Days ahead"
          value={String(horizon)}
          onChange={setChosen}
          choices={horizons.map((days) => ({ value: String(days), label: `${days} days ahead` }))}
        />
      </div>
      <Part record={record.value} horizon={horizon} />
    </div>
  );
}
