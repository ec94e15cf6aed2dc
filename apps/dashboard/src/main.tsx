import { render } from 'preact';
import { App } from './app.tsx';
import { startClock } from './live/clock.ts';
import { readFirstLook } from './live/first-look.ts';
import { startLive } from './live/live.ts';
import { thisPerson } from './shell/person.ts';
import { applyTheme, readTheme } from './shell/theme.ts';
import './page.css';

const end = new AbortController();
// A page that may be shown again by the back button goes on living.
addEventListener('pagehide', (event) => {
  if (!event.persisted) end.abort();
});
applyTheme(readTheme());
const root = document.getElementById('app');
if (root === null) throw new Error('There is no place for the page.');
const brought = (id: string) => document.getElementById(id)?.textContent ?? '';
const live = startLive(location.origin, { clock: Date.now, first: brought('state'), end: end.signal });
const person = thisPerson();
const look = readFirstLook(brought('look'), person.timeZone);
render(<App live={live} now={startClock(end.signal)} person={person} look={look} />, root);
