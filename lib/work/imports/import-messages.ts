import type { Delivery } from '../../foundation/queue/delivery.ts'
import { dropsOf, ImportMessage } from './drop.ts'
import { failImport, type ImportDesk } from './end-import.ts'
import { continueImport, importDrop } from './run-import.ts'

const givenUp = {
  code: 'internal',
  message: 'The service could not finish this import and has given it up. The logs say why; import the file again.',
}

const orFail = async (
  desk: ImportDesk,
  importId: string,
  { isLast }: Delivery,
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (isLast) await failImport(desk, importId, givenUp)
    // The log tells causes, so that a failed delivery is found by the import's id.
    throw new Error(`import ${importId}`, { cause: error })
  }
}

/** Imports what a message of the import queue tells of. At its last delivery an import that fails is ended as `failed`. */
export const takeImportMessage = async (desk: ImportDesk, delivery: Delivery): Promise<void> => {
  const { data: message } = ImportMessage.safeParse(delivery.body)
  if (!message) throw new Error('The message is none that the import queue takes.')
  if ('importId' in message) {
    const { importId } = message
    return orFail(desk, importId, delivery, () => continueImport(desk, importId))
  }
  for (const drop of dropsOf(message)) await orFail(desk, drop.importId, delivery, () => importDrop(desk, drop))
}
