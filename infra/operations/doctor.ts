/** `npm run doctor`: looks at a deployed stage or the local stack, changes nothing, and says what is wrong. */
import { say } from '../program.ts'
import { diagnose } from './diagnose.ts'

const { output, code } = await diagnose(process.argv.slice(2))
say(output)
process.exitCode = code
