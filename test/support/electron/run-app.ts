// The desktop app in a process of plain Node, for tests that put it somewhere else (into a network of its own). Does what it is told over
// the process's channel, and says when the server runs and when it has ended.
import { registerHooks } from 'node:module'

const DOUBLE = new URL('./index.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: DOUBLE, shortCircuit: true } : next(specifier, context),
})

const { startDesktop } = await import('../../../electron/main.ts')
const { theTray, ended, closeElectron } = await import('./control.ts')
const { app } = await import('./app.ts')

const desktop = startDesktop({ words: ['lockgroove'], hasHost: async () => true })
if (!desktop) throw new Error('it does not start')
const tell = (message: object) => process.send?.(message)
desktop.store.onChange((state) => tell({ state }))
// The menu follows the state a little later; until then a person sees the item in grey.
process.on('message', async ({ click }: { click: string }) => {
  const find = () => theTray().menu?.items.find(({ label, enabled }) => enabled && label.startsWith(click))
  for (let tries = 0; !find() && tries < 600; tries++) await new Promise((look) => setTimeout(look, 50))
  const item = find()
  if (item) item.click()
  else tell({ missing: click, there: theTray().menu?.items.map(({ label }) => label) })
})
process.once('disconnect', () => app.quit())
await ended()
desktop.close()
await closeElectron()
process.disconnect?.()
