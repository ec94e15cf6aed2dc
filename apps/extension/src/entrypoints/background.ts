import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from '../background.ts';
import { setRefererRule } from '../set-referer-rule.ts';

export default defineBackground(() => {
  startBackground({
    clock: { now: Date.now, wait: (ms) => new Promise((done) => setTimeout(done, ms)) },
    prepare: import.meta.env.FIREFOX ? setRefererRule : async () => {},
  });
});
