import {
  Blocks,
  ChartCandlestick,
  Database,
  FlaskConical,
  Gauge,
  Hexagon,
  Layers,
  Network,
  Newspaper,
  PanelLeftClose,
  PanelLeftOpen,
  Settings,
  Siren,
} from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { PAGES, type PageId } from '../routes.ts';
import { setPreference, usePreference } from '../state/preferences.ts';
import styles from './shell.module.css';

const ICONS: Readonly<Record<PageId, typeof Gauge>> = {
  market: Gauge,
  ratings: ChartCandlestick,
  indices: Layers,
  backtests: FlaskConical,
  models: Network,
  anomalies: Siren,
  patterns: Blocks,
  texts: Newspaper,
  data: Database,
  settings: Settings,
};

/** Places that belong to a page of the navigation. */
const PARTS: readonly (readonly [string, PageId])[] = [
  ['/token/', 'ratings'],
  ['/drafts/', 'indices'],
];

/** Shows the navigation. */
export function Rail() {
  const [place] = useLocation();
  const isCollapsed = usePreference('isRailCollapsed');
  const part = PARTS.find(([path]) => place.startsWith(path))?.[1];
  const label = isCollapsed ? 'Unfold the navigation' : 'Fold the navigation';
  return (
    <nav className={styles.rail} aria-label="Pages">
      <div className={styles.brand}>
        <Hexagon aria-hidden="true" />
        Indexsmith
      </div>
      <ul>
        {PAGES.map(({ id, path, title, key }) => {
          const Icon = ICONS[id];
          const isHere = place.startsWith(path) || part === id;
          return (
            <li key={id}>
              <Link
                href={path}
                className={styles.railLink}
                aria-current={isHere ? 'page' : undefined}
                aria-label={title}
                title={`${title} (g ${key})`}
              >
                <Icon aria-hidden="true" />
                <span>{title}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        className={styles.railLink}
        aria-label={label}
        title={`${label} ([)`}
        onClick={() => setPreference('isRailCollapsed', !isCollapsed)}
      >
        {isCollapsed ? <PanelLeftOpen aria-hidden="true" /> : <PanelLeftClose aria-hidden="true" />}
        <span>Fold</span>
      </button>
    </nav>
  );
}
