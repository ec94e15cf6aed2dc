import { browser } from 'wxt/browser';
import { refererRule } from './referer-rule.ts';

/**
 * Sets the rule for this session of the browser. For Firefox only, where the own origin differs with every install;
 * the Chromium build carries the rule in a file.
 */
export async function setRefererRule(): Promise<void> {
  const rule = refererRule(new URL(browser.runtime.getURL('/')).hostname);
  await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: [rule.id], addRules: [rule] });
}
