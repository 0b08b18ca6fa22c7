import { useQueryClient } from '@tanstack/react-query'

/** Asks anew for everything that may hang on the music folders. */
export function useAfterChange() {
  const queries = useQueryClient()
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => /^(?:library\.|server\.|setup\.|scan\.|music$)/.test(String(queryKey[0])),
    })
}
