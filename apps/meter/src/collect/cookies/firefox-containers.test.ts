import { describe, expect, it } from 'vitest';
import { parseContainers, parseOriginAttributes } from './firefox-containers.ts';

describe('originAttributes of a claude.ai row', () => {
  it.each([
    ['', 0],
    ['^userContextId=3', 3],
    ['^partitionKey=%28https%2Cclaude.ai%29', 0],
    ['^userContextId=2&partitionKey=%28https%2Cclaude.ai%29', 2],
    ['^firstPartyDomain=claude.ai', 0],
  ])('%j belongs to container %i', (written, containerId) => {
    expect(parseOriginAttributes(written)).toEqual({ containerId });
  });

  it.each([
    '^partitionKey=%28https%2Cexample.com%29',
    '^partitionKey=%28https%2Cclaude.ai%2Cf%29',
    '^privateBrowsingId=1',
    '^privateBrowsingId=1&userContextId=2',
    '^firstPartyDomain=example.com',
    '^geckoViewUserContextId=x',
    '^userContextId=abc',
    'userContextId=2',
  ])('%j is not part of a plain visit', (written) => {
    expect(parseOriginAttributes(written)).toBeNull();
  });
});

describe('containers.json', () => {
  it('gives own names as they are and built-in ones in English', () => {
    const identities = [
      { userContextId: 1, l10nId: 'user-context-personal', public: true },
      { userContextId: 2, l10nID: 'userContextWork.label', public: true },
      { userContextId: 7, name: 'Client B', public: true },
      { userContextId: 8, l10nId: 'something-new' },
      { name: 'no id' },
      null,
    ];
    expect([...parseContainers(JSON.stringify({ version: 5, identities }))]).toEqual([
      [1, 'Personal'],
      [2, 'Work'],
      [7, 'Client B'],
    ]);
  });

  it.each(['', 'null', '[]', '{"identities":5}', '{"identities":['])('%j names nothing', (text) => {
    expect(parseContainers(text).size).toBe(0);
  });
});
