import { Search } from 'lucide-react';
import { useLocation } from 'wouter';
import { useWorkspace } from '../state/workspace.ts';
import { Badge } from '../ui/badge.tsx';
import { Segmented } from '../ui/choice.tsx';
import { Term } from '../ui/term.tsx';
import { CallTray } from './call-tray.tsx';
import styles from './shell.module.css';

const CHOICES = [
  { value: 'own', label: 'My data', title: 'What you imported or fetched' },
  { value: 'sample', label: 'Sample', title: 'A simulated market, kept apart from your data' },
] as const;

/** Shows the workspace, until when its data reaches, the finder, and what runs. */
export function TopBar({ onFind }: { readonly onFind: () => void }) {
  const { open, isSimulated, dataDay, switchTo } = useWorkspace();
  const [, go] = useLocation();
  return (
    <header className={styles.bar}>
      <Segmented
        label="Workspace"
        value={open?.id ?? 'own'}
        choices={CHOICES}
        onChange={(id) => void switchTo(id).then((answer) => answer && go('/market'))}
      />
      {isSimulated ? (
        <Badge kind="warning">
          <Term word="SIMULATED" />
        </Badge>
      ) : null}
      <span className={styles.date} title="The last day that most of the market has prices of">
        {dataDay === undefined ? '' : dataDay === null ? 'No data yet' : `as of ${dataDay} UTC`}
      </span>
      <span className={styles.barSpace} />
      <CallTray />
      <button type="button" className={styles.finder} onClick={onFind} title="Find a page, a token or an action">
        <Search aria-hidden="true" />
        <span>Find…</span>
        <kbd className={styles.key}>Ctrl K</kbd>
      </button>
    </header>
  );
}
