import { useMemo } from 'react';
import { usePageMemory } from '../state/preferences.ts';
import { Tabs } from '../ui/choice.tsx';
import { Panel } from '../ui/panel.tsx';
import { Select } from '../ui/select.tsx';
import styles from './data.module.css';
import { BatchList, GapList, StaleList } from './data-lists.tsx';
import { AbsenceList, RefusalList } from './data-reasons.tsx';
import type { SourceStatus } from './data-sources.tsx';

const TABS = ['gaps', 'refusals', 'absences', 'stale', 'batches'] as const;
type Tab = (typeof TABS)[number];

/** Shows what is missing or odd, list by list: gaps, refused rows, absences, silent series, batches. */
export function DataDetails({
  sources,
  source,
  onSource,
}: {
  readonly sources: readonly SourceStatus[];
  /** The source that the lists are of; empty for all. */
  readonly source: string;
  readonly onSource: (source: string) => void;
}) {
  const [tab, setTab] = usePageMemory<Tab>('data.tab', 'gaps', (kept) => TABS.find((name) => name === kept));
  const choices = useMemo(
    () => [
      { value: '', label: 'All sources' },
      ...[...new Set(sources.map((row) => row.source))].sort().map((name) => ({ value: name, label: name })),
    ],
    [sources],
  );
  const asked = source === '' ? null : source;
  return (
    <Panel
      title="What is missing or odd"
      actions={
        <div className={styles.sourceFilter}>
          <Select label="Source" value={source} choices={choices} onChange={onSource} />
        </div>
      }
    >
      <Tabs
        label="Kind"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'gaps', label: 'Gaps', content: <GapList source={asked} /> },
          { value: 'refusals', label: 'Refused rows', content: <RefusalList /> },
          { value: 'absences', label: 'Why prices are absent', content: <AbsenceList source={asked} /> },
          { value: 'stale', label: 'Silent series', content: <StaleList source={asked} /> },
          { value: 'batches', label: 'What came when', content: <BatchList source={asked} /> },
        ]}
      />
    </Panel>
  );
}
