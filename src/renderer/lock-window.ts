/**
 * Takes from the window, for good, what leads out of it and no content policy forbids: peer connections, other windows, frames and
 * navigations to another origin. Imported before everything else, so that whatever script runs later finds it done. What it uses is
 * taken beforehand too: a later script may put anything into the place of `preventDefault` or `startsWith`.
 */
const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
const { startsWith } = String.prototype;
const { preventDefault } = Event.prototype;

/** Puts a value into a place so that nothing can be put there again. */
function fix(owner: object, name: string, value: unknown): void {
  defineProperty(owner, name, { value, configurable: false, enumerable: false, writable: false });
}

const getterOf = (owner: object, name: string): (() => unknown) =>
  getOwnPropertyDescriptor(owner, name)?.get ?? (() => undefined);

// what opens a connection by itself, and what makes elements past `createElement`
const CONSTRUCTORS = [
  'RTCPeerConnection',
  'webkitRTCPeerConnection',
  'WebTransport',
  'PresentationRequest',
  'XSLTProcessor',
];
for (const name of CONSTRUCTORS) fix(globalThis, name, undefined);
fix(globalThis, 'open', () => null);

const refuse = (): never => {
  throw new TypeError('This window does not do that');
};
for (const name of ['open', 'write', 'writeln', 'execCommand']) fix(Document.prototype, name, refuse);
fix(CustomElementRegistry.prototype, 'define', refuse);

/**
 * The policy loads nothing into a frame, but one without an address is there at once, with a window of its own in which nothing was
 * taken. So there are none: markup makes no elements (Trusted Types), and these two are what is left.
 */
const readName = getterOf(Element.prototype, 'localName');
for (const name of ['createElement', 'createElementNS'] as const) {
  const create = Document.prototype[name] as (...values: unknown[]) => Element;
  fix(Document.prototype, name, function (this: Document, ...values: unknown[]): Element {
    const element = apply(create, this, values) as Element;
    switch (apply(readName, element, [])) {
      case 'iframe':
      case 'frame':
      case 'fencedframe':
      case 'object':
      case 'embed':
        return refuse();
      default:
        return element;
    }
  });
}

const { protocol, host } = location;
const own = `${protocol}//${host}/`;
const ownBlob = `blob:${own}`;
// browsers that do not know the interface have the shell's other locks
if ('navigation' in globalThis) {
  const readDestination = getterOf(NavigateEvent.prototype, 'destination');
  const readDownload = getterOf(NavigateEvent.prototype, 'downloadRequest');
  const readUrl = getterOf(NavigationDestination.prototype, 'url');
  // nobody's listener comes before this one: moving within the page, loading it again and files made by it go on
  navigation.addEventListener('navigate', (event) => {
    const url = apply(readUrl, apply(readDestination, event, []) as object, []);
    if (apply(startsWith, url, [own])) return;
    // a page made by a script would be one without this lock
    if (apply(readDownload, event, []) !== null && apply(startsWith, url, [ownBlob])) return;
    apply(preventDefault, event, []);
  });
}
