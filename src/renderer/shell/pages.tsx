import { type ComponentType, lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';

/** Each page is a file of its own that is fetched when it is first opened. */
function lazyPage<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }));
}

const MarketView = lazyPage(async () => (await import('../views/market.tsx')).MarketView);
const RatingsView = lazyPage(async () => (await import('../views/ratings.tsx')).RatingsView);
const TokenView = lazyPage(async () => (await import('../views/token.tsx')).TokenView);
const IndicesView = lazyPage(async () => (await import('../views/indices.tsx')).IndicesView);
const DraftView = lazyPage(async () => (await import('../views/draft.tsx')).DraftView);
const BacktestsView = lazyPage(async () => (await import('../views/backtests.tsx')).BacktestsView);
const BacktestView = lazyPage(async () => (await import('../views/backtest.tsx')).BacktestView);
const ModelsView = lazyPage(async () => (await import('../views/models.tsx')).ModelsView);
const AnomaliesView = lazyPage(async () => (await import('../views/anomalies.tsx')).AnomaliesView);
const PatternsView = lazyPage(async () => (await import('../views/patterns.tsx')).PatternsView);
const TextsView = lazyPage(async () => (await import('../views/texts.tsx')).TextsView);
const DataPageView = lazyPage(async () => (await import('../views/data.tsx')).DataPageView);
const SettingsView = lazyPage(async () => (await import('../views/settings.tsx')).SettingsView);
const WelcomeView = lazyPage(async () => (await import('../views/welcome.tsx')).WelcomeView);

/** Shows the page of the present place. */
export function Pages() {
  return (
    <Switch>
      <Route path="/welcome">
        <WelcomeView />
      </Route>
      <Route path="/market">
        <MarketView />
      </Route>
      <Route path="/ratings">
        <RatingsView />
      </Route>
      <Route path="/token/:asset">{({ asset }) => <TokenView key={asset} asset={decode(asset)} />}</Route>
      <Route path="/indices">
        <IndicesView />
      </Route>
      <Route path="/drafts/:id">{({ id }) => <DraftView key={id} id={decode(id)} />}</Route>
      <Route path="/backtests">
        <BacktestsView />
      </Route>
      <Route path="/backtests/:id">{({ id }) => <BacktestView key={id} id={decode(id)} />}</Route>
      <Route path="/models/:part?">{({ part }) => <ModelsView part={part} />}</Route>
      <Route path="/anomalies">
        <AnomaliesView />
      </Route>
      <Route path="/patterns">
        <PatternsView />
      </Route>
      <Route path="/texts">
        <TextsView />
      </Route>
      <Route path="/data">
        <DataPageView />
      </Route>
      <Route path="/settings">
        <SettingsView />
      </Route>
      <Route>
        <Redirect to="/market" replace />
      </Route>
    </Switch>
  );
}

/** A place that was typed by hand may hold a lone percent sign. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
