export interface Users {
  readonly placeholder?: never
}
