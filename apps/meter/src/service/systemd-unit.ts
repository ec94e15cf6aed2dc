import { SERVICE_MARK, type ServiceProgram } from './service-keeper.ts';

/**
 * The unit of a systemd user manager (systemd.service(5), systemd.exec(5)).
 *
 * What confines it is what works without privileges and without name spaces of its own: the meter has to see who owns
 * the other end of a connection in `/proc`, to write into its state folder wherever that is, and to run the hook.
 */
export function systemdUnit({ argv, env }: ServiceProgram): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${word(`${name}=${value}`)}`);
  return `# ${SERVICE_MARK}; "claude-meter service uninstall" takes it away.
[Unit]
Description=ClaudeMeter: Claude usage as claude.ai serves it
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${[...argv, 'run'].map(commandWord).join(' ')}
${variables.map((line) => `${line}\n`).join('')}Restart=on-failure
RestartSec=2
# 3: another meter is running already. 2 and 7: settings that another start does not change.
SuccessExitStatus=3
RestartPreventExitStatus=2 7
KillMode=mixed
TimeoutStopSec=10
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native

[Install]
WantedBy=default.target
`;
}

/** A word of `Environment=`: quoted, `%` doubled, since it begins a specifier. */
function word(text: string): string {
  const escaped = text
    .replace(/["\\]/g, '\\$&')
    .replace(/%/g, '%%')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a unit file is made of lines -- they must not end here
    .replace(/[\u0000-\u001f\u007f]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}

/** A word of `ExecStart=`: there `$` begins a variable as well. */
function commandWord(text: string): string {
  return word(text).replace(/\$/g, '$$$$');
}
