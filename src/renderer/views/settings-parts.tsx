import { Copy } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { EXTERNAL_LINKS } from '../../shared/external-links.ts';
import { transport } from '../api.ts';
import { listActions } from '../state/actions.ts';
import { tellIfNotOpened } from '../state/open-outside.ts';
import { setPreference, usePreference } from '../state/preferences.ts';
import { useQuery } from '../state/query.ts';
import { showToast } from '../state/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Figure } from '../ui/figure.tsx';
import { Panel, QueryPanel, type QueryPanelProps } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import styles from './settings.module.css';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
const DENSITIES = [
  { value: 'compact', label: 'Compact' },
  { value: 'comfortable', label: 'Comfortable' },
] as const;
const MOTIONS = [
  { value: 'system', label: 'As the system' },
  { value: 'less', label: 'None' },
] as const;

/** Shows what concerns the looks of this window alone. */
export function AppearanceSettings({ className }: { readonly className?: string | undefined }) {
  const theme = usePreference('theme');
  const density = usePreference('density');
  const motion = usePreference('motion');
  return (
    <Panel title="Appearance" note="of this window" className={className}>
      <div className={styles.stack}>
        <Field className={styles.tight} label="Colours">
          <Segmented
            label="Colours"
            value={theme}
            choices={THEMES}
            onChange={(value) => setPreference('theme', value)}
          />
        </Field>
        <Field className={styles.tight} label="Rows" help="Compact shows a quarter more rows on the same screen">
          <Segmented
            label="Rows"
            value={density}
            choices={DENSITIES}
            onChange={(value) => setPreference('density', value)}
          />
        </Field>
        <Field
          className={styles.tight}
          label="Movement"
          help="None: bars and panels change at once, nothing slides or pulses"
        >
          <Segmented
            label="Movement"
            value={motion}
            choices={MOTIONS}
            onChange={(value) => setPreference('motion', value)}
          />
        </Field>
      </div>
    </Panel>
  );
}

type Place = {
  readonly key: string;
  readonly label: ReactNode;
  readonly path: string | undefined;
  readonly bytes?: number | undefined;
  readonly note: string;
};

/** Shows where the files of both workspaces lie. */
export function PlaceSettings({ className }: { readonly className?: string | undefined }) {
  const status = useQuery('system.status', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const workspaces = useQuery('workspaces.list', {}, { refreshOn: ['data.changed'] });
  const backups = useQuery('backups.list', {}, { refreshOn: ['backups.changed'] });
  const log = useQuery('logs.list', { limit: 1, level: 'info' });
  const all = workspaces.value?.workspaces ?? [];
  const open = all.find(({ isOpen }) => isOpen);
  const other = all.find(({ isOpen }) => !isOpen);
  const panel: Omit<QueryPanelProps<NonNullable<typeof status.value>>, 'children'> = {
    title: 'Where the files lie',
    query: status,
    className,
  };
  return (
    <QueryPanel {...panel}>
      {(value) => {
        const backupBytes = backups.value?.backups.reduce((sum, { bytes }) => sum + bytes, 0);
        const places: readonly Place[] = [
          {
            key: 'store',
            label: 'Store',
            path: value.storePath,
            bytes: value.storeBytes,
            note: 'all prices, grades, models, drafts and decisions of the open workspace, in one file',
          },
          { key: 'folder', label: 'Folder', path: open?.home, note: 'of the open workspace, with its reports' },
          {
            key: 'backups',
            label: 'Backups',
            path: backups.value?.folder,
            bytes: backupBytes,
            note: 'of the open workspace',
          },
          { key: 'log', label: 'Log', path: log.value?.path, note: 'what the program did; no keys in it' },
          {
            key: 'other',
            label: other?.id === 'own' ? 'Your own data' : 'Sample market',
            path: other?.home,
            note: 'the workspace that is not open',
          },
        ];
        return (
          <>
            <p className={styles.lead2}>
              Open now: <strong>{open?.id === 'sample' ? 'the sample market' : 'your own data'}</strong>{' '}
              {value.simulated ? (
                <Badge kind="warning">
                  <Term word="SIMULATED" />
                </Badge>
              ) : null}
            </p>
            <dl className={styles.places}>
              {places.map((place) => (
                <div key={place.key}>
                  <dt>{place.label}</dt>
                  <dd>
                    <PathLine path={place.path} />
                    <span className={styles.muted}>
                      {place.bytes === undefined ? null : (
                        <>
                          <Figure kind="bytes" value={place.bytes} />,{' '}
                        </>
                      )}
                      {place.note}
                    </span>
                  </dd>
                </div>
              ))}
            </dl>
          </>
        );
      }}
    </QueryPanel>
  );
}

function PathLine({ path }: { readonly path: string | undefined }) {
  if (path === undefined) return <span className={styles.muted}>not known yet</span>;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(path);
    showToast({ kind: 'done', title: 'Path copied', text: path });
  };
  return (
    <span className={styles.path}>
      <code>{path}</code>
      <IconButton label={`Copy ${path}`} onClick={() => void copy()}>
        <Copy />
      </IconButton>
    </span>
  );
}

const nothing = (): void => {};

/** Shows the keys; `?` shows them on every page. */
export function KeySettings() {
  const keys = useMemo(
    () =>
      listActions({ go: nothing, openPalette: nothing, openKeys: nothing, focusFilter: nothing }).filter(
        (action) => action.keys !== undefined,
      ),
    [],
  );
  return (
    <Panel title="Keys" note="also with ? on every page">
      <dl className={styles.keys}>
        {[...keys, ...TABLE_KEYS].map(({ id, title, keys: pressed }) => (
          <div key={id}>
            <dt>
              {pressed?.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const TABLE_KEYS = [
  { id: 'rows', title: 'Move through the rows of a table', keys: ['↑', '↓'] },
  { id: 'open', title: 'Open the row', keys: ['Enter'] },
  { id: 'close', title: 'Close what lies above the page', keys: ['Esc'] },
] as const;

/** Shows the version, the licence, what leaves the machine, and whose work is used. */
export function AboutSettings({ className }: { readonly className?: string | undefined }) {
  const status = useQuery('system.status', {}, { refreshOn: ['data.changed', 'backups.changed'] });
  const { value } = status;
  return (
    <Panel title="About" className={className}>
      <div className={styles.stack}>
        <p>
          Indexsmith {value?.programVersion ?? ''}
          <span className={styles.muted}>
            {value === undefined ? '' : `, layout ${value.schemaVersion} of the store`}
          </span>
          . Licensed under the Apache License 2.0.
        </p>
        <p>
          No telemetry: nothing leaves this machine but requests to the exchange you chose and to the feeds of news you
          named. It places no orders and holds no money.
        </p>
        <p>
          Grades, forecasts and backtests describe the past. They are no advice and no promise; what you buy is your own
          decision.
        </p>
        <p className={styles.muted}>
          Charts by TradingView Lightweight Charts™, Copyright (c) 2026 TradingView, Inc.{' '}
          <Button
            kind="quiet"
            onClick={() => void tellIfNotOpened('The page', transport.openLink('charts'))}
            title="Opens in your browser"
          >
            {EXTERNAL_LINKS.charts}
          </Button>
        </p>
      </div>
    </Panel>
  );
}
