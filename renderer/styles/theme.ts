// Lockgroove's own look: warm paper by day, ink by night, and one colour, ember, for what is on.
import { createTheme, type MantineColorsTuple } from '@mantine/core'

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

export const theme = createTheme({
  colors: { ember, orange: ember, gray: paper, dark: ink },
  primaryColor: 'ember',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
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
