import type { HostRun } from '../hosted/protocol.ts';
import type { Pointer } from './ffi.ts';
import type { ObjectiveC } from './objective-c.ts';

const REGULAR_WEIGHT = 0;
const SYSTEM_SIZE = 0;

/** Draws runs into an attributed string; the caller releases it. */
export function createMacTitle(objc: ObjectiveC): (runs: readonly HostRun[]) => Pointer {
  const font = objc.pooled(() => {
    const fonts = objc.classNamed('NSFont');
    const size = objc.send(objc.object(fonts, 'menuBarFontOfSize:', SYSTEM_SIZE), 'pointSize');
    // Digits of one width keep the bar from twitching.
    const made = objc.object(fonts, 'monospacedDigitSystemFontOfSize:weight:', size, REGULAR_WEIGHT);
    return objc.object(made, 'retain');
  });
  const names = {
    font: objc.constant('NSFontAttributeName', 'NSFont'),
    ink: objc.constant('NSForegroundColorAttributeName', 'NSColor'),
    ground: objc.constant('NSBackgroundColorAttributeName', 'NSBackgroundColor'),
  };
  const colour = (rgb: readonly [number, number, number]) => {
    const [red, green, blue] = rgb.map((channel) => channel / 255);
    return objc.object(
      objc.classNamed('NSColor'),
      'colorWithSRGBRed:green:blue:alpha:',
      ...[red, green, blue, 1],
    );
  };

  return (runs) => {
    const whole = objc.object(objc.object(objc.classNamed('NSMutableAttributedString'), 'alloc'), 'init');
    for (const { text, ground, ink } of runs) {
      const attributes = objc.object(objc.classNamed('NSMutableDictionary'), 'dictionary');
      const set = (name: Pointer, value: Pointer) => objc.send(attributes, 'setObject:forKey:', value, name);
      set(names.font, font);
      if (ground !== null) set(names.ground, colour(ground));
      if (ink !== null) set(names.ink, colour(ink));
      const raw = objc.object(objc.classNamed('NSAttributedString'), 'alloc');
      const run = objc.object(raw, 'initWithString:attributes:', objc.text(text), attributes);
      objc.send(whole, 'appendAttributedString:', run);
      objc.send(run, 'release');
    }
    return whole;
  };
}
