// The script and the style of public links, beside the window: `share/player.js`, `page.css`, `icon.svg` in its folder. Built by
// themselves and under names that stay: the server writes them into its pages, and must share no chunk with the window.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const HERE = import.meta.dirname
/** The browsers of the last few years: whoever gets a link has what they have. */
const TARGET = ['es2022', 'chrome111', 'firefox115', 'safari16.4']

export function sharePage(): Plugin {
  return {
    name: 'share-page',
    apply: 'build',
    async generateBundle() {
      const { outputFiles } = await build({
        entryPoints: ['player.ts', 'page.css'].map((name) => join(HERE, name)),
        outdir: '/',
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        target: TARGET,
        logLevel: 'error',
      })
      for (const { path, contents } of outputFiles) {
        this.emitFile({ type: 'asset', fileName: `share${path}`, source: contents })
      }
      const source = await readFile(join(HERE, '..', 'public', 'icon.svg'))
      this.emitFile({ type: 'asset', fileName: 'share/icon.svg', source })
    },
  }
}
