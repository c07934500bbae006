import { useMemo, useState } from 'react';
import type { StoredModel } from '../../shared/models.ts';
import { formatAsOf } from '../format.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import { EmptyState } from '../ui/states.tsx';
import styles from './models.module.css';
import { CalibrationPanel, LearningPanel, MonthsPanel } from './models-evaluation.tsx';
import { ImportancePanel } from './models-importance.tsx';
import { FindingPanel, MembersPanel } from './models-members.tsx';
import { RecordTable } from './models-record.tsx';
import { TrainingPanel, TrainingStatus } from './models-training.tsx';
import { type Training, trainingsOf } from './models-words.ts';

/** Shows the page "Models": what was trained, what it was worth on days that it had not learnt from, and training anew. */
export function ModelsView() {
  const models = useQuery('models.list', {}, { refreshOn: ['models.changed'] });
  const train = useCommand('models.train');
  const workspace = useWorkspace();
  const [isOpen, setIsOpen] = useState(false);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const all = models.value?.models;
  const trainings = useMemo(() => trainingsOf(all ?? []), [all]);
  const training = trainings.find(({ key }) => key === chosenKey) ?? trainings[0];
  const model = training?.models.find(({ id }) => id === chosenId) ?? training?.models[0];
  const hasNoData = workspace.open?.hasData === false;
  const choose = (id: string): void => {
    setChosenId(id);
    setChosenKey(trainings.find((one) => one.models.some((own) => own.id === id))?.key ?? null);
  };
  return (
    <Page
      title="Models"
      note={
        training === undefined ? undefined : (
          <>trained on what was known at the end of {formatAsOf(training.untilTime)} UTC</>
        )
      }
      actions={
        <>
          {trainings.length > 1 && training !== undefined ? (
            <TrainingChoice trainings={trainings} value={training.key} onChange={setChosenKey} />
          ) : null}
          {isOpen || hasNoData ? null : (
            <Button kind="primary" onClick={() => setIsOpen(true)}>
              Train models
            </Button>
          )}
        </>
      }
    >
      <TrainingStatus train={train} />
      {isOpen && !hasNoData ? <TrainingPanel train={train} onClose={() => setIsOpen(false)} /> : null}
      {model === undefined || training === undefined ? (
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
        <Loaded models={all ?? []} training={training} model={model} onChoose={choose} />
      )}
    </Page>
  );
}

function TrainingChoice({
  trainings,
  value,
  onChange,
}: {
  readonly trainings: readonly Training[];
  readonly value: string;
  readonly onChange: (key: string) => void;
}) {
  return (
    <div className={styles.choice}>
      <Select
        label="Which training"
        value={value}
        onChange={onChange}
        choices={trainings.slice(0, 60).map(({ key, models, untilTime }, place) => ({
          value: key,
          label: `${formatAsOf(untilTime)}, ${models.length} models${place === 0 ? ' (newest)' : ''}`,
        }))}
      />
    </div>
  );
}

function Loaded({
  models,
  training,
  model,
  onChoose,
}: {
  readonly models: readonly StoredModel[];
  readonly training: Training;
  readonly model: StoredModel;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Grid>
      <FindingPanel training={training} />
      <MembersPanel training={training} chosen={model.id} onChoose={onChoose} className={span.part} />
      <MonthsPanel model={model} className={span.part} />
      <CalibrationPanel model={model} className={span.part} />
      <LearningPanel model={model} className={span.part} />
      <ImportancePanel model={model} className={span.wider} />
      <Panel title="Everything that was trained" note="newest first; a row opens it above" isFlush>
        <RecordTable models={models} onChoose={onChoose} />
      </Panel>
    </Grid>
  );
}
