import { bridgeUrl, ROUTES } from '@claude-meter/wire';
import { type Line, span } from '../cli/view/styled.ts';
import type { SimulatedDay } from './simulated-day.ts';

/** Stands over everything that the demo shows. */
export function demoBanner(day: SimulatedDay, speed: number): Line[] {
  const url = bridgeUrl(day.port);
  const { origin, control } = day.simulator;
  const row = (label: string, text: string): Line => [span(`${label.padEnd(11)}`, 'dim'), span(text)];
  return [
    [
      span(' SIMULATED claude.ai ', 'notice'),
      span(`  no account, nothing leaves this machine, ${speed} × time`, 'dim'),
    ],
    row('dashboard', `${url}/`),
    row('numbers', `curl -s ${url}${ROUTES.snapshots}`),
    row('changes', `curl -sN ${url}${ROUTES.events}`),
    row('requests', `curl -s ${control}/requests`),
    row('claude.ai', `${origin}/login (its certificate is made for this demo)`),
    [],
  ];
}
