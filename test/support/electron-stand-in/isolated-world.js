/**
 * The preload script's side: `require('electron')` as a sandboxed script knows it, in a world of its own. `tell` is a function
 * that Chromium gives to this world alone.
 */
(name, tell, preload) => {
  // Electron runs it in the main frame only
  if (window !== window.top) return;
  const exposed = new Map();
  const lent = new Map();
  const invoked = new Map();
  const listeners = new Map();
  const paths = new Map();
  let lastId = 0;

  const post = (message) => {
    document.dispatchEvent(new CustomEvent(`${name}:main`, { detail: JSON.stringify(message) }));
  };
  const argumentOf = (token) => {
    if (token.function !== undefined) {
      return (...args) => post({ kind: 'invoke', function: token.function, args });
    }
    if (token.file !== undefined) return Object.freeze({ token: token.file });
    return token.array === undefined ? token.value : token.array.map(argumentOf);
  };
  const answer = (body) => {
    try {
      const result = body();
      lastId += 1;
      const id = lastId;
      if (result instanceof Promise) {
        post({ kind: 'reply', promise: `p${id}` });
        result.then(
          (value) => post({ kind: 'settle', id: `p${id}`, value }),
          (error) => post({ kind: 'settle', id: `p${id}`, error: error.message }),
        );
      } else if (typeof result === 'function') {
        lent.set(id, result);
        post({ kind: 'reply', lent: id });
      } else post({ kind: 'reply', value: result });
    } catch (error) {
      post({ kind: 'reply', error: error.message });
    }
  };
  document.addEventListener(`${name}:isolated`, ({ detail }) => {
    const message = JSON.parse(detail);
    const args = message.args.map(argumentOf);
    if (message.kind === 'call') answer(() => exposed.get(message.key)[message.member](...args));
    else answer(() => lent.get(message.lent)(...args));
  });

  const electron = {
    contextBridge: {
      exposeInMainWorld(key, api) {
        exposed.set(key, api);
        post({ kind: 'expose', key, members: Object.keys(api) });
      },
    },
    ipcRenderer: {
      invoke: (channel, ...args) =>
        new Promise((resolve, reject) => {
          lastId += 1;
          invoked.set(lastId, { resolve, reject, channel });
          globalThis[tell](JSON.stringify({ kind: 'invoke', id: lastId, channel, args }));
        }),
      send: (channel, ...args) => globalThis[tell](JSON.stringify({ kind: 'send', channel, args })),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
    webUtils: { getPathForFile: (file) => paths.get(file.token) ?? '' },
  };
  Object.defineProperty(globalThis, name, {
    value: {
      settle(id, error, value) {
        const { resolve, reject, channel } = invoked.get(id);
        invoked.delete(id);
        if (error === null) resolve(value);
        else reject(new Error(`Error invoking remote method '${channel}': ${error}`));
      },
      receive(channel, args) {
        for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
      },
      knowPaths(entries) {
        for (const [file, path] of entries) paths.set(file, path);
      },
    },
  });
  const require = (module) => {
    if (module === 'electron') return electron;
    throw new Error(`module not found: ${module}`);
  };
  const module = { exports: {} };
  preload(require, module, module.exports);
};
