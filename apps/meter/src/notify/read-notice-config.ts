import { readFileSync } from 'node:fs';
import { type ParsedNoticeConfig, parseNoticeConfig } from './notice-config.ts';

/** The settings of notices as the file stands now; one that is not there holds none. */
export function readNoticeConfig(path: string): ParsedNoticeConfig {
  try {
    return parseNoticeConfig(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? parseNoticeConfig('{}')
      : { ok: false, error: `it cannot be read: ${message}` };
  }
}
