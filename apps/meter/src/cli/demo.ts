import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';

export const demo: Command = {
  meta: { name: 'demo', summary: 'x', about: 'x', options: {}, examples: [] },
  async run() {
    return EXIT.ok;
  },
};
