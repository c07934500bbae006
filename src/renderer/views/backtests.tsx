import { Page } from '../ui/page.tsx';

/** Shows the page "Backtests". */
export function BacktestsView() {
  return <Page title="Backtests" />;
}
