// From the built app to what electron-builder makes of it, for one system.
import { Arch, build, Platform } from 'electron-builder'
import { configuration, type PackOptions } from '../electron-builder.ts'
import { stageApp } from './stage.ts'
import type { Target } from './targets.ts'

export interface PackJob extends PackOptions {
  /** Folders with a node_modules each; a package comes from the first that has it. */
  readonly packageRoots: readonly string[]
  /** Kinds of installer; `dir` is the packed app alone. Default: those of the configuration. */
  readonly kinds?: readonly string[]
  /** Called instead of the tool that would write a Linux installer, with what it would have been given. */
  readonly onLinuxInstaller?: (settings: unknown) => void
}

/** @returns paths of the installers */
export async function pack(target: Target, job: PackJob): Promise<string[]> {
  const { packageRoots, kinds = [], onLinuxInstaller } = job
  stageApp(target, packageRoots, job.stage)
  const platform = Platform.fromString(target.platform)
  return build({
    targets: platform.createTarget([...kinds], Arch[target.arch]),
    config: configuration(target, job),
    // Uploading is the release workflow's business, after it has looked at what was made.
    publish: 'never',
    ...(onLinuxInstaller && {
      effectiveOptionComputed: async (settings: unknown) => {
        onLinuxInstaller(settings)
        return true
      },
    }),
  })
}
