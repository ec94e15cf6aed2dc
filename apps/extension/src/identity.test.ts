import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { CHROMIUM_ID, MANIFEST_KEY } from './identity.ts';
import { refererRule } from './referer-rule.ts';

it('has the id that browsers of the Chromium family make of the key', () => {
  const digest = createHash('sha256').update(Buffer.from(MANIFEST_KEY, 'base64')).digest('hex');
  const letters = [...digest.slice(0, 32)].map((digit) =>
    String.fromCharCode(97 + Number.parseInt(digit, 16)),
  );
  expect(CHROMIUM_ID).toBe(letters.join(''));
});

it('touches nothing but its own requests for what the settings page shows', () => {
  const { condition } = refererRule(CHROMIUM_ID);
  expect(condition.initiatorDomains).toEqual([CHROMIUM_ID]);
  expect(condition.urlFilter).toBe('|https://claude.ai/api/organizations/*/');
  expect(condition.requestMethods).toEqual(['get']);
});
