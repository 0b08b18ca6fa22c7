// The systems there are installers for.

export interface Target {
  readonly platform: 'linux' | 'win32' | 'darwin'
  readonly arch: 'x64' | 'arm64'
}

export const TARGETS: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'darwin', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
]

/** As npm's prebuilt packages spell it: `linux-x64`. */
export function nameOf({ platform, arch }: Target): string {
  return `${platform}-${arch}`
}
