import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import { icons } from './icons.tsx'

/** The browser's own dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export const Dialog = ({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) => {
  const { t } = useLanguage()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const name = useId()
  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    heading.current?.focus()
    // While it is still in the document: only then does the focus go back to where it came from.
    return () => opened?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={name}
      className="dialog"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={name} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" className="icon-button" aria-label={t.close} onClick={onClose}>
            {icons.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
