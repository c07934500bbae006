import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Shell } from './shell/shell.tsx';

/** Shows the whole program. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={250} closeDelay={60}>
        <Router hook={useHashLocation}>
          <Shell />
        </Router>
      </Tooltip.Provider>
    </CSPProvider>
  );
}
