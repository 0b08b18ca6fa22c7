// Symbolic links to folders are followed, except where they would show the same music twice or never end.
import { realpathSync } from 'node:fs'

export interface LinkRules {
  /** Why the walk must not go through this link; undefined when it may. @throws when the link leads nowhere */
  refuse(linkPath: string, parentPath: string): string | undefined
}

export function createLinkRules(musicDirs: readonly string[]): LinkRules {
  const roots = musicDirs.flatMap((path) => realPathOf(path) ?? [])
  const followed = new Set<string>()
  return {
    refuse(linkPath, parentPath) {
      const target = realpathSync(linkPath)
      if (roots.some((root) => contains(root, target) || contains(target, root))) {
        return 'a link that leads back into the music folders; not followed'
      }
      if (contains(target, realpathSync(parentPath)))
        return 'a link that leads back to a folder above it; not followed'
      if (followed.has(target)) return 'a link to a folder that another link leads to already; not followed'
      followed.add(target)
      return undefined
    },
  }
}

/** Whether a file is really in its music folder. Lyrics are shown to listeners, and a link may lead to any file of the owner's. */
export function liesInside(musicDir: string, file: string): boolean {
  return contains(realpathSync.native(musicDir), realpathSync.native(file))
}

/** Both absolute and real. */
function contains(folder: string, path: string): boolean {
  return (
    path === folder ||
    path.startsWith(folder.endsWith('/') || folder.endsWith('\\') ? folder : `${folder}${SEPARATOR}`)
  )
}

const SEPARATOR = process.platform === 'win32' ? '\\' : '/'

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // A folder that is not there holds nothing a link could lead to.
    return undefined
  }
}
