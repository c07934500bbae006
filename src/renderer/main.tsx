// first of all: what runs later finds the window locked
import './lock-window.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferences } from './state/preferences.ts';

/** Lays theme, density and movement onto the document; the stylesheet does the rest. */
function applyAppearance(): void {
  const { theme, density, motion } = preferences.getState();
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.dataset.density = density;
  root.dataset.motion = motion;
}

applyAppearance();
preferences.subscribe(applyAppearance);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
