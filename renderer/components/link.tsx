import type { ComponentProps } from 'react'
import { linkTo } from '../client/route.ts'

interface LinkProps extends Omit<ComponentProps<'a'>, 'href' | 'onClick'> {
  readonly to: string
}

/** To another page of the window. For Mantine's own components: `<Button component="a" {...linkTo('/people')}>`. */
export function Link({ to, className, ...rest }: LinkProps) {
  return <a {...rest} className={className === undefined ? 'link' : `link ${className}`} {...linkTo(to)} />
}
