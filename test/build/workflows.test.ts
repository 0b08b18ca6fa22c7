// The workflows cannot run here. What is asserted is what a review would look for first: who may do what, and whose code runs.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDER = join(ROOT, '.github', 'workflows')
const { load } = createRequire(import.meta.url)('js-yaml') as { load(text: string): any }
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

const workflows = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  return { name, text, content: load(text) }
})
const jobs = workflows.flatMap(({ name, content }) =>
  Object.entries<any>(content.jobs).map(([job, definition]) => ({ job: `${name}: ${job}`, definition })),
)
const steps = jobs.flatMap(({ job, definition }) =>
  (definition.steps ?? []).map((step: any) => ({ job, definition, step })),
)
const linesWith = (pattern: RegExp) =>
  workflows.flatMap(({ text }) => text.split('\n').filter((line) => pattern.test(line)))

describe('the workflows', () => {
  test('run other people’s actions by commit, and say which version that is', () => {
    const uses = linesWith(/\buses:/).filter((line) => !line.includes('uses: ./'))
    expect(uses.length).toBeGreaterThan(5)
    for (const line of uses) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('mean one commit by one version', () => {
    const commits = new Map<string, Set<string>>()
    for (const line of linesWith(/@[0-9a-f]{40}/)) {
      const [, action = '', commit = ''] = /uses: (\S+)@(\S+)/.exec(line) ?? []
      commits.set(action, (commits.get(action) ?? new Set()).add(commit))
    }
    for (const [action, found] of commits) expect([action, found.size]).toEqual([action, 1])
  })

  test('may read, and nothing else unless a job says so', () => {
    for (const { content } of workflows) expect(content.permissions).toEqual({ contents: 'read' })
  })

  test('write in two jobs: one states provenance, one makes the draft', () => {
    const writing = jobs
      .filter(({ definition }) => JSON.stringify(definition.permissions ?? {}).includes('write'))
      .map(({ job, definition }) => [job, definition.permissions])
    expect(writing).toEqual([
      ['release.yml: vouch', { contents: 'read', 'id-token': 'write', attestations: 'write' }],
      ['release.yml: draft', { contents: 'write' }],
    ])
  })

  test('leave no token in the checked out repository', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
    expect(checkouts.length).toBeGreaterThan(3)
    for (const { step } of checkouts) expect(step.with['persist-credentials']).toBe(false)
  })

  test('run the code of nobody else where something may be written or is secret', () => {
    for (const { job, definition, step } of steps) {
      const isMighty = JSON.stringify(definition.permissions ?? {}).includes('write')
      if (isMighty && step.run) expect([job, step.run]).not.toEqual([job, expect.stringMatching(/\bnp[mx] /)])
    }
  })

  test('give a secret to the step that needs it', () => {
    const names = new Set<string>()
    for (const { definition, step } of steps) {
      for (const [, name = ''] of JSON.stringify(step).matchAll(/secrets\.([A-Z_]+)/g)) names.add(name)
      expect(String(step.run ?? '')).not.toContain('secrets.')
      // A job knows only whether there is one.
      for (const value of Object.values<string>(definition.env ?? {})) {
        expect(value.replaceAll(/secrets\.[A-Z_]+ != ''/g, '')).not.toContain('secrets.')
      }
    }
    const words = readFileSync(join(ROOT, 'build', 'README.md'), 'utf8')
    for (const name of names) expect(words).toContain(`\`${name}\``)
  })

  test('put nothing from outside into a shell', () => {
    for (const { step } of steps) {
      const expressions = String(step.run ?? '').match(/\$\{\{.*?\}\}/g) ?? []
      for (const one of expressions)
        expect(one).toMatch(/^\$\{\{ matrix\.system == '\w+' && '[^']*' \|\| '' \}\}$/)
    }
  })

  test('end some time', () => {
    for (const { definition } of jobs) {
      if (!definition.uses) expect(definition['timeout-minutes']).toBeLessThanOrEqual(60)
    }
  })

  test('ask for scripts and files that are there', () => {
    for (const { step } of steps) {
      const run = String(step.run ?? '')
      for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/g)) {
        expect(packageJson.scripts).toHaveProperty([script])
      }
      for (const [file] of run.matchAll(/build\/[\w/-]+\.(?:ts|sh)/g))
        expect(existsSync(join(ROOT, file))).toBe(true)
    }
  })

  test('use the Node that the project runs on', () => {
    const versions = linesWith(/node-version:/).map((line) => line.trim())
    expect(new Set(versions)).toEqual(new Set([`node-version: ${packageJson.optionalDependencies.node}`]))
  })

  test('pack nothing that was not tested, and publish nothing by themselves', () => {
    const release = workflows.find(({ name }) => name === 'release.yml')!.content
    expect(release.jobs.package.needs).toContain('check')
    expect(release.jobs.check.uses).toBe('./.github/workflows/ci.yml')
    expect(release.jobs.vouch.needs).toBe('package')
    expect(release.jobs.draft.needs).toBe('vouch')
    expect(JSON.stringify(release.jobs.draft)).toContain('--draft')
    expect(Object.keys(release.on)).toEqual(['push'])
  })
})
