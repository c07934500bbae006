import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferences } from './state/preferences.ts';

/** Lays theme and density onto the document; the stylesheet does the rest. */
function applyAppearance(): void {
  const { theme, density } = preferences.getState();
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.dataset.density = density;
}

applyAppearance();
preferences.subscribe(applyAppearance);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
