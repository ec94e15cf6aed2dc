import type { ExtensionPlace } from '../find-extension.ts';
import { type Line, span } from './styled.ts';

/** What a person does to load the extension, one step a line. */
export function extensionSteps(place: ExtensionPlace | null): Line[] {
  if (place === null) {
    return [[span('  Load it from a checkout of ClaudeMeter: its README says how, under "Real use".')]];
  }
  const build: Line[] = place.built ? [] : [[span('  Build it first:  npm run build -w apps/extension')]];
  return [
    ...build,
    [
      span(
        `  Chrome, Edge, Brave, Arc: chrome://extensions, Developer mode, Load unpacked, ${place.chromium}`,
      ),
    ],
    [span(`  Firefox: about:debugging#/runtime/this-firefox, Load Temporary Add-on, ${place.firefox}`)],
    [span('  Then sign in at https://claude.ai: the first numbers come within a minute.')],
  ];
}
