import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Electron's package would fetch its binary when it is imported.
    alias: { electron: join(import.meta.dirname, 'test/support/electron/index.ts') },
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    // One less than there are cores is the default: on two that is one after the other, with much waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['test/support/prepared-folder.ts'],
    // Long enough for a machine that is busy with other things: what is slow is measured elsewhere, and what never comes fails.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    coverage: {
      provider: 'v8',
      include: ['server/**', 'build/**', 'electron/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
})
