/** What it gives, and how often others had their turn of the event loop meanwhile. */
export async function countTurns<T>(
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly turns: number }> {
  let turns = 0
  let waiting: NodeJS.Immediate
  const count = () => {
    turns++
    waiting = setImmediate(count)
  }
  waiting = setImmediate(count)
  const done = await work()
  clearImmediate(waiting)
  return { done, turns }
}
