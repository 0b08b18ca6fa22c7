// Without a keyring the owner says where the key is to be; nothing is made before that.
import { Button, Card, Group, Radio, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { DESKTOP } from '../text/desktop.ts'
import { ask, usePlatform } from './bridge.ts'
import { Details, Head, Refusal } from './head.tsx'
import { NewPassphrase } from './passphrase.tsx'

const WORDS = DESKTOP.place

export function ChoosePlace({ sentence, keyFilePath }: { sentence: string; keyFilePath: string }) {
  const keyring = DESKTOP.keyring(usePlatform())
  const again = useMutation({ mutationFn: () => ask('tryAgain') })
  return (
    <Card withBorder padding="xl" className="panel">
      <Stack gap="md">
        <Head icon="key" title={WORDS.title} words={WORDS.words(keyring)} />
        <PlaceForm keyFilePath={keyFilePath} />
        <div>
          <Button variant="subtle" size="compact-sm" loading={again.isPending} onClick={() => again.mutate()}>
            {WORDS.again(keyring)}
          </Button>
          <p className="start-status" role="status">
            {again.isSuccess && WORDS.stillNone(keyring)}
          </p>
          <Refusal error={again.error} />
        </div>
        <Details>{sentence}</Details>
      </Stack>
    </Card>
  )
}

export function PlaceForm({ keyFilePath }: { keyFilePath: string }) {
  const [place, setPlace] = useState('')
  return (
    <Stack gap="md">
      <Radio.Group value={place} onChange={setPlace} aria-label={WORDS.label}>
        <Stack gap="sm">
          <Choice value="passphrase" {...WORDS.passphrase} />
          <Choice value="key file" title={WORDS.keyFile.title} words={WORDS.keyFile.words}>
            <code className="start-path">{keyFilePath}</code>
            {WORDS.keyFile.honest}
          </Choice>
        </Stack>
      </Radio.Group>
      {place === 'passphrase' && <NewPassphrase />}
      {place === 'key file' && <MakeKeyFile />}
    </Stack>
  )
}

interface ChoiceProps {
  readonly value: string
  readonly title: string
  readonly words: string
  readonly children?: React.ReactNode
}

function Choice({ value, title, words, children }: ChoiceProps) {
  return (
    <Radio
      className="start-choice"
      classNames={{ description: 'start-choice-words' }}
      value={value}
      label={title}
      description={
        <>
          {words}
          {children}
        </>
      }
    />
  )
}

function MakeKeyFile() {
  const make = useMutation({ mutationFn: () => ask('useKeyFile') })
  return (
    <Stack gap="sm">
      <Refusal error={make.error} />
      <Group>
        <Button size="md" loading={make.isPending} onClick={() => make.mutate()}>
          {WORDS.keyFile.button}
        </Button>
      </Group>
    </Stack>
  )
}
