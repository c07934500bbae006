import { Page } from '../ui/page.tsx';

/** Shows one backtest. */
export function BacktestView({ id }: { readonly id: string }) {
  return <Page title="Backtest" note={id} />;
}
