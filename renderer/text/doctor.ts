export const DOCTOR = {
  title: 'Doctor',
} as const
