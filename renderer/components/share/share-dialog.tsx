// Makes a link to an album, a playlist or a song, and shows it.
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Share } from '../../../server/contract/shares.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { COMMON } from '../../text/common.ts'
import { SHARING } from '../../text/sharing.ts'
import { CopyButton } from '../copy-button.tsx'
import { Day } from '../until.tsx'
import { Reach } from './reach.tsx'
import { ShareForm } from './share-form.tsx'

const WORDS = SHARING.make

interface ShareDialogProps {
  /** Id of the album, playlist or song. */
  readonly id: string
  readonly name: string
  onClose(): void
}

export function ShareDialog({ id, name, onClose }: ShareDialogProps) {
  const [made, setMade] = useState<Share>()
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? WORDS.made(name) : WORDS.title(name)}
      closeButtonProps={{ 'aria-label': COMMON.dismiss }}
    >
      {made ? <Made share={made} onClose={onClose} /> : <MakeForm id={id} onMade={setMade} />}
    </Modal>
  )
}

function MakeForm({ id, onMade }: { id: string; onMade(share: Share): void }) {
  const queries = useQueryClient()
  const { usualShareDays = 0 } = useMe()
  const make = useMutation({
    mutationFn: (wanted: { description: string; endsAt: number | null | undefined }) =>
      call('shares.create', { items: [id], ...wanted }),
    onSuccess: (share) => {
      onMade(share)
      return queries.invalidateQueries({ queryKey: ['shares.list'] })
    },
  })
  return (
    <ShareForm
      intro={<Text size="sm">{WORDS.intro}</Text>}
      choice={usualShareDays}
      button={WORDS.button}
      error={make.error}
      isPending={make.isPending}
      onSubmit={make.mutate}
    />
  )
}

function Made({ share: { url, name, songCount, endsAt }, onClose }: { share: Share; onClose(): void }) {
  return (
    <Stack>
      {url === undefined ? (
        <Text>{WORDS.noUrl}</Text>
      ) : (
        <>
          <TextInput
            label={WORDS.link}
            value={url}
            readOnly
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
          />
          <Text size="sm" c="dimmed" role="status">
            {WORDS.says(songCount)}{' '}
            {endsAt === undefined ? (
              WORDS.forever
            ) : (
              <>
                {WORDS.until} <Day at={endsAt} />
              </>
            )}
            .
          </Text>
          <Reach url={url} />
        </>
      )}
      <Group>
        {url !== undefined && (
          <CopyButton
            value={url}
            what={SHARING.copyOf(name)}
            label={SHARING.copy}
            size="sm"
            variant="filled"
          />
        )}
        <Button variant="default" component="a" {...linkTo('/sharing')}>
          {WORDS.all}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {WORDS.done}
        </Button>
      </Group>
    </Stack>
  )
}
