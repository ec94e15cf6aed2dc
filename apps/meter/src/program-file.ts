/** Where a program that is started by its file lies: beside this one as source, one folder up when bundled. */
export function programFile(name: string): URL {
  const path = import.meta.url.endsWith('.ts') ? `./${name}.ts` : `../${name}.js`;
  return new URL(path, import.meta.url);
}
