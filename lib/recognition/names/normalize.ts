import { normalizePublisher } from './normalize-publisher.ts'
import { normalizeTitle } from './normalize-title.ts'
import { licensableRules } from './rules.ts'

/** Software as a device reported it. */
export interface DetectedSoftware {
  publisher: string
  title: string
}

export interface NormalizedSoftware {
  /** For display: case kept, company suffixes taken out; `Unknown publisher` when there was none. */
  publisher: string
  /** For display: case kept, versions, architectures and locales taken out; never empty. */
  title: string
  /** False by rule for updates, language packs, redistributables, runtimes and drivers. */
  licensable: boolean
  /** The id of the rule that says why it is not licensable. */
  reason?: string
}

const spelled = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}+#]+/gu, ' ')
    .trim()

const ruleAgainst = (publisher: string, title: string) => {
  const spelledPublisher = spelled(publisher)
  const spelledTitle = spelled(title)
  return licensableRules.find(
    (rule) =>
      (rule.publisher?.test(spelledPublisher) ?? true) &&
      !rule.exceptPublisher?.test(spelledPublisher) &&
      rule.pattern.test(spelledTitle),
  )
}

/** What a detected name is the name of. Normalizing the result again changes nothing; linear in the length of the names. */
export const normalize = (detected: DetectedSoftware): NormalizedSoftware => {
  const publisher = normalizePublisher(detected.publisher)
  const title = normalizeTitle(detected.title, publisher)
  const rule = ruleAgainst(publisher, title)
  return rule ? { publisher, title, licensable: false, reason: rule.id } : { publisher, title, licensable: true }
}
