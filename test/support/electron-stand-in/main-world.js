/**
 * The page's side of the context bridge, evaluated in every document before its own scripts. The two worlds share nothing but the
 * document, on which they send each other JSON under a name that the page does not know.
 */
(name, askPaths) => {
  const { stringify, parse } = JSON;
  const BridgeEvent = CustomEvent;
  const dispatch = document.dispatchEvent.bind(document);
  const functions = new Map();
  const waiting = new Map();
  const files = new Map();
  let lastId = 0;
  let reply;

  const tokenOf = (value) => {
    if (typeof value === 'function') {
      lastId += 1;
      functions.set(lastId, value);
      return { function: lastId };
    }
    if (value instanceof File) {
      lastId += 1;
      files.set(lastId, value);
      return { file: lastId };
    }
    if (Array.isArray(value)) return { array: value.map(tokenOf) };
    return { value };
  };
  const send = (message) => dispatch(new BridgeEvent(`${name}:isolated`, { detail: stringify(message) }));
  const call = (message) => {
    reply = undefined;
    send(message);
    const { error, promise, lent, value } = reply;
    if (error !== undefined) throw new Error(error);
    if (promise !== undefined) {
      return new Promise((resolve, reject) => waiting.set(promise, { resolve, reject }));
    }
    return lent === undefined ? value : (...args) => call({ kind: 'call-lent', lent, args: args.map(tokenOf) });
  };
  const callMember = (key, member, args) => {
    const known = files.size;
    const message = { kind: 'call', key, member, args: args.map(tokenOf) };
    if (files.size === known) return call(message);
    // Chromium tells where a file lies only when asked from outside
    return new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve: () => resolve(call(message)), reject });
      globalThis[askPaths](stringify({ id: lastId, files: [...files.keys()] }));
    });
  };
  document.addEventListener(`${name}:main`, ({ detail }) => {
    const message = parse(detail);
    if (message.kind === 'reply') reply = message;
    else if (message.kind === 'settle') {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) resolve(message.value);
      else reject(new Error(message.error));
    } else if (message.kind === 'invoke') functions.get(message.function)(...message.args);
    else if (message.kind === 'expose') {
      const members = message.members.map((member) => [member, (...args) => callMember(message.key, member, args)]);
      Object.defineProperty(globalThis, message.key, {
        value: Object.freeze(Object.fromEntries(members)),
        enumerable: true,
      });
    }
  });
  Object.defineProperty(globalThis, `${name}:files`, {
    value: { get: (id) => files.get(id), settle: (id) => waiting.get(id).resolve() },
  });
};
