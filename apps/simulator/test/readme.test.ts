import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTROL_ROUTES } from '../src/control/control-routes.ts';
import { SCENARIOS } from '../src/scenarios/scenario-list.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(SCENARIOS.map(({ name }) => name))('has a row for the scenario %s', (name) => {
    expect(README).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
  });

  it.each(CONTROL_ROUTES.map(({ method, path }) => [method, path] as const))(
    'names %s %s',
    (method, path) => {
      const address = path
        .replace('/orgs/*/*', '/orgs/{org}/usage')
        .replace('/accounts/*', '/accounts/{email}');
      const named = address.endsWith('/last-served')
        ? README.includes('…/usage/last-served')
        : README.includes(`${method} ${address}`);
      expect(named).toBe(true);
    },
  );
});
