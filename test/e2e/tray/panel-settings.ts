import { join } from 'node:path';
import type { DesktopOptions } from './desktop.ts';

/** What a panel, or sway around a bar, is told by its settings: one tray, and nothing else. */

/** The ground below the bar. */
export const SWAY_GROUND = 'rgb(32,48,64)';

export interface SwayOptions {
  /** Where `waybar.json` is. */
  home: string;
  width: number;
  height: number;
}

export function swayConfig({ home, width, height }: SwayOptions): string {
  return `output X11-1 resolution ${width}x${height} position 0,0
output * bg #203040 solid_color
default_border none
exec env GDK_BACKEND=wayland waybar -c ${join(home, 'waybar.json')}
`;
}

export function waybarBar(height: number): object {
  return {
    layer: 'top',
    position: 'top',
    height,
    'modules-right': ['tray'],
    tray: { 'icon-size': height - 8, spacing: 8 },
  };
}

export function lxqtPanel(height: number): string {
  return `[General]
panels=panel1
[panel1]
plugins=spacer,statusnotifier
position=Top
length=100
width-percent=true
panelSize=${height}
iconSize=${height - 8}
[spacer]
type=spacer
alignment=Left
[statusnotifier]
type=statusnotifier
alignment=Right
`;
}

export function xfcePanel({ panel, height, dark }: Required<DesktopOptions>): string {
  const plugin = panel === 'ayatana' ? 'indicator' : 'systray';
  return `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
 <property name="configver" type="int" value="2"/>
 <property name="panels" type="array"><value type="int" value="1"/>
  <property name="dark-mode" type="bool" value="${dark}"/>
  <property name="panel-1" type="empty">
   <property name="position" type="string" value="p=6;x=0;y=0"/>
   <property name="length" type="uint" value="100"/>
   <property name="position-locked" type="bool" value="true"/>
   <property name="size" type="uint" value="${height}"/>
   <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
  </property>
 </property>
 <property name="plugins" type="empty">
  <property name="plugin-1" type="string" value="separator">
   <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
  </property>
  <property name="plugin-2" type="string" value="${plugin}">
   <property name="square-icons" type="bool" value="false"/><property name="icon-size" type="int" value="0"/>
  </property>
 </property>
</channel>
`;
}
