import { useLanguage } from '../language/language.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { usePreferences } from '../preferences/preferences.tsx'
import { sections } from '../routing/view.ts'

export const HelpDialog = ({ onClose }: { onClose: () => void }) => {
  const { t } = useLanguage()
  const rows: [string[], string][] = [
    [['/'], t.help.search],
    [['?'], t.help.help],
    ...sections.map((section): [string[], string] => [['g', t.keys[section]], t.help.go(t.routes[section])]),
    [['↑', '↓'], t.help.arrows],
    [['Esc'], t.help.escape],
  ]
  return (
    <Dialog title={t.help.title} onClose={onClose}>
      <dl className="keys">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <SingleKeys />
    </Dialog>
  )
}

const SingleKeys = () => {
  const { t } = useLanguage()
  const { singleKeys, choose } = usePreferences()
  return (
    <label className="switch">
      <input type="checkbox" checked={singleKeys} onChange={(event) => choose({ singleKeys: event.target.checked })} />
      <span>
        {t.help.singleKeys}
        <small className="muted">{t.help.singleKeysHint}</small>
      </span>
    </label>
  )
}
