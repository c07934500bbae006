import { expect, it } from 'vitest';
import { externalUrl } from '../../../../src/main/shell/desktop/guard-contents.ts';

it.each([
  ['https://doi.org/10.2139/ssrn.2460551', 'https://doi.org/10.2139/ssrn.2460551'],
  ['https://arxiv.org/abs/1603.02754?key=stolen#top', 'https://arxiv.org/abs/1603.02754'],
  ['http://doi.org/10.1', null],
  ['https://doi.org:8443/10.1', null],
  ['https://doi.org.example.org/10.1', null],
  ['https://user@doi.org/10.1', null],
  ['https://user:word@doi.org/10.1', null],
  ['https://example.org/', null],
  ['file:///etc/passwd', null],
  ['javascript:alert(1)', null],
  ['smb://doi.org/share', null],
  ['', null],
])('%j opens %j in the browser of the system', (url, expected) => {
  expect(externalUrl(url)).toBe(expected);
});
