import { expect, it } from 'vitest';
import { demoBanner } from './banner.ts';
import type { SimulatedDay } from './simulated-day.ts';

it('names each place once, under a label that says it is simulated', () => {
  const simulator = { origin: 'https://127.0.0.1:2', control: 'http://127.0.0.1:3' };
  const lines = demoBanner({ port: 1, simulator } as SimulatedDay, 60).map((line) =>
    line.map(({ text }) => text).join(''),
  );
  expect(lines[0]).toContain('SIMULATED');
  const labels = lines.slice(1, -1).map((line) => line.split(' ')[0]);
  expect(labels).toEqual(['dashboard', 'numbers', 'changes', 'requests', 'claude.ai']);
});
