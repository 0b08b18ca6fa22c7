// Parts of the window that are loaded when they are needed, which may be while the server is away.
import { serverAnswers, whenServerIsHere } from './events.ts'

const LOOK_AGAIN_MS = 2000

/** @throws what `load` throws while the server is there: after an update the old parts are gone, see main.tsx */
export async function loadPatiently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    await whenServerIsHere()
    try {
      return await load()
    } catch (error) {
      if (await serverAnswers()) throw error
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}
