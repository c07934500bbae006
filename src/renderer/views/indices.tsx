import { useCallback, useState } from 'react';
import type { DraftSummary } from '../../shared/drafts.ts';
import type { SystemStatus } from '../../shared/system.ts';
import { api } from '../api.ts';
import { formatAsOf, formatCount } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { useRatedTokens } from '../state/rated-tokens.ts';
import { showToast } from '../state/toasts.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { CommandStatus } from '../ui/command-status.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Page } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { IndexBuilder } from './indices-builder.tsx';
import { formOf, INITIAL_FORM } from './indices-form.ts';
import { useBuilderForm, useBuilderOpen } from './indices-memory.ts';
import { DraftTable, IndexTable } from './indices-tables.tsx';

/** Shows the page "Indices": what is approved, what awaits a decision, every draft so far, and the builder of a new one. */
export function IndicesView() {
  const indices = useQuery('drafts.indices', {}, { refreshOn: ['drafts.changed', 'data.changed'] });
  const drafts = useQuery('drafts.list', {}, { refreshOn: ['drafts.changed', 'settings.changed'] });
  const rated = useRatedTokens();
  const workspace = useWorkspace();
  const status = useQuery('system.status', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const [form, setForm] = useBuilderForm();
  const [isBuilding, setIsBuilding] = useBuilderOpen();
  const hasNoData = workspace.open?.hasData === false;

  const known = indices.value?.indices;
  const all = drafts.value?.drafts;
  const draftAgain = useCallback(
    async (name: string): Promise<void> => {
      const id =
        known?.find((index) => index.name === name)?.approvedId ?? all?.find((draft) => draft.name === name)?.id;
      try {
        setForm(id === undefined ? { ...INITIAL_FORM, name } : formOf(await api.call('drafts.get', { id })));
        setIsBuilding(true);
      } catch (error) {
        showToast({
          kind: 'failed',
          title: 'The preferences of that index could not be read',
          text: error instanceof Error ? error.message : '',
        });
      }
    },
    [known, all, setForm, setIsBuilding],
  );

  const openBuilder = (
    <Button kind="primary" onClick={() => setIsBuilding(true)}>
      New draft
    </Button>
  );
  return (
    <Page
      title="Indices"
      note={status.value === undefined ? undefined : dayNote(status.value)}
      actions={isBuilding || hasNoData ? undefined : openBuilder}
    >
      {hasNoData ? (
        <Panel title="No data yet">
          <NoData title="There is nothing to build an index from" />
        </Panel>
      ) : null}
      {!hasNoData && rated.isUnrated ? <NoRatings /> : null}
      {isBuilding && !hasNoData ? (
        <IndexBuilder
          form={form}
          onChange={setForm}
          onClose={() => setIsBuilding(false)}
          indices={indices.value?.indices ?? []}
          rated={rated}
        />
      ) : null}
      <QueryPanel
        title="What is held"
        note="an index is the last draft of its name that you approved"
        query={indices}
        isFlush
        empty={(value) =>
          value.indices.length === 0 ? (
            <EmptyState title="No index yet" action={isBuilding || hasNoData ? undefined : openBuilder}>
              A draft turns the grades into weights under your limits, with a reason for each. Nothing is held until you
              approve one.
            </EmptyState>
          ) : null
        }
      >
        {(value) => (
          <IndexTable indices={value.indices} drafts={drafts.value?.drafts ?? []} onDraftAgain={draftAgain} />
        )}
      </QueryPanel>
      <QueryPanel
        title="Every draft so far"
        note={drafts.value === undefined ? undefined : expiryNote(drafts.value.drafts)}
        query={drafts}
        isFlush
        empty={(value) => (value.drafts.length === 0 ? 'Nothing was drafted yet' : null)}
      >
        {(value) => <DraftTable drafts={value.drafts} />}
      </QueryPanel>
    </Page>
  );
}

/** Returns as of which day a draft is made, and why not of a newer one. */
function dayNote({ newestDay, newestWholeDay }: SystemStatus): string | undefined {
  const whole = newestWholeDay?.day ?? newestDay?.day;
  if (whole === undefined) return undefined;
  return newestDay === null || newestDay.day === whole
    ? `A draft is made as of the newest whole day, ${whole} UTC`
    : `A draft is made as of ${whole} UTC, the newest whole day: of ${newestDay.day} only ${formatCount(newestDay.assetCount)} tokens have prices`;
}

function expiryNote(drafts: readonly DraftSummary[]): string | undefined {
  const next = drafts
    .flatMap(({ expiresTime }) => (expiresTime === null ? [] : [expiresTime]))
    .sort((left, right) => left - right)[0];
  return next === undefined ? undefined : `the next one expires on ${formatAsOf(next)} unless you decide`;
}

function NoRatings() {
  const rate = useCommand('ratings.create');
  const running = useRunningCall('ratings.create');
  const [wasAsked, setWasAsked] = useState(false);
  const start = (): void => {
    setWasAsked(true);
    void rate.run({});
  };
  return (
    <Panel title="Nothing is rated yet">
      {rate.state === 'running' || (wasAsked && rate.state === 'failed') ? (
        <CommandStatus command={rate} title="Rating every token" />
      ) : (
        <EmptyState
          title="The sectors and names of the builder come with the first ratings"
          action={
            <Button kind="primary" onClick={start} disabledWhy={running !== undefined && 'It is being rated already'}>
              Rate now
            </Button>
          }
        >
          Rating trains the models first if there are none; that takes from seconds to minutes. You can draft without it
          too: the tokens are then scored on the way.
        </EmptyState>
      )}
    </Panel>
  );
}
