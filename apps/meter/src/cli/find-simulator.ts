import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findCheckout } from './find-checkout.ts';

/** Beside the bundled program, where its packages have it. */
const SHIPPED = join(import.meta.dirname, '..', 'simulator.js');

/** The main file of the simulated claude.ai: the one that came with this program, else that of the checkout. */
export function findSimulator(shipped: string = SHIPPED): string | null {
  if (existsSync(shipped)) return shipped;
  const checkout = findCheckout();
  return checkout === null ? null : join(checkout, 'apps', 'simulator', 'src', 'main.ts');
}
