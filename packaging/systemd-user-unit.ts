import { systemdUnit } from '../apps/meter/src/service/systemd-unit.ts';

/** The user unit that packages install: the one of `service install`, but the package takes it away. */
export function packagedUnit(program: string): string {
  const unit = systemdUnit({ argv: [program], env: {} });
  return unit.replace(
    /^#.*\n/,
    '# Belongs to the package. Start it: systemctl --user enable --now claude-meter\n',
  );
}
