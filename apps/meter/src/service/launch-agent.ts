import { SERVICE_MARK, SERVICE_NAME, type ServiceProgram } from './service-keeper.ts';

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Started again at most once in so many seconds, unless it has run for longer. */
const PAUSE_SECONDS = 60;
/** 0077: what the meter writes is for this user alone. */
const UMASK = 0o077;

/**
 * The property list of a launchd agent (launchd.plist(5)): in the person's graphical session, where there is a menu
 * bar; started again when it fails.
 *
 * @param logFile absolute path that takes what the meter says
 */
export function launchAgent({ argv, env }: ServiceProgram, logFile: string): string {
  const agent = {
    Label: SERVICE_NAME,
    ProgramArguments: [...argv, 'run'],
    EnvironmentVariables: env,
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: PAUSE_SECONDS,
    LimitLoadToSessionType: 'Aqua',
    ProcessType: 'Interactive',
    Umask: UMASK,
    StandardOutPath: logFile,
    StandardErrorPath: logFile,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${SERVICE_MARK}; "claude-meter service uninstall" takes it away. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${printed(agent, '')}
</plist>
`;
}

/** `indent` stands before every line, and never within a text. */
function printed(value: Value, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  const list = Array.isArray(value);
  const name = list ? 'array' : 'dict';
  const inner = `${indent}  `;
  const lines = list
    ? (value as readonly Value[]).map((one) => printed(one, inner))
    : Object.entries(value).flatMap(([key, one]) => [
        `${inner}<key>${escaped(key)}</key>`,
        printed(one, inner),
      ]);
  if (lines.length === 0) return `${indent}<${name}/>`;
  return [`${indent}<${name}>`, ...lines, `${indent}</${name}>`].join('\n');
}

/** XML cannot say most control characters; no path that could be started holds one. */
function escaped(text: string): string {
  const plain = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those that XML 1.0 refuses, and the one it changes
  return plain.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll('\r', '&#13;');
}
