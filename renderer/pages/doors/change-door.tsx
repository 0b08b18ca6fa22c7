import { Button, Checkbox, NativeSelect, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { DoorStatus } from '../../../server/contract/doors.ts'
import { fieldError } from '../../client/call.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { useSettings } from '../../components/setting-field/use-settings.ts'
import { DOORS } from '../../text/doors.ts'
import { useOpenDoor } from './use-open-door.ts'

const WORDS = DOORS.change
const HOURS = [0, 1, 2, 4, 8, 12, 24, 72, 168]

type Place = 'this-computer' | 'network' | 'fixed'

const PLACES: readonly { place: Place; label: string; words: string; icon: IconName }[] = [
  { place: 'this-computer', label: WORDS.thisComputer, words: WORDS.thisComputerWords, icon: 'computer' },
  { place: 'network', label: WORDS.network, words: WORDS.networkWords, icon: 'network' },
  { place: 'fixed', label: WORDS.fixed, words: WORDS.fixedWords, icon: 'link' },
]

export function ChangeDoor({ door }: { door: DoorStatus }) {
  const now = placeOf(door.address)
  const [place, setPlace] = useState<Place>(now)
  const open = useOpenDoor()
  function choose(chosen: Place) {
    open.reset()
    setPlace(chosen)
  }
  return (
    <Stack gap="md">
      <Radio.Group
        aria-label={WORDS.where}
        value={place}
        onChange={(value) => choose(PLACES.find((each) => each.place === value)?.place ?? 'this-computer')}
      >
        <div className="places">
          {PLACES.map(({ place: each, label, words, icon }) => (
            <label key={each} htmlFor={`choose-${each}`} className="place" data-chosen={each === place}>
              <Radio
                id={`choose-${each}`}
                value={each}
                aria-describedby={`place-${each}`}
                aria-label={label}
              />
              <span className="place-words">
                <span className="place-label">
                  <Icon name={icon} size={18} />
                  {label}
                </span>
                <span className="place-help" id={`place-${each}`}>
                  {words}
                </span>
              </span>
            </label>
          ))}
        </div>
      </Radio.Group>
      <Failure error={open.error} />
      {place === 'network' && <Network door={door} isOpen={now === 'network'} open={open} />}
      {place === 'fixed' && <FixedAddress address={now === 'fixed' ? door.address : ''} open={open} />}
      {place === 'this-computer' && now !== 'this-computer' && (
        <Button
          className="care-button"
          loading={open.isPending}
          onClick={() => open.mutate({ address: 'this-computer' })}
        >
          {WORDS.shut}
        </Button>
      )}
    </Stack>
  )
}

type OpenDoor = ReturnType<typeof useOpenDoor>

function Network({ door, isOpen, open }: { door: DoorStatus; isOpen: boolean; open: OpenDoor }) {
  const settings = useSettings().data ?? []
  const textOf = (name: string) => settings.find((setting) => setting.name === name)?.value ?? ''
  const isFree = (name: string) => settings.find((setting) => setting.name === name)?.changeable ?? true
  const [chosen, setChosen] = useState<readonly string[]>()
  const [hours, setHours] = useState<number>()
  const [closeOnChange, setCloseOnChange] = useState<boolean>()
  const interfaces = chosen ?? textOf('networkInterfaces').split(',').filter(Boolean)
  const closeAfterHours = hours ?? Number(textOf('networkCloseAfterHours') || 0)
  const isClosing = closeOnChange ?? textOf('networkCloseOnChange') === 'on'
  // A network that was chosen and is not there now stays chosen.
  const names = [...new Set([...door.interfaces.map(({ name }) => name), ...interfaces])]

  function submit(event: FormEvent) {
    event.preventDefault()
    open.mutate({
      address: 'network',
      ...(isFree('networkInterfaces') && { interfaces: [...interfaces] }),
      ...(isFree('networkCloseAfterHours') && { closeAfterHours }),
      ...(isFree('networkCloseOnChange') && { closeOnChange: isClosing }),
    })
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {door.interfaces.length === 0 && <p className="care-note">{WORDS.noInterfaces}</p>}
        {names.length > 0 && (
          <Checkbox.Group
            label={WORDS.interfaces}
            description={WORDS.interfacesHelp}
            value={[...interfaces]}
            onChange={setChosen}
          >
            <Stack gap="xs" mt="xs">
              {names.map((name) => (
                <Checkbox
                  key={name}
                  value={name}
                  disabled={!isFree('networkInterfaces')}
                  label={name}
                  description={door.interfaces.find((each) => each.name === name)?.addresses.join(', ')}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <NativeSelect
          className="care-field"
          label={WORDS.closeAfter}
          value={String(closeAfterHours)}
          disabled={!isFree('networkCloseAfterHours')}
          onChange={(event) => setHours(Number(event.currentTarget.value))}
          data={[...new Set([...HOURS, closeAfterHours])]
            .sort((a, b) => a - b)
            .map((each) => ({ value: String(each), label: WORDS.hours(each) }))}
        />
        <Switch
          label={WORDS.closeOnChange}
          description={WORDS.closeOnChangeHelp}
          checked={isClosing}
          disabled={!isFree('networkCloseOnChange')}
          onChange={(event) => setCloseOnChange(event.currentTarget.checked)}
        />
        <Button type="submit" className="care-button" loading={open.isPending}>
          {isOpen ? WORDS.keep : WORDS.open}
        </Button>
      </Stack>
    </form>
  )
}

function FixedAddress({ address, open }: { address: string; open: OpenDoor }) {
  const [typed, setTyped] = useState(address)
  const [tried, setTried] = useState(false)
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (typed.trim() !== '') open.mutate({ address: typed.trim() })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={WORDS.address}
          description={WORDS.addressHelp}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={tried && typed.trim() === '' ? WORDS.addressMissing : fieldError(open.error, 'address')}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
        <Button type="submit" className="care-button" loading={open.isPending}>
          {WORDS.openFixed}
        </Button>
      </Stack>
    </form>
  )
}

function placeOf(address: string): Place {
  if (address === 'network') return 'network'
  return /^(?:127\.|localhost$|::1$)/.test(address) ? 'this-computer' : 'fixed'
}
