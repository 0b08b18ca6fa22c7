// Lockgroove's own look: warm paper by day, ink by night, and one colour, ember, for what is on.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const ember: MantineColorsTuple = [
  '#fdf1e5',
  '#fae0c6',
  '#f6c795',
  '#f2b271',
  '#f2a65a',
  '#dd8433',
  '#c4681b',
  '#ab520f',
  '#92430a',
  '#733406',
]

const paper: MantineColorsTuple = [
  '#faf7f2',
  '#f4efe7',
  '#e9e2d7',
  '#ddd3c5',
  '#c6bbaa',
  '#9a8f81',
  '#665d53',
  '#544c44',
  '#3a342e',
  '#221e1a',
]

const ink: MantineColorsTuple = [
  '#eeebf4',
  '#d3cedf',
  '#aca6bb',
  '#8a8499',
  '#423d52',
  '#332f41',
  '#23202e',
  '#16141e',
  '#100e17',
  '#0b0a10',
]

// Of each, 8 bears white words by day and 4 dark words by night.
const brick: MantineColorsTuple = [
  '#fdeeec',
  '#f9d5d1',
  '#f5b5ae',
  '#f8a79e',
  '#ff9b90',
  '#e0685c',
  '#cc483c',
  '#b83229',
  '#a5261f',
  '#831a15',
]

const moss: MantineColorsTuple = [
  '#ecf6ef',
  '#d3eadb',
  '#aad6b9',
  '#8fcda6',
  '#7cc79a',
  '#529b70',
  '#3f8a5e',
  '#33784f',
  '#2a6642',
  '#1d4d31',
]

const straw: MantineColorsTuple = [
  '#fbf5e2',
  '#f4e7bd',
  '#ecd48c',
  '#e8ca70',
  '#e6c15a',
  '#c19a2d',
  '#a5811a',
  '#8a690b',
  '#725504',
  '#574100',
]

const dusk: MantineColorsTuple = [
  '#edf3fa',
  '#d3e2f2',
  '#aecae8',
  '#9cc3ea',
  '#8fc0ee',
  '#5b8fc2',
  '#457aae',
  '#356899',
  '#285784',
  '#1b4066',
]

/** Words on a filled button: light by day, dark by night, as the filling is the other way round. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  return input.variant === 'filled' ? { ...colors, color: 'var(--on-filled)' } : colors
}

const coloured = {
  ember,
  orange: ember,
  red: brick,
  green: moss,
  teal: moss,
  yellow: straw,
  blue: dusk,
}

/** By night Mantine's quiet buttons are mud with white words: here a breath of the colour, and the colour in the words. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const dark: Record<string, string> = {}
  for (const name of Object.keys(coloured)) {
    const shade = (at: number) => `var(--mantine-color-${name}-${at})`
    const breath = (percent: number) => `color-mix(in srgb, ${shade(4)} ${percent}%, var(--surface))`
    dark[`--mantine-color-${name}-light`] = breath(15)
    dark[`--mantine-color-${name}-light-hover`] = breath(24)
    dark[`--mantine-color-${name}-light-color`] = shade(3)
    dark[`--mantine-color-${name}-outline`] = shade(4)
    dark[`--mantine-color-${name}-outline-hover`] = breath(10)
  }
  return { variables: {}, light: {}, dark }
}

/** A heading, and a surface that lifts off the page. */
const DIALOG = {
  title: { fontWeight: 650 },
  header: { background: 'var(--surface)' },
  content: { background: 'var(--surface)' },
}

export const theme = createTheme({
  colors: { ...coloured, gray: paper, dark: ink },
  variantColorResolver,
  components: {
    // Said, so that the resolver above is asked.
    Button: { defaultProps: { variant: 'filled' } },
    ActionIcon: { defaultProps: { variant: 'filled' } },
    // A colour alone does not tell a link from the words around it.
    Anchor: { defaultProps: { underline: 'always' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    Drawer: { styles: DIALOG, defaultProps: { overlayProps: { backgroundOpacity: 0.45 } } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Modal: {
      styles: DIALOG,
      defaultProps: { radius: 'lg', centered: true, overlayProps: { backgroundOpacity: 0.45 } },
    },
  },
  primaryColor: 'ember',
  primaryShade: { light: 8, dark: 4 },
  black: '#221e1a',
  white: '#fffdfa',
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '7px', md: '10px', lg: '14px', xl: '22px' },
  fontFamily: 'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.2rem', lineHeight: '1.3' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h4: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
})
