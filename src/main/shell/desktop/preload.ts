/**
 * The one script that stands between the window's page and the main process. It runs in the sandbox, in a world of its own, and
 * lists no endpoint: what may be asked is for the main process to say.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNELS, type DesktopBridge } from '../../../shared/desktop.ts';

type Listener = (name: string, payload: unknown) => void;

const listeners = new Set<Listener>();

ipcRenderer.on(CHANNELS.event, (_event, gathered: readonly { name: string; payload: unknown }[]) => {
  for (const { name, payload } of gathered) for (const listener of listeners) listener(name, payload);
});

const bridge: DesktopBridge = {
  call: (id, name, input) => ipcRenderer.invoke(CHANNELS.call, id, name, input),
  stop: (id) => ipcRenderer.send(CHANNELS.stop, id),
  subscribe(listener) {
    // the same function may be handed in twice; each has its own undo
    const own: Listener = (name, payload) => listener(name, payload);
    listeners.add(own);
    return () => void listeners.delete(own);
  },
  // a page cannot make up a file with a path: one that it did not get from the user has an empty one
  offerFiles: (files) =>
    ipcRenderer.invoke(
      CHANNELS.offerFiles,
      files.map((file) => webUtils.getPathForFile(file as File)),
    ),
  chooseFiles: () => ipcRenderer.invoke(CHANNELS.chooseFiles),
  openReport: (backtestId) => ipcRenderer.invoke(CHANNELS.openReport, backtestId),
  openLink: (name) => ipcRenderer.invoke(CHANNELS.openLink, name),
};

contextBridge.exposeInMainWorld('indexsmith', bridge);
