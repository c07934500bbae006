import { Page } from '../ui/page.tsx';

/** Shows the page "Settings". */
export function SettingsView() {
  return <Page title="Settings" />;
}
