import { Copy } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { LOG_LEVELS } from '../../shared/log-levels.ts';
import type { LogLine } from '../../shared/logs.ts';
import { formatInstant } from '../../shared/time.ts';
import { formatCount } from '../format.ts';
import { usePageMemory } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { SearchField } from '../ui/field.tsx';
import { Panel, QueryContent } from '../ui/panel.tsx';
import { Time } from '../ui/time.tsx';
import styles from './settings.module.css';

type Level = LogLine['level'];
const LEVELS = [
  { value: 'debug', label: 'All' },
  { value: 'info', label: 'Info' },
  { value: 'warn', label: 'Warnings' },
  { value: 'error', label: 'Errors' },
] as const;
const KINDS = { debug: 'plain', info: 'plain', warn: 'warning', error: 'failed' } as const;
const LEVEL_WORDS = { debug: 'detail', info: 'info', warn: 'warning', error: 'error' } as const;
/** Lines that are shown; a longer list would only be scrolled past. */
const LIMIT = 300;
/** What scrolls must be reachable by keys (axe, scrollable-region-focusable). */
const SCROLLED = { tabIndex: 0 } as const;
/** Milliseconds after the last key before the log is asked. */
const PATIENCE = 250;

/** Shows the last lines of the log: by level, by text, with details and a copy for a report. */
export function LogViewer() {
  const [level, setLevel] = usePageMemory<Level>('settings.level', 'info', (kept) =>
    LOG_LEVELS.find((name) => name === kept),
  );
  const [text, setText] = useState('');
  const contains = useSettled(text.trim());
  const log = useQuery(
    'logs.list',
    { limit: LIMIT, level, contains },
    { refreshOn: ['calls.changed', 'settings.changed'] },
  );
  const lines = log.value?.lines;
  const keyed = useMemo(() => withKeys(lines ?? []), [lines]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText((lines ?? []).map(asText).join('\n'));
    showToast({
      kind: 'done',
      title: `${formatCount(lines?.length ?? 0)} lines copied`,
      text: 'They hold no keys, but the names of your files.',
    });
  };
  return (
    <Panel
      title="Log"
      note="what the program did, newest first"
      isRefreshing={log.isRefreshing && log.state === 'ready'}
      actions={
        <>
          <Button onClick={() => void copy()} disabledWhy={(lines?.length ?? 0) === 0 && 'There is nothing to copy'}>
            <Copy aria-hidden="true" />
            Copy
          </Button>
          <Button kind="quiet" onClick={log.refresh}>
            Read again
          </Button>
        </>
      }
    >
      <div className={styles.logTools}>
        <div className={styles.search}>
          <SearchField label="Filter the log" placeholder="Filter" value={text} onChange={setText} />
        </div>
        <Segmented label="Lowest level" value={level} choices={LEVELS} onChange={setLevel} />
      </div>
      <QueryContent
        query={log}
        empty={(value) =>
          value.lines.length > 0 ? null : contains === '' ? 'The log has no such lines' : 'No line has that text'
        }
      >
        {(value) => (
          <>
            <ol className={styles.log} aria-label="Lines of the log" {...SCROLLED}>
              {keyed.map(({ key, line }) => (
                <li key={key}>
                  <span className={styles.logTime}>
                    <Time at={line.atTime} />
                  </span>
                  <Badge kind={KINDS[line.level]}>{LEVEL_WORDS[line.level]}</Badge>
                  {line.detail === null ? (
                    <span className={styles.logText}>{line.message}</span>
                  ) : (
                    <details className={styles.logText}>
                      <summary>{line.message}</summary>
                      <pre>{line.detail}</pre>
                    </details>
                  )}
                </li>
              ))}
            </ol>
            <p className={styles.muted}>
              {value.lines.length === LIMIT ? `The last ${formatCount(LIMIT)} lines that match. ` : ''}Keys and secrets
              are masked before anything is written. The whole log: <code>{value.path}</code>
            </p>
          </>
        )}
      </QueryContent>
    </Panel>
  );
}

const asText = ({ atTime, level, message, detail }: LogLine): string =>
  `${formatInstant(atTime)} ${level} ${message}${detail === null ? '' : `\n${detail}`}`;

/** Lines may be alike to the millisecond; the n-th of the same kind counts from the oldest, so that new ones change no key. */
function withKeys(lines: readonly LogLine[]): { readonly key: string; readonly line: LogLine }[] {
  const seen = new Map<string, number>();
  return [...lines]
    .reverse()
    .map((line) => {
      const text = asText(line);
      const count = (seen.get(text) ?? 0) + 1;
      seen.set(text, count);
      return { key: `${count} ${text}`, line };
    })
    .reverse();
}

/** Returns a text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PATIENCE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
