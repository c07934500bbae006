import { useMemo, useState } from 'react';
import type { Pattern, PatternSearch } from '../../shared/patterns.ts';
import { formatCount } from '../format.ts';
import { useRunningCall } from '../state/calls.ts';
import { useCommand } from '../state/commands.ts';
import { useQuery } from '../state/query.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { RunStatus } from '../ui/command-status.tsx';
import { Field } from '../ui/field.tsx';
import { Figure } from '../ui/figure.tsx';
import { Finding } from '../ui/finding.tsx';
import { NoData } from '../ui/no-data.tsx';
import { Notes } from '../ui/notes.tsx';
import { FigureRow, Grid, Page, span } from '../ui/page.tsx';
import { Panel, QueryPanel } from '../ui/panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Term } from '../ui/term.tsx';
import { Time } from '../ui/time.tsx';
import styles from './patterns.module.css';
import { PatternDetail } from './patterns-detail.tsx';
import { PatternTable } from './patterns-table.tsx';
import { PatternsToday } from './patterns-today.tsx';
import { searchWords } from './patterns-words.ts';

const HORIZONS = ['7', '30', '90'].map((value) => ({ value, label: `${value} days` }));
const COUNTS = ['2', '3', '4'].map((value) => ({ value, label: value }));

/** Shows the page "Patterns": conditions after which tokens did better or worse than the middle, and how much of that is luck. */
export function PatternsView() {
  const { open } = useWorkspace();
  const list = useQuery('patterns.list', {}, { refreshOn: ['patterns.changed'] });
  const [isOpen, setIsOpen] = useState(false);
  const hasNoData = open?.hasData === false;
  if (hasNoData) {
    return (
      <Page title="Patterns">
        <Panel title="No data yet">
          <NoData title="There is nothing to search" />
        </Panel>
      </Page>
    );
  }
  const search = list.value?.search ?? null;
  return (
    <Page
      title="Patterns"
      note="conditions that came before doing better or worse than others"
      actions={
        isOpen ? undefined : (
          <Button kind="primary" onClick={() => setIsOpen(true)}>
            Search patterns
          </Button>
        )
      }
    >
      <Mining isOpen={isOpen} onClose={() => setIsOpen(false)} />
      {search === null ? (
        <QueryPanel
          title="What was found"
          query={list}
          empty={() => (
            <EmptyState title="Not searched yet">
              A search looks at every combination of two to four conditions on factors, corrects for how many it looked
              at, and tries what is left on later years that it did not see.
            </EmptyState>
          )}
        >
          {() => null}
        </QueryPanel>
      ) : (
        <Found search={search} />
      )}
    </Page>
  );
}

function Mining({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const mine = useCommand('patterns.mine');
  const running = useRunningCall('patterns.mine');
  const [horizon, setHorizon] = useState('30');
  const [most, setMost] = useState('3');
  const isWorking = mine.state === 'running' || running !== undefined;
  if (isWorking || mine.state === 'failed') {
    return (
      <Panel title="Searching patterns">
        <RunStatus<'patterns.mine'> command={mine} running={running} title="The search" />
      </Panel>
    );
  }
  if (!isOpen) return null;
  const start = (): void => {
    onClose();
    void mine.run({ horizonDays: Number(horizon), maximumConditions: Number(most) });
  };
  return (
    <Panel
      title="Search patterns"
      actions={
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      }
    >
      <div className={styles.form}>
        <Field label={<Term word="horizon">Days ahead</Term>} help="How long after the conditions the outcome is read.">
          <Segmented label="Days ahead" value={horizon} choices={HORIZONS} onChange={setHorizon} />
        </Field>
        <Field label="Conditions at most" help="More are searched longer, and more tries have to be corrected for.">
          <Segmented label="Conditions at most" value={most} choices={COUNTS} onChange={setMost} />
        </Field>
        <Button kind="primary" onClick={start}>
          Search
        </Button>
      </div>
      <p className={styles.explain}>
        It takes a minute or two and goes on if you leave this page. What it finds takes the place of the last search.
      </p>
    </Panel>
  );
}

function Found({ search }: { readonly search: PatternSearch }) {
  const today = useQuery('patterns.today', {}, { refreshOn: ['patterns.changed', 'data.changed'] });
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isUnfolded, setIsUnfolded] = useState(false);
  const shown = useMemo(
    () => (isUnfolded ? search.patterns : search.patterns.filter(({ confirmed }) => confirmed.isConfirmed)),
    [search, isUnfolded],
  );
  const chosen: Pattern | undefined = shown.find(({ id }) => id === chosenId) ?? shown[0];
  const hiddenCount = search.patterns.length - shown.length;
  const holding = useMemo(() => {
    const counts = new Map<string, number>();
    for (const id of today.value?.patternId ?? []) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }, [today.value]);
  const { found, sentence } = searchWords(search);
  return (
    <Grid>
      <Panel
        title="What was found"
        note={
          <>
            searched on what was known at the end of <Time at={search.asOf} show="as-of" /> UTC
          </>
        }
      >
        <Finding found={found}>{sentence}</Finding>
        <FigureRow
          figures={[
            {
              key: 'searched',
              label: 'Looked at',
              value: <Figure kind="count" value={search.searchedCount} />,
              note: `combinations of ${formatCount(search.conditionCount)} conditions`,
            },
            {
              key: 'significant',
              label: <Term word="corrected p value">Significant</Term>,
              value: <Figure kind="count" value={search.significantCount} />,
              note: (
                <>
                  about <Figure kind="count" value={search.chanceCount} /> by luck
                </>
              ),
            },
            {
              key: 'confirmed',
              label: <Term word="confirmation">Confirmed</Term>,
              value: <Figure kind="count" value={search.confirmedCount} />,
              note: `of ${formatCount(search.patterns.length)} tried on later years`,
            },
            {
              key: 'found',
              label: 'Found on',
              value: (
                <span className={styles.small}>
                  <Time at={search.fromTime} show="day" /> to <Time at={search.splitTime} show="as-of" />
                </span>
              ),
            },
            {
              key: 'tried',
              label: 'Tried on',
              value: (
                <span className={styles.small}>
                  <Time at={search.splitTime} show="day" /> to <Time at={search.untilTime} show="as-of" />
                </span>
              ),
            },
          ]}
        />
        <Notes notes={search.notes} className={styles.explain} />
      </Panel>
      {hiddenCount === 0 ? null : (
        <Panel title="What did not hold up">
          <p className={styles.muted}>
            {formatCount(hiddenCount)} patterns looked good in the years they were found in and were not confirmed
            later. Their hit rates are what a search among so many finds by luck as well.
          </p>
          <Button kind="quiet" onClick={() => setIsUnfolded(true)}>
            Show them all the same
          </Button>
        </Panel>
      )}
      {chosen === undefined ? null : (
        <>
          <Panel
            title="Patterns"
            note={`${formatCount(shown.length)} of ${formatCount(search.significantCount)} significant ones; a row opens it beside`}
            className={span.twoThirds}
            isFlush
            actions={
              isUnfolded ? (
                <Button kind="quiet" onClick={() => setIsUnfolded(false)}>
                  Hide what did not hold up
                </Button>
              ) : undefined
            }
          >
            <PatternTable patterns={shown} holding={holding} onChoose={setChosenId} />
          </Panel>
          <Panel title="The chosen pattern" className={span.third}>
            <PatternDetail pattern={chosen} today={today.value} />
          </Panel>
          <PatternsToday search={search} today={today} />
        </>
      )}
    </Grid>
  );
}
