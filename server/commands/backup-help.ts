// Apart from backup.ts, so that asking what there is loads none of it.
export const BACKUP_USAGE =
  'backup make [--to FOLDER] [--json] | list [--json] | verify [FILE...|--all] [--json] | restore FILE [--recovery-key-stdin|--backup-key-file FILE] [--yes]'

export const BACKUP_HELP = `  make      A sealed backup now, in the folder backups of the data folder or in FOLDER, which must be there. It is opened
            and checked before it counts. Those beyond the number and age of the settings go; in FOLDER none ever does.
  list      What there is, newest first. Needs no key.
  verify    Opens and checks a backup: those named, all, or the newest.
  restore   Puts a backup in the place of the database. With the server stopped; the present database is kept in the
            folder of backups. The master key of the backup is looked for where keys are kept, unless you give
              --recovery-key-stdin    the recovery key, from standard input: also for another computer
              --backup-key-file FILE  a file with the master key of that time
            On another computer start with an empty data folder: the restored database gets a master key of that computer.
            --yes does not ask.
  All but restore work beside a running server. FILE is a name from the list, or a path.
  Exit code: 0 done, 1 a problem or a bad backup, 2 wrong usage.`
