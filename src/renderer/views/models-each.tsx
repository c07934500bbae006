import { useMemo, useState } from 'react';
import type { StoredModel } from '../../shared/models.ts';
import { formatAsOf } from '../format.ts';
import { Grid, span } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import styles from './models.module.css';
import { CalibrationPanel, MonthsPanel } from './models-evaluation.tsx';
import { ImportancePanel } from './models-importance.tsx';
import { FindingPanel, MembersPanel } from './models-members.tsx';
import { RecordTable } from './models-record.tsx';
import { trainingsOf } from './models-words.ts';

/** Shows each model of a training on its own, and everything that was ever trained. */
export function EachModel({ models }: { readonly models: readonly StoredModel[] }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const trainings = useMemo(() => trainingsOf(models), [models]);
  const training = trainings.find(({ key }) => key === chosenKey) ?? trainings[0];
  const model = training?.models.find(({ id }) => id === chosenId) ?? training?.models[0];
  if (training === undefined || model === undefined) return null;
  const choose = (id: string): void => {
    setChosenId(id);
    setChosenKey(trainings.find((one) => one.models.some((own) => own.id === id))?.key ?? null);
  };
  return (
    <div className={styles.part}>
      {trainings.length > 1 ? (
        <div className={styles.choice}>
          <Select
            label="Which training"
            value={training.key}
            onChange={setChosenKey}
            choices={trainings.slice(0, 60).map(({ key, models: own, untilTime }, place) => ({
              value: key,
              label: `${formatAsOf(untilTime)}, ${own.length} models${place === 0 ? ' (newest)' : ''}`,
            }))}
          />
        </div>
      ) : null}
      <Grid>
        <FindingPanel training={training} />
        <MembersPanel training={training} chosen={model.id} onChoose={choose} />
        <MonthsPanel model={model} className={span.part} />
        <CalibrationPanel model={model} className={span.part} />
        <ImportancePanel model={model} />
        <Panel title="Everything that was trained" note="newest first; a row opens it above" isFlush>
          <RecordTable models={models} onChoose={choose} />
        </Panel>
      </Grid>
    </div>
  );
}
